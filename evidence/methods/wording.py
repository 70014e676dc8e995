"""The sentences of a methods section."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from evidence.methods.model import Methods, Numbers
from evidence.store.values import PUBMED


def platform(source: str) -> str:
    """A source with the platform on which it was searched."""
    if source == PUBMED:
        return "PubMed (platform: NCBI E-utilities)"
    return f"PubMed's files, searched on this computer ({source})"


def day(moment: datetime) -> str:
    """A day, in UTC."""
    return f"{moment.astimezone(UTC):%Y-%m-%d}"


def minute(moment: datetime) -> str:
    """A moment, in UTC."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}"


def listed(names: Sequence[str]) -> str:
    """One, "one and two", "one; two; and three"."""
    if len(names) <= 1:
        return "".join(names)
    mark = "; " if len(names) > 2 else " "  # noqa: PLR2004 - two need no semicolon
    return "; ".join(names[:-1]) + f"{mark}and {names[-1]}"


def counted(number: int, one: str, many: str = "") -> str:
    """The number with its noun."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def times(number: int) -> str:
    """Put 1 as "once"."""
    return {0: "never", 1: "once", 2: "twice"}.get(number, f"{number:,} times")


def limits(methods: Methods) -> str:
    """Which limits there were."""
    outside = "No limits were set outside the query."
    if not methods.limits:
        return f"{outside} No term of the query limits by date, language or type."
    said = listed([f"{each.text} ({each.kind})" for each in methods.limits])
    return f"{outside} Terms of the query that limit by something else than the subject: {said}."


def dates(methods: Methods) -> str:
    """When it was searched; all searches stand in a table below."""
    first, number = methods.searches[0], len(methods.searches)
    ended = [each for each in methods.searches if each.state == "complete"]
    said = f"First on {day(first.started)}"
    if ended:
        said += f"; last in full on {day(ended[-1].started)}"
    return f"{said}; {times(number)} in all, {times(methods.complete)} in full (UTC)."


def paragraph(methods: Methods) -> tuple[str, ...]:
    """The methods in sentences, for a manuscript."""
    return tuple(_sentences(methods))


def _sentences(methods: Methods) -> Iterable[str]:
    versions = listed([each or "(version not recorded)" for each in methods.versions])
    sources = listed([platform(each) for each in methods.sources])
    yield f"We searched {sources} with evidence-tracker {versions}."
    yield from _when(methods)
    if methods.this is not None and methods.whole is not None:
        yield from _found(methods, methods.this, methods.whole)
    yield limits(methods)
    for each in methods.filters:
        how = "as published" if each.whole else "in part"
        yield f"The query uses the filter {each.name} {how} ({each.source})."
    yield "Records were told apart by PMID; no other duplicates were looked for."
    yield "Whether the strategy was peer reviewed is not recorded."


def _when(methods: Methods) -> Iterable[str]:
    first, number = methods.searches[0], len(methods.searches)
    if number == 1:
        yield f"The search was run once, on {day(first.started)} (UTC)."
    else:
        begun, ended = day(first.started), day(methods.newest.started)
        when = f"on {begun}" if begun == ended else f"from {begun} to {ended}"
        often = "each time" if methods.complete == number else times(methods.complete)
        yield (
            f"The search was run {times(number)} {when} (UTC), {often} in full; each run"
            " compares PubMed's whole list of records with the one before."
        )
    if len(methods.strategies) > 1:
        yield f"Its text was changed: {len(methods.strategies)} texts were in use, all given below."


def _found(methods: Methods, this: Numbers, whole: Numbers) -> Iterable[str]:
    if methods.base is None:
        return
    missing = ""
    if this.unretrieved:
        missing = f"; {this.unretrieved:,} could not be retrieved or read"
    yield (
        f"On {day(methods.base.started)} it found {counted(this.identified, 'record')}, of which"
        f" {this.stored:,} {'is' if this.stored == 1 else 'are'} stored{missing}."
    )
    if whole.left:
        yield (
            f"Since the first search, {counted(whole.left, 'record')} left its results:"
            f" {whole.unmatched:,} not found since, {whole.deleted:,} deleted by PubMed,"
            f" {whole.returned:,} back again."
        )
    if methods.retracted:
        yield f"{counted(methods.retracted, 'stored record is', 'stored records are')} retracted."
