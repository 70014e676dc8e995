"""The words of a term as patterns: folded tokens, with `*` for zero or more characters.

Since June 2024 PubMed takes `*` anywhere after the first four characters, several times
and in any word of a phrase (NLM Technical Bulletin 2024 May-Jun;(458):e5). An earlier
`*` separates words.
"""

from dataclasses import dataclass

from evidence.query.tokens import JOINT, words

SHORTEST_STEM = 4
_STAR = "\U00016fe3"  # a letter of a dead script: survives folding, and nobody types it


@dataclass(frozen=True, slots=True)
class Patterns:
    """The patterns of a term, and the chunks of it whose `*` stood too early."""

    words: tuple[str, ...]
    short: tuple[str, ...] = ()

    @property
    def wild(self) -> bool:
        """Whether any word has a `*`."""
        return any("*" in word for word in self.words)

    @property
    def joined(self) -> str:
        """The patterns as one of a coded field."""
        return JOINT.join(self.words)


def patterns(text: str) -> Patterns:
    """Read a term's text."""
    if "*" not in text:
        return Patterns(tuple(words(text)))
    found: list[str] = []
    short: list[str] = []
    for chunk in text.replace(_STAR, " ").split():
        held = _chunk(chunk)
        if held != chunk.replace("*", _STAR):
            short.append(chunk)
        found += [word.replace(_STAR, "*") for word in words(held) if word.strip(_STAR)]
    return Patterns(tuple(_single_stars(found)), tuple(short))


def _chunk(chunk: str) -> str:
    """The chunk with its valid wildcards as _STAR and the others as spaces."""
    kept, stem = [], 0
    for character in chunk:
        if character == "*":
            kept.append(_STAR if stem >= SHORTEST_STEM else " ")
            continue
        kept.append(character)
        stem += character.isalnum()
    return "".join(kept)


def _single_stars(found: list[str]) -> list[str]:
    return ["*".join(_collapsed(word.split("*"))) for word in found]


def _collapsed(parts: list[str]) -> list[str]:
    middle = [part for part in parts[1:-1] if part]
    return [parts[0], *middle, *parts[-1:]] if len(parts) > 1 else parts
