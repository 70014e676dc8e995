"""A digest as an Atom feed (RFC 4287), in a file that news readers watch."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

from evidence.digest.model import Digest, Item, Trouble
from evidence.digest.serialise import stamp
from evidence.digest.text import fingerprint, plain
from evidence.digest.wording import number_line, title_line
from evidence.errors import StorageProblem, UsageProblem
from evidence.shipped import program_version

DAYS, MOST = 90, 100  # what a feed keeps
_LARGEST = 10_000_000  # bytes; ours has 100 entries
_NS = "http://www.w3.org/2005/Atom"
_NAME = "evidence-tracker"
_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "evidence-tracker:digest")
_PUBMED = "https://pubmed.ncbi.nlm.nih.gov/"
Write = Callable[[Path, str], None]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: a stable id (urn:uuid), when it was told, when it was first seen."""

    id: str
    title: str
    updated: str
    published: str
    content: str
    link: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class FeedFile:
    """A feed in a file. `write` replaces a file whole or not at all."""

    path: Path
    write: Write
    days: int = DAYS

    @property
    def name(self) -> str:
        """The file."""
        return str(self.path)

    @property
    def key(self) -> str:
        """The ledger's name for the file, wherever it is named from."""
        whole = f"atom:{self.path.resolve()}"
        return whole if len(whole) <= 300 else f"atom:{fingerprint(whole)}"  # noqa: PLR2004 - the column

    def lost(self) -> bool:
        """Whether the file is gone: then it is filled again."""
        return not self.path.exists()

    def send(self, digest: Digest) -> None:
        """Add what is new; the file is written only where its entries change."""
        held = _read(self.path) if self.path.exists() else ()
        entries = merged(held, entries_of(digest), digest.generated)
        if entries != held or not self.path.exists():
            self.write(self.path, document(self.key, entries, digest.generated))


def feed(digest: Digest) -> str:
    """A digest alone as a feed."""
    return document("atom:view", merged((), entries_of(digest), digest.generated), digest.generated)


def entries_of(digest: Digest) -> tuple[Entry, ...]:
    """An entry for each item, each trouble, and one for the numbers where they matter."""
    told = stamp(digest.generated)
    found = [_of_item(item, told) for item in (*digest.items, *digest.more)]
    found += [_of_trouble(each, told) for each in digest.trouble if each.keys]
    counted = [each for each in digest.counts if each.matters]
    if counted:
        text = " ".join(f"{each.topic}: {number_line(each)}" for each in counted)
        name = "\n".join(sorted(each for each in digest.keys if each.startswith("until:")))
        found.append(Entry(_urn(f"numbers:{name}"), "Other new records", told, told, plain(text)))
    return tuple(found)


def merged(held: Iterable[Entry], new: Iterable[Entry], now: datetime) -> tuple[Entry, ...]:
    """Held and new entries, newest first; one that is held keeps the time it was told."""
    known = {each.id: each for each in held}
    for each in new:
        known.setdefault(each.id, each)
    earliest = stamp(now - timedelta(days=DAYS))
    kept = [each for each in known.values() if each.updated >= earliest]
    kept.sort(key=lambda each: each.updated, reverse=True)
    return tuple(kept[:MOST])


def document(name: str, entries: Iterable[Entry], now: datetime) -> str:
    """The feed as XML; `name` makes its id."""
    ET.register_namespace("", _NS)
    root = ET.Element(f"{{{_NS}}}feed")
    listed = tuple(entries)
    _add(root, "id", _urn(name))
    _add(root, "title", "Evidence digest")
    _add(root, "updated", listed[0].updated if listed else stamp(now))
    _add(_add(root, "author"), "name", _NAME)
    _add(root, "generator", _NAME, version=program_version())
    for each in listed:
        _add_entry(root, each)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _add_entry(root: ET.Element, each: Entry) -> None:
    node = _add(root, "entry")
    _add(node, "id", each.id)
    _add(node, "title", each.title, type="text")
    _add(node, "updated", each.updated)
    _add(node, "published", each.published)
    if each.category:
        _add(node, "category", term=each.category)
    if each.link:
        _add(node, "link", rel="alternate", href=each.link)
    # RFC 4287 4.1.2: an entry has content, or else a link to its alternate.
    _add(node, "content", each.content, type="text")


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    node = ET.SubElement(parent, f"{{{_NS}}}{name}", attributes)
    node.text = plain(text) or None
    return node


def _of_item(item: Item, told: str) -> Entry:
    title = f"{title_line(item)}: {item.title or f'PMID {item.pmid}'}"
    if item.invented:
        title = f"[Invented sample] {title}"
    link = "" if item.invented else f"{_PUBMED}{item.pmid}/"
    seen = stamp(item.first_seen)
    text = plain(f"{item.why} PMID {item.pmid}. {item.step}")
    return Entry(_urn(item.keys[0]), plain(title), told, seen, text, link, item.kind)


def _of_trouble(trouble: Trouble, told: str) -> Entry:
    text = plain(f"{trouble.what} {trouble.step}")
    name = "\n".join(trouble.keys)
    return Entry(_urn(name), plain(trouble.what), told, told, text, "", "trouble")


def _urn(name: str) -> str:
    return uuid.uuid5(_SPACE, name).urn


def _read(path: Path) -> tuple[Entry, ...]:
    """The entries of our own feed; a file that is none is never written over."""
    try:
        size = path.stat().st_size
        raw = path.read_bytes() if size <= _LARGEST else b""
    except OSError as error:
        raise StorageProblem(
            f"{path} could not be read: {error.strerror or error}.", "Name another file."
        ) from error
    try:
        root = ET.fromstring(raw) if b"<!DOCTYPE" not in raw else None  # noqa: S314 - no DTD, no entity
    except ET.ParseError:
        root = None
    if root is None or _text(root, "generator") != _NAME:
        raise UsageProblem(
            f"{path} is there and is no feed of this program.",
            "Remove it, or name another file with --atom.",
        )
    return tuple(_entry(node) for node in root.iterfind(f"{{{_NS}}}entry"))


def _entry(node: ET.Element) -> Entry:
    link, category = (node.find(f"{{{_NS}}}{name}") for name in ("link", "category"))
    return Entry(
        _text(node, "id"),
        _text(node, "title"),
        _text(node, "updated"),
        _text(node, "published"),
        _text(node, "content") or _text(node, "summary"),
        link.get("href", "") if link is not None else "",
        category.get("term", "") if category is not None else "",
    )


def _text(node: ET.Element, name: str) -> str:
    return node.findtext(f"{{{_NS}}}{name}") or ""
