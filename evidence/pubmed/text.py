"""Mixed content of PubMed XML as plain text and as escaped HTML.

Titles and abstracts may hold b, i, u, sup, sub and MathML at any depth (PubMed DTD 250101,
entity %text;). Plain text is all of it, without tags; the markup keeps the five tags only.
"""

import re
from collections.abc import Iterator
from html import escape
from xml.etree.ElementTree import Element

_KEPT = frozenset({"b", "i", "u", "sup", "sub"})
_RUN = re.compile(r"[ \t\r\n]+")  # what pretty printing adds; no-break and thin spaces stay


def fold(raw: str) -> str:
    """Trim, and make each run of blanks and line ends one space."""
    if "\n" in raw or "  " in raw or "\t" in raw or "\r" in raw:
        raw = _RUN.sub(" ", raw)
    return raw.strip(" ")


def plain(element: Element | None) -> str:
    """All text of an element, folded; "" for none."""
    if element is None:
        return ""
    raw = "".join(element.itertext()) if len(element) else element.text
    if not raw:
        return ""
    # isalnum is one quick look, and most texts are one word: a name, a UI, a number.
    return raw if raw.isalnum() else fold(raw)


def child(element: Element, name: str) -> str:
    """All text of the first direct child of that name, folded; "" for none."""
    return plain(element.find(name))


def rich(element: Element | None) -> tuple[str, str]:
    """Plain text and markup; without its tags and escapes the markup is the plain text.

    The markup is "" where it would equal the escaped plain text.
    """
    if element is None or not len(element):
        return plain(element), ""
    texts: list[str] = []
    pieces: list[str] = []
    blank = True  # at the start, and after a space: the next space is left out
    for is_tag, piece in _pieces(element):
        if is_tag:
            pieces.append(piece)
            continue
        run = _RUN.sub(" ", piece)
        if blank:
            run = run.removeprefix(" ")
        if run:
            blank = run.endswith(" ")
            texts.append(run)
            pieces.append(escape(run, quote=False))
    if blank:
        _trim_end(pieces)
    text = "".join(texts).rstrip(" ")
    markup = "".join(pieces)
    return text, "" if markup == escape(text, quote=False) else markup


def _pieces(element: Element) -> Iterator[tuple[bool, str]]:
    """(is a tag, tag or text) in document order, without the element's own tag."""
    if element.text:
        yield False, element.text
    for inner in element:
        kept = inner.tag in _KEPT
        if kept:
            yield True, f"<{inner.tag}>"
        yield from _pieces(inner)
        if kept:
            yield True, f"</{inner.tag}>"
        if inner.tail:
            yield False, inner.tail


def _trim_end(pieces: list[str]) -> None:
    """Drop the last text's trailing space (tags may follow it)."""
    for at in range(len(pieces) - 1, -1, -1):
        if not pieces[at].startswith("<"):
            pieces[at] = pieces[at].rstrip(" ")
            return
