"""The parser's messages with what to write, where the parser leaves that open."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from difflib import SequenceMatcher

from evidence.query.tree import Message, Query

_CERTAIN = 0.75  # of difflib's ratio between a tag and the one that was meant
_SURE = {"ab", "abstract"}  # no field of its own: [tiab] is


def improved(query: Query, messages: Iterable[Message]) -> Iterator[Message]:
    """The messages, those known here with a reason, a next step or a fix that is certain."""
    for each in messages:
        held = query.text[each.start : each.end]
        if each.code == "unknown-field":
            yield _unknown_field(each, held)
        elif each.code == "lower-case-operator" and each.fix is None and held.isalpha():
            yield replace(each, fix=held.upper())
        elif each.code == "short-wildcard" and held.startswith("*"):
            yield replace(each, fix=held.lstrip("*"))
        elif each.code == "short-wildcard" and not each.next_step:
            step = "Write the endings out, such as (rat OR rats), or a longer stem."
            yield replace(each, next_step=step)
        else:
            yield each


def _unknown_field(message: Message, held: str) -> Message:
    """PubMed would search all fields, which finds more; a far guess is no fix."""
    text = message.text.rstrip(".") + ": PubMed would search all fields, which finds more"
    name, fix = held.strip("[] ").lower(), message.fix
    if fix is None or name in _SURE:
        return replace(message, text=text)
    near = SequenceMatcher(None, name, fix.strip("[]")).ratio()
    return replace(message, text=text, fix=fix if near >= _CERTAIN else None)
