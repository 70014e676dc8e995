"""The part a sentence plays: from the section's label, else from a model, else from words.

Labels win. A whole abstract without any is judged by the trained model (docs/models.md);
lone unlabelled sections by cue words and place. Cues and rules are ours, written from how
abstracts are commonly worded; where nothing tells, the role is "unknown": no guess.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, TypeAlias, cast

from evidence.learned.roles import Guess, guess

Role: TypeAlias = Literal["background", "objective", "methods", "results", "conclusions", "unknown"]

# NlmCategory as in the DTD; UNASSIGNED and UNLABELLED say nothing.
_CATEGORIES: dict[str, Role] = {
    "BACKGROUND": "background",
    "OBJECTIVE": "objective",
    "METHODS": "methods",
    "RESULTS": "results",
    "CONCLUSIONS": "conclusions",
}
# Words of a label, in the order they are tried.
_LABELS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("conclusions", re.compile(r"conclusion|interpretation|implication|lessons|discussion")),
    ("results", re.compile(r"\bresult|findings|outcomes? and|observations")),
    (
        "methods",
        re.compile(
            r"method|design|setting|participants|patients$|subjects|intervention|"
            r"procedure|material"
            r"|outcome|measure|search|selection criteria|data (?:source|collection|extraction)"
            r"|statistic|registration|animals|sample|eligibility|exposure"
        ),
    ),
    ("objective", re.compile(r"objective|\baims?\b|purpose|hypothes|question|\bgoal")),
    ("background", re.compile(r"background|introduction|context|rationale|importance|summary of")),
)
_MIXED = re.compile(r"(?:method|material)\w*.*\bresult|result\w*.*(?:discussion|conclusion)")
_INLINE = re.compile(r"[\[(]?([A-Z][A-Za-z/,&' ]{2,60}?)[\])]?\s*:\s")

_CUES: tuple[tuple[Role, re.Pattern[str]], ...] = tuple(
    (cast("Role", role), re.compile(pattern, re.IGNORECASE))
    for role, pattern in (
        (
            "conclusions",
            (
                r"^(?:in conclusion|in summary|to conclude|we conclude|overall, (?:our|these))\b"
                r"|\bwe (?:conclude|recommend)\b|\b(?:it is|can be|be) concluded\b|\bour "
                r"conclusion\b"
                r"|\b(?:these|our|the present|the) (?:results|findings|data) (?:\w+ )?"
                r"(?:suggest|indicate|support|demonstrate|show|imply|confirm)"
                r"|\b(?:further|more|future) (?:research|studies|trials|work) (?:is|are|"
                r"will|should)\b"
                r"|\bthis (?:study|trial|review|report) (?:suggests|demonstrates|"
                r"supports|confirms)\b"
            ),
        ),
        (
            "objective",
            (
                r"\b(?:aim|aims|aimed|objective|objectives|purpose|goal) (?:of|was|were|"
                r"is|are|to)\b"
                r"|^to (?:determine|assess|evaluate|investigate|compare|examine|describe|"
                r"test|study"
                r"|explore|identify|review|analy[sz]e|estimate|establish|report|document)\b"
                r"|\bwe (?:aimed|sought|hypothesi[sz]ed|wished|set out) \b"
                r"|\bwas (?:designed|undertaken|conducted|performed) to (?:determine|"
                r"assess|evaluate"
                r"|investigate|compare|examine|test)\b|\bthis (?:study|trial) (?:aims|"
                r"evaluates|examines)\b"
            ),
        ),
        (
            "methods",
            (
                r"\b(?:were|was) (?:randomi[sz]ed|randomly|recruited|enrol+ed|assigned|"
                r"allocated|divided"
                r"|searched|administered|interviewed|invited|measured|recorded|assessed "
                r"using|followed up"
                r"|collected|retrieved|performed using|identified from|included in the study)\b"
                r"|\bwe (?:searched|recruited|enrol+ed|randomly|randomi[sz]ed|assigned|"
                r"included|measured"
                r"|retrospectively|prospectively|analy[sz]ed|performed a|conducted a|used)\b"
                r"|\b(?:primary|secondary|main) (?:outcome|end ?point)s? (?:measures? )"
                r"?(?:was|were|is|are|included)\b"
                r"|\bin (?:this|a) (?:double-blind|randomi[sz]ed|prospective|"
                r"retrospective|cross-sectional)\b"
            ),
        ),
        (
            "results",
            (
                r"\bp\s*[<=>≤]\s*0?[.·]\d|\b95\s?% ?(?:CI|confidence)|\bsignificant(?:ly)"
                r"? (?:more|less|better"
                r"|worse|higher|lower|greater|fewer|improve|reduc|increas|decreas|differ)"
                r"|\bthere (?:was|were) (?:no|a|significant)|\bdid not differ\b|\bwe "
                r"(?:found|observed|identified)\b"
                r"|\b(?:was|were) found\b|\bthe mean \w+ was\b|\bof the \d+ |\d ?%"
            ),
        ),
        (
            "background",
            (
                r"\b(?:is|are) (?:a |an |one of the )?(?:common|frequent|major|leading|"
                r"important|controversial"
                r"|unclear|unknown|not known|poorly understood)\b|\blittle is known\b|"
                r"\bhas been (?:shown|reported|suggested)\b"
                r"|\bhave been (?:shown|reported|suggested)\b|\bremains? (?:unclear|"
                r"unknown|controversial|uncertain)\b"
            ),
        ),
    )
)
_GENERAL = re.compile(  # the present tense and its hedges: what a paper concludes, not what it saw
    r"\b(?:may|might|should|can|could|would|appears?|suggests?|seems?|is|are|provides?|has|have"
    r"|needs?|remains?|improves?|reduces?|offers?)\b",
    re.IGNORECASE,
)
_LEAST = 3  # sentences of an abstract that the model may judge: it learnt from whole ones
_SURE = 0.5  # what the model holds less likely stays as the rules have it
_CLOSING = 3  # conclusions are looked for in the last sentences only
_ORDER = ("background", "objective", "methods", "results", "conclusions")


def of_label(label: str, category: str) -> Role | None:
    """The role a section's own label or NLM category gives; None where it gives none.

    A label that names two parts ("METHODS AND RESULTS") gives none: its sentences are
    judged one by one.
    """
    words = label.strip().lower()
    if _MIXED.search(words):
        return None
    known = _CATEGORIES.get(category.strip().upper())
    return known or _by_words(words)


def _by_words(words: str) -> Role | None:
    return next((role for role, pattern in _LABELS if pattern.search(words)), None)


def of_sentences(texts: Sequence[str]) -> list[tuple[Role, str]]:
    """(role, basis) of each sentence of an unlabelled abstract, in order.

    A heading inside the text ("RESULTS: ...") rules until the next; then cue words; then
    place: before the first objective or method stands background, between two sentences
    of one role the same role.
    """
    judged = _by_heading(texts) or [_by_cue(text) for text in texts]
    _closing(texts, judged)
    _in_order(judged)
    _by_place(judged)
    return judged


def of_abstract(texts: Sequence[str]) -> list[tuple[Role, str]]:
    """(role, basis) of each sentence of a whole abstract that has no labels at all.

    Headings inside the text rule; else the model, and the rules where it is not sure. Whether
    an opening is background or objective is left to the words: authors put aims under either
    label. One or two sentences are left to the rules, and so is an abstract in which the model
    finds no methods: it tells of no study.
    """
    if len(texts) < _LEAST or _by_heading(texts):
        return of_sentences(texts)
    guesses = guess(texts)
    if not any(each.part == "methods" for each in guesses):
        return of_sentences(texts)
    if all(each.probability >= _SURE for each in guesses):
        return [_surely(text, found) for text, found in zip(texts, guesses, strict=True)]
    return [
        own if found.probability < _SURE else _surely(text, found)
        for text, own, found in zip(texts, of_sentences(texts), guesses, strict=True)
    ]


def _surely(text: str, found: Guess) -> tuple[Role, str]:
    """The model's part; of an opening the words say whether it is background or objective."""
    if found.part == "background" and _by_cue(text)[0] == "objective":
        return "objective", "words"
    return found.part, "model"


