"""PubMed's search fields: their tags, aliases, and what of our index each one reads.

Tags and full names are those of the PubMed User Guide and of einfo; some aliases are
forms that real queries use ("ptyp", "date - entrez").
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

_TIAB = ("ti", "ab", "oa", "ot")
_TW = (*_TIAB, "tw")
# Everything with words but the place of publication and what holds only dates.
_ALL = (
    *_TW,
    "tt",
    "au",
    "fau",
    "cn",
    "ir",
    "ed",
    "ps",
    "ad",
    "ta",
    "gr",
    "si",
    "book",
    "pubn",
    "cois",
)


@dataclass(frozen=True, slots=True)
class Tag:
    """A search field.

    `kind` says how its values are read: "text" (words, phrases), "mesh", "subheading",
    "type", "language", "term" (one controlled term), "name", "journal", "code", "date",
    "number" (PMID), "subset", "action" (a pharmacological action) or "none" (known, but
    nothing here can answer it).
    `fields` are index fields; for "code" the kind of code.
    """

    name: str
    full: str
    kind: str
    fields: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


TAGS: tuple[Tag, ...] = (
    Tag("all", "All Fields", "text", _ALL),
    Tag("tiab", "Title/Abstract", "text", _TIAB, ("text",)),
    Tag("ti", "Title", "text", ("ti",), ("titl",)),
    Tag("tw", "Text Word", "text", _TW, ("text words", "word")),
    Tag("ot", "Other Term", "text", ("ot",), ("otrm", "keyword")),
    Tag("tt", "Transliterated Title", "text", ("tt",)),
    Tag("ad", "Affiliation", "text", ("ad",), ("affl",)),
    Tag("cn", "Author - Corporate", "text", ("cn",), ("corporate author", "coln")),
    Tag("gr", "Grants and Funding", "text", ("gr",), ("grant number", "grnt", "grant")),
    Tag("si", "Secondary Source ID", "text", ("si",)),
    Tag("book", "Book", "text", ("book",)),
    Tag("pubn", "Publisher", "text", ("pubn",)),
    Tag("pl", "Place of Publication", "text", ("pl",), ("cnty",)),
    Tag(
        "cois",
        "Conflict of Interest Statements",
        "text",
        ("cois",),
        ("conflict of interest statement",),
    ),
    Tag(
        "mh",
        "MeSH Terms",
        "mesh",
        ("mh",),
        ("mesh", "mesh term", "mesh heading", "mesh headings"),
    ),
    Tag("majr", "MeSH Major Topic", "mesh", ("majr",), ("mj",)),
    Tag("sh", "MeSH Subheading", "subheading", ("sh",), ("subheading", "subh")),
    Tag("pt", "Publication Type", "type", ("pt",), ("ptyp",)),
    Tag("la", "Language", "language", ("la",), ("lang",)),
    Tag(
        "nm",
        "Supplementary Concept",
        "term",
        ("nm",),
        ("substance name", "substance", "subs"),
    ),
    Tag("au", "Author", "name", ("au",), ("auth", "authors")),
    Tag("1au", "Author - First", "name", ("1au",), ("first author name", "first author", "faut")),
    Tag(
        "lastau", "Author - Last", "name", ("lastau",), ("last author name", "last author", "laut")
    ),
    Tag("fau", "Author - Full", "name", ("fau",), ("full author name", "full author", "full")),
    Tag("ir", "Investigator", "name", ("ir",)),
    Tag("fir", "Investigator - Full", "name", ("fir",), ("full investigator name", "finv")),
    Tag("ed", "Editor", "name", ("ed",)),
    Tag("ps", "Subject - Personal Name", "name", ("ps",), ("personal name as subject",)),
    Tag("ta", "Journal", "journal", ("ta",), ("jour", "title abbreviation", "source")),
    Tag("jid", "NLM Unique ID", "code", ("jid",)),
    Tag("is", "ISSN", "code", ("is",)),
    Tag("vi", "Volume", "code", ("vi",), ("vol",)),
    Tag("ip", "Issue", "code", ("ip",), ("iss",)),
    Tag("pg", "Pagination", "code", ("pg",), ("page",)),
    Tag("lid", "Location ID", "code", ("lid",)),
    Tag("aid", "Article Identifier", "code", ("aid",), ("doi", "pii")),
    Tag("rn", "EC/RN Number", "code", ("rn",), ("ecno",)),
    Tag("auid", "Author - Identifier", "code", ("auid",), ("author identifier",)),
    Tag("isbn", "ISBN", "code", ("isbn",)),
    Tag("owner", "Owner", "code", ("owner",)),
    Tag("dp", "Date - Publication", "date", ("dp",), ("pdat", "publication date")),
    Tag(
        "edat",
        "Date - Entry",
        "date",
        ("edat",),
        ("entry date", "date - entrez", "entrez date"),
    ),
    Tag("crdt", "Date - Create", "date", ("crdt",), ("create date",)),
    Tag("lr", "Date - Modification", "date", ("lr",), ("mdat", "modification date")),
    Tag("mhda", "Date - MeSH", "date", ("mhda",), ("mesh date",)),
    Tag("dcom", "Date - Completion", "date", ("dcom",), ("completion date", "cdat")),
    Tag(
        "epdat",
        "Electronic Date of Publication",
        "date",
        ("epdat",),
        ("electronic publication date", "epdt"),
    ),
    Tag(
        "ppdat",
        "Print Date of Publication",
        "date",
        ("ppdat",),
        ("print publication date", "ppdt"),
    ),
    Tag("pmid", "UID", "number", (), ("pubmed id",)),
    Tag("sb", "Subset", "subset"),
    Tag("filter", "Filter", "subset", (), ("filt",)),
    Tag("stat", "Status", "subset", (), ("status",)),
    Tag("pa", "Pharmacological Action", "action", ("pa",), ("pharmacologic action", "papx")),
    # Fields that einfo lists and PubMed hides: nothing that a record says answers them.
    Tag("pid", "Publisher ID", "none"),
    Tag("aucl", "Author Cluster ID", "none"),
    Tag("eid", "Extended PMID", "none"),
    Tag("dso", "DSO", "none"),
    Tag("p1dat", "P1DAT", "none"),
)
TAG: Mapping[str, Tag] = {each.name: each for each in TAGS}
_EXTRA: Mapping[str, str] = {
    "date of publication": "dp",
    "author name": "au",
    "mesh subheading": "sh",
    "grants and funding": "gr",
    "author - corporate": "cn",
}
_NAMES: Mapping[str, str] = {
    **{name: each.name for each in TAGS for name in (each.name, each.full.lower(), *each.aliases)},
    **_EXTRA,
    "uid": "pmid",
}
_LONGEST = 60  # characters of a tag's name to compare with those known
PROXIMITY: frozenset[str] = frozenset({"ti", "tiab", "ad"})
EXPLODING: frozenset[str] = frozenset({"mh", "majr", "sh", "pt", "nm"})


@lru_cache(maxsize=4096)
def tag_named(text: str) -> Tag | None:
    """The field of a tag's text, case and spaces free; None for no such field."""
    if len(text) > _LONGEST:
        return None
    name = " ".join(text.replace("-", " - ").split()).lower().replace(" / ", "/")
    plain = name.replace(" - ", "-")
    found = _NAMES.get(name) or _NAMES.get(plain)
    return TAG[found] if found else None


@lru_cache(maxsize=4096)
def nearest(text: str) -> str:
    """The tag to write instead of one that does not exist."""
    name = " ".join(text[:_LONGEST].split()).lower()
    if name in {"ab", "abstract"}:
        return "tiab"
    close = difflib.get_close_matches(name, sorted(_NAMES), n=1, cutoff=0.5)
    return _NAMES[close[0]] if close else "tiab"
