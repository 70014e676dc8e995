"""`evidence rebuild`: everything computed, computed again from the stored records."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from evidence.findings.rebuild import Rebuilt


@click.command("rebuild")
@click.option("--topic", metavar="NAME", help="Only the records of a topic; tags are left alone.")
@click.option("--all", "every", is_flag=True, help="Also what is current: all of it anew.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(*, topic: str | None, every: bool, as_json: bool) -> None:
    """Compute tags, designs and findings again from the stored records.

    Needs no network, and changes nothing that a person decided. Without --all
    only what the present rules have not read yet. Interrupted, it goes on where
    it ended when it is run again. Other commands work meanwhile: what is not
    computed yet they compute for themselves.

    \b
    Examples:
      evidence rebuild
      evidence rebuild --topic leg-cramps
      evidence rebuild --all --json
    """
    from evidence.commands import opening, output
    from evidence.errors import UsageProblem
    from evidence.findings.rebuild import rebuild
    from evidence.keeping import retag
    from evidence.summary.compose import number_of

    if topic and every:
        raise UsageProblem("--all is of all records.", "Leave out --topic or --all.")
    names = [each.name for each in opening.topics([topic])] if topic else []
    store = opening.store(reading=True)
    tagged = None if names else retag(store, opening.tags(), opening.mesh(store), every=every)
    pmids = store.membership(names[0]) if names else None
    found = rebuild(store, pmids, every=every, told=None if as_json else _tell)
    if as_json:
        output.document(
            {
                "records": found.records,
                "computed": found.computed,
                "changed": found.changed,
                "retagged": tagged.changed if tagged else None,
            }
        )
        return
    tags = f"; {tagged.changed} tagged otherwise" if tagged else ""
    records = number_of(found.records, "record", "records")
    output.say(
        f"{records}, {found.computed:,} read anew, {found.changed:,} of them with other findings"
        f" than before{tags}"
    )


def _tell(so_far: "Rebuilt") -> None:
    from evidence.commands import output

    if so_far.records % 5_000 == 0:
        output.say(f"{so_far.records:,} records")
