"""The sentences of a digest that are counted, not quoted: its subject and its numbers."""

from collections import Counter

from evidence.digest.model import GRAVITY, NEW, Digest, Item, TopicCount

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
    kinds = Counter(item.kind for item in (*digest.items, *digest.more))
    for kind in GRAVITY:
        if kinds[kind]:
            others = sum(kinds[each] for each in GRAVITY) - kinds[kind]
            said = f"{_counted(kinds[kind], 'cited source')} {_BEFELL[kind]}"
            return f"{said}, {_counted(others, 'other notice')}" if others else said
    new = [_counted(kinds[kind], f"new {kind}") for kind in NEW if kinds[kind]]
    if new:
        return ", ".join(new)
    return _quiet(digest)


def _quiet(digest: Digest) -> str:
    """Where no item is listed: trouble before what is merely more."""
    if digest.trouble:
        return _counted(len(digest.trouble), "problem")
    if digest.joined:
        return _counted(digest.joined, "new record")
    noticed = sum(each.notices for each in digest.counts)
    if noticed:
        return f"{_counted(noticed, 'record')} with a new notice"
    first = sum(each.first_search is not None for each in digest.counts)
    return f"{_counted(first, 'topic')} searched for the first time" if first else "nothing new"


def number_line(count: TopicCount) -> str:
    """A topic's numbers in a sentence."""
    said = []
    if count.first_search is not None:
        name = "first search with its new query" if count.new_query else "first search"
        said.append(f"{name}: {_counted(count.first_search, 'record')}")
    if count.joined:
        said.append(_counted(count.joined, "other new record"))
    if count.notices:
        bear = "bears" if count.notices == 1 else "bear"
        said.append(f"{_counted(count.notices, 'record')} that no text cites {bear} a new notice")
    if count.changed:
        said.append(f"{count.changed:,} changed")
    if count.left:
        gone = f" ({count.gone:,} deleted by PubMed)" if count.gone else ""
        said.append(f"{count.left:,} left{gone}")
    return f"{'; '.join((*said, f'{count.stored:,} held'))}."


def more_line(digest: Digest) -> str:
    """What is beyond the list, and where to read it; "" where nothing is."""
    if not digest.more:
        return ""
    pmids = sorted({item.pmid for item in digest.more})
    query = " OR ".join(f"{pmid}[uid]" for pmid in pmids[:_MOST_PMIDS])
    over = "" if len(pmids) <= _MOST_PMIDS else f" (the first {_MOST_PMIDS})"
    return f'and {len(digest.more):,} more{over}: evidence search "{query}"'


def title_line(item: Item) -> str:
    """What an item is called in a list: its kind, in words for a reader."""
    names = {"update": "updated", "deleted": "deleted by PubMed", "retraction": "retracted"}
    return names.get(item.kind, item.kind)


def _counted(count: int, noun: str) -> str:
    if count == 1:
        return f"1 {noun}"
    plural = noun.replace("meta-analysis", "meta-analyses") if "analysis" in noun else f"{noun}s"
    return f"{count:,} {plural}"
