"""The repeated fields of the MEDLINE format: texts in, values of a Record out."""

import re
from collections.abc import Iterator, Sequence

from evidence.record import (
    Correction,
    DataBank,
    Grant,
    Identifier,
    Keyword,
    MeshHeading,
    OtherAbstract,
    Qualifier,
    Section,
    Substance,
)

# CommentsCorrections@RefType of PubMed's XML by MEDLINE field.
KINDS = {
    "CON": "CommentOn",
    "CIN": "CommentIn",
    "CRF": "CorrectedandRepublishedFrom",
    "CRI": "CorrectedandRepublishedIn",
    "DDIN": "AssociatedDataset",
    "DRIN": "AssociatedPublication",
    "ECF": "ExpressionOfConcernFor",
    "ECI": "ExpressionOfConcernIn",
    "EFR": "ErratumFor",
    "EIN": "ErratumIn",
    "ORI": "OriginalReportIn",
    "PRIN": "PartialRetractionIn",
    "PROF": "PartialRetractionOf",
    "RIN": "RetractionIn",
    "ROF": "RetractionOf",
    "RPF": "RepublishedFrom",
    "RPI": "RepublishedIn",
    "RRF": "RetractedandRepublishedFrom",
    "RRI": "RetractedandRepublishedIn",
    "SPIN": "SummaryForPatientsIn",
    "UIN": "UpdateIn",
    "UOF": "UpdateOf",
}
_LABEL = re.compile(r"(?:^|(?<=[.!?)\]\"”;%] ))([A-Z](?:[A-Z0-9]|[ ,/&'\u2019()-](?! )){2,79}): ")
_LETTERS = re.compile(r"[A-Z]{3}")
_TYPED = re.compile(r"(.*?)(?: \[([^\[\]]+)\])?")
_NAMED = re.compile(r"(.*?) \((.*)\)")
_PMID = re.compile(r"\.? ?PMID: ?([0-9]+)\.?$")
_ACRONYM = re.compile(r"[A-Z]{2}")
_NUMBER_ACRONYM_AGENCY_COUNTRY = 4
_AGENCY_COUNTRY = 2


def abstract(text: str) -> tuple[Section, ...]:
    """AB: split where it begins with a label in capitals ("BACKGROUND: ")."""
    if not text:
        return ()
    labels = [each for each in _LABEL.finditer(text) if _LETTERS.search(each[1])]
    if not labels or labels[0].start() != 0:
        return (Section(text),)
    ends = [*(each.start() for each in labels[1:]), len(text)]
    return tuple(
        Section(text[each.end() : end].strip(), each[1])
        for each, end in zip(labels, ends, strict=True)
    )


def other_abstracts(ordered: Sequence[tuple[str, str]]) -> tuple[OtherAbstract, ...]:
    """OAB ("Kind: text") with the OABL after it."""
    found: list[OtherAbstract] = []
    for name, text in ordered:
        if name == "OAB":
            kind, colon, rest = text.partition(": ")
            known = bool(colon) and " " not in kind
            sections = (Section(rest if known else text),)
            found.append(OtherAbstract(kind if known else "", "", sections))
        elif name == "OABL" and found:
            last = found.pop()
            found.append(OtherAbstract(last.kind, text, last.sections))
    return tuple(found)


def issns(texts: Sequence[str]) -> tuple[str, str, str]:
    """IS: (ISSN, its type, linking ISSN); of several, the first that is not the linking one."""
    issn = kind = linking = ""
    for text in texts:
        number, _, printed = text.partition(" (")
        label = printed.rstrip(")")
        if label == "Linking":
            linking = number
        elif not issn:
            issn, kind = number, label
    return issn, kind, linking


def locations(texts: Sequence[str]) -> tuple[Identifier, ...]:
    """LID: "10.1000/x [doi]"; without a kind it is the publisher's own ("pii")."""
    return tuple(_typed(text, "pii") for text in texts)


def identifiers(
    pmid: int, article: Sequence[str], pmc: Sequence[str], manuscript: Sequence[str]
) -> tuple[Identifier, ...]:
    """AID, PMC and MID, as ArticleIdList holds them."""
    return (
        Identifier("pubmed", str(pmid)),
        *(_typed(text, "pii") for text in article),
        *(Identifier("pmc", text) for text in pmc),
        *(Identifier("mid", text) for text in manuscript),
    )


def _typed(text: str, kind: str) -> Identifier:
    found = _TYPED.fullmatch(text)
    return Identifier(found[2] or kind, found[1]) if found else Identifier(kind, text)


def mesh(texts: Sequence[str]) -> tuple[MeshHeading, ...]:
    """MH: "Heading/*qualifier/qualifier"; the star marks what the article is about."""
    return tuple(map(_heading, texts))


def _heading(text: str) -> MeshHeading:
    name, *qualifiers = text.split("/")
    return MeshHeading(
        "",
        name.removeprefix("*"),
        name.startswith("*"),
        "",
        tuple(Qualifier("", each.removeprefix("*"), each.startswith("*")) for each in qualifiers),
    )


def keywords(ordered: Sequence[tuple[str, str]]) -> tuple[Keyword, ...]:
    """OT with the OTO before it, and KW of books."""
    owner = ""
    found = []
    for name, text in ordered:
        if name == "OTO":
            owner = text
        elif name in {"OT", "KW"} and text:
            found.append(Keyword(text.removeprefix("*"), owner, text.startswith("*")))
    return tuple(found)


def substances(texts: Sequence[str]) -> tuple[Substance, ...]:
    """RN: "0 (Name)", "EC 1.1.1.1 (Name)"."""
    found = []
    for text in texts:
        parts = _NAMED.fullmatch(text)
        found.append(Substance("", parts[2], parts[1]) if parts else Substance("", "", text))
    return tuple(found)


def grants(texts: Sequence[str]) -> tuple[Grant, ...]:
    """GR: "number/acronym/agency/country", of which any may be left out."""
    return tuple(map(_grant, texts))


def _grant(text: str) -> Grant:
    parts = text.split("/")
    if len(parts) >= _NUMBER_ACRONYM_AGENCY_COUNTRY:  # a number may hold slashes
        *number, acronym, agency, country = parts
        return Grant("/".join(number), acronym, agency, country)
    if len(parts) > _AGENCY_COUNTRY:
        first, agency, country = parts
        if _ACRONYM.fullmatch(first):
            return Grant("", first, agency, country)
        return Grant(first, "", agency, country)
    return Grant(agency=parts[0], country=parts[1] if len(parts) > 1 else "")


def data_banks(texts: Sequence[str]) -> tuple[DataBank, ...]:
    """SI: "ClinicalTrials.gov/NCT00000000", gathered by bank."""
    found: dict[str, list[str]] = {}
    for text in texts:
        bank, _, number = text.partition("/")
        found.setdefault(bank, []).extend([number] if number else [])
    return tuple(DataBank(bank, tuple(numbers)) for bank, numbers in found.items())


def corrections(ordered: Sequence[tuple[str, str]]) -> Iterator[Correction]:
    """CIN, EIN, RIN ...: "Source. PMID: 123"."""
    for name, text in ordered:
        if name in KINDS:
            pmid = _PMID.search(text)
            source = text[: pmid.start()] if pmid else text
            yield Correction(KINDS[name], source, int(pmid[1]) if pmid else None)
