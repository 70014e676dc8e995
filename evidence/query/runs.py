"""What a run of untagged words names: headings, publication types, subheadings, substances."""

from collections.abc import Iterator, Sequence

from evidence.query.headings import action_plan, substance_plan
from evidence.query.mesh import Descriptor, Mesh
from evidence.query.plan import Alternative, Clause, Words
from evidence.query.stopwords import STOPWORDS
from evidence.query.tags import TAG
from evidence.query.tokens import joined, words
from evidence.query.tree import Leaf
from evidence.query.variants import variants
from evidence.query.vocabulary import is_type, types_below

ALL: tuple[str, ...] = tuple(dict.fromkeys((*TAG["all"].fields, "fir", "rest")))
_MOST_VARIED = 4  # words of a run whose words are also tried in their other forms

Unit = tuple[str, ...]  # the words of one chunk: "covid-19" is a phrase of two


def in_all_fields(unit: Sequence[str]) -> Words:
    """Words next to each other in any field."""
    return Words(ALL, (tuple(unit),), f'"{" ".join(unit)}"[All Fields]')


def without_stopwords(units: Sequence[Unit]) -> list[Unit]:
    """The units that are searched: all of them where every one is a stop word."""
    kept = [unit for unit in units if len(unit) > 1 or unit[0] not in STOPWORDS]
    return kept or list(units)


def controlled(units: Sequence[Unit], mesh: Mesh) -> Clause:
    """The controlled terms of this name, and its words; () for a name of nothing."""
    for text in _forms([word for unit in units for word in unit]):
        heading = None if text in STOPWORDS else mesh.lookup(text)
        found = [*_heading(heading, mesh), *_named(text, mesh)] if heading else []
        if not heading and text not in STOPWORDS:
            found = [*_named(text, mesh), *_substance(text, mesh)]
        if found:
            names = [words(heading.name)] if heading else []
            return tuple(dict.fromkeys((*found, *_spelled(units, names, split=bool(heading)))))
    return ()


def _forms(held: Sequence[str]) -> Iterator[str]:
    """The run as typed, then with one of its words in another form."""
    yield " ".join(held)
    if len(held) > _MOST_VARIED:
        return
    for place in reversed(range(len(held))):
        for other in variants(held[place]):
            yield " ".join((*held[:place], other, *held[place + 1 :]))


def _heading(heading: Descriptor, mesh: Mesh) -> Iterator[Alternative]:
    tokens = tuple((token,) for token in sorted(mesh.tokens_below(heading.ui)))
    yield (Words(("mh",), tokens, f'"{heading.name.lower()}"[MeSH Terms]'),)
    if mesh.acting(frozenset((joined(heading.name),))):
        acting = action_plan(Leaf(heading.name, "pa", quoted=True), mesh)
        yield from ((atom,) for atom in acting.atoms)


def _named(text: str, mesh: Mesh) -> Iterator[Alternative]:
    """A publication type, a subheading, or both, of this name."""
    token = joined(text)
    if is_type(token):
        below = tuple((each,) for each in sorted(types_below(token)))
        yield (Words(("pt",), below, f'"{text}"[Publication Type]'),)
    qualifier = mesh.qualifiers.get(text)
    if qualifier and words(qualifier.name) == text.split():  # not by its two letters
        family = sorted(mesh.qualifiers.below(mesh.qualifiers.token(text)))
        yield (Words(("sh",), tuple((each,) for each in family), f'"{text}"[MeSH Subheading]'),)


def _substance(text: str, mesh: Mesh) -> Iterator[Alternative]:
    if mesh.substance(text):
        yield from ((atom,) for atom in substance_plan(Leaf(text, "nm"), mesh).atoms)


def _spelled(
    units: Sequence[Unit], names: Sequence[list[str]], *, split: bool
) -> Iterator[Alternative]:
    """The words of the run and of its heading.

    Each by itself, but as a phrase where one of them is a single letter or a number, and for
    what is no heading.
    """
    yield _run(units, split=split)
    for name in names:
        if name != [word for unit in units for word in unit]:
            yield _run([(word,) for word in name], split=split)


def _run(units: Sequence[Unit], *, split: bool) -> Alternative:
    flat = [word for unit in units for word in unit]
    if len(flat) > 1 and (not split or any(len(w) == 1 or w.isdecimal() for w in flat)):
        return (in_all_fields(flat),)
    if len(flat) == 1:
        return (any_form(flat[0]),)
    return tuple(in_all_fields(unit) for unit in without_stopwords(units))


def any_form(word: str) -> Words:
    """A word in all fields in each of its forms."""
    forms = (word, *variants(word))
    label = " OR ".join(f'"{form}"[All Fields]' for form in forms)
    return Words(ALL, tuple((form,) for form in forms), f"({label})" if len(forms) > 1 else label)
