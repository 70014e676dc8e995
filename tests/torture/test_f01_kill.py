"""F1: `kill -9` at any moment of an update."""

import time
from dataclasses import dataclass, field
from threading import Event

from evidence.pubmed.local_http import Reply, Request

from .child import Child
from .conftest import Counted
from .scene import KINDS, Scene
from .tally import count


@dataclass(slots=True)
class Progress:
    """How far an update is, as PubMed sees it: `reached` when its k-th request has come."""

    wanted: int
    seen: int = 0
    reached: Event = field(default_factory=Event)

    def fault(self, request: Request, reply: Reply) -> Reply:
        """No fault at all: it only counts."""
        del request
        self.seen += 1
        if self.seen >= self.wanted:
            self.reached.set()
        return reply


def test_killed_at_any_moment(scene: Scene, counted: Counted) -> None:
    """A request is drawn, then a moment of the time until the next."""
    tally = counted("F1", "kill -9 at a random moment of an update")
    sizes = {kind: _size(scene, kind) for kind in KINDS}
    hit = 0
    for number in tally.numbers(count(12, 200, 5000)):
        kind, chance = KINDS[number // 5 % 2], tally.chance(number)
        requests, seconds = sizes[kind]
        wanted = chance.randint(0, requests)
        moment = chance.uniform(0, seconds / (requests + 1))
        told = f"{number}: {kind}, {moment:.3f} s after request {wanted}"
        with tally.case(number, told), scene.begin(kind) as folder:
            child, progress = Child(scene.update(folder), gated=True), Progress(wanted)
            scene.server.fault = progress.fault
            child.ready()
            child.go()
            while wanted and child.alive and not progress.reached.wait(0.05):
                pass
            time.sleep(moment)
            child.kill()
            hit += child.wait().code == -9
            scene.after(folder, kind)
    tally.note = f"{hit} killed in the middle"
    assert hit, "no kill came before the end"


def _size(scene: Scene, kind: str) -> tuple[int, float]:
    """Requests and seconds of an undisturbed run."""
    with scene.begin(kind) as folder:
        child, before = Child(scene.update(folder), gated=True), scene.server.requests
        child.ready()
        child.go()
        begun = time.monotonic()
        assert child.wait().code == 0
        return scene.server.requests - before, time.monotonic() - begun
