"""Controlled terms: headings with subheadings, subheadings alone, types, substances."""

from collections.abc import Callable

from evidence.query.tree import Leaf

from .facts import Facts
from .page import Page, sub
from .words import name, pattern, whole

Test = Callable[[Page], bool]
Names = Callable[[str], bool]


def heading(leaf: Leaf, facts: Facts) -> Test:
    """A test for [mh] and [majr], each with a subheading or without."""
    text, _, asked = leaf.text.rpartition("/") if "/" in leaf.text else (leaf.text, "", "")
    matches = _headings(text, leaf, facts)
    qualifier = _subheadings(asked, facts, explode=leaf.explode) if asked else None
    major = leaf.field == "majr"

    def test(page: Page) -> bool:
        for held, itself, qualifiers in page.headings:
            if not matches(held):
                continue
            if qualifier is None:
                if not major or itself or any(star for _, star in qualifiers):
                    return True
            elif any(
                qualifier(each) and (not major or itself or star) for each, star in qualifiers
            ):
                return True
        return False

    return test


def _headings(text: str, leaf: Leaf, facts: Facts) -> Names:
    """Which headings are meant: one by name or entry term and, exploded, those below it."""
    parts = pattern(text)
    if any("*" in each for each in parts):
        return whole(parts)
    asked = " ".join(parts)
    if asked not in facts.mesh.trees and not leaf.quoted:
        asked = facts.mesh.entries.get(asked, asked)
    return (facts.mesh.below(asked) if leaf.explode else frozenset({asked})).__contains__


def _subheadings(text: str, facts: Facts, *, explode: bool) -> Names:
    parts = pattern(text.replace("&", " "))
    if any("*" in each for each in parts):
        return whole([each for each in parts if each != "and"])
    family = facts.subheadings(text)
    return family.__contains__ if explode else {facts.subheading(text)}.__contains__


def subheading(leaf: Leaf, facts: Facts) -> Test:
    """A test for [sh]: the subheading on any heading."""
    matches = _subheadings(leaf.text, facts, explode=leaf.explode)
    return lambda page: any(matches(sub(q.name)) for h in page.record.mesh for q in h.qualifiers)


def kind(leaf: Leaf, facts: Facts) -> Test:
    """A test for [pt], with the types below it."""
    parts = pattern(leaf.text)
    if any("*" in each for each in parts):
        matches = whole(parts)
        return lambda page: any(matches(each) for each in page.types)
    asked = " ".join(parts)
    also = {asked}
    if not leaf.quoted and asked not in facts.type_names:
        mapped = facts.mesh.entries.get(asked, "")
        other = {f"{asked}s", asked.removesuffix("s")}  # types have changed their number
        also = ({mapped} | other) & facts.type_names or also
    below = frozenset().union(*map(facts.types, also)) if leaf.explode else frozenset(also)
    return lambda page: not below.isdisjoint(page.types)


def substance(leaf: Leaf, facts: Facts) -> Test:
    """A test for [nm]: names of substances and supplementary concepts, entry terms mapped."""
    parts = pattern(leaf.text)
    asked = {" ".join(parts)}
    if not leaf.quoted:
        asked |= {facts.mesh.entries.get(each, each) for each in asked}
    tests = [whole(each.split()) for each in asked]

    def test(page: Page) -> bool:
        record = page.record
        held = [name(each.name) for each in record.substances]
        held += [name(each.name) for each in record.supplementary]
        return any(matches(each) for each in held for matches in tests)

    return test
