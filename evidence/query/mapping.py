"""Untagged terms: all fields, with PubMed's term mapping as far as it is known here.

Where PubMed has answered the query, its own translations are at hand and decide. Else the
longest runs of words that MeSH or the publication types know also search that term, and
other words also their plural and British or American spelling: PubMed's tables are not
published. Quotes and wildcards turn mapping off.

PubMed also writes the run as a phrase in all fields; where each of its words is searched
that finds nothing more, and it is left out here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from evidence.query.codes import FIRST, code
from evidence.query.headings import mesh_plan
from evidence.query.mesh import Mesh
from evidence.query.patterns import patterns
from evidence.query.plan import Alternative, Clause, Nested, Note, Numbers, Plan, Words, only
from evidence.query.runs import Unit, any_form, controlled, in_all_fields, without_stopwords
from evidence.query.stopwords import STOPWORDS
from evidence.query.translations import Translated, longest
from evidence.query.tree import Leaf
from evidence.query.values import LARGEST_PMID

_SHORTEST_PMID = 5  # digits: below, a number among words is more likely a word
_LONGEST = 12  # words of a run that is looked up
_INITIALS = 2
_OWNERS = frozenset({"nlm", "nasa", "pip", "kie", "hsr", "hmd", "notnlm"})


def mapped_plan(leaf: Leaf, mesh: Mesh, translations: tuple[Translated, ...] = ()) -> Plan:
    """The plan of a term without a tag, or with [all]."""
    if leaf.quoted:
        return only(in_all_fields(patterns(leaf.text).words))
    subheading = _with_subheading(leaf, mesh)
    if subheading:
        return subheading
    held = [patterns(chunk) for chunk in leaf.text.split()]
    units = [each.words for each in held if each.words]
    if any(each.wild for each in held):
        return Plan(tuple(((in_all_fields(unit),),) for unit in without_stopwords(units)))
    pmids = _pmids(units)
    if pmids:
        return Plan((pmids,))
    if translations:
        return Plan(tuple(_translated(units, translations)) or _stopwords_alone(units))
    clauses = tuple(_clauses(units, mesh)) or _stopwords_alone(units)
    text = (
        f"{leaf}: PubMed's own mapping of these words is not at hand; read by MeSH and by our"
        " word pairs, so PubMed may find others"
    )
    return Plan(clauses, (Note("approximate", text),))


def _stopwords_alone(units: Sequence[Unit]) -> tuple[Clause, ...]:
    return (((in_all_fields([word for unit in units for word in unit]),),),)


def _with_subheading(leaf: Leaf, mesh: Mesh) -> Plan | None:
    """A heading with a subheading needs no tag: "neoplasms/diet therapy"."""
    name, _, part = leaf.text.rpartition("/")
    if name and mesh.lookup(name) and mesh.qualifiers.get(part):
        return mesh_plan(replace(leaf, field="mh"), mesh)
    return None


def _pmids(units: Sequence[Unit]) -> Clause:
    """Long numbers alone are PMIDs, any of them."""
    if not all(len(unit) == 1 and unit[0].isdecimal() and unit[0].isascii() for unit in units):
        return ()
    if min(len(unit[0]) for unit in units) < _SHORTEST_PMID:
        return ()
    found: list[Alternative] = [(in_all_fields([word for unit in units for word in unit]),)]
    for (word,) in units:
        number = min(int(word), LARGEST_PMID)
        found.append((Numbers(number, number, f"{number}[UID]"),))
    return tuple(found)


def _translated(units: Sequence[Unit], pairs: Sequence[Translated]) -> Iterator[Clause]:
    """PubMed's own reading of the runs it mapped; the other words in all fields."""
    flat = [(word, number) for number, unit in enumerate(units) for word in unit]
    place = 0
    while place < len(flat):
        pair = longest([word for word, _ in flat[place:]], pairs)
        if pair:
            yield ((Nested(pair.query, f"({pair.target})"),),)
            place += len(pair.words)
            continue
        number = flat[place][1]
        rest = tuple(word for word, each in flat[place:] if each == number)
        if len(rest) > 1 or rest[0] not in STOPWORDS:
            yield _coded(rest) or ((in_all_fields(rest),),)
        place += len(rest)


def _clauses(units: Sequence[Unit], mesh: Mesh) -> Iterator[Clause]:
    place = 0
    while place < len(units):
        clause: Clause = ()
        taken = min(_LONGEST, len(units) - place)
        while taken and not clause:
            clause = controlled(units[place : place + taken], mesh)
            taken -= not clause
        if not clause:
            clause, taken = _unmapped(units[place:], alone=len(units) == 2)  # noqa: PLR2004
        if clause:
            yield clause
        place += taken


def _unmapped(units: Sequence[Unit], *, alone: bool) -> tuple[Clause, int]:
    """The clause of the first unit, or of a name with initials, and how many units it took."""
    author = _author(units[:2], alone=alone)
    if author:
        return author, 2
    unit = units[0]
    coded = _coded(unit)
    if coded:
        return coded, 1
    if len(unit) > 1:
        return ((in_all_fields(unit),),), 1
    return () if unit[0] in STOPWORDS else ((any_form(unit[0]),),), 1


def _author(units: Sequence[Unit], *, alone: bool) -> Clause:
    """A name such as "smith jk": authors and investigators, or both words anywhere.

    Initials that are a stop word count where the name is `alone`.
    """
    flat = [word for unit in units for word in unit]
    if len(units) < 2 or len(units[1]) > 1 or not "".join(flat).isalpha():  # noqa: PLR2004
        return ()
    *last, initials = flat
    if len(initials) > _INITIALS or len(last[-1]) <= _INITIALS:
        return ()
    if last[0] in STOPWORDS or (initials in STOPWORDS and not alone):
        return ()
    name = (FIRST, *last, initials + "*")
    label = " ".join(flat)
    return (
        (Words(("au",), (name,), f"{label}[Author]"),),
        (Words(("ir",), (name,), f"{label}[Investigator]"),),
        tuple(in_all_fields(unit) for unit in units),
    )


def _coded(unit: Unit) -> Clause:
    """What a word means by its form: a PMC or manuscript number, an ISSN, a data owner."""
    text = "".join(unit)
    plain = ((in_all_fields(unit),),)
    for prefix in ("pmc", "nihms"):
        if len(unit) == 1 and text.startswith(prefix) and text[len(prefix) :].isdecimal():
            label = f'"{text}"[Article Identifier]'
            return (*plain, (Words(("code",), ((code("aid", text),),), label),))
    if len(unit) == 2 and [len(word) for word in unit] == [4, 4] and unit[0].isdecimal():  # noqa: PLR2004
        issn = " ".join(unit)
        return (*plain, (Words(("code",), ((code("is", issn),),), f'"{issn}"[ISSN]'),))
    if len(unit) == 1 and text.startswith("owner") and text[5:] in _OWNERS:
        label = f'"{text[5:]}"[Owner]'
        return ((Words(("code",), ((code("owner", text[5:]),),), label),),)
    return ()
