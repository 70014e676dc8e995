"""The scene: one PubMed, and for each kind of run the end that it must reach."""

import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from evidence.pubmed.local import LocalPubMed

from . import check, world
from .check import State
from .child import LOG, Ended, Job, run
from .dump import Dump, differences, dump

DATABASE = "evidence.sqlite"
KINDS = ("first", "later")  # into an empty database; into one of the first state


class Scene:
    """Databases in folders of their own; `begin` one, harm it, `settle` it, compare it."""

    def __init__(self, server: LocalPubMed, made: world.World, folder: Path) -> None:
        """`server`: over `made`; `folder`: empty."""
        self.server = server
        self.made = made
        self._folder = folder
        self._numbers = count(1)
        self._served = ""
        self._ends: dict[str, Path] = {}
        self._dumps: dict[str, Dump] = {}
        self.queries = world.write_topics(folder / "queries")

    def serve(self, kind: str) -> None:
        """PubMed as it is for this kind of run, without faults."""
        self.server.fault = None
        if kind != self._served:
            self.server.replace([self.made.first if kind == "first" else self.made.second])
            self._served = kind

    @contextmanager
    def begin(self, kind: str) -> Iterator[Path]:
        """A folder whose database stands before a run of this kind; removed if all is well."""
        self.serve(kind)
        folder = self._folder / f"run{next(self._numbers)}"
        folder.mkdir()
        if kind == "later":
            shutil.copy(self.early / DATABASE, folder / DATABASE)
        yield folder
        shutil.rmtree(folder)

    def job(self, folder: Path, *arguments: str, url: str = "") -> Job:
        """`evidence ARGUMENTS` on the folder's database, or the one at `url`."""
        shared = ("--database", url or str(folder / DATABASE), "--queries", str(self.queries))
        environ = {
            "EVIDENCE_EUTILS_URL": self.server.url,
            "NCBI_EMAIL": "who@clinic.example",
            "HOME": str(folder),
            "XDG_CACHE_HOME": str(self._folder / "cache"),
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_CONFIG_HOME": str(folder / "config"),
        }
        return Job(folder, (*shared, *arguments), environ)

    def update(self, folder: Path, *options: str, url: str = "") -> Job:
        """An update of the three topics."""
        return self.job(folder, "update", *world.TOPICS, *options, url=url)

    def before(self, kind: str) -> State:
        """What the database holds before a run of this kind."""
        return State() if kind == "first" else check.state_of(self.early / DATABASE)

    def settle(self, folder: Path, kind: str, url: str = "") -> Ended:
        """Run without faults to where nothing more changes; the first of the runs.

        What PubMed has no more counts as deleted once two runs have not got it.
        """
        self.server.fault = None
        (folder / LOG).unlink(missing_ok=True)
        ended = [run(self.update(folder, url=url)) for _ in range(1 if kind == "first" else 2)]
        for each in ended:
            assert each.code == 0, f"a run after it exits {each.code}: {each.err}"
        return ended[0]

    def reached(self, folder: Path, kind: str, url: str = "", but: Collection[str] = ()) -> None:
        """The database says what it says after an undisturbed run; `but`: tables left out."""
        found = differences(self.reference(kind), dump(url or str(folder / DATABASE)), but)
        assert not found, f"not the end of an undisturbed run: {found}"

    def reference(self, kind: str) -> Dump:
        """The dump after an undisturbed run."""
        return self._dumps[kind]

    @property
    def early(self) -> Path:
        """The folder of a database of the first state, at rest."""
        return self.ended("first")

    def ended(self, kind: str) -> Path:
        """The folder of a database after an undisturbed run, at rest."""
        return self._ends[kind]

    def prepare(self, *kinds: str) -> None:
        """Make the undisturbed runs, before anything is harmed."""
        for kind in kinds:
            self._ends[kind] = self._undisturbed(kind)
            self._dumps[kind] = dump(str(self._ends[kind] / DATABASE))

    def _undisturbed(self, kind: str) -> Path:
        self.serve(kind)
        folder = self._folder / f"undisturbed-{kind}"
        folder.mkdir()
        if kind == "later":
            shutil.copy(self.early / DATABASE, folder / DATABASE)
        self.settle(folder, kind)
        assert not (folder / f"{DATABASE}-wal").exists()
        return folder

    def after(self, folder: Path, kind: str, *, deep: bool = True, url: str = "") -> None:
        """All that must hold when a run of this kind was cut off; then it is resumed."""
        self.holds(folder, kind, deep=deep, url=url)
        self.settle(folder, kind, url)
        check.sound(self.database(folder, url), deep=deep)
        self.reached(folder, kind, url)

    def holds(self, folder: Path, kind: str, *, deep: bool = True, url: str = "") -> None:
        """All that must hold when a run of this kind was cut off."""
        path = self.database(folder, url)
        told = check.promised(self.before(kind), check.log_of(folder))
        if not path.exists():
            assert told.transactions == 0, "the database is gone"
            return
        check.sound(path, deep=deep)
        if told.transactions or kind == "later":
            check.atomic(path, told)
        self.true(path, kind)

    def true(self, path: Path, kind: str) -> None:
        """No topic says complete whose members are not those that PubMed has now."""
        for topic in check.complete(path) & frozenset(world.TOPICS):
            found = check.state_of(path).members.get(topic, frozenset())
            allowed = (self.before(kind).members.get(topic), self.members(kind)[topic])
            assert found in allowed, f"{topic} is complete and has other members"

    def members(self, kind: str) -> Mapping[str, frozenset[int]]:
        """The members of each topic after an undisturbed run."""
        return check.state_of(self._ends[kind] / DATABASE).members

    @staticmethod
    def database(folder: Path, url: str = "") -> Path:
        return Path(url) if url else folder / DATABASE
