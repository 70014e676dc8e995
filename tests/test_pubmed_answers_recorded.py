"""NCBI's own recorded answers: what we read of them is what they say.

Golden of what is read, never of what this program would compute. Bio.Entrez reads the same
files by NCBI's DTD, and so by another way; the figures below were read by hand.
"""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from Bio import Entrez

from evidence.pubmed.answers import SearchAnswer, read_search
from evidence.pubmed.trouble import Refused
from evidence.query.syntax import read
from evidence.query.translation import translation

FOLDER = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "eutils" / "esearch"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"recorded answers are not at {FOLDER}")

REFUSED = "Klortho+Eutils-JSON__samples__esearch.baderror.xml"
BIOPYTHON = "biopython+biopython__Tests__Entrez__esearch{}.xml"
HAWC = "shapiromatron+hawc__Test{}.xml"
OTHER_DATABASES = {BIOPYTHON.format(6), BIOPYTHON.format(7)}  # nucleotide and protein
# The older samples name a DTD whose address is no longer served; today's describes them too.
_OLD_DTD = re.compile(rb'"-//NLM//DTD eSearchResult, 11 May 2002//EN"\s+"[^"]*"')
_DTD = (
    b'"-//NLM//DTD esearch 20060628//EN"'
    b' "https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20060628/esearch.dtd"'
)

NAMES = sorted(path.name for path in FOLDER.iterdir()) if FOLDER.is_dir() else []
ANSWERS = [name for name in NAMES if name != REFUSED]


def answered(name: str) -> SearchAnswer:
    """The file as our reader reads it, asked for what it was asked for."""
    raw = (FOLDER / name).read_bytes()
    start, most = (
        int(found[1]) if (found := re.search(rb"<%b>(\d+)<" % tag, raw)) else 0
        for tag in (b"RetStart", b"RetMax")
    )
    return read_search(BytesIO(raw), start, most)


def oracle(name: str) -> dict[str, Any]:
    """The same file as Biopython reads it."""
    raw = _OLD_DTD.sub(_DTD, (FOLDER / name).read_bytes())
    found: dict[str, Any] = Entrez.read(BytesIO(raw))  # type: ignore[no-untyped-call]
    return found


def test_every_file_is_looked_at() -> None:
    assert len(NAMES) == 36
    assert sum(name.startswith("shapiromatron") for name in NAMES) == 12


@pytest.mark.parametrize("name", ANSWERS)
def test_reads_what_biopython_reads(name: str) -> None:
    ours, theirs = answered(name), oracle(name)
    assert ours.count == int(theirs["Count"])
    assert ours.pmids == tuple(map(int, theirs.get("IdList", ())))
    assert ours.query_translation == str(theirs.get("QueryTranslation", "")).strip()
    assert ours.translations == tuple(
        (str(each["From"]), str(each["To"])) for each in theirs.get("TranslationSet", ())
    )
    errors, warnings = theirs.get("ErrorList", {}), theirs.get("WarningList", {})
    for found, expected in (
        (ours.phrases_not_found, errors.get("PhraseNotFound", ())),
        (ours.fields_not_found, errors.get("FieldNotFound", ())),
        (ours.phrases_ignored, warnings.get("PhraseIgnored", ())),
        (ours.quoted_phrases_not_found, warnings.get("QuotedPhraseNotFound", ())),
        (ours.output_messages, warnings.get("OutputMessage", ())),
    ):
        assert found == tuple(map(str, expected))


