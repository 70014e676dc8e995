"""From a term to its plan, field by field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from evidence.query.codes import FIRST, LAST, MARK, code
from evidence.query.headings import (
    action_plan,
    mesh_plan,
    subheading_plan,
    substance_plan,
    type_plan,
)
from evidence.query.languages import language_codes
from evidence.query.mapping import mapped_plan
from evidence.query.mesh import Mesh
from evidence.query.near import MOST_WORDS
from evidence.query.patterns import patterns
from evidence.query.people import bare_identifier
from evidence.query.plan import Days, Near, Note, Numbers, Phrases, Plan, Unknown, Words, only
from evidence.query.problem import QueryProblem
from evidence.query.runs import ALL
from evidence.query.subsets import everything, pseudo, subset_plan
from evidence.query.tags import TAG
from evidence.query.translations import Translated
from evidence.query.tree import EVERYTHING, HAS, Leaf
from evidence.query.values import LARGEST_PMID, first_and_last, is_relative, numbers, relative

_CACHED = 4096
_INITIALS = 2  # letters of initials that PubMed keeps
_SUFFIXES = ("jr", "sr", "2nd", "3rd", "ii", "iii")
_FULL_NAMES: Mapping[str, str] = {"fau": "au", "fir": "ir"}


@dataclass(frozen=True, slots=True)
class Context:
    """What a plan depends on beside the term.

    The MeSH table, the day for "last year", and PubMed's own translations of untagged words
    where it has answered the query.
    """

    mesh: Mesh
    today: date | None = None
    translations: tuple[Translated, ...] = ()


@lru_cache(maxsize=_CACHED)
def plan(leaf: Leaf, context: Context) -> Plan:
    """The plan of a term."""
    if leaf.field == EVERYTHING:
        return only(everything())
    if leaf.field == HAS:
        return pseudo(leaf.text)
    everywhere = leaf.field == "all" and leaf.distance is None and not leaf.quoted
    # A tag makes words with a * a phrase (NLM Technical Bulletin 2024 May-Jun;(458):e5).
    if not leaf.field or (everywhere and not patterns(leaf.text).wild):
        return mapped_plan(leaf, context.mesh, context.translations)
    return _PLANNERS[TAG[leaf.field].kind](leaf, context)


def _label(leaf: Leaf) -> str:
    return f'"{_plain(leaf)}"[{leaf.label}]'


def _plain(leaf: Leaf) -> str:
    return " ".join(leaf.text.lower().split())


def _text(leaf: Leaf, _: Context) -> Plan:
    held = patterns(leaf.text).words
    fields = ALL if leaf.field == "all" else TAG[leaf.field].fields
    if leaf.distance is None:
        return only(Words(fields, (held,), _label(leaf)), notes=_split_notes(leaf, held))
    if len(held) > MOST_WORDS:
        return only(Unknown(f"{leaf}: proximity of more than {MOST_WORDS} words", _label(leaf)))
    notes: tuple[Note, ...] = ()
    if len(held) > 2:  # noqa: PLR2004 -- for a pair the rule is documented
        text = f"{leaf}: read as at most {leaf.distance} words between neighbours, in any order"
        notes = (Note("approximate", text),)
    return only(Near(fields, held, leaf.distance, _label(leaf)), notes=notes)


def _split_notes(leaf: Leaf, held: tuple[str, ...]) -> tuple[Note, ...]:
    """PubMed splits an unquoted run that its index lacks; a hyphen or * keeps it together."""
    if leaf.quoted or len(held) == 1 or " " not in leaf.text or "*" in "".join(held):
        return ()
    text = (
        f"{leaf}: read as a phrase; PubMed looks for each word alone where its index lacks the"
        " phrase"
    )
    return (Note("approximate", text),)


def _mesh(leaf: Leaf, context: Context) -> Plan:
    return mesh_plan(leaf, context.mesh)


def _subheading(leaf: Leaf, context: Context) -> Plan:
    return subheading_plan(leaf, context.mesh)


def _type(leaf: Leaf, context: Context) -> Plan:
    return type_plan(leaf, context.mesh)


def _substance(leaf: Leaf, context: Context) -> Plan:
    return substance_plan(leaf, context.mesh)


def _action(leaf: Leaf, context: Context) -> Plan:
    return action_plan(leaf, context.mesh)


def _language(leaf: Leaf, _: Context) -> Plan:
    held = patterns(leaf.text)
    tokens = (held.joined,) if held.wild else language_codes(" ".join(held.words))
    return only(Words(("la",), tuple((each,) for each in tokens), _label(leaf)))


def _name(leaf: Leaf, _: Context) -> Plan:
    """Initials are right-truncated unless the name is quoted; [au] finds full names too."""
    label = _label(leaf) if leaf.quoted else f"{_plain(leaf)}[{leaf.label}]"
    fields = TAG[leaf.field].fields
    held = patterns(leaf.text).words
    if leaf.field in _FULL_NAMES:
        return _full_name(leaf, held, label)
    name = Words(fields, _short_names(held, quoted=leaf.quoted), label)
    if leaf.field == "au" and len(held) > 1 and len(held[-1]) > _INITIALS:
        return only(name, Words(("fau",), ((FIRST, *held),), label))
    return only(name)


def _short_names(held: tuple[str, ...], *, quoted: bool) -> Phrases:
    """As typed with anything after it; as initials that go on; those with a suffix."""
    *front, last = held
    if quoted:
        return ((FIRST, *held, LAST),)
    if not front or "*" in last:
        return ((FIRST, *held),)
    begun = (FIRST, *front, last + "*")
    return ((FIRST, *held), (*begun, LAST), *((*begun, each, LAST) for each in _SUFFIXES))


def _full_name(leaf: Leaf, held: tuple[str, ...], label: str) -> Plan:
    """Whole words in either order; a comma says which is the last name."""
    end = (LAST,) if leaf.quoted else ()
    whole = Words((leaf.field,), ((FIRST, *held, *end),), label)
    last = patterns(leaf.text.partition(",")[0]).words
    if not last or len(last) == len(held):
        return only(whole)
    initial = held[len(last)][0] + "*"
    short = Words((_FULL_NAMES[leaf.field],), ((FIRST, *last, initial),), label)
    return Plan((((whole, short),),))


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
    text = leaf.text
    if leaf.field == "isbn":
        text = text.replace("-", "")
    elif leaf.field == "auid":
        text = bare_identifier(text)
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
        if leaf.field == "dp" and leaf.high is None:
            return only(Days("dp1", first, last, f"{_plain(leaf)}[{leaf.label}]"))
    days = f"{first.replace('-', '/')}:{last.replace('-', '/')}"
    return only(Days(name, first, last, f"{days}[{leaf.label}]"))


def _number(leaf: Leaf, _: Context) -> Plan:
    if leaf.high is not None:
        low, high = int(leaf.text), int(leaf.high)
        return only(Numbers(low, min(high, LARGEST_PMID), f"{low}:{high}[UID]"))
    return only(*(Numbers(each, each, f"{each}[UID]") for each in numbers(leaf.text) or ()))


def _subset(leaf: Leaf, _: Context) -> Plan:
    return subset_plan(leaf, _label(leaf))


def _hidden(leaf: Leaf, _: Context) -> Plan:
    return only(Unknown(f"{leaf}: what this field holds is known to PubMed alone", _label(leaf)))


_PLANNERS: Mapping[str, Callable[[Leaf, Context], Plan]] = {
    "text": _text,
    "mesh": _mesh,
    "subheading": _subheading,
    "type": _type,
    "language": _language,
    "term": _substance,
    "action": _action,
    "name": _name,
    "journal": _journal,
    "code": _code,
    "date": _date,
    "number": _number,
    "subset": _subset,
    "none": _hidden,
}
