"""How the people of one number came into the study, by the words around it."""

import re

from evidence.extraction import study_size_forms as f
from evidence.extraction.study_size_forms import forms

_LEAD, _REST = 110, 260  # characters that are looked at
_NEXT = 180
_NEAR = 25
_HEAD = 60  # "Adults from two towns (n = 70), aged ..." opens a list of who took part


def way(text: str, start: int, end: int) -> str:
    """How the people of a number outside brackets came in; "" where they did not.

    "randomised", "enrolled", "total", "analysed"; "treated" where only what was done to them
    is told; "weak" for "in 40 patients" that opens a sentence, "lone" for it elsewhere.
    """
    lead, rest = text[max(0, start - _LEAD) : start], text[end : end + _REST]
    if f.PART.search(lead) and not f.OF_START.search(lead):
        return _entered_of(lead, rest)
    return "" if _of_others(lead, rest) else _way(lead, rest, start)


def _entered_of(lead: str, rest: str) -> str:
    """As in "190 people, of whom 75 were enrolled": a part, but the one that entered."""
    entered = f.ENTERED.match(rest) if f.OF_WHOM.search(lead) else None
    clause = _clause(rest)
    if entered is None or _arm_only(clause, forms().verbs.search(clause)):
        return ""
    return "randomised" if "randomi" in entered[0] else "enrolled"


def _of_others(lead: str, rest: str) -> bool:
    """Whether the number is of a group, of a part, of another's patients or of a plan."""
    led = (f.SUBSTUDY, f.BESIDE, f.GROUP_HAS, f.FUTURE)
    if any(each.search(lead) for each in led) or f.PAIR.match(rest):
        return True
    return f.ELSEWHERE.search(rest[:_NEXT]) is not None


def _way(lead: str, rest: str, start: int) -> str:
    people = forms().people.match(rest)
    if people is None and f.THING.match(rest):
        return ""
    after = rest[people.end() :] if people else rest
    if f.OF_START.search(lead) and f.THEN.search(after):
        return ""
    if people is None:
        return _without_noun(lead, after)
    clause = _clause(after)
    verb = _verb(clause)
    told = (verb.lastgroup or "") if verb else ""
    return _led(lead, after, clause, verb, told) or _told(
        lead, after, clause, verb, told, start=start
    )


def _without_noun(lead: str, after: str) -> str:
    """As in "a total of 82 were randomised": the verb must follow and say that they entered."""
    clause = _clause(after)
    verb = forms().verbs.search(clause)
    told = (verb.lastgroup or "") if verb else ""
    if verb is None or told not in {"randomised", "enrolled"} or _arm_only(clause, verb):
        return ""
    near = verb.start() < _NEAR and not _cut_by_arm(after, clause)
    second = f.AFTER_AND.search(lead) and "andom" in lead
    return told if near and not second else ""


def _verb(clause: str) -> re.Match[str] | None:
    """The verb that tells most: after "patients treated with X who had Y" the next one."""
    verb = forms().verbs.search(clause)
    if verb is None or verb.lastgroup in {"randomised", "enrolled"}:
        return verb
    main = forms().main.search(clause)
    if main is None:
        return verb
    between = clause[: verb.start()].strip()
    relative = between.endswith(("who", "that", "have", "had", "which")) or not between
    return main if relative or verb.lastgroup == "treated" else verb


def _led(lead: str, after: str, clause: str, verb: re.Match[str] | None, told: str) -> str:
    """What the words before the number say: "we enrolled", "a total of"."""
    led = forms().led.search(lead)
    total = None if led else forms().total.search(lead)
    if not (led or total):
        return ""
    if told == "outside" and verb and not led and verb[0].lower() not in {"had", "have", "each"}:
        return ""
    if told == "randomised" and not _arm_only(clause, verb):
        return "randomised"
    more = f.MORE.match(after[len(clause) :])
    listed = more is not None and more["arm"] and told not in {"randomised", "enrolled"}
    if _arm_only(clause, None) or (listed and not f.OF_TOTAL.search(lead)):
        return ""
    if led and not listed:
        return led.lastgroup or ""
    return "enrolled" if told == "enrolled" else "total"


def _told(  # noqa: PLR0913 - the words around one number, each looked at once
    lead: str, after: str, clause: str, verb: re.Match[str] | None, told: str, *, start: int
) -> str:
    """What the words after the people say."""
    if told == "outside" or _arm_only(clause, verb):
        return ""
    if forms().weak.search(lead):
        if told in {"randomised", "enrolled"}:
            return told
        return "weak" if _weakly(lead, start) else "lone"
    if not told or (told in {"treated", "randomised"} and _cut_by_arm(after, clause)):
        alone = start == 0 and verb is None and not _cut_by_arm(after, clause)
        return "weak" if alone and " was " not in clause else ""
    second = told not in {"randomised", "enrolled"} and (
        f.AFTER_AND.search(lead) or f.AFTER_OTHERS.search(lead)
    )
    some = told == "treated" and lead.lower().endswith("the ")
    return "" if second or some else told


def _cut_by_arm(after: str, clause: str) -> bool:
    """Whether the next number tells of another group: "12 had placebo and 14 had the drug"."""
    more = f.MORE.match(after[len(clause) :])
    if more is None or more["arm"]:
        return more is not None
    return not f.BOTH.search(clause) and not f.DOSE_NEXT.match(after, len(clause))


def _weakly(lead: str, start: int) -> bool:
    """Whether "in" or "of" before the number places the study; "at C2 in 6 cases" does not."""
    found = forms().weak.search(lead)
    if found is None:
        return False
    return start <= _NEAR or found[0].split()[0].lower() not in {"in", "on", "with", "among"}


def _arm_only(clause: str, verb: re.Match[str] | None) -> bool:
    """Whether the people are those of one group only."""
    rest = clause[verb.end() :] if verb else clause
    if verb and f.IN_GROUP.search(clause[: verb.start()]):
        return True
    care = verb is not None and verb.lastgroup == "randomised" and f.TO_CARE.match(rest)
    return bool(care or f.TO_ARM.search(rest[:80])) and not f.BOTH.search(rest)


def _clause(text: str) -> str:
    cut = f.CLAUSE.search(text)
    return text[: cut.start()] if cut else text


def after_n(text: str, start: int, end: int) -> str:
    """As in "adults (n = 70) with cramps were randomised": who entered stands around it."""
    first = max(0, start - 90)
    opened = text.rfind("(", first, start)
    if opened < 0 or not f.N.search(text[first:start]) or len(f.N_ANY.findall(text)) > 1:
        return ""
    noun = re.search(r"[\w-]+$", text[first:opened].rstrip())
    if noun is None or not forms().people.match(" " + noun[0]):
        return ""
    closed = text.find(")", end)
    clause = _clause(text[closed + 1 : closed + 200]) if closed >= 0 else ""
    verb = _verb(clause)
    told = (verb.lastgroup or "") if verb else ""
    if told in {"randomised", "enrolled", "analysed"} and not _arm_only(clause, verb):
        return told
    head = opened <= _HEAD and not f.GROUP_HAS.search(text[:opened]) and told != "outside"
    return "weak" if head else ""
