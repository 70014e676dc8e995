"""`evidence topics`: the questions this clinic asks PubMed."""

import click


@click.command("topics")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(*, as_json: bool) -> None:
    """List the topics: question, query, records kept, last search.

    \b
    Examples:
      evidence topics
      evidence topics --json
    """
    from evidence.commands import dropped, opening, output

    kept = opening.glance()
    rows = []
    for topic in opening.topics():
        past = (each for each in kept.searches(topic.name) if each.state == "complete")
        last = next(past, None)
        when = last.started.strftime("%Y-%m-%d") if last else "never"
        rows.append((topic, len(kept.membership(topic.name)), when))
    if as_json:
        output.document(
            [
                {
                    "name": topic.name,
                    "title": topic.title,
                    "question": topic.question,
                    "question_type": topic.question_type,
                    "query": topic.query,
                    "records": count,
                    "last_search": when,
                    "file": str(topic.path),
                }
                for topic, count, when in rows
            ]
        )
        return
    output.table(
        ("topic", "records", "last search", "question"),
        [(topic.name, str(count), when, topic.question) for topic, count, when in rows],
    )
    dropped.tell(kept, [topic.name for topic, _, _ in rows])
