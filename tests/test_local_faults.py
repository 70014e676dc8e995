"""Faults of the way to the local PubMed, as a client on its other end meets them."""

import gzip
import json
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import IncompleteRead

import pytest
import urllib3
from urllib3.exceptions import HTTPError, ReadTimeoutError

from evidence.pubmed import local_faults as faults
from evidence.pubmed.local import LocalPubMed
from evidence.query.mesh import Mesh
from tests.faulty import FIRST, SOURCE, ask


@pytest.fixture(scope="module")
def serving() -> Iterator[LocalPubMed]:
    with LocalPubMed([SOURCE], mesh=Mesh.shipped()) as server:
        yield server


@pytest.fixture
def server(serving: LocalPubMed) -> Iterator[LocalPubMed]:
    serving.log.clear()
    serving.served.clear()
    yield serving
    serving.fault = None
    serving.history.uses = None


def test_a_delay_and_the_whole_answer(server: LocalPubMed) -> None:
    whole = ask(server).data
    server.fault = faults.delayed(0.02)
    assert ask(server).data == whole
    server.fault = faults.delayed(60)
    with pytest.raises(ReadTimeoutError):
        ask(server, timeout=0.1)


@pytest.mark.parametrize("after", [None, 0, 200])
def test_silence(server: LocalPubMed, after: int | None) -> None:
    server.fault = faults.hang(after)
    with pytest.raises(ReadTimeoutError):
        ask(server, timeout=0.5)
    (served,) = server.served
    assert (served.status, served.sent) == ((0, 0) if after is None else (200, after))


def test_closing_the_server_ends_a_silence() -> None:
    with ThreadPoolExecutor(1) as others, LocalPubMed([SOURCE]) as server:
        server.fault = faults.hang()
        with urllib3.PoolManager(retries=False, timeout=30) as pool:
            waiting = others.submit(pool.request, "GET", f"{server.url}einfo.fcgi")
            while not server.served:
                time.sleep(0.01)
            server.close()
            assert waiting.exception(10) is not None


def test_drops_of_one_byte(server: LocalPubMed) -> None:
    server.fault = faults.trickle(60)
    with urllib3.PoolManager(retries=False) as pool:
        answer = pool.request("GET", f"{server.url}einfo.fcgi", preload_content=False, timeout=0.3)
        assert answer.read1(100) == b"<"
        with pytest.raises(ReadTimeoutError):
            answer.read1(100)


def test_a_reset_is_a_reset(server: LocalPubMed) -> None:
    server.fault = faults.reset
    with pytest.raises(HTTPError) as caught:
        ask(server)
    assert isinstance(caught.value.args[1], ConnectionResetError)


@pytest.mark.parametrize(
    ("part", "kept"),
    [(0.5, lambda size: size // 2), (100, lambda _: 100), (-10, lambda size: size - 10), (0, int)],
)
def test_a_cut_leaves_a_share_or_so_many_bytes(
    server: LocalPubMed, part: float, kept: Callable[[int], int]
) -> None:
    whole = ask(server).data
    wanted = whole[: kept(len(whole))] if part else b""
    server.fault = faults.cut(part, declared=False)
    assert ask(server).data == wanted
    server.fault = faults.cut(part)
    with pytest.raises(HTTPError) as caught:
        ask(server)
    short = caught.value.args[1]
    assert isinstance(short, IncompleteRead)
    assert short.partial == wanted


def test_a_cut_beyond_the_end_is_none(server: LocalPubMed) -> None:
    whole = ask(server).data
    server.fault = faults.cut(10**9)
    assert ask(server).data == whole


def test_an_answer_without_its_length_ends_with_the_connection(server: LocalPubMed) -> None:
    whole = ask(server).data
    for part, size in ((1.0, len(whole)), (0.5, len(whole) // 2)):
        server.fault = faults.unsized(part)
        answer = ask(server)
        assert answer.data == whole[:size]
        assert "Content-Length" not in answer.headers


def test_charsets(server: LocalPubMed) -> None:
    whole = ask(server)
    server.fault = faults.labelled("iso-8859-1")
    answer = ask(server)
    assert answer.headers["Content-Type"] == "text/xml; charset=iso-8859-1"
    assert answer.data == whole.data
    server.fault = faults.recoded("latin-1")
    assert ask(server).data.decode("latin-1") == whole.data.decode()
    with pytest.raises(UnicodeDecodeError):
        ask(server).data.decode()


def test_gzip_sound_and_broken(server: LocalPubMed) -> None:
    whole = ask(server).data
    server.fault = faults.zipped("")
    assert ask(server).data == whole
    for damage in ("bytes", "cut"):
        server.fault = faults.zipped(damage)
        with urllib3.PoolManager(retries=False) as pool:
            raw = pool.request(
                "GET",
                f"{server.url}efetch.fcgi?id={FIRST}",
                decode_content=False,
            )
        assert raw.headers["Content-Encoding"] == "gzip"
        with pytest.raises((EOFError, OSError, zlib.error)):
            gzip.decompress(raw.data)


def test_a_redirect_to_another_host(server: LocalPubMed) -> None:
    server.fault = faults.redirect("http://192.0.2.1/entrez/", 307)
    answer = ask(server)
    assert answer.status == 307
    assert answer.headers["Location"] == "http://192.0.2.1/entrez/"


def test_json_with_a_raw_newline(server: LocalPubMed) -> None:
    server.fault = faults.raw_newline()
    answer = ask(server, "esearch", retmode="json")
    assert answer.status == 200
    with pytest.raises(json.JSONDecodeError):
        json.loads(answer.data)
    assert "Backend failed" in json.loads(answer.data, strict=False)["esearchresult"]["ERROR"]
