"""What PubMed is asked for a topic: its whole list, and what may have changed in it.

Two requests a topic: NLM's revision dates and the notices that authors and journals add
(retraction, expression of concern, erratum) are asked for in one, because a notice can
arrive without a new DateRevised. Records that bear the notice already are left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from pyroaring import BitMap

from evidence.errors import PartialResult, UsageProblem
from evidence.harvest.model import OVERLAP, ROTATION, SOURCE, Open, Run
from evidence.pubmed.answers import SearchAnswer
from evidence.query.evaluate import evaluate
from evidence.query.syntax import read
from evidence.store import Search
from evidence.topic import Topic

_NOTICES = (
    'hasretractionin OR "retracted publication"[pt]',
    "hasexpressionofconcernin",
    "haserratumin",
)
_OWN = (":3000", "hasretractionin", "retracted publication", "hasexpressionofc", "haserratumin")
_EMPTIED = 2  # members of a topic that may fall to none in one run
_FEW = 10  # so many may leave a small topic in one run
_CLOSED = frozenset({"complete", "partial"})


@dataclass(frozen=True, slots=True)
class Asked:
    """PubMed's answer for a topic.

    `listed`: its whole list; `members`: those of the run before; `revised`: those listed
    that were revised since, or bear a notice that is not stored; `fresh`: those that an
    unfinished run before this one has read and kept; `days`: whole days since the last run
    that was closed (0 before the first); `remarks`: what PubMed said of the second request.
    """

    answer: SearchAnswer
    listed: BitMap
    members: BitMap
    revised: BitMap
    fresh: BitMap
    days: int = 0
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Past:
    """A topic's runs so far: when the last that was closed began, and the first open after it."""

    closed: datetime | None = None
    unfinished: datetime | None = None
    sent: str = ""  # the query that the closed one asked

    @property
    def since(self) -> datetime | None:
        """From when on revisions must be asked for; None where nothing is kept yet."""
        return self.closed or self.unfinished


def ask(run: Run, opened: Open, tries: int | None) -> Asked:
    """Both requests of a topic.

    Raises UsageProblem where PubMed left a field tag out, and Collapsed where it lists fewer
    than half of what the same query found before.
    """
    topic = opened.topic
    past = read_past(run.store.searches(topic.name), opened.row)
    members = run.store.membership(topic.name)
    answer = _list(run, topic, opened.row.sent, tries)
    if past.sent == opened.row.sent and _collapsed(run, answer, members):
        answer = _list(run, topic, opened.row.sent, tries)  # once more: it may have passed
        if _collapsed(run, answer, members):
            raise Collapsed(topic.name, answer.count, len(members))
    listed = BitMap(answer.pmids)
    fresh = BitMap()
    if past.unfinished is not None:
        fresh = run.store.kept_since(past.unfinished, SOURCE) & listed
    revised, remarks = BitMap(), tuple[str, ...]()
    if past.since is not None and (members or fresh):
        term = changes(opened.row.sent, past.since, _known(run, members))
        second = _list(run, topic, term, tries)
        revised = BitMap(second.pmids) & listed
        remarks = tuple(_remarks(second))
    return Asked(answer, listed, members, revised, fresh, _days(run, past, members), remarks)


def _remarks(second: SearchAnswer) -> Iterator[str]:
    """What PubMed left out of our own part of the request for changes."""
    for phrase in dropped(second):
        if any(word in phrase.lower() for word in _OWN):
            yield f"PubMed left {phrase!r} out when it was asked for changes: some may be missed."


def _days(run: Run, past: Past, members: BitMap) -> int:
    """Since the last run that counts; where members came from files, or by a wrong clock, all."""
    if past.closed is None:
        return ROTATION if members else 0
    return (run.now.date() - past.closed.date()).days


class Collapsed(PartialResult):
    """PubMed lists so much less than before that it is more likely wrong than the records gone."""

    def __init__(self, topic: str, count: int, members: int) -> None:
        """`count` of the answer, `members` from the run before."""
        super().__init__(
            f"PubMed lists {count:,} records for {topic!r} and listed {members:,} before, for the"
            " same query; the topic was left as it is.",
            f"If that is right, type: evidence update {topic} --accept-fewer",
        )


def _list(run: Run, topic: Topic, sent: str, tries: int | None) -> SearchAnswer:
    answer = run.client.search_all(sent, tries=tries)
    if answer.fields_not_found:
        unknown = ", ".join(f"[{name}]" for name in answer.fields_not_found)
        raise UsageProblem(
            f"PubMed does not know {unknown} and answered a wider question for {topic.name!r}.",
            f"Correct the query in {topic.path}",
        )
    return answer


def _collapsed(run: Run, answer: SearchAnswer, members: BitMap) -> bool:
    lost = len(members - BitMap(answer.pmids))
    emptied = not answer.pmids and len(members) > _EMPTIED
    return not run.accept_fewer and (emptied or lost > max(_FEW, len(members) // 2))


def read_past(searches: tuple[Search, ...], own: Search) -> Past:
    """The past of a topic from its ledger, newest first.

    A run dated in the future was made under a wrong clock: its date is worth nothing.
    """
    unfinished: datetime | None = None
    for each in searches:
        if each.id == own.id or each.source != SOURCE or each.started > own.started:
            continue
        if each.state in _CLOSED:
            return Past(each.started, unfinished, each.sent)
        unfinished = each.started
    return Past(None, unfinished)


def changes(sent: str, since: datetime, known: tuple[BitMap, ...]) -> str:
    """The query for what was revised since a day, or bears a notice that is not `known`."""
    first = (since - OVERLAP).strftime("%Y/%m/%d")
    parts = [f"{first}:3000[lr]", *_notices(known)]
    return f"({sent}) AND ({' OR '.join(parts)})"


def _notices(known: tuple[BitMap, ...]) -> Iterator[str]:
    for notice, stored in zip(_NOTICES, known, strict=True):
        without = " OR ".join(f"{pmid}[uid]" for pmid in stored)
        yield f"(({notice}) NOT ({without}))" if without else f"({notice})"


def _known(run: Run, members: BitMap) -> tuple[BitMap, ...]:
    """The members that are stored with each kind of notice."""
    index = run.store.index()
    return tuple(evaluate(read(text), index, run.mesh).yes & members for text in _NOTICES)


def unseen(answer: SearchAnswer, acknowledged: frozenset[str]) -> SearchAnswer:
    """The answer without the remarks on phrases that a person has acknowledged."""

    def rest(phrases: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(phrase for phrase in phrases if phrase not in acknowledged)

    return replace(
        answer,
        phrases_not_found=rest(answer.phrases_not_found),
        phrases_ignored=rest(answer.phrases_ignored),
        quoted_phrases_not_found=rest(answer.quoted_phrases_not_found),
    )


def dropped(answer: SearchAnswer) -> tuple[str, ...]:
    """The phrases that PubMed left out of the search, each once."""
    told = (
        *answer.phrases_not_found,
        *answer.phrases_ignored,
        *answer.quoted_phrases_not_found,
    )
    return tuple(dict.fromkeys(told))


def acknowledged(run: Run, topic: Topic) -> frozenset[str]:
    """The phrases of the topic's query that a person has acknowledged."""
    given = run.store.ledger.acknowledged(topic.name)
    return frozenset(each.phrase for each in given if each.covers(topic.query))
