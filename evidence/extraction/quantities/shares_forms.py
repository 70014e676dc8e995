"""How p values, fractions and percentages are printed."""

# Dashes, signs and quotes stand here as abstracts print them.
# ruff: noqa: RUF001

import re

from evidence.extraction.quantities.figures import ALONE, DASH, FIGURE, WORDS
from evidence.extraction.quantities.units import DRUG

OPERATORS = {
    "less than": "<", "greater than": ">", "more than": ">", "equal to": "=", "equals": "=",
    "≤": "<=", "≥": ">=", "⩽": "<=", "⩾": ">=", "≦": "<=", "≧": ">=", "=<": "<=", "< or =": "<=",
    "of": "=", "was": "=", "were": "=", "is": "=", ":": "=", "≈": "=", "&lt;": "<",
}  # fmt: skip
_POWER_OF_TEN = r"\s?[x×]\s?10\s?[-−–]\s?\d+"
P_FIGURE = (
    rf"(?:[01O]?[.·,]\s?\d+(?:{_POWER_OF_TEN})?|\d(?:[.]\d+)?{_POWER_OF_TEN}"
    r"|\d[eE][-−–]\d+|[01](?![\d.]))"
)
P = re.compile(
    r"(?<![A-Za-z\d])(?:[Pp](?:'?s)?|P|p)"
    r"(?:[- ]?(?:[Vv]alues?|VALUES?)|[- ]?(?:for |[(]?)?(?:trend|interaction|heterogeneity"
    r"|difference|linear trend)[)]?"
    r"|[ _]?[\[(][^()\[\]]{1,30}[)\]])?"
    r"(?:s)?(?: (?:both|all))?\s*"
    r"(?:was |were |is |being )?\s*"
    r"(?P<operator>[<>=≤≥⩽⩾≦≧≈]\s?=?|=\s?<|less than(?: or equal to)?|greater than|more than"
    r"|equal to|equals"
    r"|(?<=[Ss] )of|(?<=e )of|(?<=was )(?=[.0])|(?<=were )(?=[.0])|:|< or =|&lt;)\s*"
    rf"(?P<value>{P_FIGURE}%?)(?P<high>\s?{DASH}\s?0?[.·]\d+)?"
)
NEXT_P = re.compile(
    r"\s*(?:,\s?(?:and |or )?|;\s?|\band |\bor |\bvs\.? |\bversus |\bto |/\s?)\s*"
    r"(?P<operator>[<>=≤≥]\s?)?(?P<value>0?[.·]\d+)(?!\s?(?:%|[A-Za-z]*[/]|mg|kg|m[lLm]|(?:L|g|cm|points?|mmol|days?"
    r"|weeks?|years?)\b))(?![\d.·])(?!\s?[±(\[])"
)
OF = r"\s?(?:/|\bout of (?:the |a total of )?|\bof (?:the |these |all )?(?:total )?)\s?"
FRACTION = re.compile(
    rf"{ALONE}(?P<part>\d{{1,3}}(?:,\d{{3}})+|\d+){OF}(?P<whole>\d{{1,3}}(?:,\d{{3}})+|\d+)"
    r"(?![\d,.·]*\d|/\d|\s?(?:%|mm|mg|h\b|hours?\b|days?\b|weeks?\b|months?\b|years?\b"
    r"|minutes?\b|points?\b|(?:[\w-]+ )?(?:groups|arms|treatments|interventions|regimens"
    r"|conditions)\b))"
)
WORDED_FRACTION = re.compile(
    rf"\b(?P<part>{WORDS}|\d+)(?: (?:patients?|participants?|subjects?|women|men|cases?|people"
    rf"|children))? (?:out )?of (?:the )?(?P<whole>{WORDS}|\d+)\b"
    r"(?!\s?(?:%|[.·]\d|weeks?|days?|months?|years?|doses?|primary|main|secondary|outcome"
    r"|groups?|arms?|treatments?|sites?|centres?|centers?|items?|domains?))",
    re.IGNORECASE,
)
COUNTED_FRACTION = re.compile(
    rf"{ALONE}(?P<part>\d+) (?:patients?|participants?|subjects?|women|men|cases?|people"
    rf"|children|eyes) (?:out )?of (?:the )?(?P<whole>\d+)\b(?![.·]\d|\s?%)"
)
PERCENT = re.compile(
    rf"{ALONE}(?P<value>(?:(?<![\w)\]%])[-−–+]\s?)?{FIGURE})"
    rf"(?P<high>\s?%?(?:\s?{DASH}\s?){FIGURE})?"
    r"(?P<sign>[\s-]?%|[\s-]per ?cent(?:age)?(?:[- ]points?)?\b)(?P<points>[- ]points?\b)?"
)
EARLIER = re.compile(  # "25.6 and 34.1 %": the sign is printed once
    rf"{ALONE}(?P<value>{FIGURE})(?P<between>\s?(?:,|,? and|,? or|vs?\.?|versus|compared (?:with"
    rf"|to)|to|/|against)\s?)$"
)
DOSE_BEFORE = re.compile(
    r"(?:\b(?:saline|lidocaine|bupivacaine|solution|gel|cream|chlorhexidine|mouthwash|oxygen"
    r"|dextrose|ointment|drops|"
    r"[a-z]{3,}caine|intensity|at|concentrations? of)\s?[(\[,]?\s?|\bFiO2\s?[=of]*\s?|F[Ii]O2 ?)$"
)
INTENSITY = re.compile(
    r"^\s?(?:of )?(?:the )?(?:one[- ]repetition|1[- ]?RM|1[- ]repetition|VO2|V̇O2|maxim\w+|heart"
    r" rate|peak|HR(?:max|R)?\b|MVC|MVIC|"
    r"max\b|predicted maxim|oxygen|nitrous|O2\b)"
)
CRITERION = re.compile(
    r"(?:[<>≤≥]\s?|\b(?:at least|more than|less than|greater than|minimum(?: of)?|exceeding|over"
    r"|below|above|up to|or more)\s)$"
)
IS_CRITERION = re.compile(
    r"^\s?(?:\(?(?:stenosis|reduction|improvement|pain relief|decrease|increase|of (?:the"
    r" )?(?:diameter|predicted|luminal)))"
)
POWER = re.compile(r"^\s?(?:statistical )?(?:power|confidence|level|significance|CI\b|confiden)")
OF_DRUG = re.compile(rf"(?:\s|[-\s]?\(?w/[wv]\)?\s){DRUG}|\s?(?:\(?w/[wv])")
AT = re.compile(r"\bat(?: \w+)?$")
POWER_BEFORE = re.compile(
    r"\bpower(?: of| to|=| at)*\s?$|\bCI$|(?:alpha|α|error|significance)[^.;]{0,20}$"
)
SIGNS = ("<", ">", "≤", "≥")
TO_HIGH = re.compile(rf"^\s?%?\s?{DASH}\s?")
