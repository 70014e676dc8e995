"""F8: bits flip in the database, files are cut, empty, foreign, or of another schema."""

import json
import shutil
import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from evidence.errors import EvidenceError

from . import check
from .child import run
from .conftest import Counted
from .dump import Dump, differences, dump
from .scene import DATABASE, Scene
from .tally import count

FLIPS = 8  # bits a file
KNOWN = frozenset({1, 2, 3, 4, 5, 74})  # exit codes that say what is wrong


def test_flipped_bits_are_found(scene: Scene, counted: Counted) -> None:
    """`doctor --deep` fails where any answer changed, and names records whose bytes changed."""
    tally = counted("F8", "8 flipped bits in a database file, then `doctor --deep`")
    sound = (scene.early / DATABASE).read_bytes()
    before, said = check.contents(scene.early / DATABASE), dump(str(scene.early / DATABASE))
    found = harmless = 0
    for number in tally.numbers(count(12, 60, 2000)):
        chance = tally.chance(number)
        image = bytearray(sound)
        for _ in range(FLIPS):
            image[chance.randrange(len(image))] ^= 1 << chance.randrange(8)
        with tally.case(number), scene.begin("later") as folder:
            path = folder / DATABASE
            path.write_bytes(image)
            harm = _harm(path, said)
            changed = _changed(path, before)
            doctor = run(scene.job(folder, "doctor", "--deep", "--json"))
            assert "should not happen" not in doctor.err, doctor.err
            if not harm:
                harmless += 1
                continue
            found += 1
            assert doctor.code == 1, f"{harm}; the doctor exits {doctor.code}"
            rows = {row["name"]: row for row in json.loads(doctor.out)["checks"]}
            if "integrity" in rows and rows["integrity"]["state"] == "ok":
                told = rows["records"]["detail"]
                hidden = [p for p in sorted(changed)[:3] if str(p) not in told]
                assert not hidden, f"PMID {hidden} changed and is not named in: {told[:300]}"
    tally.note = f"{found} were found, {harmless} harmed nothing"


def _harm(path: Path, said: Dump) -> str:
    """What is no longer as it was; "" where the bits lie in nothing that is read."""
    try:
        with closing(sqlite3.connect(path)) as database:
            if database.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                return "SQLite finds its file damaged"
        return differences(said, dump(str(path)))
    except (EvidenceError, sqlite3.DatabaseError, DBAPIError, zlib.error, ValueError) as error:
        return str(error)


def _changed(path: Path, before: dict[int, str]) -> frozenset[int]:
    """The PMIDs whose stored bytes are not what they were, or that are gone."""
    try:
        now = check.contents(path)
    except sqlite3.DatabaseError:
        return frozenset(before)
    return frozenset(pmid for pmid, digest in before.items() if now.get(pmid) != digest)


def _foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE theirs (id INTEGER)")


def _newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE alembic_version SET version_num = 'fromthefuture'")
        database.commit()


def _without_table(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("DROP TABLE membership")
        database.commit()


def _cut(part: float) -> Callable[[Path], None]:
    def cut(path: Path) -> None:
        data = path.read_bytes()
        path.write_bytes(data[: int(len(data) * part)])

    return cut


HARMS: dict[str, Callable[[Path], None]] = {
    "not a database": lambda path: _write(path, b"not a database at all " * 100),
    "the head alone": lambda path: _write(path, path.read_bytes()[:100]),
    "cut to a third": _cut(0.33),
    "cut to nine tenths": _cut(0.9),
    "another program's": _foreign,
    "a newer schema": _newer,
    "a table is gone": _without_table,
}


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def test_a_harmed_file_is_refused_in_one_line(scene: Scene, counted: Counted) -> None:
    tally = counted("F8", "files cut, foreign, newer, without a table")
    for number, (name, harm) in enumerate(HARMS.items(), 1):
        for command in (("update", "walking"), ("summary", "walking"), ("search", "night[tiab]")):
            with tally.case(number, f"{name}, {command[0]}"), scene.begin("later") as folder:
                harm(folder / DATABASE)
                before = (folder / DATABASE).read_bytes()
                ended = run(scene.job(folder, *command))
                if ended.code == 0:  # the harm lies where this command does not look
                    assert "gone" in name or "tenths" in name, f"{name}: exit 0"
                    continue
                assert ended.code in KNOWN, f"exit {ended.code}: {ended.err}"
                assert "should not happen" not in ended.err, ended.err
                assert "Traceback" not in ended.err, ended.err
                if "tenths" not in name and "gone" not in name and "third" not in name:
                    assert (folder / DATABASE).read_bytes() == before, "the file was changed"


def test_an_empty_file_is_a_new_database(scene: Scene, counted: Counted) -> None:
    tally = counted("F8", "a file of no bytes")
    with tally.case(1), scene.begin("first") as folder:
        shutil.copy("/dev/null", folder / DATABASE)
        ended = run(scene.update(folder))
        assert ended.code == 0, f"exit {ended.code}: {ended.err}"
        scene.reached(folder, "first")
