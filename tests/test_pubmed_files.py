"""Files: what is recognised, what is refused, and that a cut file is never called whole."""

import bz2
import gzip
import io
import os
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.errors import EvidenceError, NotFound, StorageProblem, UsageProblem
from evidence.pubmed.files import (
    Item,
    Parsed,
    Rejected,
    TruncatedFile,
    load,
    read_file,
    read_stream,
)
from evidence.record import Deletion

DATA = Path(__file__).resolve().parents[1].parent / "shared/data"
ODD = sorted((DATA / "odd").glob("*")) if DATA.exists() else []
needs_data = pytest.mark.skipif(not ODD, reason="real PubMed data are not at hand")
HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD '
    'PubMedArticle, 1st January 2025//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">'
    "\n<PubmedArticleSet>\n"
)
TAIL = "</PubmedArticleSet>\n"


def block(pmid: int, title: str = "Invented caf\u00e9") -> str:
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">{pmid}</PMID><Article>'
        f"<ArticleTitle>{title}</ArticleTitle></Article></MedlineCitation></PubmedArticle>\n"
    )


BLOCKS = [block(990000001 + n, f"Title {n} é") for n in range(5)]
WHOLE = (HEAD + "".join(BLOCKS) + TAIL).encode()


def read(data: bytes, name: str = "f") -> list[Item]:
    return list(read_stream(io.BytesIO(data), name))


def partial(data: bytes) -> tuple[list[Item], EvidenceError | None]:
    """The items, and the error that ended them."""
    items: list[Item] = []
    stream: Iterator[Item] = read_stream(io.BytesIO(data), "f")
    while True:
        try:
            items.append(next(stream))
        except StopIteration:
            return items, None
        except EvidenceError as error:
            return items, error


def pmids(items: list[Item]) -> list[int]:
    return [item.record.pmid for item in items if isinstance(item, Parsed)]


# --- cut files ---------------------------------------------------------------------


def test_xml_cut_at_every_byte_is_an_error_and_keeps_the_records_before() -> None:
    ends = [WHOLE.index(each.rstrip().encode()) + len(each.rstrip().encode()) for each in BLOCKS]
    last = WHOLE.index(b"</PubmedArticleSet>") + len(b"</PubmedArticleSet>")
    for cut in range(last):
        items, error = partial(WHOLE[:cut])
        assert error is not None, cut
        assert "\n" not in str(error)
        assert len(items) == sum(end <= cut for end in ends), cut
    for cut in range(last, len(WHOLE) + 1):  # only white space is missing
        items, error = partial(WHOLE[:cut])
        assert error is None
        assert len(items) == 5


def test_gzip_cut_at_every_byte_is_an_error() -> None:
    packed = gzip.compress(WHOLE)
    for cut in range(len(packed)):
        items, error = partial(packed[:cut])
        assert isinstance(error, EvidenceError), cut
        assert pmids(items) == list(range(990000001, 990000001 + len(items)))
    assert len(read(packed)) == 5


def test_gzip_damaged_anywhere_is_never_taken_for_whole() -> None:
    packed = gzip.compress(WHOLE)
    for at in range(len(packed)):
        damaged = bytearray(packed)
        damaged[at] ^= 0x55
        items, error = partial(bytes(damaged))
        if error is None:  # a byte of the header that says nothing of the content
            assert at < 10
            assert pmids(items) == [990000001 + n for n in range(5)]


def test_medline_cut_in_its_last_record_is_an_error() -> None:
    text = b"".join(
        f"PMID- {990000001 + n}\nOWN - NLM\nTI  - T.\nAB  - Text.\nSO  - Inv J.\n\n".encode()
        for n in range(3)
    )
    assert pmids(read(text)) == [990000001, 990000002, 990000003]
    last = text.rindex(b"SO  - ")
    begin = text.rindex(b"PMID- ") + len(b"PMID- ")
    for cut in range(begin, last + len(b"SO  - ")):
        items, error = partial(text[:cut])
        assert isinstance(error, TruncatedFile), cut
        assert pmids(items) == [990000001, 990000002]


