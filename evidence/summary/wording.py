"""Which sentences can stand alone, judged by their words.

The rules are ours, made by reading the sentences that earlier versions chose. They judge
form only, never which way a result points.
"""

import re

LONGEST = 60  # words; a longer sentence is quoted only where nothing shorter answers

_OTHERS = re.compile(
    r"\bet al\b|\[\d+(?:[-,–]\s*\d+)*\]|\(\s*[A-Z][a-z]+(?: and [A-Z][a-z]+)?,? (?:19|20)\d\d\s*\)"
    r"|\bprevious(?:ly)? (?:stud|report|publish|trial|research|described)|\bit is (?:well[- ])?known\b"
    r"|\b(?:has|have) (?:long |often |recently |previously )?been (?:reported|described|shown|suggested)\b"
    r"|\bin the literature\b",
    re.IGNORECASE,
)
_AIM = re.compile(
    r"^(?:to|in order to) [a-z]+\b(?! (?:our|the best of our) knowledge)"
    r"|\b(?:aim|aims|aimed|objective|purpose|goal|intended|sought|hypothesi[sz]ed?) (?:of|to|was|is|that|were)\b"
    r"|\b(?:this|the present|the current|our) (?:study|review|trial|paper|article|report|chapter)"
    r" (?:was (?:conducted|performed|designed|undertaken)|aims?|examines?|investigates?|evaluates?"
    r"|describes?|discusses|presents?|reviews?|compares?|assess(?:es)?|reports? (?:on|the case|a case)"
    r"|will)\b"
    r"|\b(?:is|are|was|were|will be) (?:discussed|reviewed|presented|outlined|described|considered)\W*$"
    r"|\bwe (?:present|describe|discuss|review|report (?:on|a|the)|hypothesi|investigated|conducted|performed|searched)",
    re.IGNORECASE,
)
_METHOD = re.compile(
    r"\b(?:were|was) (?:randomi[sz]ed|randomly|searched|recruited|enrol+ed|collected|retrieved|included"
    r"|invited|recorded|measured|assessed|evaluated|analy[sz]ed|performed|reviewed|divided|followed|obtained|selected"
    r"|used to|asked|interviewed|calculated)\b|\bmedline\b|\bembase\b|\bdatabases?\b|\bprimary outcome (?:was|is)\b"
    r"|\bthis (?:retrospective|prospective|randomi[sz]ed|cross)",
    re.IGNORECASE,
)
_DANGLING = re.compile(
    r"^(?:this|these|those|it|they|their|its|he|she|his|her|such|both|neither|either|the (?:latter|former|same|other|others)"
    r"|however|moreover|furthermore|additionally|in addition|also|thus|therefore|hence|conversely"
    r"|in contrast|nevertheless|nonetheless|similarly|likewise|but|and|yet|then|here|consequently"
    r"|accordingly|on the other hand|for this reason|as a result|among them|of (?:these|those|them)"
    r"|all (?:of )?(?:these|them)|the remaining|meanwhile|instead|otherwise|finally|subsequently)\b",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"\b(?:further|future|additional|more|larger|well-designed)\b[^.]{0,60}"
    r"\b(?:research|stud(?:y|ies)|trials?|investigations?)\b[^.]{0,60}"
    r"\b(?:need|needed|required|warranted|necessary|should|recommended)\b"
    r"|\b(?:needs?|requires?|warrants?|deserves?) (?:to be )?(?:further|future)\b",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.!][\"”’')\]]*$")
_STARTS = re.compile(r"^[\"“‘'(]*(?:[A-Z0-9]|[α-ω])")
_CUT = re.compile(r"\.\.\.|…|ABSTRACT TRUNCATED", re.IGNORECASE)


def quotable(sentence: str) -> bool:
    """Whole, a statement, and the record's own: no aim, question, call or other paper's words."""
    text = sentence.strip()
    return (
        bool(_ENDS.search(text))
        and bool(_STARTS.match(text))
        and not _CUT.search(text)
        and text.count("(") == text.count(")")
        and len(text.split()) > 5  # noqa: PLR2004 - shorter ones are headings that lost their colon
        and not _OTHERS.search(text)
        and not _AIM.search(text)
        and not _CALL.search(text)
    )


def dangling(sentence: str) -> bool:
    """Whether it leans on the sentence before it ("However, these ...")."""
    return bool(_DANGLING.match(sentence.strip()))


def describes_method(sentence: str) -> bool:
    """Whether it says what was done, not what was found."""
    return bool(_METHOD.search(sentence))


def words(sentence: str) -> int:
    """Number of blank-separated words."""
    return len(sentence.split())
