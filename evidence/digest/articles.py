"""The PMIDs that an article cites: in text, Markdown or HTML, as people write them."""

import re
from pathlib import Path

from pyroaring import BitMap

from evidence.errors import UsageProblem

_MOST = 20_000_000  # bytes; a longer text is no article
_LARGEST = 2**32 - 1
_FORMS = (
    # The word with one number or a list, whatever Markdown or HTML puts between the two.
    re.compile(
        r"\bPMIDs?\b(?:\s|&nbsp;|[:=#*_\[\]\"'])*"
        r"(?P<many>\d{1,10}(?:(?:\s*[,;]\s*|\s+and\s+)(?:PMID:?\s*)?\d{1,10}\b)*)",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/(?:m/)?pubmed)/(?:\?term=)?"
        r"(?P<many>\d{1,10})\b",
        re.IGNORECASE,
    ),
    re.compile(r"\bdata-pmids?\s*=\s*[\"']?(?P<many>[\d\s,]{1,4000})", re.IGNORECASE),
    re.compile(r"\binfo:pmid/(?P<many>\d{1,10})\b", re.IGNORECASE),
)
_NUMBER = re.compile(r"\d{1,10}")


def pmids(text: str) -> BitMap:
    """Every PMID that `text` names as one; bare numbers are none."""
    return BitMap(
        number
        for form in _FORMS
        for found in form.finditer(text)
        for each in _NUMBER.findall(found["many"])
        if 0 < (number := int(each)) <= _LARGEST
    )


def read(path: Path) -> BitMap:
    """The PMIDs that the file `path` cites; UsageProblem where it is no text."""
    if path.stat().st_size > _MOST:
        raise UsageProblem(f"{path} is too long for an article.", "Name a text, .md or .html file.")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageProblem(
            f"{path} is not a text in UTF-8.", "Save it as text, Markdown or HTML in UTF-8."
        ) from error
    return pmids(text)
