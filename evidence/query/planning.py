"""From a term to its plan, field by field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from evidence.query.codes import FIRST, LAST, MARK, code
from evidence.query.flags import STATUS_SUBSETS, UNKNOWABLE_TERMS
from evidence.query.headings import mesh_plan, subheading_plan
from evidence.query.mapping import mapped_plan
from evidence.query.mesh import Mesh
from evidence.query.near import MOST_WORDS
from evidence.query.patterns import patterns
from evidence.query.plan import Atom, Days, Near, Note, Numbers, Plan, Unknown, Words, only
from evidence.query.problem import QueryProblem
from evidence.query.tags import TAG
from evidence.query.tree import EVERYTHING, HAS, Leaf
from evidence.query.values import LARGEST_PMID, first_and_last, is_relative, numbers, relative
from evidence.query.vocabulary import language_code, types_below

_CACHED = 4096


@dataclass(frozen=True, slots=True)
class Context:
    """What a plan depends on beside the term: the MeSH table, and the day for "last year"."""

    mesh: Mesh
    today: date | None = None


@lru_cache(maxsize=_CACHED)
def plan(leaf: Leaf, context: Context) -> Plan:
    """The plan of a term."""
    if leaf.field == EVERYTHING:
        return only(_everything())
    if leaf.field == HAS:
        return only(_pseudo(leaf.text))
    if not leaf.field:
        return mapped_plan(leaf, context.mesh)
    return _PLANNERS[TAG[leaf.field].kind](leaf, context)


def _everything() -> Atom:
    return Numbers(0, LARGEST_PMID, "all[Filter]")


def _pseudo(word: str) -> Atom:
    label = f'"{word}"[All Fields]'
    if word in UNKNOWABLE_TERMS:
        return Unknown(f"{word} is not told by a record", label)
    kind = "sb" if word.startswith("jsubset") else "has"
    return Words(("code",), ((code(kind, word),),), label)


def _label(leaf: Leaf) -> str:
    return f'"{" ".join(leaf.text.lower().split())}"[{leaf.label}]'


def _text(leaf: Leaf, _: Context) -> Plan:
    held = patterns(leaf.text).words
    fields = TAG[leaf.field].fields
    if leaf.distance is None:
        return only(Words(fields, (held,), _label(leaf)))
    if len(held) > MOST_WORDS:
        return only(Unknown(f"{leaf}: proximity of more than {MOST_WORDS} words", _label(leaf)))
    notes: tuple[Note, ...] = ()
    if len(held) > 2:  # noqa: PLR2004 -- for a pair the rule is documented
        text = f"{leaf}: read as at most {leaf.distance} words between neighbours, in any order"
        notes = (Note("approximate", text),)
    return only(Near(fields, held, leaf.distance, _label(leaf)), notes=notes)


def _mesh(leaf: Leaf, context: Context) -> Plan:
    return mesh_plan(leaf, context.mesh)


def _subheading(leaf: Leaf, _: Context) -> Plan:
    return subheading_plan(leaf)


def _type(leaf: Leaf, _: Context) -> Plan:
    held = patterns(leaf.text)
    chosen = {held.joined}
    if leaf.explode and not held.wild:
        chosen = set(types_below(held.joined))
    return only(Words(("pt",), tuple((each,) for each in sorted(chosen)), _label(leaf)))


def _language(leaf: Leaf, _: Context) -> Plan:
    held = patterns(leaf.text)
    token = held.joined if held.wild else language_code(leaf.text)
    return only(Words(("la",), ((token,),), _label(leaf)))


def _term(leaf: Leaf, _: Context) -> Plan:
    held = patterns(leaf.text)
    text = f"{leaf}: the name alone is searched; its synonyms are not known here"
    return only(
        Words(TAG[leaf.field].fields, ((held.joined,),), _label(leaf)),
        notes=() if held.wild else (Note("approximate", text),),
    )


def _name(leaf: Leaf, _: Context) -> Plan:
    """Initials are right-truncated unless the name is quoted."""
    *front, last = patterns(leaf.text).words
    if leaf.quoted:
        phrase = (FIRST, *front, last, LAST)
    elif front and "*" not in last:
        phrase = (FIRST, *front, last + "*")
    else:
        phrase = (FIRST, *front, last)
    return only(Words(TAG[leaf.field].fields, (phrase,), _label(leaf)))


def _journal(leaf: Leaf, _: Context) -> Plan:
    """A whole title or abbreviation, or an ISSN."""
    held = patterns(leaf.text)
    end = () if held.words[-1].endswith("*") else (LAST,)
    label = _label(leaf)
    title = Words(("ta",), ((FIRST, *held.words, *end),), label)
    if held.wild:
        return only(title)
    return only(title, Words(("code",), ((code("is", leaf.text),),), label))


def _code(leaf: Leaf, _: Context) -> Plan:
    text = leaf.text.replace("-", "") if leaf.field == "isbn" else leaf.text
    token = f"{leaf.field}{MARK}{patterns(text).joined}"
    return only(Words(("code",), ((token,),), _label(leaf)))


def _date(leaf: Leaf, context: Context) -> Plan:
    name = leaf.field
    if is_relative(leaf.text):
        if context.today is None:
            reason = f"{leaf} depends on the day, which was not given"
            return only(Unknown(reason, _label(leaf)))
        first, last = relative(leaf.text, context.today)
    else:
        low = first_and_last(leaf.text)
        high = low if leaf.high is None else first_and_last(leaf.high)
        if low is None or high is None:
            raise QueryProblem(leaf.start, f"{leaf} is not a date.")
        first, last = low[0], high[1]
        # A single day or year of publication overlooks an electronic date after print.
        name = "dp1" if leaf.field == "dp" and leaf.high is None else leaf.field
    days = f"{first.replace('-', '/')}:{last.replace('-', '/')}"
    return only(Days(name, first, last, f"{days}[{leaf.label}]"))


def _number(leaf: Leaf, _: Context) -> Plan:
    if leaf.high is not None:
        low, high = int(leaf.text), int(leaf.high)
        return only(Numbers(low, min(high, LARGEST_PMID), f"{low}:{high}[UID]"))
    return only(*(Numbers(each, each, f"{each}[UID]") for each in numbers(leaf.text) or ()))


def _subset(leaf: Leaf, _: Context) -> Plan:
    name = " ".join(leaf.text.lower().split())
    token = name.replace(" ", "")
    label = _label(leaf)
    if token == "all":  # noqa: S105 -- a subset of PubMed, no password
        return only(_everything())
    if token in STATUS_SUBSETS or token.startswith("jsubset"):
        return only(Words(("code",), ((code("sb", token),),), label))
    if token in {"aim", "im"}:
        return only(Words(("code",), ((code("sb", f"jsubset{token}"),),), label))
    if token == "pubmedpmc":  # noqa: S105 -- as above
        return only(Words(("code",), ((f"aid{MARK}pmc*",),), label))
    if token.startswith("has"):
        return only(Words(("code",), ((code("has", token),),), label))
    return only(Unknown(f"{leaf} is a filter of PubMed's that no record tells", label))


_PLANNERS: Mapping[str, Callable[[Leaf, Context], Plan]] = {
    "text": _text,
    "mesh": _mesh,
    "subheading": _subheading,
    "type": _type,
    "language": _language,
    "term": _term,
    "name": _name,
    "journal": _journal,
    "code": _code,
    "date": _date,
    "number": _number,
    "subset": _subset,
}
