"""What differs between two states of a record, in a few words a reader understands."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from typing import cast

from evidence.record import Correction, Identifier, MeshHeading, Record, Substance, Term

_AT_MOST = 8  # named additions and removals of one list; more are counted


def difference(old: Record, new: Record) -> tuple[str, ...]:
    """The fields that differ, in Record's order; members of short lists by name.

    Such as "title", "abstract", "corrections: + RetractionIn 990000099".
    """
    found: list[str] = []
    for field in fields(Record):
        before, after = getattr(old, field.name), getattr(new, field.name)
        if before == after:
            continue
        label = _LABELS.get(field.name, field.name.replace("_", " "))
        named = _NAMES.get(field.name)
        found.extend(_listed(label, map(named, before), map(named, after)) if named else [label])
    return tuple(found)


def _listed(label: str, before: Iterable[str], after: Iterable[str]) -> list[str]:
    old, new = Counter(before), Counter(after)
    gone, come = list((old - new).elements()), list((new - old).elements())
    if not gone and not come:
        return [label]  # another order, or another detail than the name
    if len(gone) + len(come) > _AT_MOST:
        return [f"{label}: {len(come)} added, {len(gone)} removed"]
    return [f"{label}: - {name}" for name in gone] + [f"{label}: + {name}" for name in come]


def _correction(value: object) -> str:
    correction = cast("Correction", value)
    return f"{correction.kind} {correction.pmid or correction.source}"


def _name(value: object) -> str:
    return cast("Term | Substance", value).name


def _heading(value: object) -> str:
    heading = cast("MeshHeading", value)
    parts = [("*" if heading.major else "") + heading.name]
    parts += [("*" if each.major else "") + each.name for each in heading.qualifiers]
    return "/".join(parts)


def _identifier(value: object) -> str:
    identifier = cast("Identifier", value)
    return f"{identifier.kind} {identifier.value}"


_NAMES: Mapping[str, Callable[[object], str]] = {
    "corrections": _correction,
    "publication_types": _name,
    "supplementary": _name,
    "substances": _name,
    "mesh": _heading,
    "elocations": _identifier,
    "article_ids": _identifier,
    "languages": str,
    "subsets": str,
}
_LABELS: Mapping[str, str] = {
    "mesh": "MeSH",
    "publication_status": "publication status",
    "revised": "date revised",
    "completed": "date completed",
    "published": "date of publication",
    "title_markup": "title markup",
}
