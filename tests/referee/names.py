"""Names of people: right-truncated on the initials unless quoted; full names either way round.

The PubMed User Guide: initials are truncated ("o'brien j" finds O'Brien JA and O'Brien JC
Jr), quoted they are not; [1au] and [lastau] are the first and the last personal author; a
full name may be inverted or not, and later given names may be left out.
"""

from collections.abc import Callable, Iterator

from evidence.query.tree import Leaf
from evidence.record import Author

from .page import Page, person
from .words import finder, pattern, whole, words

Test = Callable[[Page], bool]
_INITIALS = 2  # letters that PubMed keeps; more are a given name
_ROLES = {"ir": "investigator", "fir": "investigator", "ed": "editor"}


def names(leaf: Leaf) -> Test:
    """A test for [au], [1au], [lastau], [fau], [ir], [fir], [ed], [ps]."""
    parts = pattern(leaf.text)
    full, short = _full(parts, leaf), _short(parts, leaf)
    if leaf.field in {"fau", "fir"}:
        return lambda page: any(full(each) for each in _people(page, leaf.field))
    if leaf.field == "au" and len(parts) > 1 and len(parts[-1]) > _INITIALS:
        return lambda page: any(short(each) or full(each) for each in _people(page, leaf.field))
    return lambda page: any(short(each) for each in _people(page, leaf.field))


def _people(page: Page, field: str) -> tuple[Author, ...]:
    if field == "ps":
        return page.record.subjects
    held = page.people(_ROLES.get(field, "author"))
    people = tuple(each for each in held if each.last)
    return {"1au": people[:1], "lastau": people[-1:]}.get(field, people)


def _short(parts: list[str], leaf: Leaf) -> Callable[[Author], bool]:
    """The name as typed with anything after it, or initials of which these are the first."""
    if leaf.quoted:
        matches = whole(parts)
        return lambda author: matches(person(author))
    begins = _beginning(parts)
    go_on = [*parts[:-1], f"{parts[-1]}*".replace("**", "*")]

    def test(author: Author) -> bool:
        if begins(person(author)):
            return True
        last = words(author.last)
        held = [*last, "".join(words(author.initials))]
        return len(parts) == len(held) > 1 and _beginning(go_on)(" ".join(held))

    return test


def _beginning(parts: list[str]) -> Callable[[str], bool]:
    finds = finder(["\u2039", *parts])
    return lambda held: finds(f" \u2039 {held} ")


def _full(parts: list[str], leaf: Leaf) -> Callable[[Author], bool]:
    """Whole words in either order; with a comma what stands before it is the last name."""
    begins = _beginning(parts)

    def test(author: Author) -> bool:
        last, fore = words(author.last), words(author.fore)
        if not fore:
            return False
        forms = {" ".join(each) for each in _orders(last, fore, words(author.suffix))}
        if leaf.quoted:
            return any(" ".join(parts) == each for each in forms)
        return any(begins(each) for each in forms)

    return test


def _orders(last: list[str], fore: list[str], suffix: list[str]) -> Iterator[list[str]]:
    yield [*last, *fore, *suffix]
    yield [*fore, *last, *suffix]
    yield [fore[0], *last, *suffix]