@needs_data
def test_real_file_cut_at_a_hundred_places() -> None:
    text = gzip.decompress((DATA / "pubmed/earlier.xml.gz").read_bytes())
    ends = []
    at = 0
    while True:
        found = min(
            (
                text.find(tag, at) + len(tag)
                for tag in (b"</PubmedArticle>", b"</PubmedBookArticle>")
                if text.find(tag, at) >= 0
            ),
            default=0,
        )
        if not found:
            break
        ends.append(found)
        at = found
    step = len(text) // 101
    for cut in range(step // 2, step * 100, step):
        items, error = partial(text[:cut])
        assert isinstance(error, EvidenceError)
        assert len(items) == sum(end <= cut for end in ends)


# --- what is recognised -------------------------------------------------------------


def test_items_know_their_bytes_and_can_be_read_again() -> None:
    for item, printed in zip(read(WHOLE), BLOCKS, strict=True):
        assert isinstance(item, Parsed)
        assert item.raw == printed.strip().encode()
        assert load(item.raw, item.form) == item.record


def test_the_same_records_from_every_wrapping() -> None:
    expected = [item.record for item in read(WHOLE) if isinstance(item, Parsed)]
    text = WHOLE.decode()
    latin = text.replace("utf-8", "iso-8859-1").encode("iso-8859-1")
    wrappings = {
        "gzip": gzip.compress(WHOLE),
        "two gzip members": gzip.compress(WHOLE[:700]) + gzip.compress(WHOLE[700:]) + b"\0" * 8,
        "byte order mark": b"\xef\xbb\xbf" + WHOLE,
        "utf-16": text.replace("utf-8", "utf-16").encode("utf-16"),
        "latin-1": latin,
        "no set": "".join(BLOCKS).encode(),
        "older set": WHOLE.replace(b"PubmedArticleSet", b"MedlineCitationSet"),
        "two documents": (
            HEAD + "".join(BLOCKS[:2]) + TAIL + HEAD + "".join(BLOCKS[2:]) + TAIL
        ).encode(),
        "spaced tags": WHOLE.replace(b"</PubmedArticle>", b"</PubmedArticle >"),
        "comments": WHOLE.replace(
            b"<PubmedArticle>", b"<!-- <PubmedArticle> </PubmedArticle> --><PubmedArticle>"
        ),
        "comment within": WHOLE.replace(b"<Article>", b"<Article><!-- </PubmedArticle> -->"),
        "CDATA within": WHOLE.replace(
            b"<Article>", b"<Article><X><![CDATA[</PubmedArticle>]]></X>"
        ),
    }
    for name, data in wrappings.items():
        assert [item.record for item in read(data) if isinstance(item, Parsed)] == expected, name


def test_one_byte_at_a_time() -> None:
    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(1, size or 1))

    for data in (WHOLE, gzip.compress(WHOLE)):
        assert len(list(read_stream(Slow(data), "slow"))) == 5


def test_citations_without_pubmed_data() -> None:
    inner = "".join(BLOCKS).replace("<PubmedArticle>", "").replace("</PubmedArticle>", "")
    text = f"<MedlineCitationSet>{inner}</MedlineCitationSet>".encode()
    assert pmids(read(text)) == [990000001 + n for n in range(5)]


def test_deletions_come_in_their_place() -> None:
    listed = (
        '<DeleteCitation><PMID Version="2">990000009</PMID><PMID>990000008</PMID></DeleteCitation>'
    )
    items = read((HEAD + BLOCKS[0] + listed + TAIL).encode())
    assert items[1:] == [Deletion(990000009, 2), Deletion(990000008, 1)]


def test_an_unreadable_deletion_is_told() -> None:
    listed = "<DeleteCitation><PMID>x</PMID><PMID>990000008</PMID></DeleteCitation>"
    items = read((HEAD + listed + TAIL).encode())
    assert [type(item) for item in items] == [Rejected, Deletion]


