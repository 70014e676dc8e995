"""F9: two updates at once, readers beside a writer, a holder that dies, a database in use."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event

from evidence.pubmed.local_http import Reply, Request

from . import check
from .child import Child, run
from .conftest import Counted
from .scene import DATABASE, Scene
from .tally import count

AT_EFETCH = 3  # where the first update is held


@dataclass(slots=True)
class Held:
    """An update that stands in the middle until `release`."""

    child: Child
    inside: Event = field(default_factory=Event)
    release: Event = field(default_factory=Event)
    seen: int = 0

    def fault(self, request: Request, reply: Reply) -> Reply:
        """Hold the third answer with records."""
        self.seen += request.endpoint == "efetch"
        if self.seen == AT_EFETCH and not self.inside.is_set():
            self.inside.set()
            self.release.wait(60)
        return reply


@contextmanager
def _held(scene: Scene, folder: Path) -> Iterator[Held]:
    held = Held(Child(scene.update(folder), gated=True))
    held.child.ready()
    scene.server.fault = held.fault
    held.child.go()
    assert held.inside.wait(60), "the update did not get there"
    try:
        yield held
    finally:
        held.release.set()
        scene.server.fault = None


def _other(folder: Path) -> Path:
    """A folder for the second program's own output, on the same database."""
    place = folder / "other"
    place.mkdir(exist_ok=True)
    return place


def test_two_updates_at_once(scene: Scene, counted: Counted) -> None:
    tally = counted("F9", "two updates of one database at once")
    for number in tally.numbers(count(1, 2, 40)):
        with tally.case(number), scene.begin("later") as folder:
            url = str(folder / DATABASE)
            with _held(scene, folder) as held:
                second = run(scene.update(_other(folder), url=url))
                assert second.code == 75, f"exit {second.code}: {second.err}"
                assert str(held.child.pid) in second.err, f"no owner: {second.err}"
            first = held.child.wait()
            assert first.code == 0, first.err
            scene.holds(folder, "later")
            scene.settle(folder, "later")
            scene.reached(folder, "later")


def test_a_second_update_waits(scene: Scene, counted: Counted) -> None:
    tally = counted("F9", "a second update waits for the first")
    for number in tally.numbers(count(1, 2, 40)):
        with tally.case(number), scene.begin("later") as folder:
            with _held(scene, folder) as held:
                job = scene.update(_other(folder), "--wait", "60", url=str(folder / DATABASE))
                second = Child(job)
                held.release.wait(0.3)
                assert second.alive, "it did not wait"
            assert held.child.wait().code == 0
            ended = second.wait()
            assert ended.code == 0, f"exit {ended.code}: {ended.err}"
            scene.settle(folder, "later")
            scene.reached(folder, "later")


def test_the_holder_dies(scene: Scene, counted: Counted) -> None:
    tally = counted("F9", "the update that holds the lock is killed")
    for number in tally.numbers(count(1, 2, 40)):
        with tally.case(number), scene.begin("later") as folder:
            with _held(scene, folder) as held:
                held.child.kill()
                assert held.child.wait().code == -9
                scene.holds(folder, "later")
            scene.after(folder, "later")


def test_readers_see_one_state_or_the_other(scene: Scene, counted: Counted) -> None:
    tally = counted("F9", "readers in a loop beside an update")
    for number in tally.numbers(count(1, 2, 40)):
        with tally.case(number), scene.begin("later") as folder:
            path = folder / DATABASE
            allowed = (scene.before("later").members, scene.members("later"))
            done, wrong = Event(), list[str]()

            def read(path: Path = path, done: Event = done, wrong: list[str] = wrong) -> None:
                while not done.is_set():
                    members = check.state_of(path).members
                    for topic, pmids in members.items():
                        if pmids not in (allowed[0].get(topic), allowed[1].get(topic)):  # noqa: B023
                            wrong.append(topic)

            reader = threading.Thread(target=read)
            reader.start()
            ended = run(scene.update(folder))
            done.set()
            reader.join()
            assert ended.code == 0, f"exit {ended.code}: {ended.err}"
            assert not wrong, f"half a closing was seen: {set(wrong)}"
            scene.settle(folder, "later")
            scene.reached(folder, "later")


def test_another_program_writes(scene: Scene, counted: Counted) -> None:
    tally = counted("F9", "the database is locked by another program")
    for number in tally.numbers(count(1, 2, 40)):
        with tally.case(number), scene.begin("later") as folder:
            with closing(sqlite3.connect(folder / DATABASE, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                ended = run(replace(scene.update(folder), busy=200))
                assert ended.code == 75, f"exit {ended.code}: {ended.err}"
                assert "Another program is writing" in ended.err, ended.err
                second = Child(scene.update(folder))
                Event().wait(0.3)
                assert second.alive, "it did not wait for the lock"
                other.execute("ROLLBACK")
                assert second.wait().code == 0
            scene.settle(folder, "later")
            scene.reached(folder, "later")
