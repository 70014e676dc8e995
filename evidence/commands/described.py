"""What `evidence query describe` prints: for people, Markdown, CSV and JSON."""

import csv
import io
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import click

from evidence.commands import deep, output
from evidence.commands.asking import Asked
from evidence.commands.explain_lines import plain
from evidence.query.describe import Description, Heading
from evidence.query.strategy import Count
from evidence.shipped import program_version

_NARROWER = 8  # names of narrower headings
_LINES = 40  # of the question in words
_NOTES = 8
_DEEPEST = 12
_NARROWEST = 30  # columns beside the indentation
_GRADES = {
    "exact": "as at PubMed",
    "approximate": "approximately",
    "mesh": "only with more of MeSH",
    "unknowable": "by PubMed alone",
}


@dataclass(frozen=True, slots=True)
class Searched:
    """What the lines find in the database, and what database that is."""

    counts: tuple[Count, ...]
    records: int
    updated: datetime | None
    today: date

    @property
    def caption(self) -> str:
        """Which records were searched, when, with what: for a methods section."""
        updated = f"{self.updated:%Y-%m-%d}" if self.updated else "never, from files only"
        return (
            f"Hits are among the {self.records} records of the local database (last update "
            f"from PubMed: {updated}), counted on {self.today} with evidence-tracker "
            f"{program_version()}; they are not PubMed's counts."
        )

    @property
    def unsure(self) -> bool:
        """Whether a line has records that only PubMed can decide."""
        return any(count.unknowable for count in self.counts)


def for_people(made: Description, searched: Searched | None, *, full: bool) -> None:
    """Print everything, the long lists cut short unless `full`."""
    for line in _some(list(_words(made)), _LINES, "lines", full=full):
        _echo(line)
    _headings(made, full=full)
    _filters(made)
    click.echo("\nHow far it can be answered here\n  " + _answered(made))
    notes = [f"{note.grade}: {note.text}" for note in made.notes]
    for text in _some(notes, _NOTES, "notes", full=full):
        _echo(f"  {plain(text)}")
    wrong = _wrong(made)
    if wrong:
        click.echo(f"  {wrong} on how it is written: type evidence query check")
    click.echo("\nSearch strategy")
    output.table(
        _columns(searched), [row[:1] + row[2:] + row[1:2] for row in _rows(made, searched)]
    )
    click.echo("")
    _echo(searched.caption if searched else "No database: no hits.")


def as_markdown(query: Asked, made: Description, searched: Searched | None) -> None:
    """Print the question in words and the strategy as a table."""
    click.echo(f"## Search strategy{f': {query.name}' if query.name else ''}\n")
    for line in _words(made):
        text = line.lstrip()
        click.echo(f"{line[: len(line) - len(text)]}- {_escaped(text)}")
    header = ["Line", "Search", *_columns(searched)[1:-1]]
    click.echo("\n| " + " | ".join(header) + " |")
    click.echo("|" + "|".join("--:" if name != "Search" else "---" for name in header) + "|")
    for number, text, *numbers in _rows(made, searched):
        cells = (number, _code(text), *numbers)
        click.echo("| " + " | ".join(cells) + " |")
    if searched:
        click.echo(f"\n{searched.caption}")


