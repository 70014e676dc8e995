"""Ovid's syntax in a query for PubMed, with PubMed's own form where it is certain.

What Ovid's forms mean: Ovid MEDLINE's field guide and its help on operators. adjN lets
N - 1 words stand between, PubMed's :~N lets N. Ovid's .ab. has no field at PubMed.
"""

import re
from collections.abc import Iterator

from evidence.query.mesh import Mesh
from evidence.query.tree import Message

_FIELDS = {
    "ti": "ti",
    "ab": "tiab",
    "tw": "tiab",
    "mp": "tw",
    "kw": "ot",
    "kf": "ot",
    "ot": "ot",
    "pt": "pt",
    "nm": "nm",
    "rn": "rn",
    "hw": "mh",
    "sh": "mh:noexp",
    "fs": "sh",
    "au": "au",
    "jn": "ta",
    "jw": "ta",
    "la": "la",
    "in": "ad",
    "af": "all",
    "xs": "sh",
    "ui": "pmid",
    "yr": "dp",
}
_SUFFIX = re.compile(
    rf"(?<=[\w)\"*$?])\.({'|'.join(_FIELDS)})((?:,\s?(?:{'|'.join(_FIELDS)}))*)\.(?![\w.])",
    re.IGNORECASE,
)
_NO_OPERATOR = r"(?!(?:AND|OR|NOT|and|or|not|exp)\b)"
_HEADING = rf"{_NO_OPERATOR}[A-Za-z][\w'-]*(?:,?[ ]{_NO_OPERATOR}[\w'-]+){{0,8}}"
_SUBJECT = re.compile(
    r"(?P<before>^|[\s(])(?P<exp>exp\.? ?)?(?P<major>\*)?"
    rf"(?P<quote>\"?)(?P<name>{_HEADING})(?P=quote)/"
    r"(?P<subs>(?:[a-z]{2}(?:, ?[a-z]{2})*(?: \[[^\]]*\])?)?)(?=$|[\s)])",
    re.MULTILINE,
)
_ADJACENT = re.compile(r"\b(?P<op>adj(?P<n>\d{0,2}))\b(?!\[)")
_PAIR = re.compile(
    r"(?<![\w*$?] )(?<![\w*$?-])(?P<a>[\w-]+) adj(?P<n>\d{0,2}) (?P<b>[\w-]+)"
    r"(?P<field>\.(?:ti|ab|tw|ti,ab|ab,ti)\.)",
)
_LINES = re.compile(
    r"(?:^|\s)(?P<it>(?:or|and)/\d[\d,-]*|limit \d+ to\b|\d+ (?:and|or|not) \d+(?=$|\s|\)))",
    re.IGNORECASE | re.MULTILINE,
)
_TRUNCATED = re.compile(r"(?<![\w-])(?P<stem>\w[\w-]{0,60}[a-z])\$(?P<most>\d*)(?![\w$])")
_ONE_LETTER = re.compile(r"(?<![\w-])(?P<stem>\w[\w-]{0,60})\?(?P<rest>\w{0,60})")
# Words joined by and, or, not: no brackets, quotes, or marks that mean more at Ovid.
_FLAT = re.compile(r"\((?P<inside>(?:(?!\badj\d*\b)[\w*\s-])*)\)\Z")
_LONGEST_GROUP = 2000
_SHORTEST_STEM = 4


def ovid(whole: str, text: str, mesh: Mesh) -> Iterator[Message]:
    """Everything that is Ovid's; `text` is the whole one without the letters of phrases."""
    yield from _near(text)
    yield from _headings(whole, mesh)
    yield from _lines(text)
    yield from _suffixes(text)
    yield from _truncations(text)


def _near(text: str) -> Iterator[Message]:
    pairs = {found.start("n") - len("adj"): found for found in _PAIR.finditer(text)}
    for found in _ADJACENT.finditer(text):
        pair = pairs.get(found.start())
        between = max(int(found["n"] or 1) - 1, 0)
        said = f"{found['op']} is Ovid's; PubMed searches it as a word"
        step = f'Write "word word"[tiab:~{between}].'
        if pair is None:
            yield Message("ovid", "error", said, found.start(), found.end(), step)
            continue
        field = "ti" if pair["field"] == ".ti." else "tiab"
        fix = f'"{pair["a"]} {pair["b"]}"[{field}:~{between}]'
        yield Message("ovid", "error", said, pair.start("a"), pair.end(), step, fix)


