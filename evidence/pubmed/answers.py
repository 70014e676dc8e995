"""Reads the E-utilities' small answers: esearch, and the PMIDs of a uilist.

ElementTree, not Bio.Entrez: no DTD file is needed, an element that NLM adds tomorrow does
no harm, and nothing can reach for the network.
"""

import re
from dataclasses import dataclass
from typing import IO
from xml.etree import ElementTree as ET

from evidence.pubmed.trouble import BrokenAnswer, Refused, excerpt

HIGHEST_PMID = 999_999_999  # ids beyond it are of other databases of NCBI
LIMIT = 9999  # PubMed lists no more of one search, whatever is asked (NBK25499)


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """What esearch said of one query.

    `count` is of the whole result, `pmids` are those listed. `translations` are pairs
    (what was written, what PubMed searched). Where `fields_not_found` is not empty, PubMed
    left those field tags out and answered a wider question.
    """

    count: int
    pmids: tuple[int, ...]
    query_translation: str = ""
    translations: tuple[tuple[str, str], ...] = ()
    phrases_not_found: tuple[str, ...] = ()
    fields_not_found: tuple[str, ...] = ()
    phrases_ignored: tuple[str, ...] = ()
    quoted_phrases_not_found: tuple[str, ...] = ()
    output_messages: tuple[str, ...] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        """Everything PubMed remarked, one sentence each."""
        told = (
            ("PubMed does not know the field [{}] and searched without it.", self.fields_not_found),
            ("PubMed found no record with {!r}.", self.phrases_not_found),
            ("PubMed left out {!r}.", self.phrases_ignored),
            ("PubMed does not index the phrase {!r}.", self.quoted_phrases_not_found),
            ("PubMed: {}", self.output_messages),
        )
        return tuple(form.format(text) for form, texts in told for text in texts)


def read_search(stream: IO[bytes], retstart: int, retmax: int) -> SearchAnswer:
    """An esearch answer in XML; strict.

    Raises Refused where PubMed states an error, BrokenAnswer where the count is missing or
    the list holds fewer PMIDs than it must: never 0 or fewer records instead.
    """
    root = read_xml(stream)
    stated = root.find(".//ERROR")
    if stated is not None:
        said = excerpt("".join(stated.itertext()))
        raise Refused(f"PubMed declined the search: {said}.", "Check the query.")
    count = (root.findtext("Count") or "").strip()
    if not re.fullmatch(r"[0-9]{1,10}", count):
        raise BrokenAnswer("PubMed's answer to a search has no count.")
    answer = SearchAnswer(
        count=int(count),
        pmids=_pmids(root.findall("IdList/Id")),
        query_translation=(root.findtext("QueryTranslation") or "").strip(),
        translations=tuple(
            ((each.findtext("From") or "").strip(), (each.findtext("To") or "").strip())
            for each in root.findall("TranslationSet/Translation")
        ),
        phrases_not_found=_texts(root, "ErrorList/PhraseNotFound"),
        fields_not_found=_texts(root, "ErrorList/FieldNotFound"),
        phrases_ignored=_texts(root, "WarningList/PhraseIgnored"),
        quoted_phrases_not_found=_texts(root, "WarningList/QuotedPhraseNotFound"),
        output_messages=_texts(root, "WarningList/OutputMessage"),
    )
    expected = max(0, min(retmax, LIMIT - retstart, answer.count - retstart))
    if len(answer.pmids) != expected:
        raise BrokenAnswer(
            f"PubMed listed {len(answer.pmids):,} PMIDs where its count of {answer.count:,}"
            f" calls for {expected:,}."
        )
    return answer


def read_xml(stream: IO[bytes]) -> ET.Element:
    """The root of a small XML answer (`classify` has refused any entity declaration)."""
    try:
        return ET.parse(stream).getroot()  # noqa: S314 - no entities, see trouble.classify
    except (ET.ParseError, ValueError, LookupError):
        raise BrokenAnswer("PubMed's answer is not well-formed XML.") from None


def _pmids(elements: list[ET.Element]) -> tuple[int, ...]:
    found: dict[int, None] = {}
    for element in elements:
        text = (element.text or "").strip()
        if not re.fullmatch(r"[1-9][0-9]{0,9}", text) or int(text) >= 2**32:
            raise BrokenAnswer(f"PubMed listed {excerpt(text, 40)!r} as a PMID.")
        found[int(text)] = None
    return tuple(found)


def _texts(root: ET.Element, path: str) -> tuple[str, ...]:
    texts = (" ".join("".join(each.itertext()).split()) for each in root.findall(path))
    return tuple(text for text in texts if text)
