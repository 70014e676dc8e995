"""Embase.com's, Web of Science's and CINAHL's syntax in a query for PubMed."""

import re
from collections.abc import Iterator

from evidence.query.mesh import Mesh
from evidence.query.tree import Message

_EMTREE = re.compile(
    r"(?P<name>'[^'\n\"]{2,80}'|(?<![\w-])[\w-]{1,80})/(?P<kind>exp|de|mj|exp/mj)\b"
)
_EMBASE_FIELD = re.compile(
    r"(?P<term>'[^'\n\"]{2,80}'|\"[^\"\n]{2,80}\"|(?<![\w*-])[\w*-]{1,80})?"
    r":(?P<fields>(?:ti|ab|kw|de|tt|tn|it|lnk|ta|au|py)(?:,(?:ti|ab|kw|de|tt|tn))*)\b(?![:~])"
)
_EMBASE_NEAR = re.compile(r"\b(?P<op>NEAR|NEXT)/(?P<n>\d{1,2})\b", re.IGNORECASE)
_EMBASE_LIMIT = re.compile(r"\[[\w\s-]{1,80}\]/(?:lim|py)\b")
_WEB = re.compile(r"(?:^|(?<=[\s(]))(?P<field>TS|TI|AB|TOPIC|AK|SO|PY|DT)\s?=\s?(?=[(\"\w])")
_CINAHL = re.compile(r"\b(?P<kind>MH|MM|MJ)\s+\"(?P<name>[^\"+\n]{2,80})(?P<plus>\+?)\"(?!\s*\[)")
_TIAB = {"ti", "ab", "kw", "tt"}


def embase(text: str, mesh: Mesh) -> Iterator[Message]:
    """Embase.com's forms."""
    for found in _EMTREE.finditer(text):
        name = found["name"].strip("'")
        tag = ("majr" if "mj" in found["kind"] else "mh") + (
            "" if "exp" in found["kind"] else ":noexp"
        )
        heading = mesh.lookup(name)
        fix = f'"{heading.name}"[{tag}]' if heading else None
        step = "" if fix else f'Write the MeSH heading for it: "..."[{tag}].'
        said = f"{found[0]} is Embase's form of an Emtree term; PubMed reads it as words"
        yield Message("embase", "error", said, found.start(), found.end(), step, fix)
    for found in _EMBASE_FIELD.finditer(text):
        yield from _embase_field(found)
    for found in _EMBASE_NEAR.finditer(text):
        said = f"{found[0]} is Embase's; PubMed searches it as words"
        step = f'Write "word word"[tiab:~{found["n"]}].'
        yield Message("embase", "error", said, found.start(), found.end(), step)
    for found in _EMBASE_LIMIT.finditer(text):
        said = f"{found[0]} is a limit of Embase; PubMed has no such tag"
        yield Message("embase", "error", said, found.start(), found.end(), "Leave it out.")


def _embase_field(found: re.Match[str]) -> Iterator[Message]:
    names = set(found["fields"].split(","))
    if not names & {"ti", "ab", "kw", "de", "lnk"}:
        return
    term = found["term"]
    said = f":{found['fields']} is Embase's; PubMed reads its letters as words"
    field = "ti" if names == {"ti"} else "tiab" if names <= _TIAB else "tw"
    step = f"Write [{field}] after every term."
    if term is None:
        yield Message("embase", "error", said, found.start(), found.end(), step)
        return
    inside = term.strip("'\"")
    plain = inside if re.fullmatch(r"[\w*]+", inside) else f'"{inside}"'
    yield Message("embase", "error", said, found.start(), found.end(), step, f"{plain}[{field}]")


def web_of_science(text: str) -> Iterator[Message]:
    """Web of Science's field names before an equals sign."""
    for found in _WEB.finditer(text):
        tag = {"TI": "ti", "SO": "ta", "PY": "dp", "DT": "pt"}.get(found["field"], "tiab")
        said = f"{found['field']}= is Web of Science's; PubMed reads its letters as a word"
        end = found.start() + len(found[0].rstrip())
        yield Message(
            "web-of-science", "error", said, found.start(), end, f"Write [{tag}] after every term."
        )


def cinahl(text: str, mesh: Mesh) -> Iterator[Message]:
    """EBSCO's subject headings: MH "Back Pain+"."""
    for found in _CINAHL.finditer(text):
        heading = mesh.lookup(found["name"])
        tag = ("mh" if found["kind"] == "MH" else "majr") + ("" if found["plus"] else ":noexp")
        name = heading.name if heading else found["name"]
        said = f"{found[0]} is CINAHL's form of a heading; PubMed reads {found['kind']} as a word"
        yield Message("cinahl", "error", said, found.start(), found.end(), "", f'"{name}"[{tag}]')
