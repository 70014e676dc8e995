"""Messages on a query as a compiler prints them: place, line, a caret under it, what to write."""

import unicodedata
from collections.abc import Iterator

from evidence.commands.check_inputs import Input
from evidence.query.tree import Message

_NARROWEST = 40
_CUT = "..."
_WIDE = {"W", "F"}
_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_MARKS = {"Mn", "Me"}
_LONGEST_FIX = 300


def lines(given: Input, message: Message, width: int) -> Iterator[str]:
    """The lines of one message, none wider than `width` but the first and the advice."""
    line, column = given.place(message.start)
    said = f"{message.severity}[{message.code}]: {shown(message.text)}"
    yield f"{shown(given.source)}:{line}:{column}: {said}"
    yield from _excerpts(given, message, max(width, _NARROWEST))
    if message.fix is not None:
        fix = shown(" ".join(message.fix.split()))
        cut = fix if len(fix) <= _LONGEST_FIX else f"{fix[:_LONGEST_FIX]} ..."
        yield f"    write: {cut}" if cut else "    write: nothing, leave it out"
    if message.next_step and (not message.fix or message.fix not in message.next_step):
        yield f"    {shown(message.next_step)}"


def _excerpts(given: Input, message: Message, width: int) -> Iterator[str]:
    """Where the message begins and, where that is out of sight, where it ends."""
    text, start, end = _line(given.text, message.start, message.end)
    first, last = _window(text, start, width)
    yield from _marked(text, (first, last), start, min(end, last))
    final = max(message.end - 1, message.start)
    if final - message.start < end - start and end <= last:
        return
    line, column = given.place(final)
    yield f"    to {line}:{column}:"
    text, place, _ = _line(given.text, final, final + 1)
    first, last = _window(text, place, width, before=2)
    reached = max(first, place - (final - message.start))
    yield from _marked(text, (first, last), reached, place + 1)


def _line(text: str, start: int, end: int) -> tuple[str, int, int]:
    """The line that `start` is on, and both places in it; the end is not beyond it."""
    begin = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", start)
    stop = stop if stop >= 0 else len(text)
    return text[begin:stop], start - begin, min(end, stop) - begin


def _marked(text: str, window: tuple[int, int], start: int, end: int) -> Iterator[str]:
    """The window of the line, and under it a caret at `start` with a tail up to `end`."""
    first, last = window
    head = _CUT if first else ""
    tail = _CUT if last < len(text) else ""
    yield f"    {head}{shown(text[first:last])}{tail}"
    before = sum(cells(each) for each in text[first:start])
    under = sum(cells(each) for each in text[start:end])
    yield f"    {' ' * (len(head) + before)}^{'~' * (under - 1)}"


def _window(text: str, start: int, width: int, before: int = 1) -> tuple[int, int]:
    """The slice of `text` to show: `before` thirds of the room before `start`, then the rest."""
    room = width - 4 - 2 * len(_CUT)
    if sum(cells(each) for each in text[: room + 1]) <= room and len(text) <= room:
        return 0, len(text)
    first, used = start, 0
    while first and used + cells(text[first - 1]) <= room * before // 3:
        first -= 1
        used += cells(text[first])
    last = start
    while last < len(text) and used + cells(text[last]) <= room:
        used += cells(text[last])
        last += 1
    while first and last == len(text) and used + cells(text[first - 1]) <= room:
        first -= 1
        used += cells(text[first])
    return first, last


def shown(text: str) -> str:
    """`text` for a terminal: every character that moves or hides something is replaced."""
    return "".join(_shown(each) for each in text)


def _shown(character: str) -> str:
    if character.isprintable():
        return character
    if character in "\t\n\r\u00a0" or unicodedata.category(character) == "Zs":
        return " "
    return "\ufffd"


def cells(character: str) -> int:
    """How many columns of a terminal a character takes as `shown`."""
    category = unicodedata.category(character)
    if category in _MARKS:
        return 0
    if category in _UNPRINTABLE:
        return 1
    return 2 if unicodedata.east_asian_width(character) in _WIDE else 1


def summary(messages: list[Message], queries: int) -> str:
    """How many errors, warnings and notes there are."""
    counts = [
        _count(sum(each.severity == severity for each in messages), severity)
        for severity in ("error", "warning", "note")
    ]
    if not messages:
        return f"{_count(queries, 'query', 'queries')}: nothing to say."
    found = ", ".join(each for each in counts if not each.startswith("0 "))
    return f"{found} in {_count(queries, 'query', 'queries')}."


def _count(many: int, one: str, more: str = "") -> str:
    return f"{many} {one if many == 1 else more or one + 's'}"
