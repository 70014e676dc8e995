"""A PubMed XML stream to the bytes of its records, without parsing the whole.

The text between records is looked at only for what opens, closes or comments; a record is
what stands between its start and its end tag. An end tag inside a comment or CDATA section
of a record does not end it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from evidence.errors import UsageProblem
from evidence.pubmed.streams import TruncatedFile

_RECORDS = ("PubmedArticle", "PubmedBookArticle", "MedlineCitation", "DeleteCitation")
_SETS = ("PubmedArticleSet", "PubmedBookArticleSet", "MedlineCitationSet")
_MARK = re.compile(
    rb"<!--|<!\[CDATA\[|<!ENTITY|<!DOCTYPE|<(/?)("
    + "|".join((*_SETS, *_RECORDS)).encode()
    + rb")(?=[\s/>])"
)
_PLAIN_ENDS = {name: b"</" + name.encode() + b">" for name in _RECORDS}
_ENDS = {name: re.compile(rb"</" + name.encode() + rb"\s*>") for name in _RECORDS}
_HIDDEN = {b"<!--": b"-->", b"<![CDATA[": b"]]>"}
_DOCTYPE = re.compile(rb"(?:[^\"'<>\[]|\"[^\"]*\"|'[^']*')*([<>\[])")  # to its end or its subset
_LONGEST_DOCTYPE = 1 << 12
_LONGEST_MARK = 64  # bytes kept at a piece's end: a tag may go on in the next
_LONGEST_HEAD = 400
_LONGEST_EXCERPT = 60
_PROLOG = re.compile(rb"(?:<[?!][^<>]*>\s*)*<?(?:[?!][^<>]*)?(?<=.)", re.DOTALL)  # and no element
_LARGEST_RECORD = 1 << 25  # bytes; the largest real ones are below 2 MiB
_LARGEST_GAP = 1 << 20  # bytes kept of what stands between records

Kind = Literal["record", "deletions", "stray", "medline"]


@dataclass(frozen=True, slots=True)
class Block:
    """One record's bytes, a DeleteCitation's, or bytes that end a record never begun.

    "medline" is a record of the other format: see `evidence.pubmed.files`.
    """

    kind: Kind
    raw: bytes


def split(source: Iterator[bytes], name: str) -> Iterator[Block]:
    """The blocks in file order.

    Raises TruncatedFile where a record or the set is not closed, UsageProblem where nothing
    of PubMed's was found, or the file declares entities or has an internal subset.
    """
    splitter = _Splitter(name)
    for piece in source:
        yield from splitter.feed(piece)
    splitter.close()


class _Splitter:
    """Holds what was read and not yet given out."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._buffer = bytearray()
        self._gap = 0  # where the text since the last block begins
        self._at = 0  # where to look on
        self._open: str | None = None  # the record begun at _gap
        self._sets = 0  # sets opened and not closed
        self._seen = False  # anything of PubMed's
        self._within = ""  # the outermost set's name
        self._head = b""  # how the file begins, for messages

    def feed(self, piece: bytes) -> Iterator[Block]:
        self._head = self._head or piece[:_LONGEST_HEAD].lstrip()
        del self._buffer[: self._gap]
        self._buffer += piece
        self._at -= self._gap
        self._gap = 0
        while True:
            block = self._end_of_record() if self._open else self._next_mark()
            if block is None:
                break
            if block.raw:
                yield block
        if self._open is None and self._at > _LARGEST_GAP:
            self._gap = self._at  # text that is no record's: not kept for ever
        if len(self._buffer) - self._gap > _LARGEST_RECORD:
            raise TruncatedFile(
                f"{self._name} is not whole: a record or comment is never closed.",
                "Fetch it again.",
            )

    def close(self) -> None:
        """Raises where the stream ended before its end."""
        if self._open or self._sets or (not self._seen and _PROLOG.fullmatch(self._head)):
            what = "a record" if self._open else f"<{self._within or 'PubmedArticleSet'}>"
            raise TruncatedFile(
                f"{self._name} is not whole: it ends before {what} is closed.",
                "Fetch it again; the records before that point are good.",
            )
        if not self._seen:
            raise UsageProblem(
                f"{self._name} holds no PubMed records{self._excerpt()}.",
                "Give PubMed XML, XML.gz or a .nbib file.",
            )

    def _excerpt(self) -> str:
        begins = " ".join(self._head.decode("utf-8", "replace").split())[:_LONGEST_EXCERPT]
        return f': it begins "{begins}"' if begins else ": it is empty"

    def _next_mark(self) -> Block | None:
        """Go on to the next opening, closing or comment; None where more must be read."""
        found = _MARK.search(self._buffer, self._at)
        if found is None:
            self._at = max(self._at, len(self._buffer) - _LONGEST_MARK)
            return None
        if found[2] is None:
            return self._hidden(found)
        tag = found[2].decode()
        closing = found[1] == b"/"
        if tag in _SETS:
            return self._set(tag, found, closing=closing)
        if closing:
            return self._stray(tag, found)
        self._seen = True
        if tag == "MedlineCitation" and self._within not in {"", "MedlineCitationSet"}:
            self._at = found.end()  # a part of a record whose own start tag is damaged
            return _NOTHING
        self._open, self._gap, self._at = tag, found.start(), found.end()
        return _NOTHING

    def _hidden(self, found: re.Match[bytes]) -> Block | None:
        opening = found[0]
        if opening == b"<!ENTITY":
            raise self._refused("declares XML entities")
        if opening == b"<!DOCTYPE":
            return self._doctype(found)
        end = self._buffer.find(_HIDDEN[opening], found.end())
        if end < 0:
            self._at = found.start()
            return None
        self._at = end + len(_HIDDEN[opening])
        return _NOTHING

    def _doctype(self, found: re.Match[bytes]) -> Block | None:
        """PubMed's names a DTD, which is not read; what else it may hold is declarations."""
        end = _DOCTYPE.match(self._buffer, found.end(), found.end() + _LONGEST_DOCTYPE)
        if end is None:
            if len(self._buffer) - found.end() >= _LONGEST_DOCTYPE:
                raise self._refused("has a document type without an end")
            self._at = found.start()
            return None
        if end[1] != b">":
            raise self._refused("declares XML entities or a document type of its own")
        self._at = end.end()
        return _NOTHING

    def _refused(self, what: str) -> UsageProblem:
        return UsageProblem(
            f"{self._name} {what}, which PubMed never does: refused.",
            "Fetch the records from PubMed again.",
        )

    def _set(self, tag: str, found: re.Match[bytes], *, closing: bool) -> Block | None:
        end = self._buffer.find(b">", found.end())
        if end < 0:
            self._at = found.start()
            return None
        self._seen = True
        if closing:
            self._sets = max(0, self._sets - 1)
        elif self._buffer[end - 1 : end] != b"/":
            self._sets += 1
            self._within = self._within or tag
        self._gap = self._at = end + 1
        return _NOTHING

    def _stray(self, tag: str, found: re.Match[bytes]) -> Block | None:
        end = _ENDS[tag].search(self._buffer, found.start())
        if end is None:
            self._at = found.start()
            return None
        if tag == "MedlineCitation" and self._within == "PubmedArticleSet":
            self._at = end.end()
            return _NOTHING
        raw = bytes(self._buffer[self._gap : end.end()]).strip()
        self._gap = self._at = end.end()
        return Block("stray", raw)

    def _end_of_record(self) -> Block | None:
        tag = self._open
        if tag is None:
            return None
        end = self._end(tag)
        if end is None:
            self._at = max(self._at, len(self._buffer) - _LONGEST_MARK)
            return None
        raw = bytes(self._buffer[self._gap : end])
        self._at = end
        if b"!" in raw and _is_hidden(raw):
            return _NOTHING  # that end tag stood in a comment: look for the next
        self._gap, self._open = self._at, None
        return Block("deletions" if tag == "DeleteCitation" else "record", raw)

    def _end(self, tag: str) -> int | None:
        """Where the next end tag of that name ends."""
        plain = self._buffer.find(_PLAIN_ENDS[tag], self._at)
        if plain >= 0:
            return plain + len(_PLAIN_ENDS[tag])
        found = _ENDS[tag].search(self._buffer, self._at)  # XML allows a space before ">"
        return found.end() if found else None


_NOTHING = Block("record", b"")


def _is_hidden(raw: bytes) -> bool:
    """Whether a comment or CDATA section is open at the end."""
    return any(raw.rfind(opening) > raw.rfind(end) for opening, end in _HIDDEN.items())