@pytest.mark.parametrize("damage", [b"</PubmedArticle>", b"<PubmedArticle>"])
def test_a_record_without_one_of_its_tags_costs_no_other(damage: bytes) -> None:
    parts = [each.encode() for each in BLOCKS]
    parts[2] = parts[2].replace(damage, b"")
    items = read(HEAD.encode() + b"".join(parts) + TAIL.encode())
    assert pmids(items) == [990000001, 990000002, 990000004, 990000005]
    rejected = [item for item in items if isinstance(item, Rejected)]
    assert [(item.number, item.pmid) for item in rejected] == [(3, 990000003)]


def test_an_empty_set_holds_nothing_and_is_whole() -> None:
    assert read((HEAD + TAIL).encode()) == []
    assert read(b"<PubmedArticleSet/>") == []


# --- what is refused ------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   \n",
        b"<html><body>Error</body></html>",
        b'{"error":"API rate limit exceeded"}',
        b"<eFetchResult><ERROR>Unable to obtain query #1</ERROR></eFetchResult>",
        b"TY  - JOUR\nTI  - Title\nER  - \n",
        b"1. Inv J. 2020;1(1):1.\n\nTitle.\n",
        bz2.compress(b"x"),
        bytes(range(256)),
        b"\x1f",
    ],
)
def test_what_is_no_pubmed_file(data: bytes) -> None:
    with pytest.raises(UsageProblem) as caught:
        read(data)
    assert "\n" not in str(caught.value)


def test_entities_are_refused() -> None:
    bomb = (
        '<!DOCTYPE PubmedArticleSet [<!ENTITY a "ha">]>' + HEAD.split("\n")[-2] + BLOCKS[0] + TAIL
    )
    with pytest.raises(UsageProblem, match="entities"):
        read(bomb.encode())


def test_a_gzip_bomb_is_refused_before_it_fills_the_memory() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = packer.compress(b"<PubmedArticleSet>") + b"".join(
        packer.compress(b" " * (1 << 20)) for _ in range(128)
    )
    with pytest.raises(TruncatedFile, match="refused"):
        read(bomb + packer.flush())


def test_a_record_that_never_ends_is_refused() -> None:
    with pytest.raises(TruncatedFile, match="never closed"):
        read(b"<PubmedArticleSet><PubmedArticle>" + b"x" * (40 << 20))


def test_missing_and_unreadable_files(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        list(read_file(tmp_path / "none.xml"))
    with pytest.raises(StorageProblem):
        list(read_file(tmp_path))


def test_without_isal_the_same(tmp_path: Path) -> None:
    path = tmp_path / "f.xml.gz"
    path.write_bytes(gzip.compress(WHOLE))
    program = (
        "import sys; sys.modules['isal'] = None\n"
        "from pathlib import Path; from evidence.pubmed import files, streams; import zlib\n"
        "assert streams._zlib is zlib\n"
        "print(sum(1 for _ in files.read_file(Path(sys.argv[1]))))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        capture_output=True,
        check=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])},
    )
    assert answer.stdout.strip() == "5"


# --- anything at all --------------------------------------------------------------------


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from([*(each.encode() for each in BLOCKS), HEAD.encode(), TAIL.encode()]),
            st.sampled_from([b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<PubmedArticle>", b"\0"]),
            st.sampled_from([b"</PubmedArticle>", b"<DeleteCitation>", b"<MedlineCitation>"]),
            st.sampled_from([b"PMID- 990000001\n", b"TI  - T\n", b"\n\n", b"\x1f\x8b"]),
            st.binary(max_size=12),
        ),
        max_size=12,
    )
)
def test_any_bytes_give_items_or_one_clear_error(parts: list[bytes]) -> None:
    _, error = partial(b"".join(parts))
    assert error is None or "\n" not in str(error)


@needs_data
@pytest.mark.parametrize("path", ODD, ids=lambda path: path.name[-40:])
def test_odd_files_give_items_or_one_clear_error(path: Path) -> None:
    items, error = partial(path.read_bytes())
    assert items or error
    for item in items:
        if isinstance(item, Parsed):
            assert load(item.raw, item.form).sha256 == item.record.sha256
        elif isinstance(item, Rejected):
            assert item.reason
