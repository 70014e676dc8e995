"""F15: files made to use up memory, or to read what they should not."""

import gzip
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from . import world
from .child import Ended, run
from .conftest import Counted
from .scene import Scene

MEBIBYTE = 2**20
MEMORY = 200 * MEBIBYTE  # beyond what the program has when it starts
LARGE = 10 * MEBIBYTE
NEARLY = 1_000_000  # bytes: not too large for a topic
SECRET = "SECRETOFTHISFILE"  # noqa: S105 - a word to look for
Make = Callable[[Path], None]


def _xml(inner: str, prolog: str = "") -> bytes:
    return f'<?xml version="1.0"?>\n{prolog}<PubmedArticleSet>{inner}</PubmedArticleSet>'.encode()


def _laughs() -> bytes:
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">\n' for n in range(1, 10))
    return _xml("<PubmedArticle>&a9;</PubmedArticle>", f'<!DOCTYPE x [<!ENTITY a0 "ha">{lines}]>\n')


def _outside(path: Path) -> bytes:
    secret = path.with_name("secret.txt")
    secret.write_text(SECRET)
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>\n'
    raw = world.record(world.FIRST, "&e; of the night").decode()
    return _xml(raw, entity)


def _bomb(path: Path) -> None:
    with gzip.open(path, "wb", compresslevel=9) as file:
        file.write(b"<PubmedArticleSet>")
        for _ in range(400):
            file.write(b" " * MEBIBYTE)


def _nested_bomb(path: Path) -> None:
    inner = gzip.compress(b"\0" * (100 * MEBIBYTE))
    path.write_bytes(gzip.compress(inner))


def _long_title(path: Path) -> None:
    path.write_bytes(_xml(world.record(world.FIRST, "x" * (60 * MEBIBYTE)).decode()))


def _write(make: Callable[[Path], bytes]) -> Make:
    def write(path: Path) -> None:
        path.write_bytes(make(path))

    return write


IMPORTED: dict[str, Make] = {
    "laughs.xml": _write(lambda _: _laughs()),
    "outside.xml": _write(_outside),
    "deep.xml": _write(lambda _: _xml("<PubmedArticle>" + "<i>" * (LARGE // 3))),
    "unclosed.xml": _write(lambda _: b"<PubmedArticleSet>" + b"<PubmedArticle>" * (LARGE // 15)),
    "long-line.xml": _long_title,
    "long-tag.xml": _write(lambda _: b"<PubmedArticleSet><" + b"a" * (60 * MEBIBYTE)),
    "long-line.nbib": _write(lambda _: b"PMID- 990000001\nTI  - " + b"x" * (60 * MEBIBYTE)),
    "zeros.xml": _write(lambda _: b"\0" * (60 * MEBIBYTE)),
    "bomb.xml.gz": _bomb,
    "nested.xml.gz": _nested_bomb,
    "attributes.xml": _write(lambda _: _xml("<PubmedArticle " + 'a="b" ' * 10**6 + "/>")),
}
TOPICS: dict[str, Make] = {
    "ten megabytes": _write(lambda _: b"title = " + b"[" * LARGE),
    "deep arrays": _write(lambda _: b"title = " + b"[" * NEARLY),
    "deep tables": _write(lambda _: b"[" + b"a." * (NEARLY // 2) + b"b]\nx = 1\n"),
    "a long line": _write(lambda _: b'title = "' + b"x" * NEARLY + b'"\n'),
    "a long query": _write(
        lambda _: b'title = "x"\nquery = """' + b"(pain[ti] OR " * (NEARLY // 13) + b'"""\n'
    ),
    "a deep query": _write(lambda _: b'title = "x"\nquery = "' + b"(" * 500_000 + b'"\n'),
}


def _refused(ended: Ended) -> None:
    """One line, and neither killed nor out of memory."""
    assert ended.code in {2, 3, 74}, f"exit {ended.code}: {ended.err[-500:]}"
    assert "Traceback" not in ended.err, ended.err[-500:]
    assert "MemoryError" not in ended.err, ended.err[-500:]
    assert "should not happen" not in ended.err, ended.err[-500:]
    assert SECRET not in ended.out + ended.err


def test_files_to_import(scene: Scene, counted: Counted) -> None:
    tally = counted("F15", "hostile files to import, with 200 MB of memory")
    for number in tally.numbers(len(IMPORTED)):
        name = list(IMPORTED)[number - 1]
        with tally.case(number, name), scene.begin("later") as folder:
            IMPORTED[name](folder / name)
            job = scene.job(folder, "import", str(folder / name))
            _refused(run(replace(job, memory=MEMORY)))
            database = b"".join(path.read_bytes() for path in folder.glob("evidence.sqlite*"))
            assert SECRET.encode() not in database, "a file of this computer was read"
            scene.settle(folder, "later")
            scene.reached(folder, "later", but=("rejected",))


def test_topics(scene: Scene, counted: Counted) -> None:
    tally = counted("F15", "hostile topic files, with 200 MB of memory")
    for number in tally.numbers(len(TOPICS)):
        name = list(TOPICS)[number - 1]
        with tally.case(number, name), scene.begin("later") as folder:
            own = world.write_topics(folder / "own")
            TOPICS[name](own / "topics" / "hostile.toml")
            job = scene.job(folder, "update")
            where = job.arguments.index("--queries") + 1
            arguments = (*job.arguments[:where], str(own), *job.arguments[where + 1 :])
            ended = run(replace(job, arguments=arguments, memory=MEMORY))
            assert "hostile.toml" in ended.err, ended.err[-500:]
            assert len(ended.err) < 5000, "the file is said in full"
            _refused(ended)
