"""What `evidence appraise` shows and writes: designs, levels, a person's word on them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from getpass import getuser

from evidence.appraisal import QUESTION_TYPES, design, level
from evidence.errors import NotFound, UsageProblem
from evidence.record import Record
from evidence.store import Judgement, Store

_BEST, _WORST = 1, 5


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person typed."""

    question: str | None
    level: int | None
    up: bool
    down: bool
    withdraw: bool
    why: str | None
    who: str | None


@dataclass(frozen=True, slots=True)
class Graded:
    """The level for one question: the one that counts, the scheme's, and who changed it."""

    question: str
    counts: int | None
    by_scheme: int | None
    reason: str
    rule: str
    person: str
    record_changed_since: bool = False


@dataclass(frozen=True, slots=True)
class Appraised:
    """A record's design and its levels."""

    pmid: int
    title: str
    design: str
    reason: str
    levels: tuple[Graded, ...]


def appraised(store: Store, pmid: int) -> Appraised:
    """What is known of a record; NotFound where it is not stored."""
    record = store.record(pmid)
    judged = design(record)
    given = store.decisions.standing([pmid])
    levels = tuple(_graded(record, question, given) for question in QUESTION_TYPES)
    name = judged.name if not judged.detail else f"{judged.name}, {judged.detail}"
    return Appraised(pmid, record.title, name, judged.reason, levels)


def _graded(record: Record, question: str, given: Mapping[tuple[int, str], Judgement]) -> Graded:
    scheme = level(question, design(record), record)
    judged = given.get((record.pmid, question))
    if judged is None:
        return Graded(question, scheme.number, scheme.number, scheme.reason, scheme.rule, "")
    since = judged.sha256 != record.sha256
    return Graded(
        question,
        judged.level,
        scheme.number,
        scheme.reason,
        scheme.rule,
        in_words(judged, changed=since),
        since,
    )


def in_words(judged: Judgement, *, changed: bool) -> str:
    """Who changed a level, when and why; and whether the record is another since."""
    after = "; the record has changed since" if changed else ""
    return f"{judged.who}, {judged.at.date().isoformat()}: {judged.why}{after}"


def as_dict(found: Appraised) -> dict[str, object]:
    """The documented JSON."""
    return asdict(found)


def decide(store: Store, pmid: int, wish: Wish) -> None:
    """Write a person's word down. Raises UsageProblem or NotFound for what makes no sense."""
    question = _question(wish)
    why = (wish.why or "").strip()
    if not why:
        raise UsageProblem("The reason is missing.", 'Type: --why "..."')
    record = store.record(pmid)
    if wish.withdraw and (pmid, question) not in store.decisions.standing([pmid]):
        raise NotFound(
            f"Nobody has changed the level of {pmid} for {question}.",
            f"See: evidence appraise {pmid}",
        )
    number = None if wish.withdraw else _number(record, question, wish)
    who = wish.who or getuser()
    store.decisions.judge(
        Judgement(pmid, question, number, who, why, datetime.now(UTC), record.sha256)
    )


def _question(wish: Wish) -> str:
    wanted = sum((wish.level is not None, wish.up, wish.down, wish.withdraw))
    if wanted != 1:
        raise UsageProblem(
            "One change at a time." if wanted else "What is to be done with the level?",
            "Type one of: --level N, --raise, --lower, --withdraw",
        )
    if wish.question not in QUESTION_TYPES:
        said = f'There is no question type "{wish.question}".' if wish.question else "Which one?"
        raise UsageProblem(said, f"Type --question with one of: {', '.join(QUESTION_TYPES)}.")
    return str(wish.question)


def _number(record: Record, question: str, wish: Wish) -> int:
    if wish.level is not None:
        return wish.level
    scheme = level(question, design(record), record).number
    if scheme is None:
        raise UsageProblem(
            f"OCEBM 2011 gives {record.pmid} no level for {question}.", "Type: --level N"
        )
    number = scheme - 1 if wish.up else scheme + 1
    if not _BEST <= number <= _WORST:
        raise UsageProblem(f"{scheme} is the {'best' if wish.up else 'lowest'} level.", "")
    return number
