"""The words that name each study design, from data/designs.toml; the order is part of the rules."""

from dataclasses import dataclass
from functools import cache

from evidence.appraisal.words import Words, table, words


@dataclass(frozen=True, slots=True)
class Cue:
    """A design, what narrows it, and the words for it; None where none are looked for.

    Where a sign of `unless` is found the cue does not count, or means the design `otherwise`.
    """

    name: str
    detail: str
    title: Words | None
    abstract: Words | None
    unless: tuple[str, ...] = ()
    otherwise: str = ""


@cache
def cues() -> tuple[Cue, ...]:
    """Every cue in order."""
    data = table("designs")
    fragments = data["fragments"]
    return tuple(
        Cue(
            each["design"],
            each.get("detail", ""),
            words(each, "title", fragments),
            words(each, "abstract", fragments),
            tuple(each.get("unless", ())),
            each.get("otherwise", ""),
        )
        for each in data["cue"]
    )


@cache
def named(*names: str) -> tuple[Cue, ...]:
    """The cues for some designs, in the file's order."""
    return tuple(cue for cue in cues() if cue.name in names)
