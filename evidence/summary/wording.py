"""Which sentences can stand alone, judged by their words.

The rules are ours, made by reading the sentences that earlier versions chose. They judge
form only, never which way a result points.
"""

import re

LONGEST = 60  # words; a longer sentence is quoted only where nothing shorter answers

# A letter class for opening and closing marks, curled ones by their code points.
_OPENING = "[\"'(\u201c\u2018]*"
_CLOSING = "[\"')\\]\u201d\u2019]*"

_OTHERS = re.compile(
    r"\bet al\b|\[\d+(?:[-,\u2013]\s*\d+)*\]"
    r"|\(\s*[A-Z][a-z]+(?: and [A-Z][a-z]+)?,? (?:19|20)\d\d\s*\)"
    r"|\bprevious(?:ly)? (?:stud|report|publish|trial|research|described)"
    r"|\bit is (?:well[- ])?known\b|\bin the literature\b"
    r"|\b(?:has|have) (?:long |often |recently |previously )?been"
    r" (?:reported|described|shown|suggested)\b"
    r"|\b(?:studies|trials|authors|reports|reviews|investigators) have"
    r" (?:questioned|shown|reported|suggested|found|demonstrated|described)\b",
    re.IGNORECASE,
)
_AIM = re.compile(
    r"^(?:in order )?to (?!our knowledge|date|the best)[a-z]+\b"
    r"|\b(?:aim|aims|aimed|objective|purpose|goal|intended|sought|hypothesi[sz]ed?)"
    r" (?:of|to|was|is|that|were)\b"
    r"|\b(?:this|the present|the current|our)"
    r" (?:study|review|trial|paper|article|report|chapter)"
    r" (?:was (?:conducted|performed|designed|undertaken)|aims?|examines?|investigates?"
    r"|evaluates?|describes?|discusses|presents?|reviews?|compares?|assess(?:es)?"
    r"|reports? (?:on|the case|a case)|will)\b"
    r"|\b(?:is|are|was|were|will be) (?:discussed|reviewed|presented|outlined|described)\W*$"
    r"|\bwe (?:present|describe|discuss|review|report (?:on|an?|the|our|two|three|four|five|\d+)\b"
    r"|hypothesi|investigated"
    r"|conducted|performed|searched)",
    re.IGNORECASE,
)
_METHOD = re.compile(
    r"\b(?:were|was) (?:randomi[sz]ed|randomly|searched|recruited|enrol+ed|collected|retrieved"
    r"|included|invited|recorded|measured|assessed|evaluated|analy[sz]ed|performed|reviewed"
    r"|divided|followed|obtained|selected|used to|asked|interviewed|calculated)\b"
    r"|\bmedline\b|\bembase\b|\bdatabases?\b|\bprimary outcome (?:was|is)\b"
    r"|\bthis (?:retrospective|prospective|randomi[sz]ed|cross)",
    re.IGNORECASE,
)
# "These results suggest ..." stands alone; "These cramps ..." does not.
_OWN = (
    r"(?! (?:\w+ )?(?:stud|trial|review|results?|findings?|data|analys|meta|survey|series|cohort))"
)
_POINTS_BACK = re.compile(
    rf"^(?:(?:this|these|those|such|their|its|our){_OWN}|it|they|he|she|his|her|both|neither|either"
    r"|the (?:latter|former|same|others?|remaining|two groups)|all (?:of )?(?:these|them)"
    r"|(?:among|of) (?:these|those|them))\b",
    re.IGNORECASE,
)
_CONNECTIVE = re.compile(
    r"^(?:however|moreover|furthermore|additionally|in addition|also|thus|therefore|hence"
    r"|conversely|in contrast|nevertheless|nonetheless|similarly|likewise|but|and|yet|then|here"
    r"|consequently|accordingly|on the other hand|for this reason|as a result|meanwhile|instead"
    r"|otherwise|finally|subsequently)\b,?\s*",
    re.IGNORECASE,
)
# One or two people's story, and groups that only the abstract before it names.
_FEW = re.compile(
    r"\b(?:an?|one|two|three|four|five|[1-5]) (?:(?:out )?of (?:\w+ )?(?:\w+ )?)?"
    r"(?:patients?|cases?|persons?|participants?|subjects?)\b",
    re.IGNORECASE,
)
_UNNAMED = re.compile(
    r"\b(?:(?:two|both|three|experimental|study|control|intervention|treatment)"
    r"(?: and \w+)? groups?"
    r"|between(?: the)? groups|group [A-C1-3]\b|other group)",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"\b(?:further|future|additional|more|larger|well-designed)\b[^.]{0,60}"
    r"\b(?:research|stud(?:y|ies)|trials?|investigations?)\b[^.]{0,60}"
    r"\b(?:need|needed|required|warranted|necessary|should|recommended)\b"
    r"|\b(?:needs?|requires?|warrants?|deserves?) (?:to be )?(?:further|future)\b",
    re.IGNORECASE,
)
_RESERVES = re.compile(
    r"^(?:however|but|yet|nevertheless|nonetheless|on the other hand|conversely)\b", re.IGNORECASE
)
_ADVICE = re.compile(
    r"\b(?:clinicians?|physicians?|doctors?|patients?|therapists?|surgeons?)"
    r" (?:should|must|need to)\b"
    r"|\bshould (?:be|not be|reconsider|consider)\b|\bwe (?:recommend|suggest|advise)\b"
    r"|\b(?:is|are) (?:the )?(?:best )?(?:first[- ]line|recommended)\b"
    r"|^(?:given|because|since|considering|in view of)\b",
    re.IGNORECASE,
)
_ENDS = re.compile(rf"[.!]{_CLOSING}$")
_STARTS = re.compile(rf"^{_OPENING}[A-Z0-9\u03b1-\u03c9]")
_CUT = re.compile(r"\.\.\.|\u2026|ABSTRACT TRUNCATED", re.IGNORECASE)
_SHORTEST = 6  # words; fewer are headings that lost their colon


def quotable(sentence: str) -> bool:
    """Whole, a statement, the record's own, and clear on its own.

    No question, aim, call for research, other paper's result, or "These cramps ...".
    """
    text = sentence.strip()
    return (
        bool(_ENDS.search(text))
        and bool(_STARTS.match(text))
        and not _CUT.search(text)
        and text.count("(") == text.count(")")
        and words(text) >= _SHORTEST
        and not _POINTS_BACK.search(_CONNECTIVE.sub("", text, count=1))
        and not _OTHERS.search(text)
        and not _AIM.search(text)
        and not _CALL.search(text)
    )


def leans(sentence: str) -> bool:
    """Whether it follows on from the sentence before ("However, ...")."""
    return bool(_CONNECTIVE.match(sentence.strip()))


def describes_method(sentence: str) -> bool:
    """Whether it says what was done, not what was found."""
    return bool(_METHOD.search(sentence))


def anecdotal(sentence: str) -> bool:
    """Whether it is about a handful of people ("Two of five patients ...")."""
    return bool(_FEW.search(sentence))


def unnamed_groups(sentence: str) -> bool:
    """Whether it compares groups without saying what each was given."""
    return bool(_UNNAMED.search(sentence))


def words(sentence: str) -> int:
    """Number of blank-separated words."""
    return len(sentence.split())


def reserves(sentence: str) -> bool:
    """Whether it takes back some of the sentence before it ("However, ...")."""
    return bool(_RESERVES.search(sentence.strip()))


def advises(sentence: str) -> bool:
    """Whether it tells what to do, or argues from a premise, instead of what was found."""
    return bool(_ADVICE.search(sentence.strip()))