def as_csv(made: Description, searched: Searched | None) -> None:
    """Print line, search and hits; which database was searched goes to standard error."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("line", "search", *_names(searched)))
    for number, search, *numbers in _rows(made, searched):
        safe = f"'{search}" if search.startswith(("=", "+", "-", "@")) else search
        writer.writerow((number.removeprefix("#"), safe, *numbers))
    click.echo(text.getvalue(), nl=False)
    if searched:
        output.say(searched.caption)


def as_json(query: Asked, made: Description, searched: Searched | None) -> None:
    """Print the JSON that docs/json.md describes."""
    found = {count.number: count for count in searched.counts} if searched else {}
    deep.document(
        {
            "schema_version": 1,
            "query": query.text,
            "name": query.name,
            "words": [{"depth": line.depth, "text": line.text} for line in made.words],
            "headings": [
                {"name": each.name, "known": each.known, "narrower": list(each.narrower)}
                for each in made.headings
            ],
            "filters": [
                {
                    "name": each.filter.name,
                    "source": each.filter.source,
                    "exact": each.filter.exact,
                    "whole": each.whole,
                    "start": each.start,
                    "end": each.end,
                }
                for each in made.filters
            ],
            "terms": dict(made.grades),
            "notes": [{"grade": note.grade, "text": note.text} for note in made.notes],
            "messages": {name: count for name, count in _severities(made) if count},
            "lines": [
                {
                    "number": line.number,
                    "search": line.text,
                    "hits": found[line.number].hits if found else None,
                    "unknowable": found[line.number].unknowable if found else None,
                }
                for line in made.strategy.lines
            ],
            "database": {
                "records": searched.records,
                "updated": searched.updated.isoformat() if searched.updated else None,
                "searched": searched.today.isoformat(),
            }
            if searched
            else None,
            "program_version": program_version(),
        }
    )


def _words(made: Description) -> Iterator[str]:
    for line in made.words:
        yield "  " * min(line.depth, _DEEPEST) + plain(line.text)
    if any("*" in line.text for line in made.words):
        yield "(* stands for any ending.)"


def _echo(line: str) -> None:
    """Print a line; on a terminal wrapped, its rest further in."""
    if sys.stdout.isatty():
        text = line.lstrip()
        pad = line[: len(line) - len(text)]
        width = max(shutil.get_terminal_size().columns, len(pad) + _NARROWEST)
        line = click.wrap_text(text, width, pad, f"{pad}    ")
    click.echo(line)


def _headings(made: Description, *, full: bool) -> None:
    if not made.headings:
        return
    click.echo("\nMeSH headings")
    for each in made.headings:
        _echo(f"  {plain(_heading(each, full=full))}")


def _filters(made: Description) -> None:
    if not made.filters:
        return
    click.echo("\nPublished filters")
    for each in made.filters:
        part = "" if each.whole else ", a part of it"
        unsure = "" if each.filter.exact else "; PubMed may run another text"
        click.echo(f"  {each.filter.name}{part}: {each.filter.source}{unsure}")


def _heading(heading: Heading, *, full: bool) -> str:
    if not heading.known:
        return f"{heading.name}: not in the MeSH table at hand, searched by this name alone"
    if not heading.narrower:
        return heading.name
    count = len(heading.narrower)
    shown = heading.narrower if full else heading.narrower[:_NARROWER]
    more = f" and {count - len(shown)} more" if count > len(shown) else ""
    return f"{heading.name}, with {count} narrower: {'; '.join(shown)}{more}"


def _answered(made: Description) -> str:
    total = sum(count for _, count in made.grades)
    parts = [f"{count} {_GRADES[name]}" for name, count in made.grades]
    return f"of {total} different {'term' if total == 1 else 'terms'}: {', '.join(parts)}"


def _severities(made: Description) -> tuple[tuple[str, int], ...]:
    held = [message.severity for message in made.messages]
    return tuple((name, held.count(name)) for name in ("error", "warning", "note"))


def _wrong(made: Description) -> str:
    parts = [f"{n} {name}{'' if n == 1 else 's'}" for name, n in _severities(made) if n]
    return ", ".join(parts)


def _names(searched: Searched | None) -> tuple[str, ...]:
    if searched is None:
        return ()
    return ("hits", "only_pubmed_can_tell") if searched.unsure else ("hits",)


def _columns(searched: Searched | None) -> tuple[str, ...]:
    return ("Line", *(name.replace("_", " ") for name in _names(searched)), "Search")


def _rows(made: Description, searched: Searched | None) -> list[tuple[str, ...]]:
    """(number, search, hits, unknowable): as many columns as there are to show."""
    if searched is None:
        return [(f"#{line.number}", line.text) for line in made.strategy.lines]
    rows = []
    for line, count in zip(made.strategy.lines, searched.counts, strict=True):
        unsure = (str(count.unknowable),) if searched.unsure else ()
        rows.append((f"#{line.number}", line.text, str(count.hits), *unsure))
    return rows


def _some(lines: Sequence[str], most: int, noun: str, *, full: bool) -> Sequence[str]:
    if full or len(lines) <= most + 1:
        return lines
    return [*lines[:most], f"and {len(lines) - most} more {noun}; all of them: --all"]


def _escaped(text: str) -> str:
    return "".join(f"\\{char}" if char in r"\`*_[]<>|#" else char for char in plain(text))


def _code(text: str) -> str:
    """A code span in a table's cell: | is escaped even there."""
    safe = plain(text).replace("|", "\\|")
    return f"`` {safe} ``" if "`" in safe else f"`{safe}`"
