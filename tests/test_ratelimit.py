"""One rate limit for all processes of a machine."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from evidence.pubmed import local_faults as faults
from evidence.pubmed.ratelimit import RateLimit
from tests.eutils_service import client, serving

ROOT = Path(__file__).resolve().parents[1]
SPACING = 0.05

TAKE = """
import sys
from pathlib import Path
from evidence.pubmed.ratelimit import RateLimit
limit = RateLimit(0.05, Path(sys.argv[1]))
for _ in range(6):
    assert limit.wait(30)
"""

ASK = """
import sys
import time
from pathlib import Path
from evidence.pubmed.eutils import Client, Settings
settings = Settings(base_url=sys.argv[1], spacing=0.05, cache=Path(sys.argv[2]), backoff=0.001)
with Client(settings) as asking:
    print(time.monotonic())
    for number in range(8):
        asking.search("x") if number % 2 else list(asking.fetch([990000001]))
"""


def test_processes_share_the_rate_limit(tmp_path: Path) -> None:
    # The file's next free slot says how many were given out, whatever the machine's speed.
    path = tmp_path / "x" / "eutils.slot"
    began = time.time()
    workers = [
        subprocess.Popen([sys.executable, "-c", TAKE, str(path)], cwd=ROOT) for _ in range(3)
    ]
    assert [worker.wait(timeout=60) for worker in workers] == [0, 0, 0]
    assert float(path.read_text()) - began >= 18 * SPACING


def test_the_server_sees_no_more_than_the_limit_over_two_processes(tmp_path: Path) -> None:
    """The k-th request to arrive has waited for k slots at least: a busy machine only adds.

    Retries are requests like any other.
    """
    with serving() as service:
        service.fault = faults.at("", {3, 7, 8, 12}, faults.page(503))
        command = [sys.executable, "-c", ASK, service.server.url, str(tmp_path)]
        workers = [
            subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)
        ]
        printed = [worker.communicate(timeout=60)[0] for worker in workers]
        assert [worker.returncode for worker in workers] == [0, 0]
        began = min(map(float, printed))
        arrived = sorted(request.time - began for request in service.log)
    assert len(arrived) == 16 + 4
    for number, moment in enumerate(arrived):
        assert moment >= number * SPACING - 0.001


def test_a_pause_that_the_service_asks_for_holds_for_every_process(tmp_path: Path) -> None:
    with serving() as service:
        service.fault = faults.rate_limited("60")
        with client(service, spacing=SPACING, cache=tmp_path, deadline=30.0) as asking:
            with pytest.raises(Exception, match="too many requests"):
                asking.search("x")
            assert len(service.log) == 1
        (slot,) = tmp_path.glob("*.slot")
        assert not RateLimit(SPACING, slot).wait(30)


def test_a_slot_file_from_another_clock_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "eutils.slot"
    for text in ("99999999999.0", "-5", "nonsense", "", "nan", "inf", "-inf"):
        path.write_text(text)
        assert RateLimit(0.01, path).wait(1)


def test_a_slot_file_that_is_no_text_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "eutils.slot"
    path.write_bytes(b"\xff\xfe\x00")
    assert RateLimit(0.01, path).wait(1)


def test_where_the_folder_cannot_be_made_this_process_is_counted_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    limit = RateLimit(60.0, tmp_path / "file" / "eutils.slot")
    assert limit.wait(1)
    assert not limit.wait(1)


def test_a_queue_longer_than_the_deadline_is_refused_and_gives_its_slot_back(
    tmp_path: Path,
) -> None:
    limit = RateLimit(60.0, tmp_path / "eutils.slot")
    assert limit.wait(1)
    before = (tmp_path / "eutils.slot").read_text()
    assert not limit.wait(1)
    assert (tmp_path / "eutils.slot").read_text() == before
