"""The counting of requests, at a small size: ours, the living search's and EDirect's."""

from io import BytesIO
from pathlib import Path

import pytest

from bench import edirect
from bench.local_corpus import FIRST, HIGHEST, invented, source
from bench.requests import daily, ours, theirs
from evidence.pubmed.files import Parsed, read_stream
from evidence.pubmed.local import LocalPubMed
from evidence.store import open_store

SIZE = 30
installed = pytest.mark.skipif(
    not edirect.version(), reason="EDirect (Debian package ncbi-entrez-direct) is not installed"
)


def test_invented_records_are_records_and_say_what_they_are() -> None:
    records = invented(SIZE, words=("cramps", "stenosis"))
    items = list(read_stream(BytesIO(source(records)), "bench"))
    read = [item.record for item in items if isinstance(item, Parsed)]
    assert [each.pmid for each in read] == [each.pmid for each in records]
    assert len({each.pmid for each in read}) == SIZE
    assert all(FIRST <= each.pmid < HIGHEST for each in read)
    assert all(each.title.startswith("Invented study of ") for each in read)
    assert sum("cramps and stenosis" in each.title for each in read) == 3
    assert invented(SIZE, words=("cramps", "stenosis")) == records


def test_our_client_asks_once_for_the_list_and_once_for_a_thousand_records() -> None:
    with LocalPubMed([source(invented(SIZE))]) as server:
        line = ours(server, SIZE)
    assert (line.records, len(line.served), line.bound) == (SIZE, 2, "1 + 1")
    assert str(line).split() == [
        "our", "client,", "30", "records", "30", "2", "1", "1", "30", "0.0", "1", "+", "1",
    ]  # fmt: skip


@installed
def test_edirect_reads_the_local_pubmed(tmp_path: Path) -> None:
    with LocalPubMed([source(invented(SIZE))]) as server:
        line = theirs(server, SIZE, tmp_path)
    assert line.records == SIZE
    assert [each.request.endpoint for each in line.served] == ["esearch", "efetch"]
    assert {each.status for each in line.served} == {200}


@installed
@pytest.mark.parametrize(
    ("line", "endpoints", "printed"),
    [
        ("einfo -dbs", ["einfo"], "pubmed\n"),
        (
            "epost -db pubmed -id {0},{1} | efetch -format uid",
            ["epost", "esearch", "efetch"],
            "{0}\n{1}\n",
        ),
        (
            'esearch -db pubmed -query "{1}[uid] OR {2}[uid]" | efetch -format uid',
            ["esearch"],
            "{1}\n{2}\n",
        ),
        ("elink -db pubmed -id {0} -related | efetch -format uid", ["elink"], ""),
    ],
)
def test_other_commands_of_edirect_are_answered(
    tmp_path: Path, line: str, endpoints: list[str], printed: str
) -> None:
    records = invented(SIZE)
    names = [str(each.pmid) for each in records[:3]]
    with LocalPubMed([source(records)]) as server:
        edirect.copy(tmp_path, server.url)
        assert edirect.run(tmp_path, line.format(*names)) == printed.format(*names)
        assert [each.endpoint for each in server.log] == endpoints


def test_a_daily_run_stays_within_its_bound(tmp_path: Path) -> None:
    with (
        LocalPubMed([]) as server,
        open_store(str(tmp_path / "bench.sqlite")) as store,
    ):
        lines = list(daily(server, store, stored=80, days=(0, 5)))
    assert [line.records for line in lines] == [80, 0, 5]
    for line in lines:
        assert len(line.served) <= int(line.bound.rsplit("=", 1)[1])
