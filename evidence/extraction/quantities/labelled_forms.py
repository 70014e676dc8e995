"""Numbers whose kind is told by the words and signs right beside them."""

# Dashes, signs and quotes stand here as abstracts print them.
# ruff: noqa: RUF001

import re

from evidence.extraction.quantities.figures import ALONE, DASH, FIGURE, NUMBER
from evidence.extraction.quantities.units import DOSE, DRUG, MEASURED, TIME

TRIAL = re.compile(
    r"\b(?:NCT ?\d{6,8}|ISRCTN[:# ]{0,2}\d{6,8}|ACTRN ?\d{10,14}|ChiCTR[-A-Z]*\d{6,12}"
    r"|IRCT[:# ]{0,2}\d[\dA-Z]{8,20}"
    r"|CTRI/[\d/]+|DRKS ?\d{6,8}|NTR ?\d{2,4}|UMIN ?\d{6,9}|JPRN-\w+|EudraCT[:\s]*(?:No\.?"
    r" ?)?\d{4}-\d{6}-\d\d"
    r"|\d{4}-\d{6}-\d\d|TCTR\d{8,14}|PACTR\d{10,18}|KCT\d{7}|JapicCTI-\d+|RBR-\w{6})\b"
)
# What a sentence must have before the longer patterns are tried.
TRIALS = ("CT", "TRN", "DRKS", "NTR", "UMIN", "JPRN", "RBR", "Eudra")
SCALES = re.compile(
    r"cale|VAS|NRS|rang|core|Likert|ndex|[(\[][01]\s?[-–t ]|-point|-item|-mm|-cm|visual"
)
SIGNS = re.compile(r"[<>:=]")
GROUPS = (
    "roup",
    "rm ",
    "rms ",
    "ohort",
    "ROUP",
    "reatment",
    "art ",
    "able ",
    "igure ",
    "tudy ",
    "rial ",
    "xperiment ",
)
MONEYS = ("€", "$", "£", "USD", "EUR", "GBP", "AUD", "CAD")
STATISTIC = re.compile(
    rf"(?:\b(?:F|t|T|Z|z|U|H|Q|W|df|LR|Wald|AIC)(?:\s?[\[(][\d., ]+[\])])?"
    rf"|[χX]\s?[2²](?:\s?[\[(][\d., =a-zN]+[\])])?"
    rf"|\b[Cc]hi[- ]square[d]?|\b[IQ]2|I²|Cronbach['’]?s (?:α|alpha)|\b(?:α|alpha"
    rf"|power))\s?[=<>:]\s?(?P<value>{NUMBER})%?"
)
_OF_WHOM = (
    "person|patient|women|live|births|population|inhabitants|mL|ml|children|people|subject"
    "|participant"
)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December", "Jan ", "Feb ", "Mar ", "Apr ", "Jun ", "Jul ", "Aug "),
    *("Sept ", "Sep ", "Oct ", "Nov ", "Dec "),
)
# Figures that are part of something else: (what a sentence must have, the figures).
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
)
MASKED = tuple(
    (needs, re.compile(pattern))
    for needs, pattern in (
        (("(", "["), r"\b(?:F|t|T|χ2|χ²|H|Z)\s?[\[(]\d[\d., ]*[\])]"),
        (
            ("per ", "/"),
            rf"(?:\bper\s?\d[\d, ]*|/\s?10(?:[, ]?0)+)(?= ?(?:{_OF_WHOM}))",
        ),
        ((".20", ".19", "/20", "/19"), r"\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d\b"),
        (("doi", "DOI"), r"\b(?:doi|DOI):? ?10\.\S+"),
        (("©",), r"© ?(?:19|20)\d\d"),
        (("expiratory volume",), r"expiratory volume in (?:1|one) s\w*"),
        (("factorial", "design"), r"\b\d\s?[x×]\s?\d\b(?= (?:factorial|\w+ factorial|design))"),
        (
            _MONTHS,
            rf"\b\d{{1,2}}(?:st|nd|rd|th)?,? (?:of )?{_MONTH}\b|\b{_MONTH}\.? \d{{1,2}}\b(?!\d)",
        ),
    )
)
RANGE_OF_SCALE = re.compile(
    rf"(?:{ALONE}(?P<low>\d+)\s?(?:{DASH}|to)\s?(?P<high>\d+)(?:[- ]?(?:mm|cm|point|points))?"
    r"(?=[- ]?(?:\s?(?:scale|VAS|NRS|points? (?:scale|Likert)|Likert|numeric|visual|mm (?:scale"
    r"|VAS))))"
    r"|(?:\b(?:range|ranging|ranges|scale|scale of|scores?|scored|VAS|NRS|index|Likert)(?:"
    r" from)?\s?[:,]?\s?[(\[]?(?:of |range:? |from )?|[(\[])"
    rf"(?P<low2>[01])\s?(?:{DASH}|to)\s?(?P<high2>\d+)(?=\s?(?:[)\],;.]|$|points?|scale|mm|where"
    rf"|being|with|=))"
    r"|(?<![\w.,·])(?P<points>\d+|four|five|six|seven|ten|eleven)[- ](?:point|mm|cm|item"
    r"|grade)\b(?=[- ](?:[\w-]+ ){0,3}(?:scale|VAS|NRS|Likert|visual|numeri\w+|verbal"
    r"|questionnaire|score|scoring)))"
)
GROUP = re.compile(
    rf"\b(?:[Gg]roups?|[Aa]rms?|[Cc]ohorts?|GROUPS?|[Tt]reatments?|[Pp]art|[Tt]able|[Ff]igure"
    rf"|[Ss]tudy|[Tt]rial|[Ee]xperiment)\s(?P<value>\d(?!\d))(?P<more>(?:,"
    rf" ?\d{{1,2}}(?=,))*(?:,? (?:and|or|vs\.?|versus) \d{{1,2}}|[-–]\d{{1,2}})?)(?![\d%.·]\d|\w"
    rf"|%| (?:patients|participants|subjects)|\s?(?:{TIME}|{DOSE}))"
)
LIST_MARK = re.compile(r"(?:(?<=[(\s])|^)\(?(?P<value>[1-9])\)(?=\s[a-zA-Z])")
LISTS = re.compile(
    r"(?:^|[:;,.]\s?\(?|(?<!\d )(?<!\d)\(|\b(?:and|or|to|versus|of|with|either)\s\(?)$"
)
DOSED = re.compile(
    rf"(?:(?<![\w.·])(?<!\d,)(?<![A-Za-z][-−–]))(?P<value>{FIGURE})(?P<high>\s?(?:{DASH}|\bto\b|[x×]"
    rf"|/)\s?{FIGURE})?(?P<gap>[\s-]?)(?P<unit>{MEASURED}|{DOSE})"
)
RATIO = re.compile(
    rf"{ALONE}(?P<first>1|\d(?=\s?:\s?\d\b))\s?:\s?(?P<value>{FIGURE})(?P<more>(?:\s?:\s?\d\b)*)"
    rf"(?![\d:])"
)
MEASUREMENT = re.compile(
    r"\b(?:mean|median|average|was|were|from|to|by|of|ranged|than|vs\.?|versus|and|decreas\w+"
    r"|increas\w+|reduc\w+|loss|volume|"
    r"consumption|requirement|level\w*|score\w*|pressure|distance|change\w*|gain\w*|respectively)\b"
)
MEASURED_IN = re.compile(MEASURED)
GIVEN = re.compile(
    r"\b(?:received?|given|administered|dose\w*|dosage|daily|treat\w+|inject\w+|infus\w+|plus"
    r"|with|tablets?|oral|intravenous|"
    r"placebo|bolus|supplement\w*|containing|using|mg|capsules?|either|group|random\w*"
    r"|concentration of)\b"
)
LEVELS = re.compile(
    r"\b(?:loss|bleeding|consumption|volume|requirement|drainage|mean|median|average|decreased"
    r"|increased|reduced|rose|fell|levels?|weight|change|gain|averaged|respectively|intake"
    r"|improved)\b"
)
COMPARED = re.compile(
    r"(?:[<>≤≥]|\b(?:below|above|exceeding|less than|more than|greater than|at least|higher than"
    r"|lower than|or more)\s?)\s?$"
)
LEADS_TO_VALUE = re.compile(
    r"(?:\b(?:was|were|of|to|by|from|than|vs\.?|versus|and|mean|median|average|is|about"
    r"|approximately|only|reached|averaged|ranged|lost|gained)"
    r"|[(:=,;\[])\s?$"
)
EARLIER = re.compile(
    rf"{ALONE}(?P<value>{FIGURE})(?:,? and |,? or |,? vs\.? |,? versus | to |, (?=[^()]*$))$"
)
BODY = re.compile(
    r"\b(?:BMI|body mass index|weighing|height|body weight(?! (?:change|loss|gain)))\b[^.;]{0,30}$"
)
EFFECT = re.compile(
    rf"(?P<currency>[€$£]\s?)?{ALONE}(?P<value>{NUMBER})(?![\d%]|[.·]\d|-[A-Za-z])"
    rf"(?P<unit>/QALY)?(?! (?:patients|participants|subjects|women|men|groups|trials|studies"
    rf"|weeks|months|years|days))"
)
MONEY = re.compile(
    r"(?P<currency>[€$£]|\b(?:USD|EUR|GBP|US\$|AUD"
    r"|CAD)\s?)\s?(?P<value>[-−–]?[1-9]\d{0,2}(?:[ ,\u2009\u202f\u00a0]\d{3})+(?:\.\d+)?"
    r"|[-−–]?\d+(?:\.\d+)?)(?P<unit>(?:/| per )QALY)?"
)
OF = re.compile(r"(?:[=:]|\bof|\bwas|\bis)\s$|=$")
DIGITS = re.compile(r"\d+")
MINUS = re.compile(r"(?<![\w)\]%])[-−–]$")
TO_FIGURE = re.compile(r"^\D*?(?=[\d.·])")
BEFORE_DRUG = re.compile(rf"\s{DRUG}")
INITIALS = frozenset({"U", "D", "N", "V", "L", "J", "W"})
INITIAL = re.compile(r"\.[A-Z]")
DILUTED = 100  # "1:200,000" is a solution, "1:2" is not


def any_of(parts: tuple[str, ...], text: str) -> bool:
    """Whether one of `parts` stands in `text`: cheaper than the pattern it stands for."""
    for part in parts:  # noqa: SIM110 - a generator costs three times as much, and this is asked often
        if part in text:
            return True
    return False
