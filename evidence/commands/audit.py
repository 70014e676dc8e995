"""`evidence audit`: sums in stored abstracts that do not come out."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from evidence.commands.options import PMIDS

if TYPE_CHECKING:  # heavy imports wait until the command runs
    from evidence.extraction.audit import Doubt
    from evidence.record import Record
    from evidence.store import Store


@click.command("audit")
@PMIDS
@click.option("--topic", metavar="NAME", help="The records of a topic.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array of doubts.")
def command(pmids: tuple[int, ...], *, topic: str | None, as_json: bool) -> None:
    """Check the arithmetic of abstracts: shares, intervals, p values, arms, words.

    A doubt is a reason to read the paper, not a verdict on it.

    \b
    Examples:
      evidence audit 990000001 990000002
      evidence audit --topic leg-cramps --json
    """
    from evidence.commands import opening, output

    if pmids and topic:
        raise click.UsageError("Give PMIDs or --topic, not both.")
    names = [each.name for each in opening.topics([topic])] if topic else []
    kept = opening.store(reading=True)
    stored = kept.pmids()
    wanted = _wanted(kept, pmids, names)
    count, found = 0, []
    for record in kept.records([pmid for pmid in wanted if pmid in stored]):
        count += 1
        found += _doubts(record)
    if as_json:
        output.document([_as_dict(*each) for each in found])
    else:
        rows = [(str(pmid), doubt.check, doubt.why, doubt.text) for pmid, _, doubt in found]
        output.table(("pmid", "check", "why", "words"), rows)
    doubted = len({pmid for pmid, _, _ in found})
    output.say(f"{count} records checked, {doubted} with a doubt.")
    for pmid in pmids:
        if pmid not in stored:
            kept.record(pmid)  # says why, and what to type


def _wanted(kept: "Store", pmids: tuple[int, ...], names: list[str]) -> Iterable[int]:
    if pmids:
        return dict.fromkeys(pmids)
    return kept.membership(names[0]) if names else kept.pmids()


def _doubts(record: "Record") -> list[tuple[int, str, "Doubt"]]:
    from evidence.extraction.audit import audit_record
    from evidence.extraction.reading import read

    return [(record.pmid, doubt.section, doubt) for doubt in audit_record(read(record))]


def _as_dict(pmid: int, section: str, doubt: "Doubt") -> dict[str, object]:
    return {
        "pmid": pmid,
        "section": section,
        "check": doubt.check,
        "start": doubt.start,
        "end": doubt.end,
        "text": doubt.text,
        "why": doubt.why,
        "other": [
            {"section": each.section, "start": each.start, "end": each.end, "text": each.text}
            for each in doubt.other
        ],
    }
