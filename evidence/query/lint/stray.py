"""What is no part of a query: counts, limits and sort orders that were copied with it."""

import re
from collections.abc import Iterator

from evidence.query.tree import Message

_PROSE = re.compile(
    r"""(?im)(?:
      (?:^|(?<=[\s).\]]))(?:total\s+)?(?:references?|results?|hits?|records?|citations?)
        (?:\s+(?:found|retrieved))?\s*[=:]\s*[\d,.]+\s*$
      | (?:^|(?<=[\s).\]]))total\s*[=:]\s*[\d,.]+\s*$
      | (?:^|(?<=[\s).\]]))(?:limits?|limited\s+to|filters?(?:\s+(?:applied|activated))?)\s*:.*$
      | (?:^|(?<=[\s).\]]))sort(?:ed)?\s+by\s*:.*$
      | (?:^|(?<=[\s).\]]))(?:date\s+of\s+search|search(?:ed)?\s+(?:date|on))\s*:.*$
    )""",
    re.VERBOSE,
)
_COUNT = re.compile(r"[=:]\s*[\d,.]+\s*$")


# What PubMed's history, and methods sections, print before a search.
_LABEL = re.compile(r"\s*(?:(?:pubmed|medline)\s*:\s*|search:?\s+(?=[(\"#]))", re.IGNORECASE)


def prose(text: str) -> Iterator[Message]:
    """Counts, limits and sort orders that a methods section prints after its strategy."""
    label = _LABEL.match(text)
    if label:
        held = label[0].strip()
        said = f'"{held}" is no part of a query: PubMed would search it as a word'
        start = label.end() - len(label[0].lstrip())
        yield Message("leading-prose", "warning", said, start, label.end(), "Leave it out.", "")
    for found in _PROSE.finditer(text):
        held = found[0].rstrip()
        counted = _COUNT.search(held) is not None
        said = f'"{held[:60]}" is no part of a query: PubMed would search its words too'
        step = "Leave it out." if counted else "Write each limit as a term, such as english[la]."
        fix = "" if counted else None
        yield Message(
            "trailing-prose", "error", said, found.start(), found.start() + len(held), step, fix
        )
