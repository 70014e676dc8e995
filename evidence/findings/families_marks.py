"""What a record shows of its study: numbers, names, authors, period, words of its title."""

import re
import unicodedata
from dataclasses import dataclass

from evidence.appraisal import status
from evidence.findings.families_data import data
from evidence.findings.families_model import Member
from evidence.findings.families_numbers import cochrane, registrations
from evidence.record import Author, Record

REVIEWS = frozenset({"systematic review", "meta-analysis", "narrative review", "guideline"})
NO_STUDIES = frozenset({"commentary", "laboratory or animal study"})
NO_RESULTS = frozenset({"protocol", "commentary"})

# "the SPORT trial", "(BOOST)" after a name in words, "ABC-DE: a randomised trial".
_CAPITALS = r"[A-Z][A-Za-z]*[A-Z][A-Z\d]+(?:-[A-Z\d]+)?"
_NAMED = (
    re.compile(
        rf"\b(?P<name>{_CAPITALS})(?= (?:[Rr]andomi[sz]ed |[Cc]linical |[Cc]ontrolled |[Cc]ohort )*"
        r"(?:[Tt]rial|[Ss]tudy|[Pp]roject|[Ii]nvestigators|[Rr]egistry)\b)"
    ),
    re.compile(
        r"\b(?:[Tt]rial|[Ss]tudy|[Pp]roject|[Rr]egistry|[Rr]esearch)\s?\((?:the )?"
        rf"(?P<name>{_CAPITALS})\b"
    ),
    re.compile(rf"(?:^|[.:?] |\()(?P<name>{_CAPITALS})(?=\)?: )"),
)
_WORDED = re.compile(  # "The Invented Spine Study", "the Invented spine study"
    r"\b[Tt]he (?P<name>[A-Z][\w-]+(?: (?!of|to|on|for|in|and|with)[\w-]+){1,4}"
    r" (?:[Ss]tudy|[Tt]rial|[Pp]roject))\b(?! (?:of|to|on|for|in) )"
)
_PERIOD = re.compile(
    r"\b(?:[Bb]etween|[Ff]rom)\s(?:(?P<m1>[A-Z][a-z]{2,8})\.?,? )?(?:\d{1,2},? )?"
    r"(?P<y1>(?:19|20)\d\d)\s?(?:and|to|through|until|-|\u2013)\s?"
    r"(?:(?P<m2>[A-Z][a-z]{2,8})\.?,? )?(?:\d{1,2},? )?(?P<y2>(?:19|20)\d\d)"
)
_COUNT = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve)"
_LATER = re.compile(
    rf"\b(?:{_COUNT}[- ]to[- ])?{_COUNT}[- ](?:years?|months?)"
    r"(?= (?:results?|outcomes?|follow|data|report|findings|experience|after|post|assess"
    r"|evaluat|analys|random|prospective|clinical|stud|trial|update|long)|[.:]?$|: )"
    r"|\blong(?:er)?[- ]term\b|\bfollow(?:ed)?[- ]?up\b",
    re.IGNORECASE,
)
# Words, and what only a letter or a figure tells apart: "C3", "vitamin K".
_WORD = re.compile(r"[a-z]{3,}|\b[a-z]{1,3}-?\d+[a-z]?\b|\b[b-rt-z]\b")
_STEM = 6
_LONG = 6  # words: "Quality of life in stenosis" may head two papers
_TITLE_CASE = 0.6  # a title in which so many words are capitals names nothing by them


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of one member. `authors` are "last i" keys; `title` stems that tell."""

    pmid: int
    member: Member
    numbers: frozenset[tuple[str, str]]
    cochrane: str
    authors: frozenset[str]
    collectives: frozenset[str]
    names: frozenset[str]
    title: frozenset[str]
    whole_title: str
    period: str
    sites: frozenset[str]
    year: int | None
    later: str
    status: str

    @property
    def design(self) -> str:
        """The name of its design."""
        return self.member.design

    @property
    def is_review(self) -> bool:
        """Whether it sums up other studies."""
        return self.design in REVIEWS or bool(self.cochrane)

    @property
    def is_notice(self) -> bool:
        """Whether it is a notice about another record: an erratum, a retraction."""
        return self.status == "notice"

    @property
    def is_study(self) -> bool:
        """Whether it may report a study of people, or plan one."""
        return not (self.is_review or self.is_notice) and self.design not in NO_STUDIES

    @property
    def has_results(self) -> bool:
        """Whether it is a report of results that may stand."""
        return self.design not in NO_RESULTS and self.status not in {"retracted", "notice"}


def marks(member: Member) -> Marks:
    """The marks of one record."""
    record = member.record
    people = [each for each in record.authors if each.role == "author"]
    names = _names(record)
    return Marks(
        pmid=record.pmid,
        member=member,
        numbers=registrations(record),
        cochrane=cochrane(record),
        authors=frozenset(filter(None, (_key(each) for each in people))),
        collectives=frozenset(_plain(each.collective) for each in people if each.collective),
        names=names,
        title=_content(record.title, names),
        whole_title=_whole(record),
        period=_period(record),
        year=record.year,
        later=_later(record.title),
        status=status(record),
        sites=frozenset(_site(text) for each in people for text in each.affiliations),
    )


def _key(author: Author) -> str:
    initial = (author.initials or author.fore)[:1]
    return f"{_plain(author.last)} {_plain(initial)}" if author.last and initial else ""


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text)
    return "".join(char for char in apart if not unicodedata.combining(char)).lower().strip()


def _site(affiliation: str) -> str:
    return _plain(affiliation)[:60]


def _names(record: Record) -> frozenset[str]:
    """Names of studies in the title and, in brackets after "trial" or "study", the abstract."""
    known = data().not_names
    found = {match["name"] for pattern in _NAMED for match in pattern.finditer(record.title)}
    for section in record.abstract:
        if "(" in section.text or "trial" in section.text:
            found |= {match["name"] for match in _NAMED[1].finditer(section.text)}
    if not _shouted(record.title):
        found |= {match["name"].lower() for match in _WORDED.finditer(record.title)}
    return frozenset(
        name
        for name in found
        if name.upper() not in known and len(name) > 3  # noqa: PLR2004
    )


def _shouted(title: str) -> bool:
    """Whether the title is printed with capitals throughout."""
    words: list[str] = re.findall(r"[A-Za-z]{4,}", title)
    capitals = sum(word[0].isupper() for word in words)
    return capitals > _TITLE_CASE * len(words)


def _content(title: str, names: frozenset[str]) -> frozenset[str]:
    """Stems of the title's words that tell of people, disease or treatment."""
    plain = _plain(title)
    for name in names:
        plain = plain.replace(name.lower(), " ")
    generic = data().generic
    return frozenset(word[:_STEM] for word in _WORD.findall(plain) if not word.startswith(generic))


def _later(title: str) -> str:
    """Words of a title that tell of a further follow-up, lower case; or ""."""
    found = _LATER.search(title)
    return found[0].lower() if found else ""


def _whole(record: Record) -> str:
    """The title without signs, where it is long enough to name one paper; else ""."""
    words = re.findall(r"\w+", _plain(record.title))
    return " ".join(words) if len(words) >= _LONG and record.abstract else ""


def _period(record: Record) -> str:
    """Recruitment as printed, "january 1998 - march 2002"; "" where none is stated."""
    for section in record.abstract:
        found = _PERIOD.search(section.text)
        if found:
            first = f"{(found['m1'] or '').lower()} {found['y1']}".strip()
            return f"{first} - {(found['m2'] or '').lower()} {found['y2']}".replace("-  ", "- ")
    return ""
