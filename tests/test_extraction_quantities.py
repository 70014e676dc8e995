"""Numbers of a text: what each is, where it stands, and which of them are no evidence.

The sentences here are invented; the gold file is only counted.
"""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.evaluate_numbers import gold, score
from evidence.extraction.quantities import numbers
from evidence.extraction.quantities.described import described
from evidence.extraction.quantities.figures import figure, value, worded
from evidence.extraction.quantities.instruments import known, listed
from evidence.record import Record, Section

MINUS, DOT = "\N{MINUS SIGN}", "\N{MIDDLE DOT}"


def found(text: str) -> list[tuple[str, str]]:
    return [(each.kind, each.text) for each in numbers(text)]


def of(kind: str, text: str) -> list[dict[str, object]]:
    return [described(each) for each in numbers(text) if each.kind == kind]


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("1,948", 1948),
        ("1\N{THIN SPACE}948", 1948),
        ("12\N{NARROW NO-BREAK SPACE}500", 12500),
        ("0,001", 0.001),
        ("2,5", 2.5),
        ("1\N{MIDDLE DOT}96", 1.96),
        (".05", 0.05),
        ("-6.4", -6.4),
        ("\N{MINUS SIGN}6.4", -6.4),
        ("\N{EN DASH}6.4", -6.4),
        ("Sixty-three", 63),
        ("one hundred and twenty", 120),
        ("three thousand two hundred", None),
        ("a hundred", 100),
        ("none", 0),
    ],
)
def test_how_numbers_are_printed(printed: str, number: float | None) -> None:
    if number is None:
        assert [printed[start:end] for start, end in worded(printed)] == [
            "three thousand two hundred"
        ]
        return
    assert value(printed) == number


@given(st.integers(0, 10**9), st.sampled_from([",", "\N{THIN SPACE}"]))
def test_thousands_change_nothing(number: int, separator: str) -> None:
    assert figure(f"{number:,}".replace(",", separator)) == number


def test_number_words_stay_apart() -> None:
    text = "Sixty-three patients were divided into two groups."
    assert of("sample_size", text) == [{"value": 63}]
    assert of("other_number", text) == [{"values": [2]}]
    assert found("The TEN registry and a tenfold rise") == []


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Women aged 60 years or older were asked.", "age"),
        ("Adults (18-65 years) were asked.", "age"),
        ("Mean age was 54.3 \N{PLUS-MINUS SIGN} 8.1 years.", "age"),
        ("They took magnesium 300 mg daily.", "dose"),
        ("They had lidocaine 2% gel.", "dose"),
        ("Pain was rated on a scale of 0 to 10.", "scale_range"),
        ("Registered as NCT01234567.", "trial_number"),
        ("Registered as ISRCTN12345678.", "trial_number"),
        ("The trial ran in 13 U.S. spine clinics.", "n_clinics"),
        ("It began in 2011.", "year"),
        ("They were randomised (1:1).", "allocation_ratio"),
        ("Pain above the threshold (VAS \N{GREATER-THAN OR EQUAL TO} 30) counted.", "threshold"),
        ("The study had 80% power.", "ci_level"),
        ("A reciprocal test gave F(1, 40) = 5.6.", "statistic"),
    ],
)
def test_numbers_that_are_no_evidence(text: str, role: str) -> None:
    kinds = {(each.kind, each.role) for each in numbers(text) if each.kind != "instrument"}
    assert kinds == {("other_number", role)}


@pytest.mark.parametrize("text", ["type 2 diabetes", "grade 3 oedema", "HbA1c fell", "IL-6 rose"])
def test_digits_in_names_are_no_numbers(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("85 of 120", {"value": 85, "denominator": 120}),
        ("Cramps in 42/107", {"value": 42, "denominator": 107}),
        ("none of the 4", {"value": 0, "denominator": 4}),
        ("1 out of the 7", {"value": 1, "denominator": 7}),
        ("There were 12 deaths", {"value": 12, "denominator": None}),
        ("three patients withdrew", {"value": 3, "denominator": None}),
    ],
)
def test_counts(text: str, values: dict[str, object]) -> None:
    assert of("count", text) == [values]


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("Adults (n = 70) were randomised to walking (n=35) or rest (n=35).", [70, 35, 35]),
        ("A total of 1,284 patients were enrolled; 658 were assigned to surgery.", [1284, 658]),
        ("Sixty cancer patients were included.", [60]),
        ("45 patients were assigned to surgery and 44 to physiotherapy.", [45, 44]),
        ("Two of 30 patients died.", []),
        ("12 men (40%) took part.", [12]),
    ],
)
def test_sample_sizes(text: str, sizes: list[int]) -> None:
    assert [each["value"] for each in of("sample_size", text)] == sizes


