"""NLM's MeSH in ASCII: records of lines NAME = VALUE, each after a line *NEWRECORD.

Elements as in NLM's "ASCII MeSH Data Elements" of descriptors, qualifiers and
supplementary concepts. The qualifiers' file tells no tree numbers.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO

from evidence.query.mesh.model import Descriptor, Entry, Kind, Qualifier, Substance

_NEW = "*NEWRECORD"
_LINE = re.compile(r"([A-Z][A-Z0-9_# ]*?)\s*=\s*(.*)")
_TYPES: Mapping[str, Kind] = {"D": "descriptor", "Q": "qualifier", "C": "substance"}
_RECTYPE = re.compile(rb"^RECTYPE\s*=\s*([DQC])\s*$", re.MULTILINE)

_Fields = Mapping[str, list[str]]


def kind(start: bytes) -> Kind | None:
    """What an ASCII file of MeSH that begins so holds."""
    if not start.lstrip(b"\xef\xbb\xbf\r\n ").startswith(_NEW.encode()):
        return None
    found = _RECTYPE.search(start)
    return _TYPES[found[1].decode()] if found else None


def read(stream: BinaryIO, held: Kind) -> Iterator[Entry]:
    """The entries. Raises ValueError for a record without name or UI, or not of this kind."""
    for fields in _records(stream):
        kinds = fields.get("RECTYPE", [""])
        if _TYPES.get(kinds[0]) != held:
            raise ValueError(f"a record of type {kinds[0]!r} among those of {held}s")
        yield _MAKERS[held](fields)


def _records(stream: BinaryIO) -> Iterator[_Fields]:
    fields: dict[str, list[str]] = {}
    for raw in stream:
        line = raw.decode("utf-8-sig").strip()
        if line == _NEW:
            if fields:
                yield fields
            fields = {}
        elif found := _LINE.fullmatch(line):
            fields.setdefault(found[1], []).append(found[2])
        elif line:
            raise ValueError(f"a line that is none: {line[:40]!r}")
    if fields:
        yield fields


def _descriptor(fields: _Fields) -> Entry:
    ui, name = _named(fields, "MH")
    entries = _terms(fields, "PRINT ENTRY", "ENTRY")
    codes = tuple(" ".join(fields.get("AQ", ())).split())
    return Descriptor(ui, name, entries, tuple(fields.get("MN", ())), _terms(fields, "PA"), codes)


def _qualifier(fields: _Fields) -> Entry:
    ui, name = _named(fields, "SH")
    return Qualifier(
        ui, name, fields.get("QA", [""])[0], _terms(fields, "QX"), tuple(fields.get("MN", ()))
    )


def _substance(fields: _Fields) -> Entry:
    ui, name = _named(fields, "NM")
    # "*Benzilates" is the main heading; "Acetylglucosamine/*analogs & derivatives" a pair.
    headings = (each.lstrip("*").partition("/")[0] for each in _terms(fields, "HM"))
    return Substance(ui, name, _terms(fields, "SY"), tuple(headings), _terms(fields, "PA"))


def _named(fields: _Fields, element: str) -> tuple[str, str]:
    ui, name = fields.get("UI", [""])[0], fields.get(element, [""])[0]
    if not ui or not name:
        raise ValueError(f"a record without {element} or UI")
    return ui, name


def _terms(fields: _Fields, *elements: str) -> tuple[str, ...]:
    """The terms alone: "term|T109|NON|EQV|...|abcd" has its kind and dates after bars."""
    found = (value.partition("|")[0].strip() for each in elements for value in fields.get(each, ()))
    return tuple(dict.fromkeys(each for each in found if each))


_MAKERS: Mapping[Kind, Callable[[_Fields], Entry]] = {
    "descriptor": _descriptor,
    "qualifier": _qualifier,
    "substance": _substance,
}
