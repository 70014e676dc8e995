"""The rows of one sentence: an outcome, its direction, time, analysis and the quoted clause."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from evidence.extraction.comparisons.basis import bases_in, basis_in
from evidence.extraction.comparisons.clauses import clauses
from evidence.extraction.comparisons.directions import verdicts
from evidence.extraction.comparisons.model import Basis, Comparison, Direction, Harm, Time
from evidence.extraction.comparisons.outcomes import Outcome, outcomes
from evidence.extraction.comparisons.sides import Mention, Sides, mentions
from evidence.extraction.comparisons.tested import doubt
from evidence.extraction.comparisons.times import times
from evidence.extraction.comparisons.valued import Verdict
from evidence.extraction.comparisons.winners import Clause
from evidence.extraction.quantities import Quantity
from evidence.extraction.reading import Read
from evidence.record import Span


@dataclass(frozen=True, slots=True)
class Said:
    """One verdict with its place; `read` is its sentence, the offsets are of the sentence."""

    read: Read
    start: int
    end: int
    clause: Clause
    verdict: Verdict

    @property
    def place(self) -> Span:
        """The very words."""
        return self.read.span(self.start, self.end)


def said(read: Read, known: Sides, before: Read | None = None) -> tuple[Said, ...]:
    """What a sentence says between the arms, clause by clause.

    `before` is the sentence before it: "There was no difference" is said of its outcome.
    """
    arms = mentions(read, known)
    both = len({each.side for each in arms}) > 1
    found: list[Said] = []
    subject: Mention | None = None
    for start, end in clauses(read.text):
        clause = _inheriting(_clause(read, start, end, arms), subject)
        told = verdicts(clause, compared=both or not arms)
        for verdict in told:
            new = Said(read, start, end, clause, verdict)
            if verdict.outcome is None and _IT.search(clause.text):
                found.append(_of_earlier(new, found, before))
                continue
            if found and _bare(verdict) and _TAKES_BACK.search(clause.text):
                found[-1] = _taken_back(found[-1])
            else:
                found.append(new if not _bare(verdict) else _of_earlier(new, found, before))
        subject = clause.arms[0] if clause.arms else None
    return tuple(found)


_VERB = re.compile(r"^(?:was|were|is|are|had|has|did|showed|resulted|led|may|could)\b")


def _inheriting(clause: Clause, subject: Mention | None) -> Clause:
    """A clause without a subject has that of the clause before: "... but was associated with"."""
    if subject is None or clause.arms or not _VERB.match(clause.text):
        return clause
    return replace(clause, arms=(Mention(subject.side, 0, 0),))


_TAKES_BACK = re.compile(
    r"\b(?:this|the|these) (?:[\w-]+ )?(?:differences?|effects?|results?)\b[^.;]{0,30}?\bnot\b"
    r"|^(?:the |this )?(?:difference )?(?:was |were )?(?:not|non-?)\s?"
    r"(?:statistically )?significan",
    re.IGNORECASE,
)


def _taken_back(each: Said) -> Said:
    """A difference that the next clause calls not significant."""
    verdict = replace(each.verdict, direction="unclear", why="said not to be significant")
    return replace(each, verdict=verdict)


_IT = re.compile(r"\bit (?:was|is|were)\b|\bthe difference (?:was|is)\b", re.IGNORECASE)


def _bare(verdict: Verdict) -> bool:
    return verdict.outcome is None and verdict.direction == "no_difference"


def _of_earlier(new: Said, found: Sequence[Said], before: Read | None) -> Said:
    """The same verdict on the outcome named last before it, in this sentence or the one before."""
    for each in reversed(found):
        if each.verdict.outcome is not None:
            return replace(new, verdict=replace(new.verdict, outcome=each.verdict.outcome))
    if before is None or before.role != new.read.role or before.section != new.read.section:
        return new
    scales = [each.moved(-before.start) for each in before.numbers if each.kind == "instrument"]
    named = [each for each in outcomes(before.text, scales) if each.domain != "overall"]
    if not named:
        return new
    return replace(new, verdict=replace(new.verdict, outcome=named[-1]))


def _clause(read: Read, start: int, end: int, arms: Sequence[Mention]) -> Clause:
    text = read.text[start:end]
    own = tuple(
        replace(each, start=each.start - start, end=each.end - start)
        for each in arms
        if start <= each.start and each.end <= end
    )
    numbers = tuple(
        each.moved(-read.start - start)
        for each in read.numbers
        if start <= each.start - read.start and each.end - read.start <= end
    )
    scales = [each for each in numbers if each.kind == "instrument"]
    return Clause(text, own, outcomes(text, scales), numbers)


def comparisons(each: Said, usual: Basis) -> tuple[Comparison, ...]:
    """The rows of a verdict on an outcome, or on the treatments as such; () for a harm.

    One row, or one for each time where each has a p value or an interval of its own.
    """
    outcome = each.verdict.outcome or _overall(each)
    if outcome is None or outcome.harm:
        return ()
    whole = _whole(each, outcome, usual)
    if both := _by_basis(each, whole):
        return both
    parts = _timed(each)
    if len(parts) < len(whole.times) or len(parts) < 2 or each.verdict.stated is None:  # noqa: PLR2004 - else one row says it all
        return (whole,)
    return tuple(_part(whole, each.verdict.stated, part) for part in parts)


_AS_SUCH = re.compile(
    r"\b(?:differen|superior|inferior|effective|efficac|better|advantage|benefit|outcome|result)",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"\b(?:levels?|doses?|amounts?|requirements?|plasma|concentrations?)\b", re.IGNORECASE
)


def _overall(each: Said) -> Outcome | None:
    """A clear statement on both treatments as such: "surgery was not superior to exercise"."""
    sides = {one.side for one in each.clause.arms}
    if each.verdict.direction == "unclear" or len(sides) < 2:  # noqa: PLR2004 - two sides
        return None
    if not _AS_SUCH.search(each.clause.text) or _AMOUNT.search(each.clause.text):
        return None
    return Outcome("overall", "high", 0, 0, "overall")


def _part(whole: Comparison, stated: Direction, part: Sequence[Quantity]) -> Comparison:
    weak = doubt(part)
    return replace(
        whole,
        times=times("", part),
        direction="unclear" if weak else stated,
        why=weak or whole.why,
        estimate=next((one for one in part if one.kind == "effect"), None),
        p=next((one for one in part if one.kind == "p_value"), None),
    )


def _by_basis(each: Said, whole: Comparison) -> tuple[Comparison, ...]:
    """Two rows where one clause gives a number by each way of counting people."""
    names = bases_in(each.clause.text)
    tests = [one for one in each.clause.numbers if one.kind == "p_value"]
    if len(names) != 2 or len(tests) != 2:  # noqa: PLR2004 - one test for each of the two
        return ()
    found = []
    for basis, test in zip(names, tests, strict=True):
        weak = doubt([test])
        direction: Direction = "no_difference" if weak else "unclear"
        p = test.moved(each.read.start + each.start)
        found.append(replace(whole, basis=basis, direction=direction, p=p, estimate=None))
    return tuple(found)


def _timed(each: Said) -> list[list[Quantity]]:
    """The numbers behind the words, cut after each time: "2.1 (p = .01) at 1 year and ..."."""
    cue = each.verdict.cue
    back = each.read.start + each.start
    found: list[list[Quantity]] = []
    part: list[Quantity] = []
    for one in each.clause.numbers:
        if cue is None or one.start < cue.end:
            continue
        part.append(one.moved(back))
        if one.kind == "duration" and one.role == "follow_up":
            found.append(part)
            part = []
    tested = all(any(one.kind in {"p_value", "effect"} for one in each) for each in found)
    return found if tested and not part else []


def _whole(each: Said, outcome: Outcome, usual: Basis) -> Comparison:
    return Comparison(
        outcome=outcome.text,
        domain=outcome.domain,
        direction=each.verdict.direction,
        place=each.place,
        why=each.verdict.why,
        instrument=outcome.instrument,
        times=times(each.clause.text, each.clause.numbers) or _of_sentence(each.read),
        basis=basis_in(each.read, each.start, each.end, usual),
        estimate=_behind(each, "effect"),
        p=_behind(each, "p_value"),
    )


def harm(each: Said) -> Harm | None:
    """The harm a verdict is on; None for other outcomes."""
    outcome = each.verdict.outcome
    if outcome is None or not outcome.harm:
        return None
    return Harm(outcome.text, each.verdict.direction, each.place)


def _of_sentence(read: Read) -> tuple[Time, ...]:
    numbers = [each.moved(-read.start) for each in read.numbers]
    return times(read.text, numbers)


def _behind(each: Said, kind: str) -> Quantity | None:
    """The first number of a kind behind the outcome, with offsets into the section again."""
    cue = each.verdict.cue
    outcome = each.verdict.outcome
    start = min(cue.start if cue else 0, outcome.start if outcome else 0)
    back = each.read.start + each.start
    found: Iterator[Quantity] = (
        one.moved(back) for one in each.clause.numbers if one.kind == kind and one.start >= start
    )
    return next(found, None)
