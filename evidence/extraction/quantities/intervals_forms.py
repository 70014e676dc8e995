"""How an estimate and its interval or spread are printed."""

# Dashes, signs and quotes stand here as abstracts print them.
# ruff: noqa: RUF001

import re

from evidence.extraction.quantities.figures import ALONE, DASH, NUMBER, SIGN
from evidence.extraction.quantities.units import DOSE, MEASURED, TIME

UNIT = rf"(?:\s?%|[\s-]?(?:{MEASURED}|{DOSE}|{TIME}))"
LEVEL = r"\d\d(?:[.·]\d+)?"
ENDS = (
    rf"[\s=:,;]*[\[(]?\s*(?P<low>{NUMBER})(?P<u1>{UNIT})?"
    rf"(?:\s*(?:to|and|through|;|/)\s*|\s?,\s?|\s?{DASH}\s?)"
    rf"(?P<high>{NUMBER})(?P<u2>{UNIT})?(?P<more> MVIC)?"
)
CI = re.compile(
    rf"(?:(?P<level>{LEVEL})\s?(?:%|per ?cent)?[\s-]?\s?)?"
    r"(?:(?:two|one)-sided )?"
    r"(?:\b(?:[Bb]ootstrapped |[Cc]orrected |[Ss]imultaneous )?"
    r"(?:[Cc]onfidence|[Cc]redible|[Cc]redibility|CONFIDENCE) "
    r"(?:[Ii]ntervals?|[Ll]imits?|INTERVALS?)"
    rf"(?:\s?[\[(](?:{LEVEL}\s?%\s?)?(?:CIs?|CrIs?|CL)[\])]|\sCI)?"
    r"|(?<![A-Za-z])(?:CIs?|C\.I\.|CrIs?|CL)(?:95)?(?![A-Za-z]))"
    rf"(?:\s?[\[(]?(?P<level2>{LEVEL})\s?%[\])]?)?"
    r"(?: of| was| from| between)?" + ENDS
)
CI_WORD = re.compile(
    r"C\.?I|CrI|CL\b|\b(?:[Bb]ootstrapped |[Cc]orrected |[Ss]imultaneous )?[Cc]onfidence"
    r"|[Cc]redib|CONFIDENCE"
)
LEVEL_BEFORE = re.compile(rf"{LEVEL}\s?(?:%|per ?cent)?[\s-]?\s?(?:(?:two|one)-sided )?$")
IQR = re.compile(
    r"\b(?:[Ii]nter-?quartile ranges?(?:\s?[\[(]IQRs?[\])])?|IQRs?\b)(?: of| was)?" + ENDS
)
IQR_ONE = re.compile(rf"\b(?:[Ii]nter-?quartile range|IQR)[\s=:,]*(?P<low>{NUMBER})(?P<u1>{UNIT})?")
# The estimate that an interval belongs to stands right before it, with its unit.
NO_ESTIMATE = re.compile(r"\d\s?(?:of|/|out of)\s?$")  # "9 of 229; 95% CI": a count's
ESTIMATE = re.compile(
    rf"{ALONE}(?P<estimate>{NUMBER})"
    rf"(?P<unit>{UNIT}(?: per \d[\d,]*[ -]?[a-z-]+)?|(?: per)?(?:"
    rf" [A-Za-z/%²][A-Za-z/%²\d-]{{0,14}}){{1,3}}(?=[,;\s]*[\[(]|[,;]))?"
    r"[\s,;:]*[\[(]?\s*[\[(]?$"
)
BRACKETED = re.compile(
    rf"{ALONE}(?P<estimate>{NUMBER})(?P<unit>{UNIT})?[\s;,]*[\[(]\s?"
    rf"(?P<low>{NUMBER})\s?%?(?:\s?{DASH}\s?|\s?(?:to|,|;)\s?)(?P<high>{NUMBER})"
    rf"(?P<u2>\s?%)?\s?[\])]"
)
PLUS_MINUS = re.compile(
    rf"{ALONE}(?P<estimate>{NUMBER})(?P<unit>{UNIT})?\s?[(\[]?(?:±|\+\s?/\s?[-−–]|\+[-−])\s?"
    rf"(?:SDs? |SEM? |[Ss]\.?[DdEe]\.? )?(?P<spread>{NUMBER})(?P<u2>{UNIT})?"
)
NAMED_SPREAD = re.compile(
    rf"{ALONE}(?P<estimate>{NUMBER})(?P<unit>{UNIT})?[\s,;]*[\[(]?\s?(?:±\s?)?"
    r"(?P<name>SDs?|SEM?|s\.?[de]\.?|S\.[DE]\.|standard deviations?|standard errors?)"
    rf"(?: of)?[\s=:,±]*(?P<spread>{NUMBER})(?P<u2>{UNIT})?"
)
MEAN_SPREAD = re.compile(
    rf"{ALONE}(?P<estimate>{NUMBER})(?P<unit>{UNIT})?\s?[\[(](?P<spread>{NUMBER})"
    rf"(?P<u2>{UNIT})?[\])]"
)
BOTH_DECIMAL = re.compile(
    rf"{ALONE}(?P<estimate>{SIGN}\d+[.·]\d+)(?P<unit>{UNIT})?\s?[\[(](?P<spread>\d+[.·]\d+)"
    rf"(?P<u2>)[\])]"
)
ANNOUNCED = re.compile(
    r"[\[(±]\s?(?:SDs?|SEM?|standard deviations?|standard errors?)\s?[\])]"
    r"|(?:[Mm]eans?|average)\s?(?:\+/-|±|,|and)\s?(?:SDs?|SEM?|standard deviations?)"
)
STANDARD_ERROR = re.compile(r"\bS\.?E\.?(?:M\b|\b)|standard error")
MEDIAN = re.compile(r"\bmedians?\b|\bIQR\b|interquartile", re.IGNORECASE)
AGE = re.compile(
    r"\b(?:aged?|ages|BMI|body mass index|[Hh]eight|[Ww]eight|duration of (?:illness|disease|"
    r"symptoms|diabetes|pain))\b(?!-)[^.;]{0,40}$|\b(?:[Aa]ged?)\b[^.;]{0,70}$"
)
CHANGE = re.compile(r"\b(?:change|loss|gain|reduc\w*|decreas\w*|increas\w*|lost|gained)\b")
COMPARED = re.compile(
    r"^[\])]?\s?(?:[A-Za-z]+ ){0,2}(?:lower|higher|greater|less|more|fewer|better|worse|shorter"
    r"|longer|larger|smaller|in favou?r)\b"
)
DIFFERENCE = re.compile(
    r"\b(?:differences?|treatment effects?|net (?:change|reduction|benefit|effect)"
    r"|between[- ]groups?|effects? (?:estimate|of (?:treatment|intervention))"
    r"|\w+ differed by)\b[^\d;]{0,70}$"
)
ANOTHER = re.compile(  # one group's value, and then the other's
    rf"^[\])]?\s?[^\d;.]{{0,45}}\b(?:vs\.?|versus|and|compared (?:with|to)|than|against"
    rf"|v)\b[^\d;.]{{0,45}}{NUMBER}(?:{UNIT})?\s?[,;]?\s?[(\[]"
)
OF_PAIR = re.compile(
    r"[\])]\s?[^\d;.]{0,30}\b(?:vs\.?|versus|and|compared (?:with|to)|than|v)\b[^\d;.]{0,30}$"
)
AGAINST = re.compile(
    r"\b(?:compared (?:with|to)|than|relative to|between[- ]group|versus (?:placebo|control)"
    r"|adjusted|effects? of)\b"
)
STANDARD = re.compile(r"SD|SE|tandard|[Ss]\.?[de]\.?\b")
AT_ENTRY = re.compile(r"\b(?:[Aa]ged?|baseline)\b")
