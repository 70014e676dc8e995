"""Named questionnaires, scales, scores and performance tests, from data/instruments.toml."""

# Dashes, signs and quotes stand here as abstracts print them.
# ruff: noqa: RUF001

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

# Capitalised words that end in what such a thing is called: "Oswestry Disability Index".
_NAMED = re.compile(
    r"\b(?!(?:The|A|An|This|Mean|Total|Each|Both|All|Our|No|In|For|Of|At|By|On|Body|Mass|Self"
    r"|Quality of|Results?|Methods?|And|With|Using)\b)"
    r"[A-Z][\w'’.]*(?:(?:[-–/ ](?:of|and|the|for)){0,2}[-–/ ][A-Z\d][\w'’]*){0,7}"
    r"[- ](?:[Ss]cales?|[Ss]cores?|[Qq]uestionnaires?|[Ii]nventory|[Ii]nventories|Index"
    r"|[Cc]hecklist|Assessment|Test|Battery|Interview)\b(?: ?-?(?:II|III|IV|[1-9]\d?)\b)?"
)
_MIXED = re.compile(  # "Lequesne algofunctional index", "Sheehan disability scale"
    r"\b[A-Z][\w'’]*[a-z]['’]?s?(?:[-–][A-Z][\w]+)?(?: [a-z][a-z-]+){0,3} (?:scale|score|index"
    r"|questionnaire|inventory)s?\b"
)
_SCORED = re.compile(  # "HAMD17 total score", "scores on the CDRS-R"
    r"\b(?!(?:COPD|EGFR|CT|MRI|IV|II|III|QOL|QoL|HRQOL|HRQoL|BMI|ASA|IQ|US|UK|TM|DNA|RNA|OA|RA|MS|PD|AD|HIV|"
    r"LDL|HDL|CI|SD|OR|RR|HR|ITT|CONSORT|ANOVA|ANCOVA|SPSS|GRADE|PICO|NSAID|MD|ED|GP|ICU|PEDro)\b)"
    r"[A-Z][A-Za-z]*[A-Z\d][\w-]*(?= (?:[a-z-]+ )?(?:sub)?(?:scores?|scales?|questionnaires?)\b)"
    r"|(?<=scores on the )[A-Z][A-Za-z]*[A-Z\d][\w-]*"
)
_MAYBE = (
    "cale",
    "core",
    "naire",
    "nventor",
    "ndex",
    "hecklist",
    "ssessment",
    "Test",
    "attery",
    "nterview",
)
_NOT_NAMED = re.compile(
    r"^(?:(?:HR)?Q[Oo]L [Ss]|Larger?\b|Median|Mean|Change|Symptoms?|Homeosta|Rating|Stress S|BMI"
    r"|Body [Mm]ass|Patients?|Baseline|Pain|Primary|Secondary|Clinical|Student|Fisher"
    r"|Mann|Wilcoxon|Kruskal|Chi|Log|ANOVA|Tukey|T|Z|F|Prediction|Propensity|Cochran|McNemar"
    r"|Shapiro|Bonferroni|Friedman|Dunn|Risk|LSD|Cox|Post|HPV|DNA|PCR)\b"
)
_LOWER = re.compile(
    r"\b(?:(?:[a-z-]+ ){0,3}?(?:rating|disability|distress|severity|depression|anxiety|fatigue"
    r"|sleepiness|quality[- ]of[- ]life|symptoms?|"
    r"satisfaction|sedation|function(?:al)?|balance|pain|impression|well-being|discomfort"
    r"|dyspn(?:o)?ea|cough|activity|independence) "
    r"(?:scales?|questionnaires?|index|inventory))\b"
)
_LEADING = re.compile(
    r"^(?:(?:a|an|the|of|on|in|by|and|with|using|to|for|mean|total|our|their|each|this|self"
    r"|validated|standard(?:ized)?|used|modified|point|were|was|"
    r"measured|assessed|evaluated|recorded|at|from|completed|item|cm|mm|patients?|which|specific"
    r"|same|both|two|three|new|or|as|is|disease|s|reductions?|reduces?|applied|characteristics"
    r"|any|use|subscales|in|reported|urogenital)[ -])+"
)
_PLAIN = re.compile(r"[A-Z][a-z]+ [a-z]+")  # a sentence's first word with "scores"
_IN_BRACKETS = re.compile(
    r"(?:[ ]?[(\[](?:the )?[A-Z][A-Za-z\d]*[A-Z\d][A-Za-z\d-]*[)\]]"
    r"|; ?[A-Z][A-Za-z\d]*[A-Z\d][A-Za-z\d-]*(?=[)\]]))"
)
_KIND = re.compile(
    r"(?<!scale)(?<!score)(?<!naire)(?<!index)(?<!Scale)(?<!Index)(?<!Score)(?<!test)(?<!scales)"
    r"(?<!tory)[- ](?:questionnaire|inventory|index|scale|scores?|test|grade)\b"
)
_SURPLUS = re.compile(
    r"(?<=[A-Z\d])[- ]scores?$|(?<=[Ss]cale)[- ]scores?$|(?<=naire)[- ]scores?$"
    r"|(?<=ndex)[- ]scores?$"
)
_HEAD = re.compile(r"[A-Za-zÅÉÖØåéöø\d]+")


