"""The 16 items of PRISMA-S (Rethlefsen et al. 2021, doi:10.1186/s13643-020-01542-z).

What the program has written down answers some of them; it says of the others that it does
not know, for a person to add.
"""

from collections.abc import Callable

from evidence.methods.model import Item, Methods
from evidence.methods.wording import (
    asked,
    counted,
    dates,
    elsewhere,
    limits,
    listed,
    named,
    platform,
    platforms,
    times,
)

_YOURS = "Not recorded by this program: add it if you did."


def items(methods: Methods) -> tuple[Item, ...]:
    """All 16, in order."""
    return tuple(
        Item(number, name, *answer(methods)) for number, (name, answer) in enumerate(_ITEMS, 1)
    )


Answer = tuple[str, str]


def _database(methods: Methods) -> Answer:
    state = "in part" if any(elsewhere(each) for each in methods.searches) else "yes"
    return state, f"{_capital(platforms(methods))}."


def _several(methods: Methods) -> Answer:
    if len(methods.sources) == 1:
        return "yes", "Does not apply: one database, searched by itself."
    return "yes", "Does not apply: one database, by itself, through its service and from its files."


def _not_known(_: Methods) -> Answer:
    return "no", _YOURS


def _registries(_: Methods) -> Answer:
    return "no", "No study registry was searched by this program: add any that you searched."


def _other(_: Methods) -> Answer:
    return "no", "None by this program: add any that you used."


def _strategies(methods: Methods) -> Answer:
    used = len(methods.strategies)
    said = f"Above, word for word: as written, as sent, and as {asked(methods)} translated it."
    if not methods.strategies[-1].translation:
        said = "Above, word for word: as written and as sent; its translation is not known."
    return "yes", said if used == 1 else f"{said} {used} texts were in use; all are given."


def _limits(methods: Methods) -> Answer:
    return "in part", f"{limits(methods)} Why, is not recorded: add the reason."


def _filters(methods: Methods) -> Answer:
    if not methods.filters:
        return "yes", "No published search filter that this program knows is in the query."
    said = listed(
        [
            f"{each.name}, {'as published' if each.whole else 'a part of it'} ({each.source})"
            for each in methods.filters
        ]
    )
    return "yes", f"{said}."


def _prior(_: Methods) -> Answer:
    return "no", "Not recorded by this program: say whether the strategy was adapted from another."


def _updates(methods: Methods) -> Answer:
    number = len(methods.searches)
    if number == 1:
        return "yes", "Not updated yet: the search was run once."
    return "yes", (
        f"The whole search was run {times(number)}, {times(methods.in_full)} in full; each run"
        " compares the whole list of records with the one before, and reads again what was"
        " revised since."
    )


def _dates(methods: Methods) -> Answer:
    return ("yes" if methods.base else "in part"), dates(methods)


def _review(_: Methods) -> Answer:
    return "no", "Not recorded: say whether and how (such as PRESS) the strategy was reviewed."


def _totals(methods: Methods) -> Answer:
    if methods.this is None or methods.base is None:
        return "no", "No search has ended yet."
    found = counted(methods.this.identified, "record")
    return "yes", f"{found} from {platform(methods.base)} on {named(methods.base)}."


def _duplicates(_: Methods) -> Answer:
    return "yes", (
        "By PMID, PubMed's own number of a record: each record is stored once, also where"
        " several topics find it. No other duplicates are looked for."
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_ITEMS: tuple[tuple[str, Callable[[Methods], Answer]], ...] = (
    ("Database name", _database),
    ("Multi-database searching", _several),
    ("Study registries", _registries),
    ("Online resources and browsing", _not_known),
    ("Citation searching", _not_known),
    ("Contacts", _not_known),
    ("Other methods", _other),
    ("Full search strategies", _strategies),
    ("Limits and restrictions", _limits),
    ("Search filters", _filters),
    ("Prior work", _prior),
    ("Updates", _updates),
    ("Dates of searches", _dates),
    ("Peer review", _review),
    ("Total records", _totals),
    ("Deduplication", _duplicates),
)
