"""A term of the local PubMed's esearch: what it finds, and what PubMed would say about it."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pyroaring import BitMap

from evidence.query.evaluate import Verdict, evaluate, verdicts
from evidence.query.index import Index
from evidence.query.mesh import Mesh
from evidence.query.syntax import read
from evidence.query.translation import translation
from evidence.query.tree import EVERYTHING, HAS, Leaf, Query

_REFERENCE = re.compile(r'"[^"]*"|#(\d{1,9})(?!\w)')
_LONGEST = 12  # words that are looked up together

Earlier = Callable[[int], Sequence[int] | None]  # query key → its PMIDs
Pair = tuple[str, str]


class Declined(Exception):
    """esearch's <ERROR>."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a term finds, and the parts of esearch's answer that speak of the reading.

    `pairs` are the TranslationSet (as written, as searched).
    """

    pmids: BitMap
    translation: str
    pairs: tuple[Pair, ...] = ()
    fields_not_found: tuple[str, ...] = ()
    phrases_not_found: tuple[str, ...] = ()
    quoted_phrases_not_found: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reader:
    """Answers terms over an index, on a day."""

    index: Index
    mesh: Mesh
    today: date

    def answer(self, term: str, earlier: Earlier) -> Answer:
        """Everything about `term`; a tag that does not exist is left out, which widens it.

        Raises Declined where PubMed could not search it.
        """
        query = read(_with_earlier(term, earlier))
        unknown = tuple(each for each in query.errors if each.code == "unknown-field")
        for error in query.errors:
            if error not in unknown:
                raise Declined(error.text)
        parts = tuple(verdicts(query, self.index, self.mesh, self.today))
        found = parts[-1]
        absent = tuple(self._absent(query, parts))
        return Answer(
            pmids=found.yes,
            translation=translation(query, self.mesh, self.today),
            pairs=tuple(dict.fromkeys(self._pairs(query))),
            fields_not_found=tuple(
                dict.fromkeys(_field(query.text[each.start : each.end]) for each in unknown)
            ),
            phrases_not_found=tuple(each for each in absent if not each.startswith('"')),
            quoted_phrases_not_found=tuple(each for each in absent if each.startswith('"')),
            messages=tuple(_messages(query, found)),
        )

    def _absent(self, query: Query, parts: Sequence[Verdict]) -> Iterator[str]:
        """The terms that no record holds; of several untagged words, those words.

        PubMed's index is of 38 million records: a tagged term that is missing from a few
        files says little, and is told only where nothing was found at all; of a publication
        type never, for all of those are in PubMed's index.
        """
        for node, part in zip(query.tree, parts, strict=True):
            if not isinstance(node, Leaf) or part.yes or part.unknowable:
                continue
            if node.field in {HAS, EVERYTHING, "pmid", "pt"} or node.high is not None:
                continue
            if node.field or node.quoted:
                if not node.field or not parts[-1].yes:
                    yield _printed(node)
            else:
                yield from (chunk for chunk in node.text.split() if not self._held(chunk))

    def _held(self, word: str) -> bool:
        query = read(word)
        return not query.tree or bool(evaluate(query, self.index, self.mesh, self.today).yes)

    def _pairs(self, query: Query) -> Iterator[Pair]:
        """The longest runs of untagged words that mean more than themselves."""
        for leaf in query.leaves:
            if leaf.field or leaf.quoted or "*" in leaf.text:
                continue
            chunks = leaf.text.split()
            place = 0
            while place < len(chunks):
                taken = min(_LONGEST, len(chunks) - place)
                while taken:
                    run = " ".join(chunks[place : place + taken])
                    target = self._mapped(replace(leaf, text=run))
                    if target:
                        yield run, target
                        break
                    taken -= 1
                place += taken or 1

    def _mapped(self, leaf: Leaf) -> str:
        """What one run of words becomes; "" where it is no name, or a PMID."""
        query = Query(leaf.text, (leaf,))
        target = translation(query, self.mesh, self.today)
        # Several names, or none, are joined by AND; one name is an OR in its brackets.
        whole = read(target)
        if leaf.text.isdecimal() or not whole.tree or whole.tree[-1] != "OR":
            return ""
        return target.removeprefix("(").removesuffix(")")


def _with_earlier(term: str, earlier: Earlier) -> str:
    """The term with the PMIDs of an earlier search in the place of its #number."""

    def listed(found: re.Match[str]) -> str:
        if found[1] is None:
            return found[0]
        pmids = earlier(int(found[1]))
        if pmids is None:
            raise Declined(f"Unable to obtain query #{found[1]}")
        return f"({' '.join(map(str, pmids)) or '0'}[uid])"

    return _REFERENCE.sub(listed, term)


def _field(tag: str) -> str:
    return tag.strip("[]").split(":")[0].strip()


def _printed(leaf: Leaf) -> str:
    text = f'"{leaf.text}"' if leaf.quoted else leaf.text
    return f"{text}[{leaf.label}]" if leaf.field else text


def _messages(query: Query, found: Verdict) -> Iterator[str]:
    if query.text.count('"') % 2:
        yield "Unmatched double quote ignored."
    if found.unknowable:
        yield from (f"The local PubMed cannot tell: {note.text}" for note in found.notes)
