import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.query.tokens import Token, joined, tokenize, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Spinal Stenosis", ["spinal", "stenosis"]),
        ("covid-19", ["covid", "19"]),
        ("Müller\u2019s café", ["muller", "s", "cafe"]),
        ("TNF-\u03b1, β-blocker", ["tnf", "alpha", "beta", "blocker"]),
        ("5 μg and 5 µg", ["5", "mug", "and", "5", "mug"]),
        ("H₂O m²", ["h2o", "m2"]),
        ("Łódź Øre Straße", ["lodz", "ore", "strasse"]),
        ("soft\u00adhyphen", ["softhyphen"]),
        ("\u2039\u203a·¶_*", []),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_offsets_are_those_of_the_original() -> None:
    text = "In Müller\u2019s ½ case"
    assert tokenize(text)[1] == Token("muller", 3, 9)
    assert [(each.text, text[each.start : each.end]) for each in tokenize(text)] == [
        ("in", "In"),
        ("muller", "Müller"),
        ("s", "s"),
        ("1", "½"),
        ("2", "½"),
        ("case", "case"),
    ]


def test_joined_terms_stay_apart() -> None:
    assert joined("Proteins") != joined("Protein S")
    assert joined("Spinal Stenosis") == joined("spinal, stenosis")


@given(st.text())
def test_both_tokenizers_agree_and_folding_is_final(text: str) -> None:
    found = words(text)
    assert [token.text for token in tokenize(text)] == found
    assert words(" ".join(found)) == found
    assert all(0 <= token.start < token.end <= len(text) for token in tokenize(text))
