"""NLM's MeSH in XML, record by record: no tree of the whole file, no DTD, no network.

Elements as in NLM's "XML MeSH Data Elements".
"""

from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO
from xml.etree.ElementTree import Element, iterparse

from evidence.query.mesh.model import Action, Descriptor, Entry, Kind, Qualifier, Substance

_ROOTS: Mapping[bytes, Kind] = {
    b"<DescriptorRecordSet": "descriptor",
    b"<QualifierRecordSet": "qualifier",
    b"<SupplementalRecordSet": "substance",
    b"<PharmacologicalActionSet": "action",
}
_ACTIONS = "PharmacologicalActionList/PharmacologicalAction/DescriptorReferredTo/DescriptorName"
_HEADINGS = "HeadingMappedToList/HeadingMappedTo/DescriptorReferredTo/DescriptorName"
_SUBSTANCES = "PharmacologicalActionSubstanceList/Substance"


def kind(start: bytes) -> Kind | None:
    """What an XML file of MeSH that begins so holds; None where it defines entities.

    NLM's files define none, and what cannot expand needs no guard.
    """
    if b"<!ENTITY" in start:
        return None
    return next((held for root, held in _ROOTS.items() if root in start), None)


def read(stream: BinaryIO, held: Kind) -> Iterator[Entry]:
    """The entries. Raises ParseError or ValueError where the file is cut or broken."""
    tag, make = _RECORDS[held]
    root: Element | None = None
    for event, element in iterparse(stream, events=("start", "end")):  # noqa: S314 - no entities
        if root is None:
            root = element
        elif event == "end" and element.tag == tag:
            yield from make(element)
            root.clear()  # what was read goes, so that memory stays small


def _descriptor(record: Element) -> Iterator[Entry]:
    ui, name = _named(record, "DescriptorUI", "DescriptorName")
    yield Descriptor(
        ui,
        name,
        _terms(record, name),
        _trees(record),
        _strings(record, _ACTIONS),
        _texts(record, "AllowableQualifiersList/AllowableQualifier/Abbreviation"),
    )


def _qualifier(record: Element) -> Iterator[Entry]:
    ui, name = _named(record, "QualifierUI", "QualifierName")
    short = _plain(record.findtext("ConceptList/Concept/TermList/Term/Abbreviation"))
    yield Qualifier(ui, name, short, _terms(record, name), _trees(record))


def _substance(record: Element) -> Iterator[Entry]:
    ui, name = _named(record, "SupplementalRecordUI", "SupplementalRecordName")
    yield Substance(
        ui, name, _terms(record, name), _strings(record, _HEADINGS), _strings(record, _ACTIONS)
    )


def _action(record: Element) -> Iterator[Entry]:
    ui, name = _named(
        record, "DescriptorReferredTo/DescriptorUI", "DescriptorReferredTo/DescriptorName"
    )
    for each in record.iterfind(_SUBSTANCES):
        substance = _plain(each.findtext("RecordName/String"))
        if substance:
            yield Action(name, ui, substance)


def _named(record: Element, ui: str, name: str) -> tuple[str, str]:
    found = _plain(record.findtext(ui)), _plain(record.findtext(f"{name}/String"))
    if not all(found):
        raise ValueError(f"a {record.tag} without {ui} or {name}")
    return found


def _terms(record: Element, name: str) -> tuple[str, ...]:
    terms = _strings(record, "ConceptList/Concept/TermList/Term")
    return tuple(each for each in terms if each != name)


def _trees(record: Element) -> tuple[str, ...]:
    return _texts(record, "TreeNumberList/TreeNumber")


def _strings(record: Element, path: str) -> tuple[str, ...]:
    return _texts(record, f"{path}/String")


def _texts(record: Element, path: str) -> tuple[str, ...]:
    found = (_plain(each.text) for each in record.iterfind(path))
    return tuple(dict.fromkeys(each for each in found if each))


def _plain(text: str | None) -> str:
    return " ".join((text or "").split())


_RECORDS: Mapping[Kind, tuple[str, Callable[[Element], Iterator[Entry]]]] = {
    "descriptor": ("DescriptorRecord", _descriptor),
    "qualifier": ("QualifierRecord", _qualifier),
    "substance": ("SupplementalRecord", _substance),
    "action": ("PharmacologicalAction", _action),
}
