import pytest

from evidence.appraisal import notices, standing, status
from evidence.record import Correction, Record, Section, Term


def paper(*kinds: str, title: str = "Leg cramps.", types: tuple[Term, ...] = ()) -> Record:
    return Record(
        pmid=990000001,
        title=title,
        abstract=(Section("Text."),),
        publication_types=types,
        corrections=tuple(Correction(kind, f"J Test. {kind}", 990000002) for kind in kinds),
    )


@pytest.mark.parametrize(
    ("kind", "name", "result"),
    [
        ("RetractionIn", "retraction", "retracted"),
        ("ExpressionOfConcernIn", "expression of concern", "concern"),
        ("PartialRetractionIn", "partial retraction", "concern"),
        ("ErratumIn", "erratum", "corrected"),
        ("RetractedandRepublishedIn", "retracted and republished", "republished"),
        ("RepublishedIn", "corrected and republished", "republished"),
        ("UpdateIn", "update", "superseded"),
    ],
)
def test_each_notice_has_its_own_name_pmid_and_citation(kind: str, name: str, result: str) -> None:
    kept = paper(kind)
    (notice,) = notices(kept)
    assert (notice.kind, notice.pmid, notice.citation) == (name, 990000002, f"J Test. {kind}")
    assert standing(kept) == status(kept) == result


@pytest.mark.parametrize("kind", ["CommentIn", "CommentOn", "Cites", "UpdateOf", "ErratumFor"])
def test_other_links_are_no_notices_on_a_paper(kind: str) -> None:
    assert notices(paper(kind)) == ()
    assert standing(paper(kind)) == "citable"


@pytest.mark.parametrize(
    "types",
    [(Term("D016441", ""),), (Term("", "Retracted Publication"),)],
)
def test_the_publication_type_alone_retracts(types: tuple[Term, ...]) -> None:
    assert standing(paper(types=types)) == "retracted"


@pytest.mark.parametrize(
    "title",
    [
        "RETRACTED: Leg cramps.",
        "RETRACTED ARTICLE: Leg cramps.",
        "WITHDRAWN: Leg cramps.",
        "Retracted: Leg cramps.",
        "[RETRACTED: Leg cramps].",
    ],
)
def test_the_title_alone_retracts(title: str) -> None:
    assert standing(paper(title=title)) == "retracted"


@pytest.mark.parametrize(
    "title", ["Retracted eyelids in adults.", "Withdrawn patients: a cohort.", "Why RETRACTED: x."]
)
def test_ordinary_titles_do_not(title: str) -> None:
    assert standing(paper(title=title)) == "citable"


def test_the_gravest_comes_first_and_one_retraction_is_told_once() -> None:
    kept = paper(
        *("ErratumIn", "UpdateIn", "RetractionIn"),
        title="RETRACTED: Leg cramps.",
        types=(Term("D016441", "Retracted Publication"),),
    )
    assert [each.kind for each in notices(kept)] == ["retraction", "update", "erratum"]


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        (
            Record(1, publication_types=(Term("D016440", "Retraction of Publication"),)),
            "retraction notice",
        ),
        (Record(1, publication_types=(Term("", "Retraction Notice"),)), "retraction notice"),
        (Record(1, publication_types=(Term("", "Published Erratum"),)), "erratum notice"),
        (
            Record(1, corrections=(Correction("ExpressionOfConcernFor", "J Test"),)),
            "expression of concern notice",
        ),
        (Record(1, title="Correction to: Leg cramps."), "erratum notice"),
        (Record(1, title="Retraction: Leg cramps."), "retraction notice"),
    ],
)
def test_a_notice_is_never_evidence(record: Record, kind: str) -> None:
    assert [each.kind for each in notices(record)] == [kind]
    assert standing(record) == "notice"


@pytest.mark.parametrize("title", ["Correction of scoliosis.", "Retraction of the shoulder."])
def test_surgery_is_no_notice(title: str) -> None:
    assert standing(Record(1, title=title)) == "citable"
