"""`evidence families`: records that report one study, and why they were joined."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from evidence.commands.lazy import LazyGroup

if TYPE_CHECKING:  # heavy imports wait until the command runs
    from evidence.findings.families import Family, Member
    from evidence.store import Store

COLUMNS = ("family", "pmid", "year", "n", "design", "title", "why")


class FamiliesCommands(LazyGroup):
    """The subcommands, each in a module of its own."""

    modules: Mapping[str, str] = {
        "part": "families_part",
        "join": "families_join",
        "undo": "families_undo",
    }


@click.group(
    cls=FamiliesCommands,
    invoke_without_command=True,
    short_help="Reports of one study: which records, and why they were joined.",
)
@click.option("--topic", metavar="NAME", help="Only the records of this topic.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def command(ctx: click.Context, *, topic: str | None, as_json: bool) -> None:
    """List the studies with more than one report, and those that a person parted.

    Reports are joined by registration number, by a study's name, or by authors
    together with the number of people, the period or the subject. Counts in every
    output are of studies.

    \b
    Examples:
      evidence families --topic surgery-or-conservative
      evidence families part 990000001 990000002 --why "two cohorts of one clinic"
      evidence families join 990000003 990000004 --why "the trial at 8 years"
      evidence families undo 990000003 990000004 --why "a misreading"
    """
    if ctx.invoked_subcommand is not None:
        return
    from evidence.commands import opening, output
    from evidence.findings.families import families

    names = [each.name for each in opening.topics([topic])] if topic else []
    kept = opening.store(reading=True)
    members = _members(kept, kept.membership(names[0]) if names else kept.pmids())
    found = families(members, kept.decisions.related())
    shown = [each for each in found if len(each.pmids) > 1 or each.parted]
    by_pmid = {each.record.pmid: each for each in members}
    if as_json:
        output.document([_as_dict(each, by_pmid) for each in shown])
    else:
        output.table(COLUMNS, [row for each in shown for row in _rows(each, by_pmid)])
    several = sum(len(each.pmids) > 1 for each in found)
    output.say(
        f"{len(members)} records are reports of {len(found)} studies, {several} of them with "
        "more than one report."
    )


def _members(kept: "Store", pmids: Iterable[int]) -> "tuple[Member, ...]":
    from evidence.findings.cached import facts_of
    from evidence.findings.families_members import members

    stored = kept.pmids()
    return members(facts_of(kept, kept.records([each for each in pmids if each in stored])))


def _rows(family: "Family", known: "Mapping[int, Member]") -> Iterable[Sequence[str]]:
    for pmid in family.pmids:
        each = known[pmid]
        size = "" if each.size is None else str(each.size)
        mark = " (main)" if pmid == family.main and len(family.pmids) > 1 else ""
        title = each.record.title
        head = (str(family.id), f"{pmid}{mark}", str(each.record.year or ""), size, each.design)
        yield (*head, title, "; ".join(_reasons(family, pmid)))


def _reasons(family: "Family", pmid: int) -> Iterable[str]:
    """The joins that hold this record, and the words that part it from another."""
    for words, said in ((family.joins, "with"), (family.parted, "parted from")):
        for each in words:
            if pmid in {each.pmid_a, each.pmid_b}:
                other = each.pmid_b if pmid == each.pmid_a else each.pmid_a
                by = f" ({each.who})" if each.who else ""
                yield f"{said} {other}: {each.why}{by}"


def _as_dict(family: "Family", known: "Mapping[int, Member]") -> dict[str, object]:
    return {
        "id": family.id,
        "main": family.main,
        "pmids": list(family.pmids),
        "reports": list(family.reports),
        "joins": [asdict(each) for each in family.joins],
        "parted": [asdict(each) for each in family.parted],
        "records": [
            {
                "pmid": pmid,
                "year": known[pmid].record.year,
                "n": known[pmid].size,
                "design": known[pmid].design,
                "title": known[pmid].record.title,
            }
            for pmid in family.pmids
        ],
    }
