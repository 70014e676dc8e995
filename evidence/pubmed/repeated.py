"""The parts that recur from record to record, read once each.

MeSH headings, publication types, journals, substances and dates are more than half of a
record's bytes, and the same few thousand come again and again. They are cut out of the
block and looked up by their very bytes; only what was never seen is parsed. The rest of the
block goes through ElementTree as a whole, and so does every block that is not plain: one
with comments, CDATA or processing instructions, where a tag may not be a tag.

A region is cut only where each of its elements is well-formed alone. Thus what is left is
well-formed exactly if the whole was.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

from evidence.pubmed import xml_parts as parts
from evidence.pubmed.dates import element_date, history_event
from evidence.pubmed.text import fold
from evidence.record import Date, DatedEvent, MeshHeading, Qualifier, Substance, Term

_CACHED = 8192  # of each kind; about 1 kB each
_NAME = re.compile(
    rb'<(Descriptor|Qualifier)Name((?: [A-Za-z]+="[^"<>&\x00-\x1f]*")*)>([^<>&\x00-\x08]*)</\1'
)
_ATTRIBUTE = re.compile(r' ([A-Za-z]+)="([^"]*)"')
_OPENING = b"<MeshHeading>"
_Value = TypeVar("_Value")


@dataclass(slots=True)
class Repeated:
    """What was cut out; None where it was not, and stands in the block as before."""

    completed: Date | None = None
    revised: Date | None = None
    publication_types: tuple[Term, ...] | None = None
    journal_info: parts.JournalInfo | None = None
    substances: tuple[Substance, ...] | None = None
    mesh: tuple[MeshHeading, ...] | None = None
    history: tuple[DatedEvent, ...] | None = None


def cut(raw: bytes) -> tuple[bytes, Repeated]:
    """The block without what could be looked up, and that."""
    found = Repeated()
    if not raw.startswith(b"<PubmedArticle") or not _is_plain(raw):
        return raw, found
    block = _Block(raw)
    try:
        found.completed = block.whole(b"DateCompleted", _date)
        found.revised = block.whole(b"DateRevised", _date)
        found.publication_types = block.whole(b"PublicationTypeList", _publication_types)
        found.journal_info = block.whole(b"MedlineJournalInfo", _journal_info)
        found.substances = block.each(b"ChemicalList", b"Chemical", _substance)
        found.mesh = block.each(b"MeshHeadingList", b"MeshHeading", _heading)
        found.history = block.each(b"History", b"PubMedPubDate", _event)
    except (ET.ParseError, ValueError):  # the parser of the whole block says what is wrong
        return raw, Repeated()
    return block.rest(), found


def _is_plain(raw: bytes) -> bool:
    """No comment, CDATA or instruction. One byte is found ten times faster than two."""
    return not (b"!" in raw and b"<!" in raw) and not (b"?" in raw and b"<?" in raw)


class _Block:
    """Cuts regions in document order: each is looked for behind the one before."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._at = 0
        self._kept: list[bytes] = []

    def rest(self) -> bytes:
        self._kept.append(self._raw[self._at :])
        return b"".join(self._kept)

    def whole(self, name: bytes, value: Callable[[bytes], _Value]) -> _Value | None:
        region = self._region(name)
        return None if region is None else value(region)

    def each(
        self, name: bytes, item: bytes, value: Callable[[bytes], _Value]
    ) -> tuple[_Value, ...] | None:
        region = self._region(name)
        if region is None:
            return None
        *items, end = region[len(name) + 2 : -len(name) - 3].split(b"</" + item + b">")
        if end.strip():
            raise ValueError(name)
        return tuple([value(each.strip()) for each in items])

    def _region(self, name: bytes) -> bytes | None:
        start = self._raw.find(b"<" + name + b">", self._at)
        if start < 0:
            return None
        closing = b"</" + name + b">"
        end = self._raw.find(closing, start)
        if end < 0:
            return None
        end += len(closing)
        self._kept.append(self._raw[self._at : start])
        self._at = end
        return self._raw[start:end]


def _element(raw: bytes, tag: str) -> Element:
    """Raises ParseError, or ValueError where it is another element."""
    element = ET.fromstring(raw)  # noqa: S314 -- a part of a block: no DTD
    if element.tag != tag:
        raise ValueError(element.tag)
    return element


@lru_cache(maxsize=_CACHED)
def _date(raw: bytes) -> Date:
    return element_date(ET.fromstring(raw))  # noqa: S314 -- as above


@lru_cache(maxsize=_CACHED)
def _publication_types(raw: bytes) -> tuple[Term, ...]:
    return parts.publication_types(_element(raw, "PublicationTypeList"))


@lru_cache(maxsize=_CACHED)
def _journal_info(raw: bytes) -> parts.JournalInfo:
    return parts.journal_info(_element(raw, "MedlineJournalInfo"))


@lru_cache(maxsize=_CACHED)
def _substance(raw: bytes) -> Substance:
    return parts.substance(_element(raw + b"</Chemical>", "Chemical"))


@lru_cache(maxsize=_CACHED)
def _heading(raw: bytes) -> MeshHeading:
    """A heading may be new where its descriptor and qualifiers are old."""
    if not raw.startswith(_OPENING):
        raise ValueError(raw)
    *names, end = raw[len(_OPENING) :].split(b"Name>")
    if end.strip() or not names:
        raise ValueError(raw)
    first, *others = [_name(each.strip()) for each in names]
    qualifiers = [each for each in others if isinstance(each, Qualifier)]
    if not isinstance(first, MeshHeading) or len(qualifiers) != len(others):
        raise ValueError(raw)
    if not qualifiers:
        return first
    return MeshHeading(first.ui, first.name, first.major, first.kind, tuple(qualifiers))


@lru_cache(maxsize=2 * _CACHED)
def _name(raw: bytes) -> MeshHeading | Qualifier:
    """A DescriptorName, as a heading without qualifiers, or a QualifierName.

    Raises ValueError or ParseError where it is neither: the whole block is then parsed.
    """
    found = _NAME.fullmatch(raw)
    if found is None:  # "growth &amp; development"
        element = ET.fromstring(raw + b"Name>")  # noqa: S314 -- a part of a block: no DTD
        if element.tag not in {"DescriptorName", "QualifierName"}:
            raise ValueError(element.tag)
        return parts.mesh_name(element)
    pairs = _ATTRIBUTE.findall(found[2].decode())
    attributes = dict(pairs)
    if len(pairs) != len(attributes):
        raise ValueError(raw)
    get = attributes.get
    name = fold(found[3].decode())
    major = get("MajorTopicYN") == "Y"
    if found[1] == b"Qualifier":
        return Qualifier(get("UI", ""), name, major)
    return MeshHeading(get("UI", ""), name, major, get("Type", ""))


@lru_cache(maxsize=_CACHED)
def _event(raw: bytes) -> DatedEvent:
    return history_event(_element(raw + b"</PubMedPubDate>", "PubMedPubDate"))
