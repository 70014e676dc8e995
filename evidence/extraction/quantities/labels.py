"""Words before a number that say what it measures: odds ratio, difference, mean, rate."""

# Dashes, signs and quotes stand here as abstracts print them.
# ruff: noqa: RUF001

import re
from functools import cache

_OF_WHAT = "(?:mean|treatment|weighted|adjusted|group|absolute)"
_OF_RATIO = "(?:geometric mean|prevalence|rate|mean)"
# (measure, words); tried against the words that end right before the number.
_MEASURES = (
    ("relative risk reduction", r"\b(?:relative risk reductions?|RRR)\b"),
    ("OR", r"\b(?:[acuA]?ORs?|odds ratios?)\b"),
    ("RR", r"\b(?:[aA]?RRs?|relative risks?|risk ratios?|ARR(?=\s?=))\b"),
    ("HR", r"\b(?:[asAS]?HRs?|hazards? ratios?)\b"),
    ("IRR", r"\b(?:a?IRRs?|(?:incidence )?(?:incident )?rate ratios?)\b"),
    ("SMD", r"\b(?:SMDs?|standardi[sz]ed mean differences?)\b"),
    ("Cohen d", r"\b(?:Cohen['’]?s d|d(?=\s?=)|Hedges['’]? g|g(?=\s?=))"),
    (
        "effect size",
        r"(?:η ?p?[2²]p?|\b(?:effect sizes?|ESs?(?=\s?[=:(]|\s\d?\.\d)|partial eta squared)\b)",
    ),
    ("risk difference", r"\b(?:(?:absolute )?risk (?:difference|reduction)s?|RDs?|ARRs?)\b"),
    ("NNT", r"\b(?:NNTs?|numbers? needed to (?:treat|harm)|NNH)\b"),
    (
        "MD",
        rf"\b(?:MDs?|WMDs?|(?:{_OF_WHAT} )*differences?|treatment effects?|effect of treatment)\b",
    ),
    ("correlation r", r"(?:\b(?:rs?|rho|tau|R)(?=\s?=)|[ρ]|\bcorrelation(?: coefficient)?s?\b)"),
    ("R2", r"(?:\b[Rr][2²])"),
    ("kappa", r"(?:\bkappa\b|κ)"),
    ("ICC", r"\b(?:ICCs?|intraclass correlation(?: coefficient)?s?)\b"),
    (
        "beta",
        r"(?:β|\bbeta\b|\b[Bb](?=\s?=)|\b[Bb](?:eta)? coefficients?|\bregression coefficients?)",
    ),
    (
        "AUC",
        r"\b(?:AUC(?=\s?=)|AUROC|area under the (?:ROC|receiver[ -]operating[\w -]{0,16}) curve)\b",
    ),
    ("ICER", r"\b(?:ICERs?|incremental cost[- ]effectiveness ratios?)\b"),
    (
        "ratio",
        rf"\b(?:{_OF_RATIO} ratios?|GMRs?|PRs?|SMRs?|ratio of [a-z ]{{1,30}}|ratios?)\b",
    ),
)
_ANY = re.compile("|".join(f"(?P<m{n}>{words})" for n, (_, words) in enumerate(_MEASURES)))
_TOKEN = re.compile(r"[A-Za-zβρκηα]+")
_KEYS = frozenset(  # no label is without one of these
    {
        *("OR", "ORs", "AOR", "AORs", "aOR", "aORs", "cOR", "cORs", "uOR", "uORs", "odds", "Odds"),
        *("RR", "RRs", "aRR", "aRRs", "ARR", "ARRs", "RRR", "RD", "RDs", "risk", "risks", "Risk"),
        *("HR", "HRs", "aHR", "aHRs", "AHR", "AHRs", "sHR", "SHR", "hazard", "hazards", "Hazard"),
        *("IRR", "IRRs", "aIRR", "aIRRs", "rate", "incidence", "incident", "relative", "Relative"),
        *("SMD", "SMDs", "standardised", "standardized", "Cohen", "Hedges", "d", "g", "ES", "ESs"),
        *("effect", "effects", "Effect", "Effects", "size", "sizes", "η", "ηp", "partial"),
        *("NNT", "NNTs", "NNH", "number", "numbers", "Number", "Numbers", "MD", "MDs", "WMD"),
        *("WMDs", "difference", "differences", "Difference", "Differences", "treatment"),
        *("r", "rs", "rho", "R", "ρ", "tau", "correlation", "correlations", "coefficient"),
        *("coefficients", "κ", "kappa", "ICC", "ICCs", "intraclass", "β", "beta", "B", "b"),
        *("regression", "slope", "AUC", "AUROC", "area", "ICER", "ICERs", "incremental"),
        *("geometric", "GMR", "GMRs", "prevalence", "PR", "PRs", "SMR", "SMRs"),
        *("ratio", "ratios", "Ratio", "Ratios"),
    }
)
_BETWEEN = re.compile(  # what may stand between the label and the number
    r"(?:\s?[\[(][^()\[\]]{0,30}[\])])?"
    r"(?:[\s=:,;≈~()\[\]]|\b(?:of|was|were|is|for|in|the|and|about|approximately|an?|per|only|by"
    r"|at|"
    r"between|groups?|favou?ring|adjusted|vs\.?|versus|from|estimated?|be|to|mean|points?|"
    r"treatments?|intervention|control|score|scores|change|pain|with|was estimated|months?"
    r"|weeks?)\b"
    r"|\w+(?= was| were| =)){0,14}$"
)
_LIST = re.compile(  # "OR 1.2 and 1.4": earlier numbers of the same list
    r"(?:[-−–]?\d[\d.·,%]*(?:[^;.]{0,6})?(?:,| and| or| vs\.?| versus)[\s]*){1,4}$"
)
_SUMMARY = re.compile(
    r"\b(?:mean|means|median|(?<!by an )average|averaged|rate|incidence|prevalence|levels?"
    r"|concentrations?"
    r"|scores?|values?|from|geometric mean|baseline|decreased to|increased to|costs?)\b",
    re.IGNORECASE,
)
# Names that end in a number: "type 2", "phase 3", "grade 3/4", "omega-3".
NAME = re.compile(
    r"\b(?:[Tt]ypes?|[Vv]itamin|[Gg]rades?|[Ss]tages?|[Pp]hases?|[Cc]lass|omega|interleukin"
    r"|version|[Nn]o\.|[Vv]ol\.?|factor|receptor|"
    r"CYP|IL|Candida|DSM|ICD|Windows|SPSS|chapter|protocol|H1N|HPV|dimension|[Gg]enotypes?"
    r"|[Cc]oenzyme|[Tt]ables?|[Ff]ig(?:ure)?s?\.?|[Ll]evels?|"
    r"[Zz]ones?|[Cc]odes?|[Ii]tems?|[Qq]uestions?|[Cc]hromosomes?|[Ee]xon|KL|[Cc]ategory|tier"
    r"|TNF|APACHE|[Tt]ime)"
    r"[\s)-]{0,2}(?:\d+[ab]?(?: and |, |/| or |-|–| to ))*$"
)


@cache
def _measure(place: int) -> str:
    return _MEASURES[place][0]


def label_of(lead: str) -> str:
    """The measure that the words right before a number name; "" for none."""
    if _KEYS.isdisjoint(_TOKEN.findall(lead)):
        return ""
    last = None
    for found in _ANY.finditer(lead):
        last = found
    if last is None or last.lastgroup is None:
        return ""
    rest = lead[last.end() :]
    if "." in rest and re.search(r"\.\s+[A-Z]", rest):
        return ""
    measure = _measure(int(last.lastgroup[1:]))
    if _BETWEEN.match(rest) or _BETWEEN.match(_LIST.sub("", rest)):
        return measure
    return ""


def summary_of(lead: str) -> bool:
    """Whether the words before a number speak of one group's mean, median, rate or level."""
    return bool(_SUMMARY.search(lead))
