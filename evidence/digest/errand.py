"""The next step after a search that went wrong: the error's own where it has one."""

import re
import shlex

from evidence.digest.model import Step
from evidence.digest.text import plain

_LONGEST = 200  # of a phrase that somebody is to paste
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_COMMAND = re.compile(r"(?P<said>.*\b[Tt]ype:) (?P<command>evidence \S.*?)\.?")
_AGAIN = re.compile(r"(?:Run the same command|Wait)\b")  # an update, of one topic
_ORDERS = re.compile(
    r"(?:If|Add|Ask|Begin|Check|Choose|Correct|Fetch|Give|Import|Mend|Name|Narrow|Remove|Set|Use"
    r"|Write) "
)


def split(error: str) -> tuple[str, Step | None]:
    """What happened, and what the error says to do; None where that is to update again.

    The ledger keeps an error as its one line: what happened, then the next step.
    """
    sentences = _SENTENCE.split(plain(error))
    if len(sentences) == 1:
        return sentences[0], None
    head, last = " ".join(sentences[:-1]), sentences[-1]
    if _AGAIN.match(last):
        return head, None
    found = _COMMAND.fullmatch(last)
    if found:
        return head, Step(found["said"], found["command"])
    return (head, Step(last)) if _ORDERS.match(last) else (" ".join(sentences), None)


def dropped(topic: str, phrase: str) -> Step:
    """What to do about a phrase that PubMed left out.

    A phrase that cannot be pasted as it is is meant by --all.
    """
    pasted = phrase == plain(phrase) and len(phrase) <= _LONGEST and not phrase.startswith("-")
    which = phrase if pasted else "--all"
    return Step(
        "Mend the query, or say why the search is right without it:",
        shlex.join(("evidence", "runs", "acknowledge", topic, which, "--why", "YOUR REASON")),
    )
