"""Bytes of a file or answer, decompressed and in UTF-8, piece by piece in constant memory."""

import codecs
import re
import zlib
from collections.abc import Iterator
from importlib import import_module
from itertools import chain
from types import ModuleType
from typing import BinaryIO, Protocol

from evidence.errors import StorageProblem


def _fastest() -> ModuleType:
    """Isal's zlib where the "fast" extra is installed, 2-3 times quicker; else Python's."""
    try:
        return import_module("isal.isal_zlib")
    except ImportError:
        return zlib


_zlib = _fastest()
_FAULTS: tuple[type[Exception], ...] = (zlib.error, _zlib.error)
_PIECE = 1 << 17  # bytes read at once
_GZIP = b"\x1f\x8b"
_GZIP_WINDOW = 31  # zlib's window bits for gzip with its header and check sum
_FREE = 1 << 26  # bytes that any file may decompress to; above, the ratio counts
_RATIO = 100  # PubMed's files are 8-12 times smaller compressed
_LARGEST = 1 << 32  # bytes decompressed from one file: ten times NLM's largest
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_UTF8 = frozenset({"utf-8", "ascii"})
_MARKS = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class TruncatedFile(StorageProblem):
    """A file or answer that ends too early or is damaged: its good records came before."""


class _Inflater(Protocol):
    eof: bool
    unused_data: bytes
    unconsumed_tail: bytes

    def decompress(self, data: bytes, max_length: int = ..., /) -> bytes: ...


def pieces(stream: BinaryIO, name: str) -> Iterator[bytes]:
    """Pieces of at most a few 100 kB: gunzipped where compressed, and in UTF-8.

    Raises TruncatedFile where the compressed data end early, are damaged, or are a bomb,
    after everything before that point was given; OSError of the stream passes through.
    """
    source = iter(lambda: stream.read(_PIECE), b"")
    first = next(source, b"")
    while 0 < len(first) < len(_GZIP):  # a socket may give one byte
        more = next(source, b"")
        if not more:
            break
        first += more
    source = chain((first,), source) if first else source
    if first.startswith(_GZIP):
        source = _gunzip(source, name)
    return _as_utf8(source, name)


def _gunzip(source: Iterator[bytes], name: str) -> Iterator[bytes]:
    taken = given = 0
    inflater = _new_inflater()
    finished = False
    for data in source:
        taken += len(data)
        rest = data
        while rest:
            if finished:  # a gzip file may have several members, or zeros at the end
                rest = rest.lstrip(b"\0")
                if not rest:
                    break
                inflater, finished = _new_inflater(), False
            try:
                piece = inflater.decompress(rest, _PIECE * 4)
            except _FAULTS as error:
                raise _damaged(name, f"its compressed data are damaged ({error})") from error
            given += len(piece)
            if given > _LARGEST or (given > _FREE and given > taken * _RATIO):
                raise _damaged(name, f"{taken:,} bytes expand to more than {given:,}: refused")
            finished = inflater.eof
            rest = inflater.unused_data if finished else inflater.unconsumed_tail
            if piece:
                yield piece
    if not finished:
        raise _damaged(name, "its compressed data end too early")


def _new_inflater() -> _Inflater:
    made: _Inflater = _zlib.decompressobj(_GZIP_WINDOW)
    return made


def _damaged(name: str, why: str) -> TruncatedFile:
    return TruncatedFile(
        f"{name} is not whole: {why}.", "Fetch it again; the records before that point are good."
    )


def _as_utf8(source: Iterator[bytes], name: str) -> Iterator[bytes]:
    """The same pieces; another declared encoding, or UTF-16, is turned into UTF-8."""
    first = next(source, b"")
    encoding = _encoding(first)
    if encoding is None:
        yield first.removeprefix(codecs.BOM_UTF8)
        yield from source
        return
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for piece in chain((first,), source):
            yield decoder.decode(piece).encode("utf-8", "replace")
        yield decoder.decode(b"", final=True).encode("utf-8", "replace")
    except UnicodeDecodeError as error:
        raise _damaged(name, f"its text is not in {encoding}") from error


def _encoding(first: bytes) -> str | None:
    """The codec to decode with, or None for UTF-8."""
    for mark, encoding in _MARKS:
        if first.startswith(mark):
            return encoding
    declared = _DECLARED.match(first[:200])
    if declared is None:
        return None
    try:
        codec = codecs.lookup(declared[1].decode("ascii"))
    except LookupError:
        return None
    known_text = getattr(codec, "_is_text_encoding", True)
    return None if codec.name in _UTF8 or not known_text else codec.name
