"""The sentences of a digest that are counted, not quoted: its subject and its numbers."""

import shlex
from collections import Counter
from collections.abc import Sequence

from evidence.digest.model import GRAVITY, NEW, Digest, Item, Step, TopicCount

NAME = "evidence digest"
_MOST_PMIDS = 30  # in a command to type
_BEFELL = {
    "retraction": "retracted",
    "deleted": "deleted by PubMed",
    "partial retraction": "partially retracted",
    "expression of concern": "with an expression of concern",
    "retracted and republished": "retracted and republished",
    "corrected and republished": "corrected and republished",
    "update": "updated",
    "erratum": "corrected",
}


def subject(digest: Digest) -> str:
    """The most urgent thing in a line: "1 cited source retracted - evidence digest"."""
    return f"{headline(digest)} – {NAME}"  # noqa: RUF001 - a dash between two things


def headline(digest: Digest) -> str:
    """The same without the program's name."""
    items = (*digest.items, *digest.more)
    noticed = [each for each in (_of_cited(items), _of_topics(items)) if each]
    return "; ".join(noticed) or _of_new(items) or _quiet(digest)


def _of_cited(items: Sequence[Item]) -> str:
    kinds = Counter(item.kind for item in items if item.urgent)
    gravest = next((kind for kind in GRAVITY if kinds[kind]), None)
    if gravest is None:
        return ""
    others = kinds.total() - kinds[gravest]
    said = f"{_counted(kinds[gravest], 'cited source')} {_BEFELL[gravest]}"
    return f"{said}, {_counted(others, 'other notice')}" if others else said


def _of_topics(items: Sequence[Item]) -> str:
    kinds = Counter(item.kind for item in items if item.notice and not item.urgent)
    said = ", ".join(_notices(kinds[kind], kind) for kind in GRAVITY if kinds[kind])
    return f"{said} in your topics" if said else ""


def _notices(count: int, kind: str) -> str:
    if kind == "retracted and republished":
        return f"{_counted(count, 'paper')} {kind}"
    if kind == "expression of concern" and count > 1:
        return f"{count:,} expressions of concern"
    return _counted(count, kind)


def _of_new(items: Sequence[Item]) -> str:
    """Reviews and trials that PubMed calls so; what only its own words call so may be none."""
    kinds = Counter(item.kind for item in items if not item.notice and item.sure)
    said = [_counted(kinds[kind], f"new {kind}") for kind in NEW if kinds[kind]]
    unsure = sum(not item.notice and not item.sure for item in items)
    if unsure:
        may = "a review or trial" if unsure == 1 else "reviews or trials"
        said.append(f"{_counted(unsure, 'new record')} that may be {may}")
    return ", ".join(said)


def _quiet(digest: Digest) -> str:
    """Where no item is listed: trouble before what is merely more."""
    if digest.trouble:
        return _counted(len(digest.trouble), "problem")
    if digest.joined:
        return _counted(digest.joined, "new record")
    noticed = sum(each.notices for each in digest.counts)
    if noticed:
        return f"{_counted(noticed, 'record')} corrected or updated"
    edited = sum(each.first_search is not None and each.new_query for each in digest.counts)
    first = sum(each.first_search is not None for each in digest.counts) - edited
    said = [f"{_counted(first, 'topic')} searched for the first time"] if first else []
    if edited:
        said.append(f"{_counted(edited, 'topic')} with a changed query")
    return ", ".join(said) or "nothing new"


def number_line(count: TopicCount) -> str:
    """A topic's numbers in a sentence."""
    said = []
    if count.first_search is not None:
        name = "first search with its new query" if count.new_query else "first search"
        said.append(f"{name}: {_counted(count.first_search, 'record')}")
    if count.joined:
        said.append(_counted(count.joined, "other new record"))
    if count.notices:
        were = "was" if count.notices == 1 else "were"
        rest = count.notices - len(count.noticed)
        named = ", ".join(map(str, count.noticed)) + (f" and {rest:,} more" if rest else "")
        said.append(
            f"{_counted(count.notices, 'record')} that no text cites {were} corrected or updated"
            f" (PMID {named})"
        )
    if count.changed:
        said.append(f"{count.changed:,} changed")
    if count.left:
        gone = f" ({count.gone:,} deleted by PubMed)" if count.gone else ""
        said.append(f"{count.left:,} left{gone}")
    return f"{'; '.join((*said, f'{count.stored:,} held'))}."


def more_step(digest: Digest) -> Step | None:
    """What is beyond the list, and where to read it; None where nothing is."""
    if not digest.more:
        return None
    pmids = sorted({item.pmid for item in digest.more})
    query = " OR ".join(f"{pmid}[uid]" for pmid in pmids[:_MOST_PMIDS])
    over = "" if len(pmids) <= _MOST_PMIDS else f" (the first {_MOST_PMIDS})"
    return Step(f"And {len(digest.more):,} more{over}:", shlex.join(("evidence", "search", query)))


def title_line(item: Item) -> str:
    """What an item is called in a list: its kind, in words for a reader, with a capital."""
    names = {"update": "updated", "deleted": "deleted by PubMed", "retraction": "retracted"}
    said = names.get(item.kind, item.kind) if item.sure else f"perhaps a {item.kind}"
    return said[:1].upper() + said[1:]


def _counted(count: int, noun: str) -> str:
    if count == 1:
        return f"1 {noun}"
    plural = noun.replace("meta-analysis", "meta-analyses") if "analysis" in noun else f"{noun}s"
    return f"{count:,} {plural}"
