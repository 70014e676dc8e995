"""Why two records would report one study. Each reason is strong enough to stand alone.

A false join hides a study, so a likeness counts only together with others: a registration
number with a design or authors, a study's name with authors and people, authors with the
same number of people and the same subject or period.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from itertools import combinations

from evidence.findings.families_marks import Marks
from evidence.findings.families_model import Ground, Join

_CROWD = 40  # records with one key: beyond that it tells nothing
_SMALL = 20  # people: many studies have 12
_TWO, _THREE = 2, 3  # authors in common
_SHARE = 0.6  # of the shorter list of authors
_MOST = 0.75  # of the longer list
_SOME = 30  # people
_TELLING = 5  # stems
_SOON = 2  # years
_LIKE = 0.5  # shared stems of all stems of two titles
_OPEN = frozenset({"not stated", "protocol"})
_LINKS = {"UpdateOf": "an update of", "RepublishedFrom": "a republication of"}


def joins(found: Sequence[Marks]) -> Iterator[Join]:
    """All strong reasons among the records, one a pair and ground."""
    yield from _by(found, lambda each: each.numbers, _registered)
    yield from _by(found, lambda each: {each.cochrane} - {""}, _versions)
    yield from _linked(found)
    yield from _by(found, lambda each: each.names if each.is_study else (), _named)
    yield from _by(found, _people, _same_people)
    yield from _by(found, _whole_title, _same_title)
    yield from _by(found, _subject, _same_subject)
    yield from _by(found, _authors_of_studies, _later)


def conflict(one: Collection[tuple[str, str]], two: Collection[tuple[str, str]]) -> bool:
    """Whether both have numbers of one registry, and none in common."""
    ours, theirs = ({name for name, _ in each} for each in (one, two))
    return any(
        {number for name, number in one if name == shared}.isdisjoint(
            number for name, number in two if name == shared
        )
        for shared in ours & theirs
    )


def _by(
    found: Sequence[Marks],
    keys: Callable[[Marks], Collection[Hashable]],
    judge: Callable[[Marks, Marks], Join | None],
) -> Iterator[Join]:
    blocks: dict[Hashable, list[Marks]] = defaultdict(list)
    for each in found:
        for key in keys(each):
            blocks[key].append(each)
    seen: set[tuple[int, int]] = set()
    for block in blocks.values():
        if not 1 < len(block) <= _CROWD:
            continue
        for one, two in combinations(block, 2):
            if (one.pmid, two.pmid) not in seen:
                seen.add((one.pmid, two.pmid))
                join = judge(one, two)
                if join is not None:
                    yield join


def _people(each: Marks) -> Collection[Hashable]:
    size = each.member.size
    if size is None or size < _SMALL or not each.is_study or each.design == "case report":
        return ()
    return [(size, author) for author in each.authors]


def _registered(one: Marks, two: Marks) -> Join | None:
    shared = sorted(one.numbers & two.numbers)
    name, number = shared[0]
    authors = _authors(one, two)
    if name == "PROSPERO":
        reviews = all(each.is_review or each.design in _OPEN for each in (one, two))
        fits = reviews and bool(one.authors & two.authors) and _one_subject(one, two)
    else:
        fits = one.is_study and two.is_study and _own_number(one, two)
        fits = fits and (_alike(one, two) or len(one.authors & two.authors) >= _TWO)
    if not fits:
        return None
    why = f"same registration {number}"
    return _join(one, two, "registration", f"{why}, {authors}" if authors else why)


def _own_number(one: Marks, two: Marks) -> bool:
    """Not a pooled analysis, which names the numbers of several trials."""
    if one.numbers == two.numbers:
        return True
    registries = [[name for name, _ in each.numbers] for each in (one, two)]
    return all(len(names) == len(set(names)) for names in registries)


def _versions(one: Marks, two: Marks) -> Join:
    return _join(one, two, "review version", f"versions of one Cochrane review, {one.cochrane}")


def _linked(found: Sequence[Marks]) -> Iterator[Join]:
    known = {each.pmid: each for each in found}
    for each in found:
        for link in each.member.record.corrections:
            other = known.get(link.pmid or 0)
            if link.kind not in _LINKS or other is None or other.pmid == each.pmid:
                continue
            same = (each.is_review, each.is_study) == (other.is_review, other.is_study)
            if same and each.authors & other.authors:
                why = f"PubMed calls {each.pmid} {_LINKS[link.kind]} {other.pmid}"
                yield _join(each, other, "PubMed link", f"{why}, {_authors(each, other)}")


def _named(one: Marks, two: Marks) -> Join | None:
    name = min(one.names & two.names)
    common = len(one.authors & two.authors)
    if common < _TWO and not one.collectives & two.collectives:
        return None
    if conflict(one.numbers, two.numbers):
        return None
    people = _same_n(one, two)
    if not people and not _one_subject(one, two):
        return None
    why = f"same study name {name}, {_authors(one, two) or 'same group of authors'}"
    return _join(one, two, "study name", f"{why}, {people or 'same subject in the titles'}")


def _same_people(one: Marks, two: Marks) -> Join | None:
    common = len(one.authors & two.authors)
    if common < _THREE or common < _SHARE * min(len(one.authors), len(two.authors)):
        return None
    if not _alike(one, two) or conflict(one.numbers, two.numbers):
        return None
    why = f"{_authors(one, two)}, {_same_n(one, two)}"
    if one.sites & two.sites:
        why = f"{why}, same affiliation"
    if one.period and one.period == two.period:
        return _join(one, two, "authors", f"{why}, same period {one.period}")
    if _one_subject(one, two):
        return _join(one, two, "authors", f"{why}, same subject in the titles")
    most = common >= _MOST * max(len(one.authors), len(two.authors))
    if not most or not _unusual(one.member.size) or _likeness(one, two) < _LIKE:
        return None
    return _join(one, two, "authors", f"{why}, like subjects in the titles")


def _same_title(one: Marks, two: Marks) -> Join | None:
    """One paper printed twice, as in two languages."""
    common = len(one.authors & two.authors)
    if common < _TWO or common < _SHARE * min(len(one.authors), len(two.authors)):
        return None
    if one.design != two.design or conflict(one.numbers, two.numbers):
        return None
    if not _n_agree(one, two):
        return None
    return _join(one, two, "title", f"same title, {_authors(one, two)}")


def _same_subject(one: Marks, two: Marks) -> Join | None:
    """Titles that differ only in words that tell nothing, by the same people at one time."""
    common = len(one.authors & two.authors)
    if common < _THREE or common < _MOST * max(len(one.authors), len(two.authors)):
        return None
    if not _alike(one, two) or conflict(one.numbers, two.numbers) or not _n_agree(one, two):
        return None
    if abs((one.year or 0) - (two.year or 0)) > _SOON:
        return None
    return _join(one, two, "title", f"same subject in the titles, {_authors(one, two)}")


def _later(one: Marks, two: Marks) -> Join | None:
    """A later follow-up: its title says so, and no more people than before."""
    first, last = sorted((one, two), key=lambda each: (each.year or 0, each.pmid))
    if not last.later or last.later == first.later or not _one_subject(one, two):
        return None
    common = len(one.authors & two.authors)
    if common < _THREE or common < _SHARE * min(len(one.authors), len(two.authors)):
        return None
    if not _alike(one, two) or conflict(one.numbers, two.numbers):
        return None
    before, after = first.member.size, last.member.size
    more = before is not None and after is not None and after > before
    if more or (one.period and two.period and one.period != two.period):
        return None
    why = f'a follow-up by its title ("{last.later}"), {_authors(one, two)}'
    return _join(one, two, "authors", f"{why}, same subject in the titles")


def _n_agree(one: Marks, two: Marks) -> bool:
    return len({one.member.size, two.member.size} - {None}) < _TWO


def _unusual(size: int | None) -> bool:
    """Whether few studies have so many people: 60 and 100 are planned numbers."""
    return size is not None and size >= _SOME and size % 10 != 0


def _whole_title(each: Marks) -> Collection[Hashable]:
    return [each.whole_title] if each.whole_title and (each.is_study or each.is_review) else ()


def _subject(each: Marks) -> Collection[Hashable]:
    return [each.title] if len(each.title) >= _TELLING and each.is_study else ()


def _authors_of_studies(each: Marks) -> Collection[Hashable]:
    return each.authors if each.is_study and len(each.title) >= _TWO else ()


def _one_subject(one: Marks, two: Marks) -> bool:
    return not _exclusive(one, two) and _likeness(one, two) >= _LIKE


def _alike(one: Marks, two: Marks) -> bool:
    return one.design == two.design or bool({one.design, two.design} & _OPEN)


def _exclusive(one: Marks, two: Marks) -> bool:
    """Whether each title names something that the other does not: two subjects."""
    return bool(one.title - two.title) and bool(two.title - one.title)


def _likeness(one: Marks, two: Marks) -> float:
    both = one.title | two.title
    return len(one.title & two.title) / len(both) if both else 0.0


def _same_n(one: Marks, two: Marks) -> str:
    size = one.member.size
    same = size is not None and size == two.member.size and size >= _SMALL
    return f"same n ({size})" if same else ""


def _authors(one: Marks, two: Marks) -> str:
    shared, fewest = len(one.authors & two.authors), min(len(one.authors), len(two.authors))
    return f"same authors ({shared} of {fewest})" if shared else ""


def _join(one: Marks, two: Marks, ground: Ground, why: str) -> Join:
    return Join(min(one.pmid, two.pmid), max(one.pmid, two.pmid), ground, why)
