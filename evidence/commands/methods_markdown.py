"""A methods section as Markdown: the template is given texts that need no thinking."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evidence.methods import Methods, Strategy, items, paragraph
from evidence.methods.flow import rows, sums
from evidence.methods.wording import (
    asked,
    counted,
    dates,
    day,
    left_out,
    limits,
    listed,
    minute,
    named,
    not_pubmed,
    platforms,
    runs,
)
from evidence.store import Search
from evidence.templating import fill, folders

_NONE = "\N{EN DASH}"
MOST_SEARCHES = 40  # listed in Markdown; JSON has all
_RUN_OF_TICKS = re.compile("`+")


@dataclass(frozen=True, slots=True)
class _Shown:
    """A search as a row of the table."""

    when: str
    run: int
    state: str
    count: str
    joined: str
    left: str
    version: str


@dataclass(frozen=True, slots=True)
class _Texts:
    """A strategy with its texts fenced."""

    title: str
    query: str
    sent: str
    translation: str
    left_out: tuple[str, ...]


def markdown(methods: Methods) -> str:
    """The section by the template methods.md."""
    shown = _chosen(methods.searches)
    answers = items(methods)
    values = {
        "methods": methods,
        "problem": methods.problem,
        "elsewhere": not_pubmed(methods),
        "asked": asked(methods),
        "sentences": paragraph(methods),
        "facts": tuple(_facts(methods)),
        "strategies": [_texts(each) for each in methods.strategies],
        "warnings": _warnings(methods.base or methods.newest),
        "searches": [_shown(each) for each in shown],
        "unlisted": _unlisted(len(methods.searches) - len(shown)),
        "flow": rows(methods),
        "sums": sums(methods),
        "base": named(methods.base or methods.newest),
        "partial": any(each.state == "partial" for each in shown),
        "items": answers,
        "answered": sum(each.state == "yes" for each in answers),
    }
    return fill("methods.md", folders(), values, escape=False)


def fenced(text: str) -> str:
    """`text` as a code block that shows it as it is, whatever backticks it holds."""
    longest = max((len(found) for found in _RUN_OF_TICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def _facts(methods: Methods) -> Iterator[tuple[str, str]]:
    yield "Question", methods.question
    yield "Database and platform", platforms(methods)
    yield "Dates", dates(methods)
    yield "Limits", limits(methods)
    yield "Search filters", _filters(methods)
    yield "Deduplication", "by PMID; each record is stored once"
    yield "Peer review of the strategy", "not recorded"
    yield "Program", f"evidence-tracker {listed(methods.versions)}"
    if methods.this is not None and methods.base is not None:
        yield f"Records of the search of {named(methods.base)}", _records(methods)


def _records(methods: Methods) -> str:
    this = methods.this
    if this is None:
        return ""
    again = f", {this.unrefreshed:,} of them not read again" if this.unrefreshed else ""
    return (
        f"{this.identified:,} identified, {this.unretrieved:,} not retrieved, {this.stored:,}"
        f" stored, {methods.retracted:,} of them retracted{again}"
    )


def _filters(methods: Methods) -> str:
    if not methods.filters:
        return "none that this program knows"
    return listed([f"{each.name} ({each.source})" for each in methods.filters])


def _texts(strategy: Strategy) -> _Texts:
    which = runs(strategy.first_run, strategy.last_run).capitalize()
    days = tuple(dict.fromkeys((day(strategy.first), day(strategy.last))))
    times = counted(strategy.searches, "search", "searches")
    return _Texts(
        title=f"{which}, {' to '.join(days)} ({times})",
        query=fenced(strategy.query),
        sent=fenced(strategy.sent) if strategy.sent else "Not recorded.",
        translation=fenced(strategy.translation) if strategy.translation else "Not known.",
        left_out=tuple(left_out(each) for each in strategy.dropped),
    )


def _warnings(search: Search) -> tuple[str, ...]:
    if not search.dropped:
        return search.warnings
    return (*search.warnings, "PubMed left phrases out of it: they stand above, with the strategy.")


def _chosen(searches: tuple[Search, ...]) -> tuple[Search, ...]:
    """The first search and the newest ones, oldest first."""
    if len(searches) <= MOST_SEARCHES:
        return searches
    return (searches[0], *searches[1 - MOST_SEARCHES :])


def _unlisted(number: int) -> str:
    if not number:
        return ""
    return (
        f"{counted(number, 'search', 'searches')} after the first one not listed here; the JSON"
        " form has all."
    )


def _shown(search: Search) -> _Shown:
    closed = search.state in {"complete", "partial"}
    return _Shown(
        when=minute(search.started),
        run=search.run,
        state=search.state,
        count=_NONE if search.count is None else f"{search.count:,}",
        joined=f"{search.joined:,}" if closed else _NONE,
        left=f"{search.left:,}" if closed else _NONE,
        version=search.program_version or _NONE,
    )