def _by_heading(texts: Sequence[str]) -> list[tuple[Role, str]]:
    """Roles from headings in the text; empty unless the first sentence starts with one."""
    judged: list[tuple[Role, str]] = []
    role: Role | None = None
    for text in texts:
        heading = _INLINE.match(text)
        named = _by_words(heading[1].lower()) if heading and len(heading[1].split()) < 5 else None  # noqa: PLR2004 - headings are short
        role = named or role
        if role is None:
            return []
        judged.append((role, "label"))
    return judged


def _by_cue(text: str) -> tuple[Role, str]:
    role = next((role for role, pattern in _CUES if pattern.search(text)), None)
    return (role, "words") if role else ("unknown", "")


def _closing(texts: Sequence[str], judged: list[tuple[Role, str]]) -> None:
    """The last sentences, without a figure and in the present tense, conclude."""
    told = any(role in {"results", "methods"} for role, _ in judged)
    for number in range(len(texts) - 1, max(0, len(texts) - 1 - _CLOSING), -1):
        text, (role, basis) = texts[number], judged[number]
        if re.search(r"NCT\d|ISRCTN|www\.|registration|Copyright|©", text):
            continue
        general = not re.search(r"\d", text) and _GENERAL.search(text)
        if basis == "label" or not told or not general or role in {"objective", "methods"}:
            return
        judged[number] = ("conclusions", "words" if role == "conclusions" else "position")


def _in_order(judged: list[tuple[Role, str]]) -> None:
    """Background after results is none: an abstract does not go back to what was known."""
    reached = 0
    for number, (role, basis) in enumerate(judged):
        if basis == "label" or role == "unknown":
            continue
        place = _ORDER.index(role)
        if role == "background" and reached >= _ORDER.index("methods"):
            judged[number] = ("unknown", "")
        elif role == "results" and reached < _ORDER.index("methods") and number == 0:
            judged[number] = ("unknown", "")  # a figure in the first sentence is background
        else:
            reached = max(reached, place)


def _by_place(judged: list[tuple[Role, str]]) -> None:
    known = [(number, role) for number, (role, _) in enumerate(judged) if role != "unknown"]
    if not known:
        return
    first, role = known[0]
    if role in {"background", "objective", "methods"}:
        opening: Role = "methods" if role == "methods" and first == 0 else "background"
        judged[:first] = [(opening, "position")] * first
    for (left, role), (right, following) in pairwise(known):
        if role == following:
            judged[left + 1 : right] = [(role, "position")] * (right - left - 1)
