"""A MEDLINE (.nbib) stream to the bytes of its records."""

import re
from collections.abc import Iterator
from itertools import pairwise

from evidence.pubmed.streams import TruncatedFile

_BEGINS = re.compile(rb"^PMID ?- ", re.MULTILINE)
_MARK = len(b"PMID - ")
_NLM_OWN = re.compile(rb"^(?:OWN |STAT)- ", re.MULTILINE)
_LAST_FIELD = re.compile(rb"^SO  - ", re.MULTILINE)
_LARGEST_RECORD = 1 << 25  # bytes


def records(source: Iterator[bytes], name: str) -> Iterator[bytes]:
    """The records in file order; each begins with its PMID field.

    SO is the last field NLM writes. Where the last record of the file lacks it although it
    carries OWN or STAT, which only NLM writes, or although the record before had it, the
    file was cut: that record is not given, and TruncatedFile is raised.
    """
    buffer = b""
    closes = False  # the record before had SO
    for piece in source:
        seen = max(0, len(buffer) - _MARK)  # looked through before, but for a mark cut in two
        buffer += piece
        starts = [found.start() for found in _BEGINS.finditer(buffer, seen)]
        whole = starts if not starts or starts[0] == 0 else [0, *starts]
        for start, end in pairwise(whole):
            raw = buffer[start:end].strip()
            if raw:
                closes = _LAST_FIELD.search(raw) is not None
                yield raw
        buffer = buffer[whole[-1] :] if whole else buffer
        if len(buffer) > _LARGEST_RECORD:
            raise TruncatedFile(f"{name} is not whole: a record never ends.", "Fetch it again.")
    raw = buffer.strip()
    if not raw:
        return
    if _LAST_FIELD.search(raw) is None and (closes or _NLM_OWN.search(raw)):
        raise TruncatedFile(
            f"{name} is not whole: its last record has no SO field.",
            "Fetch it again; the records before that one are good.",
        )
    yield raw
