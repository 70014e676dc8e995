"""The words that name each study design, in a title and in an abstract.

Patterns are ours, written from how papers name themselves. The first design that matches
decides, so the order is part of the rules.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cue:
    """A design, what narrows it, and the words for it; None where none are looked for."""

    name: str
    detail: str
    title: re.Pattern[str] | None
    abstract: re.Pattern[str] | None


def _any(*patterns: str) -> re.Pattern[str] | None:
    return re.compile("|".join(patterns), re.IGNORECASE) if patterns else None


# "Cross-sectional" tells of a shape as often as of a design where spines are measured.
_NO_SHAPE = (
    r"(?! (?:and |muscle |canal |dural |spinal )?"
    r"(?:areas?|imag\w+|dimensions?|diameters?|anatomy|geometry|shape|views?|CT|MRI|scans?|slices?))"
)
CUES: tuple[Cue, ...] = (
    Cue(
        "protocol",
        "",
        _any(
            r"\b(?:study|trial|review|research) protocol\b",
            r"[:.\-–] (?:a )?protocol\b",  # noqa: RUF001
            (
                r"\bprotocol (?:for|of) (?:an? |the )?(?:\w+[ -]){0,6}(?:trial|"
                r"review|study|meta-analysis|cohort)\b"
            ),
            r"^(?:the )?design of (?:the|an?) .*\btrial\b",
            (
                r"\b(?:rationale and (?:study )?design|design and rationale|"
                r"study design and (?:rationale|protocol))\b"
            ),
        ),
        _any(
            r"\bthis (?:study )?protocol (?:describes|is|presents|outlines)\b",
            (
                r"\b(?:patients|participants|subjects|women|men|adults|children)"
                r" will be (?:randomi[sz]ed|randomly|recruited|enrol+ed)\b"
            ),
        ),
    ),
    Cue(
        "meta-analysis",
        "network meta-analysis",
        _any(
            r"\bnetwork meta-?analys[ie]s\b",
        ),
        _any(),
    ),
    Cue(
        "systematic review",
        "with meta-analysis",
        _any(
            r"\bsystematic (?:literature )?reviews?\b.*\bmeta-?analys[ie]s\b",
            r"\bmeta-?analys[ie]s\b.*\bsystematic review",
        ),
        _any(
            (
                r"\bsystematic review and meta-?analysis\b(?! (?:protocol|"
                r"is needed|are needed))"
            ),
        ),
    ),
    Cue(
        "systematic review",
        "",
        _any(
            (
                r"\b(?<!for )systematic(?:ally)? (?:\w+ ){0,2}?(?:reviews?"
                r"|overview)\b(?! protocol)"
            ),
            r"\bumbrella review\b",
            r"\bcochrane review\b",
        ),
        _any(
            (
                r"\b(?:(?:this|we (?:conducted|performed|did|carried out|"
                r"undertook|report|present)|our|the present|an?) systematic "
                r"(?:literature |evidence |scoping )?review\b(?! (?:is|are)"
                r" needed)|systematic(?:ally)? (?:literature )?(?:search(?"
                r":ed)?|review(?:ed)?) (?:was|were|of|the)\b|we (?:systematically "
                r")?searched (?:\w+[, ]+){0,4}(?:medline|pubmed|embase|the "
                r"cochrane|cochrane|electronic databases))"
            ),
        ),
    ),
    Cue(
        "meta-analysis",
        "",
        _any(
            r"\bmeta-?analys[ie]s\b(?! of individual)",
        ),
        _any(
            (
                r"\b(?:this|we (?:conducted|performed|did)|our|present) (?"
                r":an? )?meta-?analysis\b"
            ),
        ),
    ),
    Cue(
        "guideline",
        "",
        _any(
            r"\b(?:clinical )?(?:practice )?guidelines? (?:for|on|from|of)\b",
            r"\b(?:consensus|position) statement\b",
            r"\brecommendations? (?:from|of|by) the\b",
            r"\bclinical practice guidelines?\b",
        ),
        _any(),
    ),
    Cue(
        "laboratory or animal study",
        "",
        _any(
            (
                r"\b(?:rats?|mice|mouse|murine|rabbits?|piglets?|pigs|porcine|"
                r"canine|dogs|cats|sheep|ovine|bovine|zebrafish|guinea pigs?"
                r"|hamsters?|monkeys|macaques?|drosophila|caenorhabditis|"
                r"saccharomyces|arabidopsis|in vitro(?! fertili[sz])|cadaver\w*|"
                r"cell lines?|finite element|cultured \w+ cells|xenografts?"
                r")\b"
            ),
        ),
        _any(),
    ),
    Cue(
        "randomised trial",
        "",
        _any(
            (
                r"\brandomi[sz]ed\b(?! (?:controlled )?(?:trials|studies)"
                r"\b)(?:[\w,:/ -]{0,60})\b(?:trial|study|comparison|evaluation|"
                r"crossover|pilot)\b"
            ),
            (
                r"\b(?:double|single|triple)[- ]blind(?:ed)?\b.{0,40}\b(?"
                r":placebo|randomi[sz]ed)\b"
            ),
            r"\brandomi[sz]ed (?:controlled|clinical) trial\b",
        ),
        _any(
            (
                r"\b(?:(?:were|was) (?:\w+ ){0,2}?(?:randomi[sz]ed|randomly "
                r"(?:assigned|allocated|divided|selected to receive))|we "
                r"(?:randomi[sz]ed|randomly (?:assigned|allocated))|randomly "
                r"(?:assigned|allocated|divided|received)|randomi[sz]ed (?"
                r":in)?to (?:receive|either|one|two|three|a|the)\b|(?:in|"
                r"using|this|was|is|conducted|performed|did|undertook)(?: "
                r"an?| this| the)? (?:[\w-]+,? ){0,5}randomi[sz]ed,? (?:[\w-]+,?"
                r" ){0,6}(?:trial|study)\b(?!s)|^(?:[\w-]+,? ){0,4}randomi[sz]ed,?"
                r" (?:[\w-]+,? ){0,6}(?:trial|study)\b(?!s))"
            ),
        ),
    ),
    Cue(
        "non-randomised controlled trial",
        "",
        _any(
            (
                r"\b(?:non-?randomi[sz]ed|quasi-?experimental|quasi-?randomi[sz]ed|"
                r"controlled clinical) (?:[\w-]+ ){0,3}(?:trial|study)\b"
            ),
        ),
        _any(
            (
                r"\b(?:non-?randomi[sz]ed (?:[\w-]+ ){0,3}(?:trial|study)"
                r"|quasi-?experimental|quasi-?randomi[sz]ed)\b"
            ),
        ),
    ),
    Cue(
        "uncontrolled trial",
        "",
        _any(
            (
                r"\b(?:single[- ]arm|open[- ]label|phase (?:I|II|1|2)[ab]?"
                r")\b.{0,40}\b(?:trial|study)\b"
            ),
        ),
        _any(
            r"\b(?:single[- ]arm|uncontrolled)\b.{0,40}\b(?:trial|study)\b",
            r"\bbefore[- ]and[- ]after (?:trial|study)\b",
            r"\bphase (?:I|II|1|2)[ab]? (?:trial|study)\b",
        ),
    ),
    Cue(
        "case-control",
        "nested",
        _any(
            r"\bnested case[-– ]control\b",  # noqa: RUF001
        ),
        _any(
            r"\bnested case[-– ]control\b",  # noqa: RUF001
        ),
    ),
    Cue(
        "case-control",
        "",
        _any(
            r"\bcase[-–/ ]control(?:led)?\b",  # noqa: RUF001
        ),
        _any(
            r"\bcase[-–/ ]control(?:led)? (?:study|design|analysis)\b",  # noqa: RUF001
        ),
    ),
    Cue(
        "qualitative",
        "",
        _any(
            (
                r"\b(?:qualitative|focus groups?|phenomenolog\w+|ethnograph\w+|"
                r"grounded theory|thematic analysis)\b"
            ),
        ),
        _any(
            (
                r"\b(?:qualitative (?:case |descriptive |interview )?(?:study|"
                r"research|interviews|approach|design|analysis)|semi-?structured "
                r"(?:\w+ )?interviews|focus groups? (?:were|was|discussions|"
                r"interviews)|grounded theory|thematic(?:ally)? analy)"
            ),
        ),
    ),
    Cue(
        "case report",
        "",
        _any(
            r"\b(?:an? )?(?:unusual |rare )?case report\b",
            r"\breport of (?:an?|one) (?:\w+ )?case\b",
            r"\bin an? (?:\d+[- ]year[- ]old|patient with)\b",
        ),
        _any(
            (
                r"\b(?:we (?:report|describe|present) (?:an? |the )(?:\w+ "
                r"){0,3}?case of|(?:a|the) case of an? \d+-year-old|case "
                r"report)\b"
            ),
        ),
    ),
    Cue(
        "cohort",
        "retrospective",
        _any(
            r"\bretrospective (?:[\w-]+ ){0,3}?(?:cohort|follow-?up)\b",
        ),
        _any(
            r"\bretrospective (?:[\w-]+ ){0,3}?cohort\b",
            r"\bcohort (?:\w+ ){0,3}retrospective(?:ly)?\b",
        ),
    ),
    Cue(
        "cohort",
        "prospective",
        _any(
            (
                r"\bprospective (?:[\w-]+,? ){0,4}?(?:cohort|follow-?up|longitudinal|"
                r"observational study|study)\b"
            ),
            r"\blongitudinal study\b",
            r"\binception cohort\b",
        ),
        _any(
            (
                r"\bprospective (?:[\w-]+,? ){0,4}?(?:cohort|follow-?up study|"
                r"longitudinal|observational study)\b"
            ),
            r"\binception cohort\b",
            r"\blongitudinal (?:cohort )?study\b",
        ),
    ),
    Cue(
        "case series",
        "",
        _any(
            r"\bcase series\b",
            (
                r"\b(?:two|three|four|five|six|seven|eight|nine|ten|\d+) "
                r"(?:\w+ )?cases\b"
            ),
            r"\bconsecutive (?:cases|patients)\b",
        ),
        _any(
            r"\b(?:retrospective |consecutive )?case series\b",
            r"\bseries of \d+ (?:\w+ ){0,3}(?:patients|cases)\b",
            r"\bretrospective(?:ly)? (?:chart |record )?review(?:ed)?\b",
            (r"\b(?:charts|records|files) of (?:\w+ ){0,4}patients\b.{0,60}\breviewed\b"),
            (
                r"\breviewed the (?:medical |clinical |hospital )?(?:charts|"
                r"records|files) of\b"
            ),
            r"\bin (?:this|our) series\b",
            r"\bwe (?:report|present|describe) (?:our|the) experience\b",
        ),
    ),
    Cue(
        "cross-sectional",
        "",
        _any(
            r"\bcross-?sectional\b" + _NO_SHAPE,
            r"\bsurvey\b",
            r"\bprevalence\b(?! and incidence)",
            r"\bquestionnaire study\b",
        ),
        _any(
            r"\bcross-?sectional\b" + _NO_SHAPE,
            (
                r"\b(?:postal|mailed|telephone|online|web-based|population-based|"
                r"household|national) (?:questionnaire )?survey\b"
            ),
            r"\bsurvey (?:of|was)\b",
            (
                r"\bquestionnaires? (?:was|were) (?:mailed|sent|distributed|"
                r"completed by|administered)"
            ),
            r"\brespondents were\b",
        ),
    ),
    Cue(
        "cohort",
        "",
        _any(
            r"\bcohort(?: study)?\b",
            r"\bfollow-?up study\b",
        ),
        _any(
            r"\bcohort study\b",
            r"\bfollowed (?:up )?for (?:\w+ ){0,3}(?:years|months)\b",
        ),
    ),
    Cue(
        "cross-sectional",
        "diagnostic accuracy",
        _any(
            (
                r"\b(?:diagnostic (?:accuracy|value|performance)|sensitivity "
                r"and specificity|validity of)\b"
            ),
        ),
        _any(
            r"\bdiagnostic accuracy\b",
            r"\bsensitivity and specificity (?:of|were)\b",
        ),
    ),
    Cue(
        "narrative review",
        "",
        _any(
            (
                r"\b(?:narrative |literature |state-of-the-art |clinical "
                r")?review(?:$|[.:]| of (?:the )?literature)"
            ),
            r"\ban overview\b",
            r"\bscoping review\b",
        ),
        _any(
            r"\b(?:this|the present|our) (?:\w+ )?(?:review|overview)\b",
            r"\bwe (?:here )?review\b",
            (
                r"\bthis (?:article|paper|chapter) (?:reviews|discusses|summari[sz]es|"
                r"provides an overview)\b"
            ),
        ),
    ),
    Cue(
        "laboratory or animal study",
        "",
        _any(),
        _any(
            (
                r"\b(?:rats?|mice|mouse|murine|rabbits?|piglets?|pigs|porcine|"
                r"canine|dogs|cats|sheep|ovine|bovine|zebrafish|guinea pigs?"
                r"|hamsters?|monkeys|macaques?|drosophila|caenorhabditis|"
                r"saccharomyces|arabidopsis|in vitro(?! fertili[sz])|cadaver\w*|"
                r"cell lines?|finite element|cultured \w+ cells|xenografts?"
                r")\b"
            ),
        ),
    ),
)
