"""The baseline and update files of the local PubMed, and its record of what it served."""

import gzip
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import urllib3

from evidence.pubmed.files import Parsed, read_file
from evidence.pubmed.local import LocalPubMed
from evidence.pubmed.local_files import Deleted, UpdateFiles
from evidence.record import Deletion

FIRST = 990_000_001


def record(pmid: int, title: str = "Invented") -> bytes:
    return (
        f'<PubmedArticle><MedlineCitation><PMID Version="1">{pmid}</PMID><Article><Journal>'
        f"<JournalIssue/></Journal><ArticleTitle>{title}</ArticleTitle></Article>"
        "</MedlineCitation></PubmedArticle>"
    ).encode()


@pytest.fixture
def files(tmp_path: Path) -> UpdateFiles:
    return UpdateFiles(tmp_path, first=1334)


@pytest.fixture
def server(files: UpdateFiles) -> Iterator[LocalPubMed]:
    with LocalPubMed([], files=files.folder) as running:
        yield running


def get(server: LocalPubMed, path: str) -> urllib3.BaseHTTPResponse:
    with urllib3.PoolManager(retries=False) as pool:
        return pool.request("GET", f"{server.url.rstrip('/')}{path}")


def test_files_are_numbered_on_from_the_baseline(files: UpdateFiles) -> None:
    paths = [
        files.baseline([record(FIRST), record(FIRST + 1)]),
        files.update([record(FIRST, "Reworded")], [Deleted(FIRST + 1), Deleted(FIRST + 9, 2)]),
        files.update(deleted=[Deleted(FIRST)]),
    ]
    assert [str(path.relative_to(files.folder)) for path in paths] == [
        "baseline/pubmed26n1334.xml.gz",
        "updatefiles/pubmed26n1335.xml.gz",
        "updatefiles/pubmed26n1336.xml.gz",
    ]
    items = [list(read_file(path)) for path in paths]
    assert [each.record.pmid for each in items[0] if isinstance(each, Parsed)] == [FIRST, FIRST + 1]
    assert isinstance(items[1][0], Parsed)
    assert items[1][0].record.title == "Reworded"
    assert items[1][1:] == [Deletion(FIRST + 1, 1), Deletion(FIRST + 9, 2)]
    assert items[2] == [Deletion(FIRST, 1)]


def test_a_file_is_in_the_form_of_nlm(files: UpdateFiles) -> None:
    path = files.update([record(FIRST)], [Deleted(FIRST + 1)])
    assert gzip.decompress(path.read_bytes()) == (
        b'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE PubmedArticleSet SYSTEM'
        b' "http://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n<PubmedArticleSet>\n'
        + record(FIRST)
        + b'\n<DeleteCitation>\n<PMID Version="1">990000002</PMID>\n</DeleteCitation>\n'
        b"</PubmedArticleSet>\n"
    )
    digest = hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
    checksum = path.with_name("pubmed26n1334.xml.gz.md5").read_text(encoding="ascii")
    assert checksum == f"MD5(pubmed26n1334.xml.gz)= {digest}\n"


def test_the_same_records_make_the_same_bytes(tmp_path: Path) -> None:
    paths = [UpdateFiles(tmp_path / name).baseline([record(FIRST)]) for name in "ab"]
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_folders_and_files_are_served(server: LocalPubMed, files: UpdateFiles) -> None:
    path = files.baseline([record(FIRST)])
    files.update([record(FIRST)])
    (path.parent / "README.txt").write_text("not listed", encoding="utf-8")
    listing = get(server, "/pubmed/baseline/").data.decode()
    assert '<a href="pubmed26n1334.xml.gz">' in listing
    assert '<a href="pubmed26n1334.xml.gz.md5">' in listing
    assert listing.count("<a href=") == 2
    assert "pubmed26n1335.xml.gz" in get(server, "/pubmed/updatefiles/").data.decode()
    answer = get(server, "/pubmed/baseline/pubmed26n1334.xml.gz")
    assert answer.data == path.read_bytes()
    assert answer.headers["Content-Type"] == "application/x-gzip"
    assert get(server, "/pubmed/baseline/pubmed26n1334.xml.gz.md5").data.startswith(b"MD5(")


@pytest.mark.parametrize(
    "path",
    [
        "/pubmed/",
        "/pubmed/other/",
        "/pubmed/baseline/README.txt",
        "/pubmed/baseline/pubmed26n9999.xml.gz",
        "/pubmed/baseline/pubmed26n1334.xml.gz%0A",
        "/pubmed/baseline/..%2F..%2Fsecret.xml.gz",
        "/pubmed/..%2Fbaseline/pubmed26n1334.xml.gz",
        "/pubmed/baseline/sub/pubmed26n1334.xml.gz",
        "/pubmed/baseline/pubmed26n%D9%A0%D9%A0%D9%A0%D9%A1.xml.gz",
    ],
)
def test_nothing_else_is_served(server: LocalPubMed, files: UpdateFiles, path: str) -> None:
    files.baseline([record(FIRST)])
    (files.folder / "baseline/README.txt").write_text("not served", encoding="utf-8")
    (files.folder / "secret.xml.gz").write_text("not served", encoding="utf-8")
    assert get(server, path).status == 404


def test_without_a_folder_there_are_no_files() -> None:
    with LocalPubMed([]) as server:
        assert get(server, "/pubmed/baseline/").status == 404
        (served,) = server.served
        assert (served.request.endpoint, served.status) == ("files", 404)


def test_what_was_served_is_written_down() -> None:
    source = b"<PubmedArticleSet>" + record(FIRST) + record(FIRST + 1) + b"</PubmedArticleSet>"
    with LocalPubMed([source]) as server:
        answer = get(server, f"/efetch.fcgi?id={FIRST},{FIRST + 1}&retmode=xml&retmax=1")
        get(server, "/esearch.fcgi?term=invented")
        get(server, "/nothing")
        fetch, search, nothing = server.served
    assert (fetch.request.endpoint, fetch.status, fetch.ids, fetch.retmax) == ("efetch", 200, 2, 1)
    assert fetch.sent == len(answer.data)
    assert (search.request.endpoint, search.ids, search.retmax) == ("esearch", 0, None)
    assert nothing.status == 404
    assert all(each.seconds >= 0 for each in (fetch, search, nothing))
    assert [each.request for each in (fetch, search, nothing)] == list(server.log)
