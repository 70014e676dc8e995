"""`evidence tags`: the names that stored records can carry."""

import click


@click.command("tags")
@click.option("--group", metavar="NAME", help="Only tags of this group, such as outcome.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(group: str | None, *, as_json: bool) -> None:
    """List the tags: what each means, its query, records that carry it.

    \b
    Examples:
      evidence tags
      evidence tags --group outcome --json
    """
    from evidence.commands import opening, output
    from evidence.errors import NotFound

    counts = opening.glance().tag_counts()
    known = opening.tags()
    chosen = [tag for tag in known if group in (None, tag.group)]
    if not chosen:
        groups = ", ".join(sorted({tag.group for tag in known}))
        raise NotFound(f"No tag is in the group {group!r}.", f"Groups are: {groups}.")
    if as_json:
        output.document(
            [
                {
                    "name": tag.name,
                    "group": tag.group,
                    "label": tag.label,
                    "meaning": tag.meaning,
                    "query": tag.query,
                    "records": counts.get(tag.name, 0),
                }
                for tag in chosen
            ]
        )
        return
    output.table(
        ("tag", "group", "records", "meaning"),
        [(tag.name, tag.group, str(counts.get(tag.name, 0)), tag.meaning) for tag in chosen],
    )