@dataclass(frozen=True, slots=True)
class Instrument:
    """One entry of the list: `worse` is "high", "low" or "" (not recorded)."""

    canonical: str
    worse: str = ""
    range: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """Where an instrument is named; `instrument.canonical` is as printed for unlisted ones."""

    start: int
    end: int
    instrument: Instrument


@cache
def listed() -> dict[str, tuple[tuple[re.Pattern[str], Instrument, bool], ...]]:
    """Patterns by the first word of the name in small letters, the longest name first."""
    data = tomllib.loads(
        files("evidence.extraction").joinpath("data/instruments.toml").read_text("utf-8")
    )
    named: list[tuple[str, Instrument, bool]] = []
    for entry in data["instrument"]:
        known = Instrument(entry["canonical"], entry["worse"], entry["range"], entry["source"])
        named += [(name, known, True) for name in entry["names"]]
        named += [(name, known, False) for name in entry["short"]]
    other = data["other"]
    named += [(name, Instrument(name), True) for name in other["names"]]
    named += [(name, Instrument(name), False) for name in other["short"]]
    found: dict[str, list[tuple[re.Pattern[str], Instrument, bool]]] = {}
    for name, known, full in sorted(named, key=lambda each: -len(each[0])):
        head = _HEAD.match(name)
        if head:
            found.setdefault(head[0].lower(), []).append((_pattern(name, full=full), known, full))
    return {head: tuple(patterns) for head, patterns in found.items()}


@cache
def known(canonical: str) -> Instrument | None:
    """The listed instrument of that name; None for one that is not in the list."""
    named = (entry for patterns in listed().values() for _, entry, _ in patterns)
    return next((entry for entry in named if entry.canonical == canonical), None)


def _pattern(name: str, *, full: bool) -> re.Pattern[str]:
    if not full:
        return re.compile(rf"{re.escape(name)}(?![\w])(?!-[A-Z\d])")
    words = [re.escape(word) for word in re.split(r"[-–\s]+", name)]
    joined = r"[-–\s]".join("(?:and|&)" if word == "and" else word for word in words)
    return re.compile(joined.replace(",", ",?") + r"s?\b", re.IGNORECASE)


def mentions(text: str, defined: dict[str, Instrument] | None = None) -> Iterator[Mention]:
    """Every naming of an instrument in `text`, in order, none in another.

    `defined` holds abbreviations that stood in brackets after a name; new ones are added.
    """
    defined = {} if defined is None else defined
    named = any(each in text for each in _MAYBE)
    if named or not _unheard(text, defined):
        yield from _mentions(text, defined, named=named)


def _mentions(text: str, defined: dict[str, Instrument], *, named: bool) -> Iterator[Mention]:
    reached = 0
    names = listed()
    generic = {found.start(): found for found in _NAMED.finditer(text)} if named else {}
    scored = {each.start(): each.end() for each in _SCORED.finditer(text)} if named else {}
    lower = _small(text) if named else {}
    mixed = {each.start(): each.end() for each in _MIXED.finditer(text)} if named else {}
    for head in _HEAD.finditer(text):
        start = head.start()
        if start < reached:
            continue
        found = _listed(text, start, names.get(head[0].lower(), ()))
        if found is None and start in generic and not _NOT_NAMED.match(text[start:]):
            name = _SURPLUS.sub("", generic[start][0])
            if start or not _PLAIN.fullmatch(name):
                found = Mention(start, start + len(name), Instrument(name))
        if found is None and start and start in mixed and not _NOT_NAMED.match(text[start:]):
            found = Mention(start, mixed[start], Instrument(text[start : mixed[start]]))
        if found is None and start in lower:
            found = Mention(start, lower[start], Instrument(text[start : lower[start]]))
        if found is None and (head[0] in defined or start in scored):
            end = scored.get(start, head.end())
            found = Mention(start, end, defined.get(head[0]) or Instrument(text[start:end]))
        if found is None:
            continue
        bracket = _IN_BRACKETS.match(text, found.end)
        end = found.end
        if bracket and found.end - start > len(head[0]):
            end = bracket.end()
            defined.setdefault(_HEAD.search(bracket[0])[0], found.instrument)  # type: ignore[index]
        reached = end
        yield Mention(start, end, found.instrument)


def _unheard(text: str, defined: dict[str, Instrument]) -> bool:
    """Whether no word of `text` begins a name: asked first, for most sentences name nothing."""
    words = _HEAD.findall(text)
    return listed().keys().isdisjoint(map(str.lower, words)) and defined.keys().isdisjoint(words)


def _listed(
    text: str, start: int, patterns: tuple[tuple[re.Pattern[str], Instrument, bool], ...]
) -> Mention | None:
    for pattern, known, full in patterns:
        found = pattern.match(text, start)
        if found:
            kind = _KIND.match(text, found.end()) if full else None
            return Mention(start, kind.end() if kind else found.end(), known)
    return None


def _small(text: str) -> dict[int, int]:
    """Names in small letters, such as "verbal rating scale": start and end."""
    found = {}
    for each in _LOWER.finditer(text):
        lead = _LEADING.match(each[0])
        start = each.start() + (lead.end() if lead else 0)
        if " " in text[start : each.end()]:
            found[start] = each.end()
    return found
