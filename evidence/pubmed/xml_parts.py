"""The repeated parts of a PubMed record: one function an element, Element in, values out.

Element names are those of NLM's PubMed DTD 250101; where an older DTD spelled a part
differently, the docstring says so.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from xml.etree.ElementTree import Element

from evidence.pubmed.dates import history_event
from evidence.pubmed.text import child, plain, rich
from evidence.record import (
    Author,
    Correction,
    DataBank,
    DatedEvent,
    Grant,
    Identifier,
    Journal,
    Keyword,
    MeshHeading,
    OtherAbstract,
    Qualifier,
    Reference,
    Section,
    Substance,
    Term,
)

_ORCID = re.compile(r"(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dXx])")
_LARGEST_PMID = 2**31 - 1  # PMIDs are kept as 32-bit integers
_CACHED = 8192  # headings, journals and terms recur in every file: one value for each

_term = lru_cache(maxsize=_CACHED)(Term)
_journal = lru_cache(maxsize=_CACHED)(Journal)


def read_pmid(element: Element | None) -> tuple[int, int]:
    """PMID and version. Raises ValueError, its text a rejected record's reason."""
    printed = plain(element)
    if element is None or not printed:
        raise ValueError("has no PMID")
    if not re.fullmatch(r"[0-9]{1,10}", printed) or not 0 < int(printed) <= _LARGEST_PMID:
        raise ValueError(f"has a PMID that is no number: {printed[:20]!r}")
    version = element.get("Version", "1")
    return int(printed), int(version) if re.fullmatch(r"[0-9]{1,6}", version) else 1


def history(data: Element | None) -> tuple[DatedEvent, ...]:
    """PubMedPubDate elements of PubmedData or PubmedBookData."""
    if data is None:
        return ()
    return tuple(map(history_event, data.findall("History/PubMedPubDate")))


def sections(abstract: Element | None) -> tuple[Section, ...]:
    """The AbstractText children that hold text, in order."""
    if abstract is None:
        return ()
    found = []
    for part in abstract.findall("AbstractText"):
        text, markup = rich(part)
        label = part.get("Label", "").strip()
        if text or label:
            found.append(Section(text, label, part.get("NlmCategory", ""), markup))
    return tuple(found)


def other_abstracts(citation: Element) -> tuple[OtherAbstract, ...]:
    """OtherAbstract elements."""
    return tuple(
        OtherAbstract(part.get("Type", ""), part.get("Language", ""), sections(part))
        for part in citation.findall("OtherAbstract")
    )


def people(listed: Element | None, role: str) -> Iterator[Author]:
    """Authors, investigators or personal subjects; names marked invalid are left out.

    ValidYN="N" marks a name as first printed, before a published correction.
    """
    if listed is None:
        return
    for element in listed:
        if element.get("ValidYN") != "N":
            yield _person(element, role)


def _person(element: Element, role: str) -> Author:
    texts: dict[str, str] = {}
    orcid = ""
    affiliations: list[str] = []
    for part in element:
        tag = part.tag
        if tag == "AffiliationInfo":
            affiliations += [plain(each) for each in part.findall("Affiliation")]
        elif tag == "Affiliation":  # DTDs before 2015
            affiliations.append(plain(part))
        elif tag == "Identifier":
            orcid = orcid or _orcid(part)
        else:
            texts[tag] = plain(part)
    text = texts.get
    return Author(
        text("LastName", ""),
        text("ForeName") or _old_fore_name(texts),
        text("Initials", ""),
        text("Suffix", ""),
        text("CollectiveName", ""),
        orcid,
        tuple(filter(None, affiliations)) if affiliations else (),
        role,
        element.get("EqualContrib") == "Y",
    )


def _old_fore_name(texts: dict[str, str]) -> str:
    """FirstName and MiddleName of DTDs before 2008."""
    return f"{texts.get('FirstName', '')} {texts.get('MiddleName', '')}".strip()


def _orcid(element: Element) -> str:
    """An ORCID with hyphens, whether printed so, as a URL or bare."""
    if element.get("Source", "").upper() != "ORCID":
        return ""
    printed = plain(element)
    digits = _ORCID.search(printed)
    return "-".join(digits.groups()).upper() if digits else printed


@dataclass(frozen=True, slots=True)
class JournalInfo:
    """MedlineJournalInfo."""

    abbreviation: str = ""
    linking: str = ""
    nlm_id: str = ""
    country: str = ""


def journal_info(info: Element | None) -> JournalInfo:
    """MedlineJournalInfo of a citation."""
    if info is None:
        return JournalInfo()
    names = ("MedlineTA", "ISSNLinking", "NlmUniqueID", "Country")
    return JournalInfo(*(child(info, name) for name in names))


def journal(printed: Element | None, issue: Element | None, info: JournalInfo) -> Journal:
    """Journal and its JournalIssue, with MedlineJournalInfo."""
    issn = None if printed is None else printed.find("ISSN")
    return _journal(
        "" if printed is None else child(printed, "Title"),
        info.abbreviation,
        "" if printed is None else child(printed, "ISOAbbreviation"),
        plain(issn),
        "" if issn is None else issn.get("IssnType", ""),
        info.linking,
        info.nlm_id,
        info.country,
        "" if issue is None else issue.get("CitedMedium", ""),
    )