@pytest.mark.parametrize(
    ("name", "count", "listed", "pairs"),
    [
        ("Klortho+Eutils-JSON__samples__esearch.error.xml", 5163, 20, 1),
        ("Klortho+Eutils-JSON__samples__esearch.pubmed.xml", 15169, 100, 1),
        ("biocommons+eutils__test_esearchresult__1.xml", 34, 34, 1),
        (BIOPYTHON.format(2), 42249, 100, 1),
        (BIOPYTHON.format(3), 2651, 6, 1),
        (BIOPYTHON.format(5), 5, 5, 1),
        (BIOPYTHON.format(8), 0, 0, 0),
        ("jmjamison+pubmedExtracts__esearch.fcgi", 21612, 1000, 0),
        ("jonatasgrosman+findpapers__tests__data__pubmed-api-search.xml", 51, 50, 0),
        (HAWC.format("Hero.test_existing_pubmed.yaml__0"), 1, 0, 0),
        (HAWC.format("Hero.test_existing_pubmed.yaml__1"), 1, 1, 3),
        (HAWC.format("PubMedSearch.test_complex_query.yaml__1"), 259, 259, 26),
        (HAWC.format("PubMedSearch.test_multiquery.yaml__2"), 6, 3, 2),
        ("sul-dlss+sul_pub__returns_a_list.yml__0.xml", 1141, 1141, 0),
        ("sul-dlss+sul_pub__returns_a_smaller_list.yml__1.xml.19c4b9", 4, 4, 1),
        ("wcmc-its+ReCiter__src__main__resources__test.xml", 6, 6, 0),
    ],
)
def test_figures_read_by_hand(name: str, count: int, listed: int, pairs: int) -> None:
    answer = answered(name)
    assert (answer.count, len(answer.pmids), len(answer.translations)) == (count, listed, pairs)


def test_pairs_of_the_translation_set_keep_both_sides_and_their_order() -> None:
    (pair,) = answered(BIOPYTHON.format(5)).translations
    assert pair[0] == "stem cells"
    assert pair[1].startswith('"stem cells"[MeSH Terms] OR (')
    (journal,) = answered(BIOPYTHON.format(3)).translations
    assert journal == ("PNAS[ta]", '"Proc Natl Acad Sci U S A"[Journal:__jid7505876]')
    sources = [
        source
        for source, _ in answered(HAWC.format("Hero.test_existing_pubmed.yaml__1")).translations
    ]
    assert sources == ["health", "risks", "ozone depletion"]


def test_what_pubmed_did_not_find_is_read() -> None:
    long_query = answered(HAWC.format("PubMedSearch.test_complex_query.yaml__1"))
    assert long_query.phrases_not_found == (
        "2-ethyl-5-oxyhexyl",
        "2-ethyl-4-hydroxyhexyl",
        "2-ethyl-4-oxyhexyl",
    )
    nothing = answered(BIOPYTHON.format(8))
    assert nothing.phrases_not_found == ("abcXYZ",)
    assert nothing.output_messages == ("No items found.",)
    assert len(nothing.warnings) == 2
    tagged = answered("Klortho+Eutils-JSON__samples__esearch.error.xml")
    assert tagged.phrases_not_found == ("fleegle[MeSH Terms]",)


def test_every_kind_of_remark_is_read() -> None:
    """NCBI's DTD has five; the recorded answers hold two. This answer is our own."""
    answer = read_search(
        BytesIO(
            b"<eSearchResult><Count>0</Count><IdList/><TranslationSet/>"
            b"<ErrorList><PhraseNotFound>a &lt; b</PhraseNotFound>"
            b"<FieldNotFound>nosuch</FieldNotFound><FieldNotFound>other</FieldNotFound>"
            b"</ErrorList><WarningList><PhraseIgnored>the</PhraseIgnored>"
            b'<QuotedPhraseNotFound>"leg\n cramps x"</QuotedPhraseNotFound>'
            b"<OutputMessage>No items found.</OutputMessage></WarningList></eSearchResult>"
        ),
        0,
        20,
    )
    assert answer.phrases_not_found == ("a < b",)
    assert answer.fields_not_found == ("nosuch", "other")
    assert answer.phrases_ignored == ("the",)
    assert answer.quoted_phrases_not_found == ('"leg cramps x"',)
    assert answer.output_messages == ("No items found.",)
    assert len(answer.warnings) == 6


def test_an_error_is_raised_with_its_words() -> None:
    with pytest.raises(Refused, match="Invalid db name specified: fleegle"):
        answered(REFUSED)


@pytest.mark.parametrize("name", [each for each in ANSWERS if each not in OTHER_DATABASES])
def test_pubmeds_own_printing_can_be_read_and_printed_back(name: str) -> None:
    text = answered(name).query_translation
    if not text:
        assert b"<QueryTranslation>" not in (FOLDER / name).read_bytes()
        return
    query = read(text)
    assert query.errors == ()
    again = read(str(query))
    assert again.errors == ()
    assert translation(again) == translation(query)
    assert str(again) == str(query)
