"""How spans of time, ages and calendar years are printed."""

# Dashes, signs and quotes stand here as abstracts print them.
# ruff: noqa: RUF001

import re

from evidence.extraction.quantities.figures import DASH, FIGURE, WORDS
from evidence.extraction.quantities.units import TIME

ONE = rf"(?:{FIGURE}|(?i:{WORDS}))"
REST = (
    rf"(?P<high>\s?(?:{DASH}|\bto\b|(?<=\d)/)\s?{ONE})?"
    rf"(?P<gap>[\s‐‑-]?)(?P<unit>{TIME})(?P<old>[- ]olds?\b)?"
)
SPAN_OF_TIME = re.compile(rf"(?<![\w.·])(?<!\d,)(?<![A-Za-z\d]/)(?P<first>{FIGURE}){REST}")
WORDED_TIME = re.compile(rf"(?P<first>(?i:{WORDS})){REST}")
POINT = re.compile(
    rf"\b(?P<unit>[Ww]eeks?|[Dd]ays?|[Mm]onths?|[Yy]ears?|[Hh]ours?|[Nn]ights?)\s"
    rf"(?P<first>\d+(?:\.\d+)?)(?P<high>\s?{DASH}\s?\d+)?(?![\d%]|[.·]\d)"
)
EARLIER = re.compile(
    rf"(?:(?<![\w.·]))(?P<value>{ONE})[\s-]?(?:\([^()]{{0,30}}\))?(?:\s?(?:,|,? and|,? or|,? to"
    rf"|,? &|/|vs\.?|versus)[\s]?)$"
)
LATER = re.compile(
    rf"(?:\s?\([^()]{{0,30}}\))?(?:\s?,\s?(?:and |or )?|\s(?:and|or|vs\.?|versus|to)\s|\s?/\s?)"
    rf"(?P<value>\d+(?:\.\d+)?)(?![\w%/]|[.·]\d|\s?(?:{TIME}|%|mg|ml)|\s(?:patients|participants"
    rf"|subjects|women|men|groups|of the|cases|children)\b)"
)
AGE_BEFORE = re.compile(
    r"\b(?:[Aa]ged?|[Aa]ges|AGE|older than|younger than|years of age)\b(?:(?!\b(?:for|after|at"
    r"|follow\w*|during|over)\b)[^.;]){0,45}$"
)
AGE_AFTER = re.compile(
    r"^(?:\s?[-]?\s?(?:of age\b|old\b|olds\b)|\s(?:or|and) (?:older|over|above|younger)\b"
    r"|\)?\s?years of age)"
)
PEOPLE_IN_BRACKETS = re.compile(
    r"(?i:\b(?:women|men|patients|subjects|participants|adults|volunteers|children|females|males"
    r"|individuals|boys|girls|people|asthmatics|non-asthmatics|diabetics"
    r"|controls)\b)[^()]{0,25}[(;,][^()]{0,25}$"
)
CRITERION = re.compile(
    r"(?:\b(?:less than|more than|greater than|longer than|shorter than|fewer than|exceeding"
    r"|within the (?:last|past|previous)|"
    r"(?:in|for|over) the (?:last|past|previous|preceding)|lasting|duration of (?:symptoms|pain"
    r"|disease|illness)[a-z ,]{0,20})\s?(?:at least |of )?"
    r"|[<>≤≥]\s?)$"
)
HISTORY = re.compile(
    r"\b(?:history of|duration of (?:symptoms|pain|illness|disease|diabetes)|disease duration"
    r"|symptoms? (?:for|of|lasting)|pain (?:for|of|lasting))\b[^.;]{0,30}$"
)
FOLLOW = re.compile(
    r"\b(?:at|after|by|until|through|follow\w*|from|baseline|between|post\w*|to|and|assessed"
    r"|measured|over|within|first|then|up to)\b[^.;()]{0,30}$|\bfollow"
)
TREATMENT = re.compile(
    r"\b(?:for|of|during|daily|treat\w*|received?|course|program\w*|lasting|underwent|over"
    r"|intervention)\b[^.;()]{0,25}$"
)
TREATED = re.compile(
    r"^[- ](?:of |supervised |double-blind\w* |long |course |home |exercise |training "
    r"|open-label )*"
    r"(?:treatment|therapy|training|program|intervention|course|exercise|treatment period"
    r"|supplementation)"
)
FOLLOWED = re.compile(r"^[- )](?:of )?(?:follow|after|post|later|period|assessment|visit|interval)")
IN_BRACKETS = re.compile(
    r"\b(?:[Mm]ean|[Mm]edian|[Aa]verage)\b[^.;()]{0,80}\((?:[\d.]+ (?:vs\.?|versus|and|or) )?$"
)
AGES = re.compile(
    rf"\b[Aa]ge[sd]?(?: between| from| of| range\w*| was| were|[,:])* (?P<low>\d+)\s?(?:and|to"
    rf"|{DASH})\s?(?P<high>\d+)(?![\d.]|[\s-]?{TIME})"
)
SUMMARY = re.compile(
    r"\b(?:mean|median|average)\b(?![^.;]*\bfollow)(?![^.;]*\bage\b)[^.;()\d]{0,60}\b(?:was|were"
    r"|of|is)\s"
    r"(?:[\d.]+ (?:and|vs\.?|versus|or|to) )?$|\b(?<!follow-up \()(?<!follow-up, )(?<!followup"
    r" \()(?<!follow up \()(?:mean|median|average)[:=,]?\s$"
)
OTHER = re.compile(r"\b(?:washout|wash-out|separated|interval|before|prior|apart|every)\b|\bfrom$")
YEAR = re.compile(
    rf"(?<![\w.·/,-])(?P<first>(?:19[3-9]|20[0-4])\d)(?P<last>\s?{DASH}\s?(?:(?:19|20)\d\d"
    rf"|\d\d\b))?(?![\w%]|[.,·]\d|-[a-z]|\s?(?:patients|participants|subjects|women|men|people"
    rf"|adults|children|mg|ml|kcal|IU|m\b|units))"
)
YEAR_LEAD = re.compile(
    r"(?i:\b(?:in|between|from|to|and|since|of|until|during|January|February|March|April|May"
    r"|June|July|August|September|October|"
    r"November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|spring|summer|autumn|fall"
    r"|winter|early|late|mid|year|through|before|after|©|\d{1,2},?)[ .,(-]+"
    r"|[(\[]|^)$"
)
NO_SUMMARY = re.compile(r"follow|\b[Aa]ge")
RANGES = re.compile(r"\brange[sd]?\s?[,:=]?\s?(?:of |from )?$")
NO_AGE = re.compile(r"follow|duration|stay|surviv")
LAST_FIGURE = re.compile(r"\d+(?!\d*\s?[-–‐]\s?\d)")
GROWN = 16  # years: "women (30-65 years)" are that old
LONGEST = 1000  # of a list of times
NO_DIGIT = re.compile(r"\D")