def test_p_values_inherit_their_operator() -> None:
    assert of("p_value", "lower (P <= .001 and .026).") == [
        {"operator": "<=", "value": 0.001},
        {"operator": "<=", "value": 0.026, "operator_inherited": True},
    ]
    assert of("p_value", "p = 3 \N{MULTIPLICATION SIGN} 10-4") == [
        {"operator": "=", "value": pytest.approx(0.0003)}
    ]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("RR 1.11 per mm (95% CI 1.02 to 1.20)", ("RR", 1.11, 1.02, 1.2, 95)),
        ("OR 2.5 (1.2, 5.1)", ("OR", 2.5, 1.2, 5.1, None)),
        (
            "hazard ratio 1.51, confidence interval 95% 1.03\N{EN DASH}2.22",
            ("HR", 1.51, 1.03, 2.22, 95),
        ),
        ("a difference of -1.5 (95% CI: -1.0, -2.0)", ("MD", -1.5, -2.0, -1.0, 95)),
        (f"MD {MINUS}6{DOT}4 ({MINUS}9{DOT}4 to {MINUS}3{DOT}4)", ("MD", -6.4, -9.4, -3.4, None)),
        ("correlated (r = -0.508)", ("correlation r", -0.508, None, None, None)),
    ],
)
def test_effects(text: str, values: tuple[object, ...]) -> None:
    (effect,) = of("effect", text)
    names = ("measure", "estimate", "ci_low", "ci_high", "ci_level")
    assert tuple(effect[name] for name in names) == values


def test_groups_values_are_no_effects() -> None:
    text = "Mean pain was 34 mm (95% CI 30 to 38) v 45 mm (95% CI 40 to 51)."
    assert [each["value"] for each in of("mean_sd", text)] == [34, 45]
    assert of("mean_sd", "ODI fell from 29.2 \N{PLUS-MINUS SIGN} 17.3 to 21.4 (SD 15.1).")[1] == {
        "value": 21.4,
        "sd": 15.1,
    }
    assert of("mean_sd", "a median of 300 mL (interquartile range, 200 to 400 mL)") == [
        {"value": 300, "iqr_low": 200, "iqr_high": 400}
    ]


def test_lists_share_sign_and_unit() -> None:
    assert found("12.8 versus 9.4 %") == [("percentage", "12.8"), ("percentage", "9.4 %")]
    days = [(each.text, each.unit, each.role) for each in numbers("at 1, 3 and 6 months")]
    assert days == [(n, "month", "follow_up") for n in ("1", "3", "6 months")]
    assert found("200 or 250 mg") == [("other_number", "200"), ("other_number", "250 mg")]


def test_times_of_treatment_and_follow_up_are_told_apart() -> None:
    text = "They trained for 12 weeks and were asked again at 24 months."
    roles = [(each.text, each.role) for each in numbers(text)]
    assert roles == [("12 weeks", "treatment"), ("24 months", "follow_up")]


@pytest.mark.parametrize(
    ("text", "name", "worse"),
    [
        ("ODI", "ODI", "high"),
        ("the Oswestry Disability Index (ODI)", "ODI", "high"),
        ("SF-36 bodily pain", "SF-36", "low"),
        ("visual analogue scale; VAS)", "VAS", "high"),
        ("the six-minute walk test", "6MWT", "low"),
        ("the Zurich Claudication Questionnaire", "ZCQ", "high"),
        ("the Invented Cramp Severity Scale (ICSS)", "Invented Cramp Severity Scale", None),
    ],
)
def test_instruments_and_the_direction_of_their_scale(
    text: str, name: str, worse: str | None
) -> None:
    assert of("instrument", text) == [{"canonical": name, "worse": worse}]


def test_an_abbreviation_stands_for_its_name_later_on() -> None:
    text = "The Invented Cramp Severity Scale (ICSS) was used. ICSS fell by 3 points."
    named = [each for each in numbers(text) if each.kind == "instrument"]
    assert [each.text for each in named] == ["Invented Cramp Severity Scale (ICSS)", "ICSS"]
    assert {each.measure for each in named} == {"Invented Cramp Severity Scale"}


def test_a_direction_has_a_source() -> None:
    entries = {entry for patterns in listed().values() for _, entry, _ in patterns}
    assert all(entry.source for entry in entries if entry.worse)
    assert {entry.worse for entry in entries} == {"high", "low", ""}
    assert known("RMDQ") is not None
    assert known("no such scale") is None


_PIECES = st.sampled_from(
    [
        *("12", "3.4", "0.05", "1,200", " ", " of ", "/", "%", " patients", " (", ")", "95% CI "),
        *(" to ", "-", "\N{EN DASH}", MINUS, "P < ", " weeks", " mg", " \N{PLUS-MINUS SIGN} ", DOT),
        *("n = ", "OR ", "sixty", "-three", " and ", ", ", ". The ", "ODI", "SD ", "=", ":", "x"),
        *("\N{THIN SPACE}", "age ", "median ", "[", "]", "NCT01234567", "2011", " years", "group "),
    ]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=25).map("".join) | st.text(max_size=60))
def test_spans_hold_their_words_and_never_overlap(text: str) -> None:
    reached = 0
    for each in numbers(text):
        assert reached <= each.start < each.end
        assert text[each.start : each.end] == each.text
        json.dumps(described(each))
        reached = each.end


def test_an_address_leads_back_to_the_record() -> None:
    record = Record(pmid=990000001, abstract=(Section("First."), Section("Then 85 of 120 fell.")))
    (count,) = numbers(record.section_text("abstract/1"))
    where = count.address(record, "abstract/1")
    assert (where.pmid, where.record_sha256) == (record.pmid, record.sha256)
    assert record.section_text(where.section)[where.start : where.end] == "85 of 120"


def test_gold(shared_data: Path) -> None:
    sentences = gold(shared_data / "extraction/numbers.jsonl")
    total = score(sentences)
    right, wrong, missed = (each.total() for each in (total.right, total.wrong, total.missed))
    assert 2 * right / (2 * right + wrong + missed) > 0.9
    assert total.wrong["sample_size"] <= 1
    assert total.wrong["p_value"] == 0
