"""Numbered lists of searches: what they are read as."""

import pytest

from evidence.query.syntax import QueryProblem, parse, read, sent

DOUBLING = "\n".join(["#1 gout", *(f"#{n} #{n - 1} AND #{n - 1}" for n in range(2, 60))])
TWO = "(gout[ti] OR cramp*[ti]) AND pain[tiab]"


def codes(text: str) -> set[str]:
    return {each.code for each in read(text).messages}


@pytest.mark.parametrize(
    "text",
    [
        "#1 gout[ti] OR cramp*[ti]\n#2 #1 AND pain[tiab]",
        "#2\tSearch #1 AND pain[tiab]\n\n#1\tSearch gout[ti] OR cramp*[ti]",
        "#1 Search: gout[ti] OR cramp*[ti]\t12:01:33\t1,204\n#2 Search: #1 AND pain[tiab]\t14",
        "1. gout[ti] OR cramp*[ti]\n2. pain[tiab]\n3. 1 and 2",
        "1. gout[ti]\n2. cramp*[ti]\n3. or/1-2\n4. pain[tiab]\n5. 3 AND 4",
        "gout[ti] OR cramp*[ti]\n#1 AND pain[tiab]",
        "gout[ti]\ncramp*[ti]\n#1 OR 2\n#3 AND pain[tiab]",
        "# 1 gout[ti] OR\ncramp*[ti]\n#2#1 AND pain[tiab]",
        "#1. gout[ti] OR cramp*[ti]\r\n#2. #1 AND pain[tiab]\r\n",
    ],
)
def test_the_query_is_the_last_search(text: str) -> None:
    query = parse(text)
    assert str(query) == str(parse(TWO))
    assert "numbered-list" in {each.code for each in query.messages}
    assert sent(query) == str(query)


def test_lines_keep_their_place_in_the_text() -> None:
    text = "#1 gout[ti]\n#2 Search #1 AND pain[tiab]"
    lines = read(text).lines
    assert [(each.number, text[each.start : each.end]) for each in lines] == [
        (1, "gout[ti]"),
        (2, "#1 AND pain[tiab]"),
    ]
    (pain,) = [leaf for leaf in read(text).leaves if leaf.text == "pain"]
    assert text[pain.start : pain.end] == "pain[tiab]"


def test_limits_of_a_history_are_dates() -> None:
    text = "#2 Search #1 Limits: Publication Date from 1996/01/01 to 2008\n#1 gout[ti]"
    assert str(parse(text)) == "gout[ti] AND 1996/01/01:2008[dp]"
    assert "list-limits" in codes(text)
    text = "#1\t Search: gout[ti] Limit: 2008/08/29:2009/06/05\n\n#2 Search: #1"
    assert str(parse(text)) == "gout[ti] AND 2008/08/29:2009/06/05[dp]"
    assert read("#1 gout[ti]\n#2 #1 Limits: Humans").errors[0].code == "list-limits"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("#1 AND gout[ti]", "history"),
        ("#1 gout[ti]\n#2 #3 AND pain[ti]", "list-missing"),
        ("#1 gout[ti]\n#2 #2 AND pain[ti]", "list-missing"),
        ("#1 gout[ti]\n#1 pain[ti]\n#2 #1", "list-twice"),
        (
            "\n".join(["#1 gout"] + [f"#{n} #{n - 1} AND #{n - 1}" for n in range(2, 60)]),
            "list-too-long",
        ),
    ],
)
def test_what_a_list_cannot_mean_is_an_error(text: str, code: str) -> None:
    assert code in {each.code for each in read(text).errors}
    with pytest.raises(QueryProblem, match="character"):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "gout[ti]\nOR\ncramp*[ti]",
        "(gout[ti] OR\n pain[ti])\nAND 2020[dp]",
        "1 gout\n2 pain",
        "#3 gout",
    ],
)
def test_a_strategy_on_several_lines_is_one_query(text: str) -> None:
    assert read(text).lines == ()
