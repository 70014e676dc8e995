"""Which reports are of one study. Every record here is invented."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations

import click
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from evidence.commands import families as commands
from evidence.commands.settings import Settings
from evidence.errors import NotFound, UsageProblem
from evidence.findings.families import Family, Member, families
from evidence.findings.families_numbers import registrations
from evidence.record import (
    Author,
    Correction,
    DataBank,
    Date,
    Identifier,
    Journal,
    Record,
    Section,
    Term,
)
from evidence.store import Kinship, Store, open_store
from tests.conftest import Article

FIRST = 990000001
NOW = datetime(2026, 12, 1, tzinfo=UTC)
TEAM = ("Almonte", "Brisk", "Corvi", "Dehner", "Esposto")


def record(  # noqa: PLR0913 - what a test may want to change
    pmid: int,
    title: str,
    *,
    authors: Sequence[str] = TEAM,
    year: int = 2010,
    abstract: str = "Nothing was tried.",
    numbers: Sequence[str] = (),
    types: Sequence[str] = (),
) -> Record:
    return Record(
        pmid=pmid,
        title=title,
        abstract=(Section(abstract),),
        authors=tuple(Author(last=name, initials=name[0]) for name in authors),
        published=Date(raw=str(year), year=year, precision="year"),
        data_banks=(DataBank("ClinicalTrials.gov", tuple(numbers)),) if numbers else (),
        publication_types=tuple(Term("", each) for each in types),
    )


def trial(pmid: int, title: str, size: int | None = None, **parts: object) -> Member:
    return Member(record(pmid, title, **parts), size, "randomised trial")  # type: ignore[arg-type] # a test's shorthand


def together(*members: Member, words: Sequence[Kinship] = ()) -> list[tuple[int, ...]]:
    return [each.pmids for each in families(members, words)]


def joined(*members: Member) -> Family:
    (family,) = families(members)
    return family


def word(one: int, two: int, say: bool | None, *, hours: int = 0) -> Kinship:  # noqa: FBT001
    return Kinship(one, two, say, "A. Reader", "I asked them", NOW + timedelta(hours=hours))


BRACE = "Brace or surgery for wobbly spines: a randomised trial."
LATER = "Brace or surgery for wobbly spines: eight-year results of a randomised trial."
MAGNESIUM = "Magnesium for cramps at night."


def test_one_registration_number_joins_and_says_so() -> None:
    family = joined(
        trial(FIRST, BRACE, 120, numbers=["NCT99000411"]),
        trial(FIRST + 1, MAGNESIUM, 90, year=2014, authors=TEAM[:3], numbers=["NCT99000411"]),
    )
    assert family.id == FIRST
    assert [each.why for each in family.joins] == [
        "same registration NCT99000411, same authors (3 of 3)"
    ]


def test_numbers_are_read_from_abstracts_and_written_alike() -> None:
    text = (
        "Trial registration: isrctn 99000001; ClinicalTrials.gov NCT99000411, "
        "ACTRN012699000000001, UMIN-CTR UMIN000099001, ChiCTR-TRC-99000001."
    )
    assert registrations(record(FIRST, BRACE, abstract=text)) == {
        ("ISRCTN", "ISRCTN99000001"),
        ("NCT", "NCT99000411"),
        ("ACTRN", "ACTRN12699000000001"),
        ("UMIN", "UMIN000099001"),
        ("ChiCTR", "CHICTRTRC99000001"),
    }


def test_a_number_that_is_only_spoken_of_is_not_the_records_own() -> None:
    text = "We compared our patients with those of NCT99000411."
    assert registrations(record(FIRST, BRACE, abstract=text)) == set()


@pytest.mark.parametrize("design", ["systematic review", "narrative review", "commentary"])
def test_a_review_that_cites_the_number_stays_apart(design: str) -> None:
    cited = Member(
        record(FIRST + 1, "Braces: what is known.", numbers=["NCT99000411"]), None, design
    )
    assert together(trial(FIRST, BRACE, numbers=["NCT99000411"]), cited) == [
        (FIRST,),
        (FIRST + 1,),
    ]


def test_one_number_over_two_designs_needs_authors() -> None:
    cohort = Member(
        record(FIRST + 1, MAGNESIUM, numbers=["NCT99000411"], authors=["Zorn", "Yates"]),
        50,
        "cohort",
    )
    number = ["NCT99000411"]
    assert len(together(trial(FIRST, BRACE, numbers=number), cohort)) == 2
    ours = replace(cohort, record=record(FIRST + 1, MAGNESIUM, numbers=number))
    assert len(together(trial(FIRST, BRACE, numbers=number), ours)) == 1


def test_a_pooled_analysis_does_not_chain_two_trials() -> None:
    pooled = trial(FIRST + 2, "Braces: pooled.", numbers=["NCT99000411", "NCT99000412"])
    assert together(
        trial(FIRST, BRACE, numbers=["NCT99000411"]),
        trial(FIRST + 1, "Rest for backs.", numbers=["NCT99000412"]),
        pooled,
    ) == [(FIRST,), (FIRST + 1,), (FIRST + 2,)]


def test_other_numbers_of_one_registry_keep_likenesses_apart() -> None:
    assert (
        len(
            together(
                trial(FIRST, BRACE, 120, numbers=["NCT99000411"]),
                trial(FIRST + 1, LATER, 120, numbers=["NCT99000412"], year=2018),
            )
        )
        == 2
    )


def test_a_later_follow_up_by_the_same_people() -> None:
    family = joined(trial(FIRST, BRACE, 120), trial(FIRST + 1, LATER, 97, year=2018))
    assert family.joins[0].why == (
        'a follow-up by its title ("eight-year"), same authors (5 of 5), same subject in the titles'
    )
    assert family.main == FIRST


def test_more_people_later_are_another_study() -> None:
    assert len(together(trial(FIRST, BRACE, 97), trial(FIRST + 1, LATER, 120, year=2018))) == 2


def test_same_people_same_number_same_subject() -> None:
    assert (
        joined(trial(FIRST, BRACE, 120), trial(FIRST + 1, "Wobbly spines: brace or surgery.", 120))
        .joins[0]
        .why
        == "same authors (5 of 5), same n (120), same subject in the titles"
    )


def test_same_team_and_number_of_people_but_another_subject() -> None:
    assert len(together(trial(FIRST, BRACE, 120), trial(FIRST + 1, MAGNESIUM, 120))) == 2


def test_same_period_joins_what_titles_do_not() -> None:
    when = "From January 1998 to March 2002, people were enrolled."
    family = joined(
        trial(FIRST, BRACE, 43, abstract=when),
        trial(FIRST + 1, "Bone density in wobbly spines.", 43, abstract=when),
    )
    assert family.joins[0].why.endswith("same period january 1998 - march 2002")


def test_a_study_name_joins_with_authors_and_subject_only() -> None:
    first = trial(FIRST, "Surgery for wobbly spines (WOBBLE trial): a randomised trial.", 120)
    same = trial(FIRST + 1, "The WOBBLE trial: wobbly spines after four years.", 101, year=2014)
    other = trial(FIRST + 2, "The WOBBLE trial: disc herniation in the young.", 300, year=2012)
    assert together(first, same, other) == [(FIRST, FIRST + 1), (FIRST + 2,)]
    strangers = replace(
        same, record=replace(same.record, authors=(Author(last="Zorn", initials="Z"),))
    )
    assert len(together(first, strangers)) == 2


def test_versions_of_a_cochrane_review_and_the_latest_stands_for_them() -> None:
    def version(pmid: int, year: int, end: str) -> Member:
        made = record(pmid, "Braces for wobbly spines.", year=year)
        doi = Identifier("doi", f"10.1002/14651858.CD990264{end}")
        journal = Journal(abbreviation="Cochrane Database Syst Rev")
        return Member(replace(made, journal=journal, article_ids=(doi,)), None, "systematic review")

    family = joined(version(FIRST, 2010, ".pub1"), version(FIRST + 1, 2016, ".pub2"))
    assert family.main == FIRST + 1
    assert family.joins[0].why == "versions of one Cochrane review, CD990264"


def test_a_protocol_belongs_to_its_trial_but_reports_nothing() -> None:
    plan = Member(
        record(FIRST, "Brace or surgery: protocol.", numbers=["NCT99000411"], year=2005),
        400,
        "protocol",
    )
    family = joined(plan, trial(FIRST + 1, BRACE, 120, numbers=["NCT99000411"]))
    assert family.reports == (FIRST + 1,)
    assert family.main == FIRST + 1


def test_an_erratum_and_a_comment_join_nothing() -> None:
    notice = record(FIRST + 1, f"Erratum: {BRACE}", types=["Published Erratum"])
    notice = replace(notice, corrections=(Correction("ErratumFor", "Invented J. 2010", FIRST),))
    letter = Member(record(FIRST + 2, BRACE), None, "commentary")
    assert len(together(trial(FIRST, BRACE, 120), Member(notice), letter)) == 3


def test_a_person_parts_and_joins_with_who_and_why() -> None:
    members = (trial(FIRST, BRACE, 120), trial(FIRST + 1, LATER, 97, year=2018))
    one, two = families(members, [word(FIRST, FIRST + 1, say=False)])
    assert (one.pmids, two.pmids) == ((FIRST,), (FIRST + 1,))
    assert [(each.why, each.who) for each in one.parted] == [("I asked them", "A. Reader")]
    strange = (trial(FIRST, BRACE), trial(FIRST + 1, MAGNESIUM, authors=["Zorn"]))
    (family,) = families(strange, [word(FIRST + 1, FIRST, say=True)])
    assert [(each.ground, each.who) for each in family.joins] == [("person", "A. Reader")]


def test_the_later_word_holds_and_one_taken_back_says_nothing() -> None:
    members = (trial(FIRST, BRACE, 120), trial(FIRST + 1, LATER, 97, year=2018))
    part, back = word(FIRST, FIRST + 1, say=False), word(FIRST, FIRST + 1, say=None, hours=1)
    assert together(*members, words=[back, part]) == [(FIRST, FIRST + 1)]
    assert len(together(*members, words=[word(FIRST, FIRST + 1, say=True), part])) == 2


POOL = [
    trial(FIRST, BRACE, 120, numbers=["NCT99000411"]),
    trial(FIRST + 1, LATER, 97, year=2018),
    trial(FIRST + 2, BRACE, 120, year=2011),
    trial(FIRST + 3, MAGNESIUM, 43, numbers=["NCT99000412"]),
    trial(FIRST + 4, MAGNESIUM, 43, numbers=["NCT99000412"], year=2012),
    trial(FIRST + 5, "Wobbly spines: brace or surgery after two years.", 90, year=2013),
]
_PMIDS = [each.record.pmid for each in POOL]
_WORDS = st.lists(
    st.builds(
        lambda pair, say, hours: word(pair[0], pair[1], say, hours=hours),
        st.sampled_from(list(combinations(_PMIDS, 2))),
        st.sampled_from([True, False, None]),
        st.integers(0, 5),
    ),
    max_size=6,
    unique_by=(lambda each: each.at, lambda each: each.pair),
)


@given(st.permutations(POOL), _WORDS)
def test_a_partition_whatever_the_order_and_never_a_parted_pair(
    members: list[Member], words: list[Kinship]
) -> None:
    found = families(members, words)
    assert found == families(POOL, list(reversed(words)))
    assert sorted(pmid for each in found for pmid in each.pmids) == _PMIDS
    assert all(each.id == each.pmids[0] and each.main in each.pmids for each in found)
    for each in words:
        if each.together is False:
            assert not any(set(each.pair) <= set(family.pmids) for family in found)


def test_every_family_is_held_together_by_its_joins() -> None:
    for family in families(POOL):
        reached = {family.id}
        for _ in family.joins:
            for join in family.joins:
                if {join.pmid_a, join.pmid_b} & reached:
                    reached |= {join.pmid_a, join.pmid_b}
        assert reached == set(family.pmids)


@pytest.fixture
def clinic(database_url: str, article: Article) -> Iterator[Store]:
    with open_store(database_url) as store:
        store.keep([article(FIRST, "Braces"), article(FIRST + 1, "Magnesium")], source="test")
        yield store


def typed(store: Store, *words: str) -> Result:
    url = store.engine.url.render_as_string(hide_password=False)
    settings = Settings(database=url, query_folders=None)

    @click.group()
    @click.pass_context
    def top(ctx: click.Context) -> None:
        ctx.obj = settings

    top.add_command(commands.command, "families")
    return CliRunner().invoke(top, ["families", *words], catch_exceptions=True)


def test_the_commands_write_a_persons_word_and_show_it(clinic: Store) -> None:
    told = typed(clinic, "join", str(FIRST), str(FIRST + 1), "--why", "one trial", "--who", "A. B.")
    assert told.exit_code == 0, told.output
    shown = json.loads(typed(clinic, "--json").stdout)
    assert [(each["id"], each["pmids"]) for each in shown] == [(FIRST, [FIRST, FIRST + 1])]
    assert shown[0]["joins"][0]["who"] == "A. B."
    typed(clinic, "part", str(FIRST), str(FIRST + 1), "--why", "two trials", "--who", "C. D.")
    table = typed(clinic).stdout.splitlines()
    assert [line.split("\t")[1] for line in table[1:]] == [str(FIRST), str(FIRST + 1)]
    assert table[1].endswith(f"parted from {FIRST + 1}: two trials (C. D.)")
    typed(clinic, "undo", str(FIRST), str(FIRST + 1), "--why", "a slip", "--who", "C. D.")
    assert json.loads(typed(clinic, "--json").stdout) == []
    assert [each.why for each in clinic.decisions.kinships()] == [
        "one trial",
        "two trials",
        "a slip",
    ]


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("join", "990000001", "990000001", "--why", "x"), UsageProblem),
        (("part", "990000001", "990000002", "--why", " "), UsageProblem),
        (("part", "990000001", "990000009", "--why", "x"), NotFound),
        (("undo", "990000001", "990000002", "--why", "x"), UsageProblem),
    ],
)
def test_what_cannot_be_said(clinic: Store, words: tuple[str, ...], error: type) -> None:
    told = typed(clinic, *words)
    assert isinstance(told.exception, error)
    assert clinic.decisions.kinships() == ()
