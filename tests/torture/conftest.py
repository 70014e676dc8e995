"""What every fault needs: the scene, and a line in the table at the end.

`EVIDENCE_TORTURE=ci pytest tests/torture` runs the full counts; with
EVIDENCE_TORTURE_TABLE=docs/reliability.md the table goes into that file as well.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evidence.query.mesh import Mesh

from . import child, table, world
from .scene import KINDS, Scene
from .tally import Tally

_ROWS: list[str] = []
Counted = Callable[..., Tally]


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A PubMed in its first state, and the databases of undisturbed runs."""
    child.warm()
    made = world.made()
    with world.serving(made, Mesh.shipped()) as server:
        scene = Scene(server, made, tmp_path_factory.mktemp("scene"))
        scene.prepare(*KINDS)
        yield scene


@pytest.fixture
def counted(
    request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> Iterator[Counted]:
    """Begins a line of the table; a bad case fails the test when all have run."""
    begun: list[Tally] = []

    def begin(fault: str, what: str) -> Tally:
        begun.append(Tally(fault, what, request.node.nodeid))
        return begun[-1]

    yield begin
    for tally in begun:
        record_property("torture", tally.row)
    bad = [f"{tally.fault} {each}" for tally in begun for each in tally.bad]
    bad += [f"{tally.fault}: {tally.what}: nothing was run" for tally in begun if not tally.runs]
    if bad:
        pytest.fail(f"{len(bad)} bad:\n" + "\n".join(bad[:20]), pytrace=False)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Collect the lines, of this process and of xdist's workers."""
    if report.when == "teardown":
        _ROWS.extend(str(value) for name, value in report.user_properties if name == "torture")
    if report.skipped and "torture" in report.nodeid and isinstance(report.longrepr, tuple):
        _ROWS.append(table.skipped(report.nodeid, report.longrepr[2]))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table, and write it where the environment says."""
    if not _ROWS:
        return
    terminalreporter.section("faults")
    for line in table.lines(_ROWS):
        terminalreporter.write_line(line)
    target = os.environ.get("EVIDENCE_TORTURE_TABLE", "")
    if target and not hasattr(terminalreporter.config, "workerinput"):
        table.write(Path(target), _ROWS)
