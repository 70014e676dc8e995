"""Plans of [sb] and [filter]: what a record's status tells, published filters, and the rest.

What PubMed knows from links to other sites and databases no record tells: such a filter is
unknowable, never false.
"""

from evidence.query.codes import MARK, code
from evidence.query.filters import filter_named
from evidence.query.flags import JOURNAL_SUBSETS, PSEUDO_TERMS, STATUS_SUBSETS, UNKNOWABLE_TERMS
from evidence.query.plan import Atom, Nested, Note, Numbers, Plan, Unknown, Words, only
from evidence.query.tree import Leaf
from evidence.query.values import LARGEST_PMID

_LINKS = (
    ("freefulltext|ffrft|freearticle", "free full text is known from publishers' links alone"),
    ("fulltext|fft", "full text is known from publishers' links alone"),
    ("data|associateddata|datafilter", "associated data are known from PubMed's links alone"),
    ("pubmedpmclocal", "which articles are in PubMed Central is known to PubMed alone"),
    ("loall|loattrfreefulltext|loattrfulltext", "links to other sites are known to PubMed alone"),
)
_SUBJECTS = (
    "aids|bioethics|cam|cancer|dietsuppl|history|space|tox|veterinary|spacelifesciences"
    "|systematicreviewsubset"
)


def subset_plan(leaf: Leaf, label: str) -> Plan:
    """The plan of a filter by its name; case and blanks are free."""
    token = "".join(leaf.text.lower().split())
    if token == "all":  # noqa: S105 -- a subset of PubMed, no password
        return only(everything())
    known = _known(token, label)
    if known:
        return only(known)
    found = filter_named(leaf.text)
    if found:
        text = f"{leaf}: read as {found.source}"
        notes = () if found.exact else (Note("approximate", text),)
        return only(Nested(found.query, label), notes=notes)
    return only(Unknown(f"{leaf}: {_reason(token)}", label))


def everything() -> Atom:
    """What every record fulfils."""
    return Numbers(0, LARGEST_PMID, "all[Filter]")


def pseudo(word: str) -> Plan:
    """The plan of an untagged word such as hasabstract."""
    label = f'"{word}"[All Fields]'
    found = _known(word, label)
    return only(found or Unknown(f"{word} is not told by a record", label))


def _known(token: str, label: str) -> Atom | None:
    """What a record tells by a status, a subset's code or a mark."""
    subset = JOURNAL_SUBSETS.get(token, token)
    if subset in STATUS_SUBSETS or subset.startswith("jsubset"):
        found = code("sb", subset)
    elif token == "pubmedpmc":  # noqa: S105 -- a subset of PubMed, no password
        found = f"aid{MARK}pmc*"
    elif token in PSEUDO_TERMS and token not in UNKNOWABLE_TERMS:
        found = code("has", token)
    else:
        return None
    return Words(("code",), ((found,),), label)


def _reason(token: str) -> str:
    for names, reason in _LINKS:
        if token in names.split("|"):
            return reason
    if token.startswith("loprov"):
        return "whose links an article has is known to PubMed alone"
    if token.startswith("pubmed"):
        return "links to other databases are known to PubMed alone"
    if token in _SUBJECTS.split("|"):
        return "a subject subset of NLM's whose strategy is not kept here"
    if token in UNKNOWABLE_TERMS:
        return "no record tells it"
    return "a filter that no record tells"
