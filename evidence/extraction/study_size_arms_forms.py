"""How abstracts print the size of a group with its name."""

import re

_TREATED = (
    r"(?:received|receiving|underwent|undergoing|undergo|had|allocated to|assigned to"
    r"|randomi[sz]ed to|treated (?:with|by)|managed with"
    r"|(?:in|to|into|for) (?=(?:the |group|a )|[\w -]{3,30}(?:group|arm)\b))"
)
_PERSONS = (
    r"(?:patients|participants|subjects|women|men|people|adults|children|individuals|cases"
    r"|persons)"
)
_STOP = (
    r"(?=[,;.()]|$| (?:and|while|but|or|versus|vs\.?|due|because|for|were|was|at|from|after"
    r"|between|during|alone|in|by|only) )"
)

# "the brace group (n = 34)", "bracing (34 patients)": what stands before the bracket.
BRACKET = re.compile(r"[(\[](?:[\w/ -]{1,15}[:,;] ?)?(?:[Nn]\s?[=:]\s?|total |[Nn] )?$")
BRACKET_ENDS = re.compile(r"^(?: [\w-]+){0,4}? ?[)\];,]")
NAME = re.compile(
    r"(?:^|[,;:)(]|\b(?:and|or|vs\.?|versus|either|to|receive|received|underwent|undergo|with"
    r"|into|in|between|of|the|a|an|plus|than|from)\b)\s*"
    r"(?P<name>(?:(?!(?:and|or|vs|versus|either|to|receive|received|underwent|undergo|into"
    r"|between|the|were|was|had|groups?:|than)\b)[^\s,;:()\[\]]+ ){0,6}?[^\s,;:()\[\]]+) ?$",
    re.IGNORECASE,
)
# "18 received surgical treatment", "22 patients in the brace group".
NAMED_AFTER = re.compile(
    rf"^(?: (?:[\w-]+ ){{0,3}}?{_PERSONS})? *(?: with [^,;.()]{{1,50}}?)?,? (?:who |that )?"
    rf"(?:were |was )?(?:\w+ly )?{_TREATED}(?:receive |undergo |have )?"
    rf"(?P<name>[^,;.()]{{3,60}}?){_STOP}"
)
# "94 nonoperative and 17 operative patients", "eight patients and eight healthy controls".
NEXT = re.compile(r"^(?P<name>(?: [\w/-]+){1,7}?),? (?:and|or|versus|vs\.?) (?:the )?$")
LAST = re.compile(
    r"^ (?P<name>(?!patients\b(?! with)|years|months|weeks|days)[\w/-]+(?: (?!were|was|had|who|from"
    r"|at|between|during|and|or|in|aged|to)[\w/-]+){0,5})"
)
LEAD = re.compile(
    r"(?:^|[.:] ?|\b(?:of|in|from|on|included?|including|involving|involved|studied|enrolled"
    r"|recruited|reviewed|examined|analy[sz]ed|comprised|compared|with|among|evaluated|assessed"
    r"|investigated|treated|between))(?: a total of| data (?:of|from)| the)? ?$",
    re.IGNORECASE,
)
NOT_A_GROUP = re.compile(
    r"\b(?:men|women|males?|females?|boys|girls|were|was|had|died|years?|months?|weeks?|days?"
    r"|complications?|respectively|underwent|received|treated|trials?|studies|who|eyes|of"
    r"|samples?|specimens?|biops\w+|tissues?|lesions?|procedures?|families|vertebrae|items"
    r"|resections|hips?|knees?|levels?|deaths?|events?|cent(?:er|re)s?|hospitals)\b",
    re.IGNORECASE,
)
# "the brace group included 40 patients"
HAS = re.compile(
    r"(?:^|[,;:.] |\b(?:the|and|an?) )(?P<name>(?:(?!the |and )[\w/-]+ ){0,4}(?:[Gg]roup|[Aa]rm"
    r"|[Cc]ohort)(?: [A-Z\d]{1,3})?)(?: \([^()]*\))?,? (?:includ(?:ed|ing)|consist(?:ed|ing) of"
    r"|compris(?:ed|ing)|contain(?:ed|ing)|had|was made up of|with|of|received)"
    r"(?: a total of| of)? $"
)
OF_WHOM = re.compile(r"\bof (?:whom|which|these|those|them),? $", re.IGNORECASE)
CALLED = re.compile(r"\b(?:group|arm)\b", re.IGNORECASE)
# What follows the number tells that it is a part: a sex, a share, people with an outcome.
BY_SEX = re.compile(r" (?:men|women|males?|females?|boys|girls)\b", re.IGNORECASE)
SHARE = re.compile(r"(?: patients| participants| subjects)? ?[(,[] ?\d[\d.]* ?%")
HAD = re.compile(
    r"\b(?:group|arm|groups|arms)\b.*\b(?:had|developed|died|completed|withdrew|were|was"
    r"|reported|showed|required|experienced|dropped)\b"
)
NO_GROUP = re.compile(
    r"^(?:\w+[- ])*(?:men|women|males?|females?|patients|participants|subjects|total|all|adults"
    r"|children|people|trials?|studies|RCTs|eyes|complications?|mean|age|deaths?|cases|samples"
    r"|specimens|biopsies)$|^(?:study |the )?group$|^(?:for|at|after) ",
    re.IGNORECASE,
)
ARM_WORDS = re.compile(
    r"\b(?:groups?|arms?|controls?|placebo|randomi[sz]ed|randomly|allocated|assigned|received"
    r"|underwent|treated|versus|vs|compared?|treatment|intervention|cohorts?|comparison)\b",
    re.IGNORECASE,
)
ARTICLE = re.compile(r"\s*(?:(?:the|an?)\s)?", re.IGNORECASE)
