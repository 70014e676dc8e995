"""Untagged terms: all fields, with PubMed's term mapping as far as MeSH alone allows.

PubMed maps untagged words by tables it does not publish. Here the longest runs of words
that are a MeSH heading, an entry term or a publication type also search that term; every
word is searched in all fields. Quotes and wildcards turn mapping off.
"""

from collections.abc import Sequence

from evidence.query.codes import code
from evidence.query.mesh import Mesh
from evidence.query.patterns import patterns
from evidence.query.plan import Alternative, Clause, Note, Numbers, Plan, Words, only
from evidence.query.stopwords import STOPWORDS
from evidence.query.tags import TAG
from evidence.query.tokens import joined, words
from evidence.query.tree import Leaf
from evidence.query.vocabulary import is_type, types_below

_ALL = TAG["all"].fields
_SHORTEST_PMID = 5  # digits: below, a number among words is more likely a word
_LONGEST = 12  # words of a run that is looked up
_LARGEST = 2**32 - 1

Unit = tuple[str, ...]  # the words of one chunk: "covid-19" is a phrase of two


def mapped_plan(leaf: Leaf, mesh: Mesh) -> Plan:
    """The plan of a term without a tag."""
    if leaf.quoted:
        return only(_words(patterns(leaf.text).words))
    held = [patterns(chunk) for chunk in leaf.text.split()]
    units = [each.words for each in held if each.words]
    if any(each.wild for each in held):
        return Plan(tuple(((_words(unit),),) for unit in units))
    pmids = _pmids(units)
    if pmids:
        return Plan((pmids,))
    clauses = tuple(_clauses(units, mesh))
    if not clauses:  # stop words only
        clauses = (((_words(tuple(word for unit in units for word in unit)),),),)
    text = f"{leaf}: mapped by MeSH names alone; PubMed's own mapping may find more"
    return Plan(clauses, (Note("approximate", text),))


def _words(unit: Sequence[str]) -> Words:
    return Words(_ALL, (tuple(unit),), f'"{" ".join(unit)}"[All Fields]')


def _pmids(units: Sequence[Unit]) -> Clause:
    """Long numbers alone are PMIDs, any of them."""
    if not all(len(unit) == 1 and unit[0].isdecimal() and unit[0].isascii() for unit in units):
        return ()
    if min(len(unit[0]) for unit in units) < _SHORTEST_PMID:
        return ()
    found: list[Alternative] = [(_words([word for unit in units for word in unit]),)]
    for (word,) in units:
        number = min(int(word), _LARGEST)
        found.append((Numbers(number, number, f"{number}[UID]"),))
    return tuple(found)


def _clauses(units: Sequence[Unit], mesh: Mesh) -> list[Clause]:
    found: list[Clause] = []
    place = 0
    while place < len(units):
        clause: Clause = ()
        taken = min(_LONGEST, len(units) - place)
        while taken and not clause:
            clause = _mapped(units[place : place + taken], mesh)
            taken -= not clause
        if not clause:
            clause = _unmapped(units[place])
        if clause:
            found.append(clause)
        place += taken or 1
    return found


def _mapped(units: Sequence[Unit], mesh: Mesh) -> Clause:
    """The controlled terms of this name, and its words; () for a name of nothing."""
    text = " ".join(word for unit in units for word in unit)
    if text in STOPWORDS:
        return ()
    found: list[Alternative] = []
    heading = mesh.lookup(text)
    if heading:
        below = tuple((token,) for token in sorted(mesh.tokens_below(heading.ui)))
        found.append((Words(("mh",), below, f'"{heading.name.lower()}"[MeSH Terms]'),))
    token = joined(text)
    if is_type(token):
        below = tuple((each,) for each in sorted(types_below(token)))
        found.append((Words(("pt",), below, f'"{text}"[Publication Type]'),))
    if not found:
        return ()
    found.append(_each(units))
    if heading and words(heading.name) != text.split():
        found.append(_each([(word,) for word in words(heading.name)]))
    return tuple(found)


def _each(units: Sequence[Unit]) -> Alternative:
    kept = [unit for unit in units if len(unit) > 1 or unit[0] not in STOPWORDS]
    return tuple(_words(unit) for unit in kept or units)


def _unmapped(unit: Unit) -> Clause:
    if len(unit) == 1 and unit[0] in STOPWORDS:
        return ()
    found: list[Alternative] = [(_words(unit),)]
    if len(unit) == 1 and unit[0].startswith("pmc") and unit[0][3:].isdecimal():
        label = f'"{unit[0]}"[Article Identifier]'
        found.append((Words(("code",), ((code("aid", unit[0]),),), label),))
    return tuple(found)
