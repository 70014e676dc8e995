"""`evidence retag`: stored records carry the tags as they are written now."""

import click


@click.command("retag")
@click.option(
    "--all", "every", is_flag=True, help="Also records that these very tags were given to before."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(*, every: bool, as_json: bool) -> None:
    """Tag the stored records anew, after tags or MeSH have changed.

    Needs no network. New and changed records are tagged when they are kept; run
    this after you edit a tag, add one, or import MeSH. Interrupted, it goes on
    where it ended when it is run again.

    \b
    Examples:
      evidence retag
      evidence retag --all --json
    """
    from evidence.commands import opening, output
    from evidence.keeping import retag

    store = opening.store(reading=True)
    done = retag(store, opening.tags(), opening.mesh(store), every=every)
    if as_json:
        output.document(
            {
                "records": done.records,
                "changed": done.changed,
                "tags": [
                    {"tag": each.tag, "added": each.added, "removed": each.removed}
                    for each in done.tags
                ],
            }
        )
        return
    output.say(f"{done.records} records tagged anew, {done.changed} changed")
    if done.tags:
        output.table(
            ("tag", "added", "removed"),
            [(each.tag, str(each.added), str(each.removed)) for each in done.tags],
        )
