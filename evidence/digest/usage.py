"""Where a record is used, in words, and what to do there about a notice on it."""

import re
import shlex
from collections.abc import Iterable, Sequence

from evidence.digest.model import Step

TABLE = ", table"  # the end of a place whose text lists a record and does not quote it
_SUMMARY = re.compile(r"summary (?P<topic>[a-z0-9]+(?:-[a-z0-9]+)*)(?P<table>, table)?")
_WITHOUT = frozenset({"retraction", "deleted"})  # such a record is quoted no longer
_ALWAYS = frozenset({"corrections", "date revised", "date completed"})  # change with any notice


def used(places: Iterable[str]) -> str:
    """Sentences: which texts quote it, list it, or cite it in a way not known."""
    quoted, listed, others = _sorted(places)
    said = (
        _sentence("Quoted in summary", quoted),
        _sentence("Listed in summary", [each for each in listed if each not in quoted]),
        _sentence("Cited in", others),
    )
    return " ".join(each for each in said if each)


def step(kind: str, places: Iterable[str]) -> Step:
    """What to do with the texts at `places` after a notice of `kind`."""
    quoted, listed, others = _sorted(places)
    topics = tuple(dict.fromkeys((*quoted, *listed)))
    command = " && ".join(shlex.join(("evidence", "summary", each)) for each in topics)
    named = ", ".join(others)
    if kind in _WITHOUT:
        if not topics:
            return Step(f"Take it out of {named}.")
        first = f"Take it out of {named}, and write" if named else "Write"
        return Step(f"{first} the text anew without it:", command)
    if not topics:
        return Step(f"Read the notice, and see what it means for {named}.")
    first = f"Read the notice, see what it means for {named}," if named else "Read the notice"
    return Step(f"{first} and write the text anew, which then shows it:", command)


def changed(changes: Sequence[str] | None) -> str:
    """What else changed in the record, in a sentence; "" where that is not known."""
    if changes is None:
        return ""
    fields = dict.fromkeys(each.partition(":")[0] for each in changes)
    told = [each for each in fields if each not in _ALWAYS]
    if not told:
        return "Nothing else in PubMed's record changed with it."
    return f"Changed with it in PubMed's record: {', '.join(told)}."


def _sorted(places: Iterable[str]) -> tuple[list[str], list[str], list[str]]:
    """Topics whose summaries quote it, topics whose summaries list it, other places."""
    quoted: list[str] = []
    listed: list[str] = []
    others: list[str] = []
    for place in places:
        found = _SUMMARY.fullmatch(place)
        if found is None:
            others.append(place)
        else:
            (listed if found["table"] else quoted).append(found["topic"])
    return quoted, listed, others


def _sentence(words: str, names: Sequence[str]) -> str:
    return f"{words} {', '.join(names)}." if names else ""
