"""How the outcome of an import is printed."""

import click

from evidence.commands import output
from evidence.commands.outcomes import as_dict as search_as_dict
from evidence.importing import FileOutcome, Imported
from evidence.store import Kept, Search


def as_dict(imported: Imported) -> dict[str, object]:
    """The documented JSON."""
    return {
        **_counts(imported.kept, imported.unmatched),
        "files": [_file(each) for each in imported.files],
        "warnings": list(imported.remarks),
        "topics": [search_as_dict(each) for each in imported.searches],
    }


def show(imported: Imported) -> None:
    """The counts on one line; the topics as a table, where they were searched."""
    counts = _counts(imported.kept, imported.unmatched)
    if not imported.unmatched:
        del counts["unmatched"]
    click.echo(", ".join(f"{count} {name}" for name, count in counts.items()))
    if imported.searches:
        output.table(
            ("topic", "found", "members", "new", "changed", "joined", "left", "note"),
            [_row(each) for each in imported.searches],
        )


def _counts(kept: Kept, unmatched: int) -> dict[str, int]:
    return {
        "read": kept.read + unmatched,
        "new": kept.new,
        "changed": kept.changed,
        "unchanged": kept.unchanged,
        "rejected": kept.rejected,
        "deleted": kept.deleted,
        "unmatched": unmatched,
    }


def _file(outcome: FileOutcome) -> dict[str, object]:
    return {
        "name": outcome.name,
        "state": outcome.state,
        **_counts(outcome.kept, outcome.unmatched),
        "md5_checked": outcome.checked,
        "bytes": outcome.size,
        "error": outcome.error,
    }


def _row(search: Search) -> tuple[str, ...]:
    numbers = (search.count, search.stored, search.new, search.changed, search.joined, search.left)
    note = "; ".join((*search.warnings, *([search.error] if search.error else [])))
    return (search.topic, *(str(number or 0) for number in numbers), note)
