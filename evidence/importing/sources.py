"""The files of an import: in which order, and whether they are what NLM published."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from evidence.errors import UsageProblem
from evidence.importing.model import STANDARD_INPUT
from evidence.pubmed.files import TruncatedFile, opened
from evidence.pubmed.numbered import Number, digest, number_of, promised


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read; `number` where it has one of NLM's names."""

    path: Path
    number: Number | None = None

    @property
    def name(self) -> str:
        """As the store names it: of NLM's files without the folder, which says nothing."""
        return self.path.name if self.number else str(self.path)


@dataclass(frozen=True, slots=True)
class Checked:
    """A file's MD5 and size in bytes ("" and 0 where nobody needs them)."""

    md5: str = ""
    size: int = 0
    promised: bool = False


def in_order(paths: Iterable[Path]) -> tuple[Source, ...]:
    """The files, and of folders their numbered files.

    Numbered files stand together in the order of their numbers, each once, at the place of
    the first of them; the others keep their places before and after. Raises UsageProblem
    for a folder without numbered files.
    """
    found = list(_sources(paths))
    numbered = {each.path.resolve(): each for each in found if each.number}
    ordered = sorted(numbered.values(), key=lambda each: (each.number, str(each.path)))
    place = next((at for at, each in enumerate(found) if each.number), len(found))
    before = [each for each in found[:place] if not each.number]
    return (*before, *ordered, *(each for each in found[place:] if not each.number))


def _sources(paths: Iterable[Path]) -> Iterator[Source]:
    for path in paths:
        if path == STANDARD_INPUT or not path.is_dir():
            yield Source(path, number_of(path.name))
            continue
        inside = [Source(each, number_of(each.name)) for each in path.iterdir() if each.is_file()]
        numbered = [each for each in inside if each.number]
        if not numbered:
            raise UsageProblem(
                f"The folder {path} holds no files named as pubmed26n1335.xml.gz.",
                f"Name its files: evidence import {path}/*",
            )
        yield from numbered


def check(source: Source) -> Checked:
    """Compare a file with the checksum beside it; without one, its MD5 is only computed.

    Raises TruncatedFile where they differ, StorageProblem where either cannot be read.
    """
    if source.path == STANDARD_INPUT:
        return Checked()
    wanted = promised(source.path)
    if wanted is None and source.number is None:
        return Checked(size=source.path.stat().st_size)
    with opened(source.path) as stream:
        found = digest(stream)
        size = stream.tell()
    if wanted is not None and found != wanted:
        raise TruncatedFile(
            f"{source.path} is not the file that {source.path.name}.md5 speaks of:"
            " nothing of it was kept.",
            "Fetch both again.",
        )
    return Checked(found, size, wanted is not None)
