"""Whole numbers of people, events and groups: sample sizes, counts, and neither."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from evidence.extraction.quantities import people_forms as forms
from evidence.extraction.quantities.figures import figure, value
from evidence.extraction.quantities.labels import NAME
from evidence.extraction.quantities.sheet import Sheet
from evidence.extraction.quantities.values import Kind, Values

# Kind and role of a number; no kind: it is none of these. A rule that cannot say gives None.
_Verdict: TypeAlias = tuple[Kind | None, str]
_NEITHER: _Verdict = (None, "")
_COUNT: _Verdict = ("count", "")


@dataclass(frozen=True, slots=True)
class _Case:
    """One whole number with the words around it; `people` and `things` end what it counts."""

    sheet: Sheet
    start: int
    printed: str
    lead: str
    rest: str
    people: int
    things: int

    @property
    def one(self) -> bool:
        return self.printed.lower() in {"one", "none", "zero"}


def read(sheet: Sheet) -> None:
    """Claim whole numbers of people, events and groups."""
    text = sheet.text
    for found in forms.NO_ONE.finditer(text) if "no " in text or "No " in text else ():
        sheet.claim("count", *found.span(), Values(value=0))
    if sheet.digits:
        _after_n(sheet)
    figures = (each.span("value") for each in forms.WHOLE.finditer(text)) if sheet.digits else ()
    for start, end in sorted([*figures, *sheet.words]):
        number = value(text[start:end]) if sheet.free(start, end) else None
        if isinstance(number, int):
            _one(sheet, start, end, number)


def _after_n(sheet: Sheet) -> None:
    """Claim what stands after "n =": people of the study or an arm, or people with an outcome."""
    for found in forms.N.finditer(sheet.text):
        start, end = found.span("value")
        values = Values(value=figure(found["value"]))
        lead = sheet.before(start, 50)
        share = forms.N_WITH_SHARE.match(sheet.after(end)) or forms.SHARE_WITH_N.search(lead)
        if share or forms.N_OF_EVENTS.search(lead):
            sheet.claim("count", start, end, values)
            continue
        arm = forms.N_OF_ARM.search(sheet.before(start, 60))
        role = "arm" if arm else _entered(sheet.text)
        sheet.claim("sample_size", start, end, values, role=role)


def _one(sheet: Sheet, start: int, end: int, number: int) -> None:
    rest, lead = sheet.after(end), sheet.before(start)
    people, things = forms.OF_PEOPLE.match(rest) or _pair(rest), forms.OF_THINGS.match(rest)
    case = _Case(
        sheet=sheet,
        start=start,
        printed=sheet.text[start:end],
        lead=lead,
        rest=rest,
        people=people.end() if people else 0,
        things=things.end() if things else 0,
    )
    kind, role = next(filter(None, (rule(case) for rule in _RULES)), _NEITHER)
    if kind:
        values = Values(values=(number,)) if kind == "other_number" else Values(value=number)
        sheet.claim(kind, start, end, values, role=role)


def _pair(rest: str) -> re.Match[str] | None:
    """The people of the second number, where the first has none of its own."""
    pair = forms.PAIR.match(rest)
    return forms.PAIRED_PEOPLE.match(rest, pair.end()) if pair else None


def _name(case: _Case) -> _Verdict | None:
    """Part of a name, a sum or a share."""
    if NAME.search(case.lead[-25:]) or forms.SUM.search(case.lead):
        return _NEITHER
    if forms.THRESHOLD.search(case.lead) or forms.OR_MORE.match(case.rest):
        return "other_number", "threshold"
    return _NEITHER if case.rest.lstrip()[:1] == "%" or forms.RANGE.search(case.lead) else None


def _groups(case: _Case) -> _Verdict | None:
    """Groups, "two groups", and what they are of, "groups of 30"."""
    words = case.rest[: case.things]
    if words.endswith(("group", "groups", "arm", "arms")) and "(" not in words:
        return _of_things(case)
    if not case.one and forms.SHARE_FOLLOWS.match(case.rest):
        return ("sample_size", "subgroup") if forms.OF_SEX.match(case.rest) else _COUNT
    return ("sample_size", "arm") if forms.GROUPS_OF.search(case.lead) else None


def _things(case: _Case) -> _Verdict | None:
    """Things, "three visits", but not "120 hospital patients"."""
    if not case.things or (case.people and case.people <= case.things):
        return None
    words = case.rest[: case.things]
    attribute = not words.endswith("s") and forms.PEOPLE_NEXT.match(case.rest, case.things)
    return None if case.people and attribute else _of_things(case)


def _of_things(case: _Case) -> _Verdict:
    last = forms.LAST_WORD.search(case.rest[: case.things])
    name = last[0].lower().rstrip("s") if last else ""
    return _NEITHER if case.one or name == "point" else ("other_number", f"n_{name}s")


def _events(case: _Case) -> _Verdict | None:
    """Events, "five deaths", but not "60 cancer patients"."""
    event = forms.OF_EVENTS.match(case.rest)
    if event is None or (case.people and forms.PEOPLE_NEXT.match(case.rest, event.end())):
        return None
    return _COUNT


def _people(case: _Case) -> _Verdict | None:
    if not case.people:
        return _NEITHER if case.one else None
    if case.one and not forms.OUTCOME.search(case.rest, case.people, case.people + 25):
        return _COUNT if forms.ONE_PERSON.match(case.rest) else _NEITHER
    rest = case.sheet.after(case.start + len(case.printed) + case.people, 70)
    clause = forms.CLAUSE_END.split(rest)[0]
    lead = case.lead[-60:]
    if forms.IN_WHOM.search(lead):
        return _COUNT
    entered = (
        forms.ENTERED.search(lead) or forms.AMONG.search(lead) or forms.THEN_ENTERED.search(clause)
    )
    if not entered and (forms.ARM_WITH.match(clause) or _outcome(clause)):
        return _COUNT
    return "sample_size", _role(clause, lead, case.sheet.text)


def _outcome(clause: str) -> bool:
    """Whether the people are told to have had an outcome, not to have entered."""
    outcome, size = forms.OUTCOME.search(clause), forms.SIZE.search(clause)
    if outcome is None or (size and size.start() <= outcome.start()):
        return False
    return not forms.RELATIVE.search(clause[: outcome.start()].rstrip())


def _listed(case: _Case) -> _Verdict | None:
    """The kind of the number of people right before in the same list."""
    if not (forms.CONTINUES.match(case.rest) and forms.LIST.search(case.lead)):
        return None
    before = [
        each
        for each in case.sheet.found
        if case.start - forms.NEAR < each.end <= case.start
        and each.kind not in {"percentage", "other_number"}
    ]
    earlier = max(before, key=lambda each: each.end, default=None)
    if earlier is None or earlier.values.denominator:
        return None
    if earlier.kind not in {"sample_size", "count"}:
        return None
    return ("sample_size", "arm") if forms.TO_ARM.match(case.rest) else (earlier.kind, earlier.role)


def _bare(case: _Case) -> _Verdict | None:
    """A number without a noun."""
    if forms.EACH.match(case.rest) and forms.OF_EACH.search(case.lead):
        return "sample_size", "arm"
    if case.printed != "1" and forms.CLAUSE_SIZE.match(case.rest):
        return "sample_size", _role(case.rest[:40], case.lead, case.sheet.text)
    if forms.CLAUSE_COUNT.match(case.rest):
        return _COUNT
    if forms.IN_ARM.search(case.lead) and forms.CLOSES.match(case.rest):
        return "sample_size", "arm"
    if forms.TOTAL.search(case.lead) or forms.OF_ALL.search(case.lead):
        return "sample_size", "total"
    return _COUNT if forms.ABBREVIATED.match(case.rest) and forms.OPENS.search(case.lead) else None


def _role(clause: str, lead: str, text: str) -> str:
    for role, words in forms.ROLES:
        if words.search(clause):
            if role in forms.OF_ARM and forms.ARM.search(clause):
                return forms.OF_ARM[role]
            return role
    if forms.ARM.search(clause) or forms.GROUPS_OF.search(lead):
        return "arm"
    return "subgroup" if not clause and "(" in lead[-40:] else _entered(text)


def _entered(text: str) -> str:
    return "randomised" if "random" in text else "total"


_RULES: tuple[Callable[[_Case], _Verdict | None], ...] = (
    _name,
    _groups,
    _things,
    _events,
    _people,
    _listed,
    _bare,
)
