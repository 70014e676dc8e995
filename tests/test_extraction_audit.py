"""Sums that do not come out: found where they are wrong, and no word about those that are right."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.evaluate_audit import seeds, sees
from evidence.__main__ import run
from evidence.extraction.audit import audit
from evidence.pubmed.files import Parsed, read_file

RECORD = """<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID Version="1">{pmid}</PMID>
<Article><Journal><Title>Invented</Title></Journal><ArticleTitle>Invented.</ArticleTitle>
<Abstract><AbstractText>{text}</AbstractText></Abstract></Article></MedlineCitation>
</PubmedArticle></PubmedArticleSet>"""


@pytest.mark.parametrize(
    "text",
    [
        "Deaths fell from 1990 to 2010.",
        "Doses were increased from 10 to 5 times a day.",
        "Pain did not fall; it was not significantly lower with salt (p = .4).",
        "There was no significant difference in cramps (p = .2), but pain fell (p = .003).",
        "Surgery did not lead to lower odds of death (OR 1.8, 95% CI 1.2 to 2.7).",
        "Cramps were had by 214 of 328 adults. Others: 31 of 94 smoked, and 83 of 234 drank.",
        (
            "818 patients were randomised. In the second stage they were assigned to salt"
            " (n = 151) or rest (n = 149)."
        ),
    ],
)
def test_words_that_agree_or_speak_of_something_else(text: str) -> None:
    assert audit(text) == ()


@pytest.mark.parametrize(
    ("text", "check", "why"),
    [
        ("Cramps: 137 of 370 (37.2 %).", "share", "137 of 370 are 37.03 %, not 37.2 %."),
        ("Cramps: 40% (31/94) had them.", "share", "31 of 94 are 33.0 %, not 40 %."),
        ("OR 1.5 (95% CI 1.6 to 2.0)", "interval", "1.5 is not between 1.6 and 2.0."),
        (
            "OR 1.5 (95% CI 1.1 to 2.0; P = .60)",
            "p value",
            "The interval 1.1 to 2.0 does not include 1, and P = .60.",
        ),
        (
            "mean difference 0.9 (95% CI -7.9 to 9.6, p < 0.001)",
            "p value",
            "The interval -7.9 to 9.6 includes 0, and p < 0.001.",
        ),
        (
            "Sixty patients were randomised to surgery (n = 31) or rest (n = 30).",
            "parts",
            "31 and 30 are 61, not 60.",
        ),
        ("Pain fell from 6.1 (SD 2) to 6.8.", "words", "It fell from 6.1 to 6.8."),
        ("Costs rose significantly from 12% to 10%.", "words", "It rose from 12 to 10."),
        (
            "Surgery had lower odds of death (OR 1.8, 95% CI 1.2 to 2.7).",
            "words",
            "Lower by its words, and 1.8, 95% CI 1.2 to 2.7.",
        ),
        (
            "We saw no significant difference in cramps (P = .003).",
            "words",
            "No significant difference by its words, and P = .003.",
        ),
        (
            "Cramps were significantly fewer with salt (p = .4).",
            "words",
            "Significant by its words, and p = .4.",
        ),
        (
            (
                "Night cramps were had by 214 of 328 adults. With stenosis 31 of 94 had cramps,"
                " without it cramps were had by 83 of 234."
            ),
            "parts",
            "31 of 94 and 83 of 234 are 114 of 328, not 214.",
        ),
        (
            (
                "A total of 80 patients were randomised. They were assigned to surgery (n = 41) or"
                " exercise (n = 40)."
            ),
            "parts",
            "41 and 40 are 81, not 80.",
        ),
    ],
)
def test_what_does_not_come_out(text: str, check: str, why: str) -> None:
    (doubt,) = audit(text)
    assert (doubt.check, doubt.why) == (check, why)
    assert text[doubt.start : doubt.end] == doubt.text


@pytest.mark.parametrize(
    "text",
    [
        "85 of 120 (70.8 %) v 137 of 370 (37.0 %)",
        "2 of 3 (66%) and 2 of 3 (67%) and 1 of 3 (33.3%)",
        "weight loss 7.3 kg (95% CI -8.8 to -5.8)",
        "OR 1.0 (95% CI 1.0 to 2.0; P = .05)",
        "RR 0.9 (95% CI 0.8 to 1.1; P = .02 for trend)",
        "RR 0.9 (90% CI 0.8 to 1.1; P = .02)",
        "Sixty patients were randomised to surgery (n = 31) or rest (n = 29).",
        "Sixty patients were randomised to three groups: surgery (n = 20), rest (n = 20).",
        "Sixty patients were asked; some had pain (n = 12) or cramps (n = 9).",
        "difference 3 (95% CI -1 to 7), no p value",
        "the risk was 10% lower (95% CI 0.83 to 0.99)",
        "12.5 per 100,000 (95% CI 11.2 to 13.9)",
        "specificity 65.3%, 95% CI: 0.587-0.724",
        "survival at 12 weeks was 58% (95% CI 37-77)",
        "it fell in 9 of 229 (95% CI 1.8 to 7.3)",
    ],
)
def test_what_comes_out_or_cannot_be_told(text: str) -> None:
    assert audit(text) == ()


@given(st.integers(1, 999), st.integers(0, 998), st.integers(0, 2))
def test_rounding_is_no_error(whole: int, part: int, decimals: int) -> None:
    part = min(part, whole)
    assert audit(f"{part} of {whole} ({100 * part / whole:.{decimals}f}%)") == ()


def test_errors_in_real_abstracts_are_found(shared_data: Path) -> None:
    texts = [
        section.text
        for item in read_file(shared_data / "pubmed/pool.xml.gz")
        if isinstance(item, Parsed)
        for section in item.record.abstract
    ]
    doubted = [text for text in texts if audit(text)]
    assert len(doubted) < 0.02 * len(texts)
    put = [seed for text in texts if text not in doubted for seed in seeds(text)]
    assert len(put) > 50
    assert sum(map(sees, put)) >= 0.95 * len(put)


def test_the_command(tmp_path: Path, database_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    for pmid, text in ((990000801, "40 of 80 (55%) fell."), (990000802, "40 of 80 (50%) fell.")):
        (tmp_path / f"{pmid}.xml").write_text(RECORD.format(pmid=pmid, text=text), "utf-8")
    files = [str(tmp_path / f"{pmid}.xml") for pmid in (990000801, 990000802)]
    assert run(["--database", database_url, "import", *files]) == 0
    capsys.readouterr()
    assert run(["--database", database_url, "audit"]) == 0
    printed = capsys.readouterr()
    assert printed.out.splitlines() == [
        "pmid\tcheck\twhy\twords",
        "990000801\tshare\t40 of 80 are 50.0 %, not 55 %.\t40 of 80 (55%",
    ]
    assert printed.err == "2 records checked, 1 with a doubt.\n"
    assert run(["--database", database_url, "audit", "990000801", "990000809", "--json"]) == 5
    printed = capsys.readouterr()
    assert json.loads(printed.out) == [
        {
            "pmid": 990000801,
            "section": "abstract/0",
            "check": "share",
            "start": 0,
            "end": 13,
            "text": "40 of 80 (55%",
            "why": "40 of 80 are 50.0 %, not 55 %.",
            "other": [],
        }
    ]
    assert "990000809" in printed.err
    assert run(["--database", database_url, "audit", "990000802"]) == 0
    assert capsys.readouterr().out == "pmid\tcheck\twhy\twords\n"
    assert run(["--database", database_url, "audit", "--topic", "leg-cramps"]) == 0
    assert capsys.readouterr().err == "0 records checked, 0 with a doubt.\n"
    assert run(["--database", database_url, "audit", "1", "--topic", "leg-cramps"]) == 2