def pages(pagination: Element | None) -> str:
    """MedlinePgn as printed, else StartPage-EndPage."""
    if pagination is None:
        return ""
    printed = child(pagination, "MedlinePgn")
    if printed:
        return printed
    start, end = child(pagination, "StartPage"), child(pagination, "EndPage")
    return f"{start}-{end}" if start and end and start != end else start or end


def elocations(holder: Element) -> tuple[Identifier, ...]:
    """ELocationID elements with their validity."""
    return tuple(
        Identifier(part.get("EIdType", ""), plain(part), part.get("ValidYN", "Y") != "N")
        for part in holder.findall("ELocationID")
    )


def identifiers(holder: Element | None) -> tuple[Identifier, ...]:
    """ArticleIdList of this element alone: each Reference has a list of its own."""
    listed = None if holder is None else holder.find("ArticleIdList")
    if listed is None:
        return ()
    return tuple(Identifier(part.get("IdType", "pubmed"), plain(part)) for part in listed)


def publication_types(elements: Iterable[Element]) -> tuple[Term, ...]:
    """PublicationType elements."""
    return tuple(_term(part.get("UI", ""), plain(part)) for part in elements)


def mesh(listed: Element | None) -> tuple[MeshHeading, ...]:
    """MeshHeadingList; before 2002 the names were Descriptor and SubHeading."""
    return () if listed is None else tuple(map(heading, listed))


def heading(element: Element) -> MeshHeading:
    """A MeshHeading."""
    names = [mesh_name(part) for part in element]
    first = next(
        (each for each in names if isinstance(each, MeshHeading)), MeshHeading("", "", major=False)
    )
    qualifiers = tuple([each for each in names if isinstance(each, Qualifier)])
    return replace(first, qualifiers=qualifiers) if qualifiers else first


def mesh_name(element: Element) -> MeshHeading | Qualifier:
    """A DescriptorName, as a heading without qualifiers, or a QualifierName."""
    ui, name = element.get("UI", ""), plain(element)
    major = element.get("MajorTopicYN") == "Y"
    if element.tag in {"QualifierName", "SubHeading"}:
        return Qualifier(ui, name, major)
    return MeshHeading(ui, name, major, element.get("Type", ""))


def supplementary(listed: Element | None) -> tuple[Term, ...]:
    """SupplMeshList."""
    if listed is None:
        return ()
    return tuple(_term(each.get("UI", ""), plain(each), each.get("Type", "")) for each in listed)


def keywords(lists: Iterable[Element]) -> tuple[Keyword, ...]:
    """Every KeywordList's keywords with the list's owner."""
    return tuple(
        Keyword(plain(part), listed.get("Owner", ""), part.get("MajorTopicYN") == "Y")
        for listed in lists
        for part in listed
    )


def substances(listed: Element | None) -> tuple[Substance, ...]:
    """ChemicalList."""
    return () if listed is None else tuple(map(substance, listed))


def substance(chemical: Element) -> Substance:
    """A Chemical."""
    named = chemical.find("NameOfSubstance")
    ui = "" if named is None else named.get("UI", "")
    return Substance(ui, plain(named), child(chemical, "RegistryNumber"))


def grants(listed: Element | None) -> tuple[Grant, ...]:
    """GrantList."""
    if listed is None:
        return ()
    names = ("GrantID", "Acronym", "Agency", "Country")
    return tuple(Grant(*(child(part, name) for name in names)) for part in listed)


def data_banks(listed: Element | None) -> tuple[DataBank, ...]:
    """DataBankList."""
    if listed is None:
        return ()
    return tuple(
        DataBank(
            child(bank, "DataBankName"),
            tuple(plain(each) for each in bank.findall("AccessionNumberList/AccessionNumber")),
        )
        for bank in listed
    )


def corrections(citation: Element) -> tuple[Correction, ...]:
    """CommentsCorrectionsList; before 2008 the kind was a child's name, without a list."""
    listed = citation.find("CommentsCorrectionsList")
    parts = () if listed is None else listed
    found = [_correction(part, part.get("RefType", "")) for part in parts]
    for old in citation.findall("CommentsCorrections"):
        found += [_correction(part, part.tag) for part in old]
    return tuple(found)


def _correction(element: Element, kind: str) -> Correction:
    pmid = child(element, "PMID")
    return Correction(
        kind,
        child(element, "RefSource"),
        int(pmid) if pmid.isdecimal() else None,
        child(element, "Note"),
    )


def references(holder: Element) -> Iterator[Reference]:
    """ReferenceList at any depth: a list may hold lists, by chapter or part."""
    for listed in holder.findall("ReferenceList"):
        for part in listed.findall("Reference"):
            yield Reference(child(part, "Citation"), identifiers(part))
        yield from references(listed)
