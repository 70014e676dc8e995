"""Values that are codes: numbers of journals, grants and articles, each whole."""

from collections.abc import Callable

from evidence.query.tree import Leaf

from .numbers import bare, held
from .page import Page
from .words import name, pattern, whole

Test = Callable[[Page], bool]


def codes(leaf: Leaf) -> Test:
    """A test for a code of the record: all of it, or with * some of it."""
    text = leaf.text
    if leaf.field == "isbn":
        text = text.replace("-", "")
    elif leaf.field == "auid":
        text = bare(text)
    matches = whole(pattern(text))
    return lambda page: any(matches(name(each)) for each in held(page.record, leaf.field) if each)


def journal(leaf: Leaf) -> Test:
    """A test for [ta]: the title, an abbreviation or an ISSN, whole."""
    matches = whole(pattern(leaf.text))

    def test(page: Page) -> bool:
        journal = page.record.journal
        titles = (journal.title, journal.abbreviation, journal.iso_abbreviation)
        forms = {name(each) for title in titles for each in (title, title.partition(" : ")[0])}
        forms |= {each.removeprefix("the ") for each in forms}
        forms |= {name(each) for each in (journal.issn, journal.issn_linking)}
        return any(matches(each) for each in forms)

    return test


def language(leaf: Leaf, codes_of: Callable[[str], tuple[str, ...]]) -> Test:
    """A test for [la]: a language's name or its first three letters."""
    if "*" in leaf.text:
        matches = whole(pattern(leaf.text))
        return lambda page: any(matches(name(each)) for each in page.record.languages)
    wanted = frozenset(codes_of(leaf.text))
    return lambda page: any(name(each) in wanted for each in page.record.languages)


def pmid(leaf: Leaf) -> Test:
    """A test for [pmid]: numbers, or a range of them."""
    numbers = [int(each) for each in leaf.text.replace(",", " ").split()]
    if leaf.high is None:
        return lambda page: page.record.pmid in numbers
    high = int(leaf.high)
    return lambda page: numbers[0] <= page.record.pmid <= high