def _headings(text: str, mesh: Mesh) -> Iterator[Message]:
    for found in _SUBJECT.finditer(text):
        if not found["exp"] and found["name"][0].islower() and not mesh.heading(found["name"]):
            continue  # and/or, pain/function: a slash in prose
        start = found.end("before")
        tag = ("majr" if found["major"] else "mh") + ("" if found["exp"] else ":noexp")
        heading = mesh.lookup(found["name"])
        name = heading.name if heading else found["name"]
        fix = None if found["subs"] else f'"{name}"[{tag}]'
        said = f"{found[0].strip(' (')} is Ovid's form of a MeSH heading; PubMed reads it as words"
        step = f'Write "{name}"[{tag}], or "{name}/subheading"[{tag}].' if fix is None else ""
        yield Message("ovid", "error", said, start, found.end(), step, fix)


def _lines(text: str) -> Iterator[Message]:
    for found in _LINES.finditer(text):
        said = f"{found['it']} refers to Ovid's earlier searches; PubMed reads words and numbers"
        step = "Write those searches out in brackets, or as #1 OR #2 in a numbered list."
        yield Message("ovid", "error", said, found.start("it"), found.end("it"), step)


def _suffixes(text: str) -> Iterator[Message]:
    for found in _SUFFIX.finditer(text):
        field = _field(found[0])
        said = f"{found[0]} is Ovid's; PubMed reads its letters as words"
        step = f"Write [{field}] after every term."
        if text[found.start() - 1] == ")":
            yield _group(text, found, field, said, step)
        else:
            yield Message("ovid", "error", said, found.start(), found.end(), step, f"[{field}]")


def _group(text: str, found: re.Match[str], field: str, said: str, step: str) -> Message:
    """A suffix after brackets: its field belongs to each term in them."""
    start = text.rfind("(", max(0, found.start() - _LONGEST_GROUP), found.start())
    group = _FLAT.match(text, start, found.start()) if start >= 0 else None
    if group is None or not group["inside"].strip():
        return Message("ovid", "error", said, found.start(), found.end(), step)
    parts = re.split(r"\s+(and|or|not)\s+", group["inside"].strip(), flags=re.IGNORECASE)
    tagged = [
        part.upper() if number % 2 else f"{part}[{field}]" for number, part in enumerate(parts)
    ]
    fix = f"({' '.join(tagged)})"
    return Message("ovid", "error", said, group.start(), found.end(), step, fix)


def _field(suffix: str) -> str:
    names = {each.strip().lower() for each in suffix.strip(".").split(",")}
    if len(names) == 1:
        return _FIELDS[names.pop()]
    if names <= {"ti", "ab", "tw", "kw", "kf", "ot"}:
        return "tiab"
    return "tw"


def _truncations(text: str) -> Iterator[Message]:
    for found in _TRUNCATED.finditer(text):
        said = f"{found[0]}: $ is Ovid's truncation; at PubMed it is a space"
        long_enough = len(found["stem"]) >= _SHORTEST_STEM
        fix = f"{found['stem']}*" if long_enough else None
        step = f"PubMed's * stands for any number of letters, not {found['most']}."
        yield Message(
            "ovid",
            "error",
            said,
            found.start(),
            found.end(),
            step if found["most"] else "" if fix else "Write out the endings.",
            fix,
        )
    for found in _ONE_LETTER.finditer(text):
        if not found["rest"]:
            continue  # the end of a question
        said = f"{found[0]}: ? is Ovid's wildcard; at PubMed it is a space"
        fix = f"{found['stem']}*{found['rest']}" if len(found["stem"]) >= _SHORTEST_STEM else None
        step = "" if fix else "Write the forms out: (woman OR women)."
        yield Message("ovid", "error", said, found.start(), found.end(), step, fix)
