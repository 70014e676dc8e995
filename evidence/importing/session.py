"""One import: every file checked, read, and kept batch by batch, in its order."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from pyroaring import BitMap

from evidence.errors import EvidenceError
from evidence.importing import wording
from evidence.importing.model import STANDARD_INPUT, FileOutcome, Options, Say
from evidence.importing.portions import Portion, Reader
from evidence.importing.processes import LostProcess, Readers
from evidence.importing.sources import Checked, Source, check
from evidence.importing.tally import Tally
from evidence.importing.writing import Items, Writer
from evidence.pubmed.files import Block, Rejected, opened, read_blocks
from evidence.store import SourceFile


@dataclass(frozen=True, slots=True)
class Means:
    """What an import works with.

    `known`: the PMIDs stored, deleted ones too; it grows. `matched`: the fingerprint of what
    the topics ask. `imported`: the numbered files of earlier imports, by name.
    """

    readers: Readers
    reader: Reader
    writer: Writer
    known: BitMap
    matched: str
    imported: Mapping[str, SourceFile]
    options: Options
    say: Say


class Session:
    """Imports the files given; what it did is in `outcomes`, `failures` and `total`."""

    def __init__(self, means: Means) -> None:
        """`means`: the parts."""
        self._means = means
        self._stopped = False  # a numbered file failed
        self._applied = False  # a numbered file was imported: the later ones must follow
        self.outcomes: list[FileOutcome] = []
        self.failures: list[EvidenceError] = []
        self.total = Tally()

    def run(self, sources: Sequence[Source]) -> None:
        """Import all. A file that fails stops the numbered ones after it, and no others."""
        for at, source in enumerate(sources, 1):
            outcome = self._file(source)
            self.outcomes.append(outcome)
            self._means.say(wording.progress(outcome, at, len(sources)))

    def _file(self, source: Source) -> FileOutcome:
        if source.number and self._stopped:
            return FileOutcome(source.name, "not imported")
        try:
            checked = check(source)
        except EvidenceError as error:
            return self._failed(FileOutcome(source.name, "failed"), source, error)
        told = FileOutcome(source.name, "imported", checked=checked.promised, size=checked.size)
        if self._skips(source, checked):
            return replace(told, state="skipped")
        part = Tally()
        problem = self._read(source, part)
        self.total.join(part)
        told = replace(told, kept=part.kept, unmatched=part.unmatched)
        if problem is not None:
            return self._failed(replace(told, state="failed"), source, problem)
        if source.number:
            self._applied = True
            self._means.writer.note(self._row(told, checked))
        return told

    def _failed(self, outcome: FileOutcome, source: Source, problem: EvidenceError) -> FileOutcome:
        self.failures.append(problem)
        self._stopped = self._stopped or source.number is not None
        return replace(outcome, error=str(problem))

    def _skips(self, source: Source, checked: Checked) -> bool:
        """Whether this very file was imported, all of it or what the topics ask for."""
        there = self._means.imported.get(source.name)
        if there is None or not source.number or self._applied or self._means.options.again:
            return False
        return there.md5 == checked.md5 and there.matched in {"", self._means.matched}

    def _row(self, told: FileOutcome, checked: Checked) -> SourceFile:
        kept = told.kept
        return SourceFile(
            name=told.name,
            md5=checked.md5,
            size=checked.size,
            matched=self._means.matched,
            imported_at=datetime.now(UTC),
            read=kept.read + told.unmatched,
            kept=kept.new + kept.changed,
            deleted=kept.deleted,
            rejected=kept.rejected,
        )

    def _read(self, source: Source, part: Tally) -> EvidenceError | None:
        """Keep what the file holds; what was wrong with it, None where it was read whole."""
        portions = self._means.readers.portions(_blocks(source), source.name)
        number = 0
        while True:
            try:
                blocks, portion = next(portions)
            except StopIteration:
                return None
            except LostProcess:
                raise
            except EvidenceError as problem:
                return problem
            self._keep(source, blocks, _numbered(portion, number), part)
            number += portion.records

    def _keep(self, source: Source, blocks: Sequence[Block], portion: Portion, part: Tally) -> None:
        """Keep a portion, and of what no topic asks for the records that are stored already."""
        means = self._means
        stored = {pmid: at for pmid, at in portion.unmatched if pmid in means.known}
        items: Items = portion.items
        late = 0
        if stored:
            places = sorted({at for pmid, at in portion.unmatched if pmid in stored})
            read = means.reader.anyway([blocks[at] for at in places], source.name)
            more = [entry for entry in read if entry.pmid in stored]
            items, late = [*items, *more], len(more)
        kept = means.writer.keep(items, portion.tags or {}, source.name)
        means.known.update(kept.new_pmids)
        part.add(kept, len(portion.unmatched) - late)


def _blocks(source: Source) -> Iterator[Block]:
    if source.path == STANDARD_INPUT:
        yield from read_blocks(sys.stdin.buffer, source.name)
        return
    with opened(source.path) as stream:
        yield from read_blocks(stream, str(source.path))


def _numbered(portion: Portion, before: int) -> Portion:
    """With rejected items numbered in the file, of which `before` records came before."""
    if not before or not any(isinstance(item, Rejected) for item in portion.items):
        return portion
    items = tuple(
        replace(item, number=item.number + before) if isinstance(item, Rejected) else item
        for item in portion.items
    )
    return replace(portion, items=items)
