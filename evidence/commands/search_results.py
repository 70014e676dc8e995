"""What `evidence search` prints of the records it found."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import click

from evidence.appraisal import design, status
from evidence.commands import deep, output
from evidence.commands.explain_json import span
from evidence.commands.explain_lines import below, in_sentence, plain
from evidence.query.spans import Match
from evidence.record import Record
from evidence.search import Hits

_COLUMNS = ("PMID", "year", "design", "standing", "title")
_PLACES = 6  # of one record, on a terminal


@dataclass(frozen=True, slots=True)
class Hit:
    """A record with the words that made it match; () where they were not asked for."""

    record: Record
    words: tuple[Match, ...] = ()

    @property
    def cells(self) -> tuple[str, ...]:
        """The columns of the table."""
        record = self.record
        year = str(record.year or "")
        return (
            str(record.pmid),
            year,
            design(record).name,
            status(record),
            record.title,
        )

    @property
    def distinct(self) -> tuple[str, ...]:
        """The words, each once."""
        return tuple({word.text.casefold(): word.text for word in self.words}.values())


def table(hits: Sequence[Hit], *, why: bool) -> None:
    """Print a table; `why`: with a column of words in a pipe, with lines on a terminal."""
    if why and sys.stdout.isatty():
        for hit in hits:
            _print(hit)
        return
    columns = (*_COLUMNS, "why") if why else _COLUMNS
    output.table(
        columns, [(*hit.cells, "; ".join(hit.distinct)) if why else hit.cells for hit in hits]
    )


def document(text: str, found: Hits, hits: Sequence[Hit], *, why: bool) -> None:
    """Print the JSON that docs/json.md describes."""
    written = tuple(f"{each.text} (at character {each.start + 1})" for each in found.messages)
    deep.document(
        {
            "schema_version": 1,
            "query": text,
            "count": len(found.pmids),
            "searched": found.searched,
            "unknowable": list(found.unknowable),
            "notes": [*written, *found.notes],
            "messages": [
                {
                    "code": each.code,
                    "severity": each.severity,
                    "start": each.start,
                    "end": each.end,
                    "text": each.text,
                }
                for each in found.messages
            ],
            "records": [_object(hit, why=why) for hit in hits],
        }
    )


def _object(hit: Hit, *, why: bool) -> dict[str, object]:
    record = hit.record
    made: dict[str, object] = {
        "pmid": record.pmid,
        "year": record.year,
        "design": design(record).name,
        "standing": status(record),
        "journal": record.journal.abbreviation,
        "title": record.title,
    }
    if why:
        made["why"] = [span(word) for word in hit.words]
    return made


def _print(hit: Hit) -> None:
    pmid, year, name, standing, title = hit.cells
    click.echo(plain(f"{pmid}  {year}  {name}  {standing}"))
    click.echo(f"  {click.style(plain(title), bold=True)}")
    for word in hit.words[:_PLACES]:
        click.echo(below("    ", in_sentence(word, hit.record), bold=True))
    more = len(hit.words) - _PLACES
    if more > 0:
        click.echo(f"    and {more} more {'place' if more == 1 else 'places'}")
