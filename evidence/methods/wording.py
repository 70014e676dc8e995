"""The sentences of a methods section."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from evidence.methods.model import Dropped, Methods, Numbers, in_full
from evidence.store import Acknowledgement, Search
from evidence.store.values import PUBMED

_NCBI = "eutils.ncbi.nlm.nih.gov"  # the host of PubMed's own service


def platform(search: Search) -> str:
    """What was searched, with the platform on which it was."""
    if search.source != PUBMED:
        return f"PubMed's files, searched on this computer ({search.source})"
    if elsewhere(search):
        return f"the E-utilities service at {search.service} (not PubMed itself)"
    return "PubMed (platform: NCBI E-utilities)"


def platforms(methods: Methods) -> str:
    """All that were searched, in the order of first use."""
    return listed(tuple(dict.fromkeys(platform(each) for each in methods.searches)))


def elsewhere(search: Search) -> bool:
    """Whether another service than NCBI's was asked."""
    return search.source == PUBMED and search.service not in ("", _NCBI)


def asked(methods: Methods) -> str:
    """Who answered."""
    return "the service" if any(elsewhere(each) for each in methods.searches) else "PubMed"


def not_pubmed(methods: Methods) -> str:
    """What a reader must know of another service; "" where only NCBI's was asked."""
    those = [each for each in methods.searches if elsewhere(each)]
    if not those:
        return ""
    hosts = listed(tuple(dict.fromkeys(each.service for each in those)))
    which = (
        ""
        if len(those) == len(methods.searches)
        else f" in {counted(len(those), 'search', 'searches')}"
    )
    return (
        f"PubMed itself was not asked{which}: the answers came from the E-utilities service at"
        f" {hosts}. What it holds, and how it reads a query, may differ from PubMed."
    )


def day(moment: datetime) -> str:
    """A day, in UTC."""
    return f"{moment.astimezone(UTC):%Y-%m-%d}"


def minute(moment: datetime) -> str:
    """A moment, in UTC."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}"


def named(search: Search) -> str:
    """A search by its day and run: a day may have several."""
    return f"{day(search.started)} (run {search.run})"


def runs(first: int, last: int) -> str:
    """One run, or from which to which."""
    return f"run {first}" if first == last else f"runs {first} to {last}"


def left_out(each: Dropped) -> str:
    """A phrase that PubMed dropped, and who has accepted that."""
    said = f"“{each.phrase}” ({runs(each.first, each.last)})"
    if each.accepted is not None:
        return f"{said}: accepted by {_by(each.accepted)}"
    if each.otherwise is not None:
        by = _by(each.otherwise)
        return f"{said}: nobody has accepted that here. For another text of the query: {by}"
    return f"{said}: nobody has accepted that."


def _by(given: Acknowledgement) -> str:
    return f"{given.who} on {day(given.at)}: {given.why}"


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
    ended = [each for each in methods.searches if in_full(each)]
    said = f"First on {day(first.started)}"
    if ended:
        said += f"; last in full on {day(ended[-1].started)}"
    return f"{said}; {times(number)} in all, {times(methods.in_full)} in full (UTC)."


def paragraph(methods: Methods) -> tuple[str, ...]:
    """The methods in sentences, for a manuscript."""
    return tuple(_sentences(methods))


def _sentences(methods: Methods) -> Iterable[str]:
    versions = listed([each or "(version not recorded)" for each in methods.versions])
    yield f"We searched {platforms(methods)} with evidence-tracker {versions}."
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
        often = "each time" if methods.in_full == number else times(methods.in_full)
        yield (
            f"The search was run {times(number)} {when} (UTC), {often} in full; each run"
            " compares the whole list of records with the one before."
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
        f"The search of {named(methods.base)} found {counted(this.identified, 'record')}, of which"
        f" {this.stored:,} {'is' if this.stored == 1 else 'are'} stored{missing}."
    )
    if this.unrefreshed:
        again = counted(this.unrefreshed, "stored record")
        its = "its state is" if this.unrefreshed == 1 else "their state is"
        yield f"{again} could not be read again; {its} that of an earlier search."
    if whole.left:
        yield (
            f"Since the first search, {counted(whole.left, 'record')} left its results:"
            f" {whole.unmatched:,} not found since, {whole.deleted:,} deleted by PubMed,"
            f" {whole.returned:,} back again."
        )
    if methods.retracted:
        yield f"{counted(methods.retracted, 'stored record is', 'stored records are')} retracted."
