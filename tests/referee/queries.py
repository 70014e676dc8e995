"""Queries of every field, operator and nesting, with words that the records hold."""

from collections.abc import Sequence
from random import Random

from .words import words

_FEW = 4
TEXT = ("ti", "tiab", "tw", "ot", "tt", "ad", "cn", "gr", "si", "book", "pubn", "pl", "cois")
DATES = ("dp", "dp", "dp", "dp", "edat", "crdt", "lr", "mhda", "dcom", "epdat", "ppdat")
_MESH = ("mh", "mh", "majr", "mh:noexp", "majr:noexp")
_SUBHEADINGS = ("surgery", "drug therapy", "adverse effects", "poisoning", "toxicity", "su")
_SHAPES = ("plain", "plain", "wild", "inside", "near")
_WHOLE: tuple[str, ...] = (
    *("smith j[au]", "smith jk[au]", '"smith j"[au]', "smith[au]", "smith john[au]", "o'brien[au]"),
    *("smith-jones a[1au]", "smith j[1au]", "smith[lastau]", "de la cruz a[lastau]", "smi*[au]"),
    *("john smith[fau]", "smith, john[fau]", "julia wong[fir]", "wong j[ir]", "editor m[ed]"),
    *("varmus h[ps]", "0000-0001-5027-4446[auid]", "hip clinic[ad]", '"oslo hip"[ad:~1]'),
    *("journal of pain[ta]", "j pain[ta]", "spine[ta]", "1234-5678[ta]", "0362-2436[is]"),
    *("100898657[jid]", "5[vi]", "4 suppl[ip]", "123[pg]", "e45[pg]", "10.1000/xyz.1[aid]"),
    *("10.1000/xyz.1[lid]", "A7V27PHC7A[rn]", "978-0-1-2[isbn]", "nlm[owner]", "eng[la]"),
    *("french[la]", "japanese[la]", "review[pt]", "clinical trial[pt]", "clinical trial[pt:noexp]"),
    *("trial*[pt]", "randomi*[pt]", "quinine[nm]", '"gout, type 2"[nm]', "surgery[sh]", "su[sh]"),
    *("adverse effects[sh]", "adverse effects[sh:noexp]", "toxi*[sh]", "medline[sb]", "all[sb]"),
    *("inprocess[sb]", "publisher[sb]", "pubmednotmedline[sb]", "free full text[sb]"),
    *("systematic[sb]", "jsubsetaim", "hasabstract", "hasstructuredabstract", "haskeyword"),
    *("hasnonenglishabstract", "hascois", "hasdatabanklist", "hasnihmsid", "hasretractionin"),
    *("haserratumfor", "hascommenton", "hascorrectedrepublishedin", "pubstatusaheadofprint"),
    *("pmcbook", "pmcbooktitle", "pmcbookchapter", "indexingmethod_automated", "pubstatusnihms"),
    *("spinal diseases/surgery[mh]", "muscle cramp/th[mh]", "humans/adverse effects[majr]"),
    *("spinal stenosis/toxicity[mh:noexp]", "spin*[mh]", "spinal dise*[mh]", "narrow spine[mh]"),
    *("990000003[pmid]", "990000003:990000020[pmid]", "1:30000000[pmid]", '"last 5 years"[dp]'),
)


def _words(drawn: Sequence[str], field: str, shape: str, cut: int) -> str:
    plain = [each.replace('"', "").strip("()[]") or "pain" for each in drawn]
    if shape == "wild":
        plain[-1] = plain[-1][: max(4, cut)] + "*"
    if shape == "inside" and len(plain[0]) > 6:
        plain[0] = plain[0][:4] + "*" + plain[0][6:]
    if shape == "near" and field in {"ti", "tiab", "ad"}:
        few = words(" ".join(plain))[:_FEW]  # the referee tries every order of them
        return f'"{" ".join(few[::-1])}"[{field}:~{cut % 5}]'
    text = " ".join(plain)
    return f'"{text}"[{field}]' if shape == "plain" and cut % 2 else f"{text}[{field}]"


def term(draw: Random, runs: Sequence[Sequence[str]], headings: Sequence[str]) -> str:
    """One term; `runs` are words as they stand in a row in the records."""
    kind = draw.choice(("text", "text", "text", "all", "day", "span", "mesh", "mesh", "whole"))
    if kind == "text":
        field = draw.choice(TEXT[:3] * 5 + TEXT)
        return _words(_run(draw, runs), field, draw.choice(_SHAPES), draw.randint(1, 9))
    if kind == "all":
        return _words(_run(draw, runs), "all", "plain", 1)
    if kind == "day":
        return f"{_day(draw)}[{draw.choice(DATES)}]"
    if kind == "span":
        return f"{_day(draw)}:{_day(draw)}[{draw.choice(DATES)}]"
    if kind == "mesh":
        quote = draw.choice(('"', ""))
        below = draw.choice(("", "", f"/{draw.choice(_SUBHEADINGS)}"))
        return f"{quote}{draw.choice(headings)}{below}{quote}[{draw.choice(_MESH)}]"
    return draw.choice(_WHOLE)


def _run(draw: Random, runs: Sequence[Sequence[str]]) -> Sequence[str]:
    row = draw.choice(runs)
    start = draw.randrange(len(row))
    return row[start : start + draw.randint(1, 3)]


def _day(draw: Random) -> str:
    year, month, day = draw.randint(2018, 2022), draw.choice((1, 4, 7)), draw.choice((1, 17, 28))
    return "/".join((f"{year}", f"{month:02}", f"{day:02}")[: draw.randint(1, 3)])


def query(draw: Random, runs: Sequence[Sequence[str]], headings: Sequence[str]) -> str:
    """Terms, and what operators and brackets make of them."""
    text = term(draw, runs, headings)
    for _ in range(draw.choice((0, 0, 1, 2, 4))):
        op = draw.choice(("AND", "OR", "OR", "NOT", ""))
        text = f"({text})" if draw.random() < 0.3 else text
        more = term(draw, runs, headings)
        if draw.random() < 0.3:
            more = f"({more} {draw.choice(('AND', 'OR', 'NOT'))} {term(draw, runs, headings)})"
        text = f"{text} {op} {more}"
    return text
