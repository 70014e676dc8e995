"""Where sentences end: one pass over candidate stops, each judged by its two sides.

Written for abstracts: "P < .05). The", "et al.", "vs.", "no. 5", "U.S.", "group A. Subgroup".
"""

import re
from collections.abc import Iterator

_STOP = re.compile(
    r"(?P<marks>[.!?]+|…)(?P<close>[)\]}\"'”’»]*)"  # noqa: RUF001 - quotes as they are printed
    r"(?:(?P<semi>;)?(?P<gap>\s+)|(?P<glued>(?=[A-Z][a-z])))"
)
_TOKEN = re.compile(r"[^\s(\[{\"'“‘]+$")  # noqa: RUF001 - quotes as they are printed
_OPENS = "([{\"'“‘¿¡<«"  # noqa: RUF001 - quotes as they are printed
_LIST_MARK = re.compile(r"(?:^|[\s(;:,])\(?(?:\d{1,2}|[a-hivx]{1,4})\)")
_NEVER = frozenset(
    {
        *("vs", "v", "viz", "e.g", "eg", "i.e", "ie", "cf", "ca", "approx", "resp", "incl"),
        *("e.g.,i.e", "dr", "prof", "st", "mr", "mrs", "ms", "drs", "fig", "figs", "eq"),
        *("eqs", "ref", "refs", "vol", "pp", "spp", "ssp", "subsp", "sp", "var", "min"),
        *("max", "wt", "i.v", "i.m", "s.c", "p.o", "i.p", "i.n", "ph.d", "m.d"),
    }
)
_BEFORE_NUMBER = frozenset(
    {
        *("no", "nos", "nr", "p", "pp", "fig", "figs", "tab", "table", "chap", "sec", "ed"),
        *("art", "n", "s.d", "s.e"),
    }
)
_NAMED = frozenset(  # words whose next letter or number is a name: "group A. Subgroup ..."
    {
        *("group", "groups", "type", "vitamin", "hepatitis", "grade", "class", "arm"),
        *("stage", "phase", "factor", "protein", "level", "model", "part", "cohort", "score"),
        *("influenza", "virus", "box", "step", "study", "site", "category", "domain"),
        *("pattern", "toxin", "and", "or"),
    }
)
_STARTERS = frozenset(
    {
        *("the", "a", "an", "in", "we", "this", "these", "those", "it", "there", "all"),
        *("both", "our", "to", "of", "for", "at", "on", "by", "from", "with", "after"),
        *("before", "during", "however", "although", "because", "since", "as", "when"),
        *("while", "if", "no", "one", "two", "three", "patients", "results", "methods"),
        *("conclusion", "conclusions", "participants", "overall", "among", "between"),
        *("compared", "additionally", "moreover", "furthermore", "finally", "also", "each"),
        *("here", "further", "thus", "therefore", "such", "treatment", "mean", "data"),
        *("they", "their", "its", "more", "most", "only", "using", "based"),
    }
)
_AHEAD = 160  # characters looked at for a closing bracket


def ends(text: str) -> Iterator[int]:
    """Offsets just after each sentence's last character but the last sentence's own end."""
    start, last = 0, len(text.rstrip())
    for stop in _STOP.finditer(text):
        if stop.end() >= last:
            return
        if _breaks(text, start, stop):
            end = stop.start("gap") if stop["gap"] else stop.end("close")
            yield end
            start = end


def _breaks(text: str, start: int, stop: re.Match[str]) -> bool:
    after = text[stop.end() : stop.end() + _AHEAD]
    word = after.lstrip(_OPENS)
    before = _TOKEN.search(text[start : stop.start()])
    token = before.group() if before else ""
    if stop["glued"] is not None:
        return _glued(token, word)
    if _inside_brackets(text, start, stop):
        return False
    if stop["semi"]:
        return True
    if not _may_start(word):
        return False
    if stop["marks"] != "." or stop["close"]:
        return True
    return _full_stop(token, word, text[start : stop.start()])


def _full_stop(token: str, word: str, before: str) -> bool:
    lowered = token.lower()
    first = "".join(word.split(maxsplit=1)[:1])  # none where only blanks follow
    starts = first.strip(",.;:").lower() in _STARTERS
    if lowered in {"al", "etc"}:
        return starts or lowered == "etc"
    if lowered in _NEVER:
        return lowered in {"wt", "min", "max", "sp", "v"} and starts
    if lowered in _BEFORE_NUMBER and (word[:1].isdigit() or word.startswith("NCT")):
        return False
    if re.fullmatch(r"(?:[A-Za-z]\.)+[A-Za-z]", token):
        return starts or lowered in {"n.s", "h.s"}
    if len(token) == 1 and token.isupper():
        words = before[: -len(token)].split()
        previous = words[-1].lower() if words else ""
        return starts or previous in _NAMED or previous[:1].isdigit() or previous in {"=", "<", ">"}
    return True


def _may_start(word: str) -> bool:
    """A capital, a digit, a sign: not a lower-case word, unless it is a name such as "pH"."""
    first = word[:1]
    if not first or not first.islower():
        return bool(first) and first not in ",;:)]"
    return bool(re.match(r"[a-zα-ω]{1,2}[A-Z0-9][\w-]*|[α-ω]|www\.|https?:", word))  # noqa: RUF001 - Greek


def _glued(token: str, word: str) -> bool:
    """A full stop without a blank: two ordinary words on its sides, no name or address."""
    ordinary = re.fullmatch(r"[a-z]{3,}|\d+%|[a-z]+\)", token.rstrip(")"))
    return bool(ordinary) and bool(re.match(r"[A-Z][a-z]+ [a-z]", word)) and "@" not in token


def _inside_brackets(text: str, start: int, stop: re.Match[str]) -> bool:
    """Whether a bracket is open here and closes soon: "(OR 2.9. 95 % CI 1.1-7.7)"."""
    said = _LIST_MARK.sub(" ", text[start : stop.end("close")])
    for opening, closing in ("()", "[]"):
        if said.count(opening) > said.count(closing):
            ahead = text[stop.end() : stop.end() + _AHEAD]
            opens, closes = ahead.find(opening), ahead.find(closing)
            if closes >= 0 and not 0 <= opens < closes:
                return True
    return False
