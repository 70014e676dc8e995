"""`evidence query check`: what is likely wrong with a query, before PubMed is asked."""

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:  # heavy imports wait until the command runs
    from evidence.commands.check_inputs import Input
    from evidence.query.mesh import Mesh
    from evidence.query.tree import Message, Query


@dataclass(frozen=True, slots=True)
class _Checked:
    given: "Input"
    query: "Query"
    messages: "tuple[Message, ...]"


@click.command("check")
@click.argument("given", metavar="[FILE|QUERY]...", nargs=-1)
@click.option("--fixed", is_flag=True, help="Print only the query with all fixes applied.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option(
    "--jsonl",
    "rows_file",
    metavar="FILE",
    help='Check rows {"id", "query"}; one row out for each. - is stdin.',
)
@click.pass_context
def command(
    ctx: click.Context,
    given: tuple[str, ...],
    rows_file: str | None,
    *,
    fixed: bool,
    as_json: bool,
) -> None:
    """Say what is likely wrong with a query, where, and what to write instead.

    FILE holds one query, or topics or tags (.toml); a folder is searched for such
    files; - reads standard input. Exit code 1 where PubMed would answer another
    question than the one written, or none.

    \b
    Examples:
      evidence query check 'leg cramps[ti] OR calf[ti] AND exp Pain/'
      evidence query check queries/topics/leg-cramps.toml
      evidence query check strategy.txt --fixed > better.txt
    """
    from evidence.commands import opening

    if sum((fixed, as_json, rows_file is not None)) > 1 or (rows_file is not None and given):
        raise click.UsageError("--fixed, --json and --jsonl FILE are three ways: choose one.")
    mesh = opening.mesh()
    if rows_file is not None:
        fine = _rows(rows_file, mesh)
    elif fixed:
        fine = _fixed(given, mesh)
    elif as_json:
        fine = _json(given, mesh)
    else:
        fine = _print(given, mesh)
    if not fine:
        ctx.exit(1)
    _whole_files(given)


def _whole_files(given: tuple[str, ...]) -> None:
    """What else than a query can be wrong in a file of topics or tags; as they are loaded."""
    from evidence.commands.check_inputs import toml_files
    from evidence.topic import check_file

    for path in toml_files(given):
        check_file(path)


def _checked(arguments: tuple[str, ...], mesh: "Mesh") -> list[_Checked]:
    from evidence.commands.check_inputs import inputs
    from evidence.query.lint import lint
    from evidence.query.syntax import read

    found = []
    for each in inputs(arguments):
        query = read(each.text)
        found.append(_Checked(each, query, lint(query, mesh)))
    return found


def _print(arguments: tuple[str, ...], mesh: "Mesh") -> bool:
    from evidence.commands.check_json import is_ok
    from evidence.commands.check_lines import lines, shown, summary
    from evidence.query.lint import corrected

    width = shutil.get_terminal_size((100, 24)).columns
    checked = _checked(arguments, mesh)
    for each in checked:
        for message in each.messages:
            for line in lines(each.given, message, width):
                click.echo(line)
    said = [message for each in checked for message in each.messages]
    click.echo(summary(said, len(checked)))
    for each in checked:
        if not each.given.name and any(message.fix is not None for message in each.messages):
            click.echo("\nWith all fixes:")
            better = corrected(each.query, mesh).text
            click.echo("\n".join(shown(line) for line in better.split("\n")))
    return is_ok(said)


def _fixed(arguments: tuple[str, ...], mesh: "Mesh") -> bool:
    """The query as it would be, and whether that is without an error."""
    from evidence.commands.check_inputs import inputs
    from evidence.commands.check_json import is_ok
    from evidence.query.lint import corrected, lint
    from evidence.query.syntax import read

    found = list(inputs(arguments))
    if len(found) != 1:
        raise click.UsageError(f"--fixed prints one query; here are {len(found)}.")
    better = corrected(read(found[0].text), mesh)
    click.echo(better.text.encode("utf-8", "replace").decode("utf-8"))
    return is_ok(lint(better, mesh))


def _json(arguments: tuple[str, ...], mesh: "Mesh") -> bool:
    from evidence.commands import deep
    from evidence.commands.check_json import as_dict, document, is_ok
    from evidence.query.lint import corrected

    checked = _checked(arguments, mesh)
    rows = [
        as_dict(each.given, each.query, each.messages, corrected(each.query, mesh).text)
        for each in checked
    ]
    deep.document(document(rows, mesh))
    return all(is_ok(each.messages) for each in checked)


def _rows(name: str, mesh: "Mesh") -> bool:
    from evidence.commands.check_json import bad_row, is_ok, row_of
    from evidence.commands.search_rows import rows
    from evidence.query.lint import lint
    from evidence.query.syntax import read

    fine = True
    for row in rows(name):
        if row.error:
            click.echo(bad_row(row))
            fine = False
            continue
        query = read(row.query)
        messages = lint(query, mesh)
        click.echo(row_of(row, query, messages))
        fine = fine and is_ok(messages)
    return fine
