"""The patterns of `study_size`; those made of data/study_sizes.toml are made when first needed."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

# Up to seven words between a number and what it counts; none of them joins or places.
_BETWEEN = (
    r"(?:[\s-](?!(?:and|or|vs|versus|in|of|to|at|with|were|was|had|for|from|on|than|by|after"
    r"|who|year|month|week|day|hour)s?\b)[\w'’/,+&-]*\w,?){0,7}?"  # noqa: RUF001 - as printed
)
_ARTICLE = (
    r"(?: a total(?: of)?| the| all| our| only| a| (?:the )?(?:medical |clinical |hospital )?"
    r"(?:records|charts|files|notes|data)(?: collected| obtained)? (?:of|from|on|for)"
    r"(?: all| the)?)?"
)
_WAYS = ("randomised", "enrolled", "analysed", "treated", "outside")


@dataclass(frozen=True, slots=True)
class Forms:
    """Compiled patterns; the name of the group that matched says how people came in."""

    people: re.Pattern[str]
    verbs: re.Pattern[str]
    main: re.Pattern[str]
    led: re.Pattern[str]
    total: re.Pattern[str]
    weak: re.Pattern[str]


@cache
def forms() -> Forms:
    """All of them."""
    path = files("evidence.extraction") / "data" / "study_sizes.toml"
    data = tomllib.loads(path.read_text("utf-8"))
    joining, leading = data["joining"], data["leading"]
    verbs = "|".join(f"(?P<{way}>{_any(joining[way])})" for way in _WAYS)
    came = "|".join(f"(?P<{way}>{_any(joining[way])})" for way in _WAYS[:3])
    entered = "|".join(f"(?P<{way}>{_any(joining[way])})" for way in _WAYS[:2])
    reviewing = f"(?P<analysed>{_any(leading['reviewing'])})"
    nouns = _any(data["people"]["nouns"])
    things = _any(data["people"]["no_people"])
    return Forms(
        people=_compiled(rf"^{_BETWEEN}[\s-]{nouns}\b(?!-| {things}\b)"),
        verbs=_compiled(rf"\b(?:{verbs})\b"),
        main=_compiled(
            rf"\b(?:were|was|been|then|and|subsequently) (?:then |\w+ly |all )?(?:{came})\b"
        ),
        led=_compiled(rf"\b(?:{entered}|{reviewing}){_ARTICLE}\s$"),
        total=_compiled(rf"\b{_any(leading['total'])}{_ARTICLE}\s$"),
        weak=_compiled(rf"(?:^|\b){_any(leading['weak'])}{_ARTICLE}\s$"),
    )


def _any(patterns: Iterable[str]) -> str:
    return "(?:" + "|".join(patterns) + ")"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def blanked(text: str) -> str:
    """The text with what stands in brackets blanked, at the same offsets."""
    if "(" not in text and "[" not in text:
        return text
    return BRACKETS.sub(lambda found: " " * len(found.group()), text)


BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
N = re.compile(r"\b[Nn]s?\s*[=:]\s*$")
N_ANY = re.compile(r"\b[Nn]\s?[=:]\s?\d")
_NUMBER = (
    r"(?:\d+|[a-z]+teen|[a-z]+ty(?:-[a-z]+)?|two|three|four|five|six|seven|eight|nine|ten|eleven"
    r"|twelve)"
)
# Where what is told of a number ends: at the sentence's next part, or at the next number.
CLAUSE = _compiled(
    rf"[;.:]|,? of wh(?:om|ich)\b|,? (?:and|while|whereas|but) (?=(?:the )?{_NUMBER}\b)"
)
# The next number is of the same kind: "... and 14 were given the other".
MORE = re.compile(
    r",? (?:and|while|whereas|but) (?P<arm>(?:the )?[\w-]+ (?:[\w-]+ ){0,3}?(?:were|was|to|received"
    r"|underwent|in|assigned|had|for|with|who|that|treated|patients|participants|subjects|women"
    r"|men|children|people|cases|controls|individuals|adults|volunteers)\b)?|;"
)
# The next number is a dose or a time.
DOSE_NEXT = re.compile(
    r",? (?:and|while|whereas|but) [\w-]+ (?:mg|microg|mcg|ml|g|kg|IU|%|mm|years?|months?|weeks?"
    r"|days?|hours?|minutes?|doses?|times)\b"
)
PAIR = re.compile(
    r"(?: (?!were\b|was\b|had\b|one\b|two\b)[\w-]+){0,6} (?:and|or|versus|vs\.?) (?:the )?"
    rf"{_NUMBER} (?!of\b|years|months|weeks|days)[a-z]"
    rf"|(?: (?!were\b|was\b|had\b)[\w'-]+){{0,14}}[,;] (?:and )?{_NUMBER} (?:[\w-]+ ){{0,2}}"
    r"(?:patients|participants|subjects|women|men|controls|children|people|healthy)\b"
)
# The number is of some of the people only.
PART = _compiled(
    r"\b(?:of whom|of which|of them|of these,?|remaining|other|another|only|first|last|subgroup"
    r"|subset|additional|further|each|per|excluding|except|exclud\w+|least|than|every|including"
    r"|for|remainder|out of|these|those|also \w+|also)(?: the| of| a)*\s$"
    r"|\b(?:of|among|from) (?:the|these|those|all the|whom|our)\s$"
)
SUBSTUDY = _compiled(
    r"\bsub-?(?:study|set|sample|group|cohort|population)\b|\bas (?:an? |the )?(?:\w+ )?controls?\b"
)
GROUP_HAS = _compiled(
    r"(?<!study )(?<!whole )(?<!patient )\b(?:group|groups|arm|subgroup|controls|database|registry)"
    r"(?: [A-Z\d]{1,2})?,?(?: \([^()]*\))?(?: (?:were|was|who|of|with|which|had|\w+ed|\w+ing|from"
    r"|in|made up|a|the|about|up)\b){1,4} $"
)
OF_WHOM = _compiled(r"\b(?:of|among) (?:whom|which|these|those|them),?\s$")
ENTERED = re.compile(
    r"(?: patients| participants| subjects)?,? (?:(?:were|was|have been) )?(?:\w+ly )?"
    r"(?:enrol|includ|recruit|randomi|met (?:the |all |our )?(?:\w+ )?(?:\w+ )?criteria"
    r"|participated)"
)
OF_START = _compiled(r"(?:^|[.:;,]\s+)(?:of|from|out of|among)(?: the| a total(?: of)?| all)? $")
THEN = _compiled(
    r"\b(?:were|was|met)\b.{0,60}\b(?:eligible|exclu|interview|survey|available|enrol|includ"
    r"|randomi|recruit|agreed|consent|complet|respon|participat|return|analy|met|had"
    r"|performed (?:for|in|on))"
)
THING = _compiled(
    r"^(?:[\s-](?!with|of|who|from|in|and|or|were|was|had|at|on)[\w-]+){0,3}?[\s-](?:eyes?|knees?"
    r"|hips?|teeth|shoulders?|limbs|feet|rats?|mice|horses?|dogs?|rabbits?|animals?|pigs?|sheep"
    r"|specimens?|lesions?|implants?|cadavers?|vertebrae|levels?|segments?|cows|calves|papers"
    r"|articles|studies|trials|items|questions|samples|records|hospitals|cent(?:re|er)s"
    r"|practices|years?|months?|weeks?|days|hours|minutes)\b"
)
TO_ARM = _compiled(
    r"\b(?:in(?:to)?|to|for) (?:the |an? |each )?"
    r"(?!(?:randomi[sz]ed )?study (?:group|arm)(?! [A-Z\d]\b))(?:[\w-]+ ){0,3}"
    r"(?:group\b|arm\b|(?:intervention|control|treatment|placebo) arms\b)"
    r"|\bto receive\b"
)
IN_ARM = _compiled(r"^[^.;,()]{0,60}\((?:[\w -]*\b)?(?:group|arm)\b[\w -]*\)")
# The second of two numbers: "13 had the brace and 14 cases ...".
AFTER_AND = re.compile(rf"(?:\b\d+|\b{_NUMBER}\b)[^.;]{{0,95}} (?:and|or|versus|vs\.?) (?:the )?$")
AFTER_OTHERS = _compiled(
    rf"(?:\b\d+|\b{_NUMBER}\b) (?:[\w-]+ ){{0,3}}(?:patients|participants|subjects|women|men"
    r"|controls|children|people)\b[^.]{0,90}[,;] (?:and )?$"
)
BESIDE = _compiled(rf"(?:\b\d+|\b{_NUMBER}\b) (?:[\w-]+ ){{0,3}}(?:and|or|versus|vs\.?) $")
OF_THE = _compiled(r"(?:^|[.:;,]\s+)(?:of|in|among) (?:the|all|all the) $")
TO_CARE = _compiled(
    r"^(?: to| \w+ to) (?!either|one|two|three|four|participate|the study|our|a |this|be|evaluate"
    r"|assess|determine|compare|each of)[\w-]+"
)
IN_GROUP = _compiled(
    r"\b(?:in|from|of|to|for) (?:the |an? )?(?!two |three |four |both )(?:[\w-]+ ){1,3}"
    r"(?:group|arms?)\b(?! ?(?:and|or))"
)
BOTH = _compiled(r"\b(?:or|either|versus|vs|and|groups|one of|each of|between)\b")
ELSEWHERE = _compiled(
    r"\breported (?:cases|patients)|\bin the (?:world )?literature|\bpreviously (?:reported"
    r"|published)|\breported in|\bequal number of"
    r"|\bserved as (?:the |healthy )?controls?\b|\bwill be\b"
)
DONE_IN = re.compile(
    r"\b(?:performed|done|undertaken|carried out|outcomes?|results|findings)"
    r" (?:in|on|with|for|among)(?: all| the)? $"
)
OF_TOTAL = _compiled(r"\b(?:total|sample|size)(?: of| was)? $")
LEFT = _compiled(
    r"\b(?:excluded|withdr\w+|dropped|discontinu\w+|lost to|complicat\w+|died|deaths|because of)\b"
)
FUTURE = re.compile(r"\b(?:will|would|to) (?:be|have|include|enrol)\b")
