"""Runs the command line and turns every error into one line and an exit code."""

import errno
import os
import sys
import traceback

import click

from evidence.commands.group import evidence
from evidence.errors import EvidenceError

INTERRUPTED = 130
OUTPUT_FAILED = 74
_PLAIN = {  # Click's words for types
    "is not a valid float range": "is not a number",
    "is not a valid integer range": "is not a whole number",
    "is not a valid integer": "is not a whole number",
    "is not a valid float": "is not a number",
}
_STOPPED = "Interrupted; what was finished is kept. Run the same command to go on."


def main(arguments: list[str] | None = None) -> None:
    """Run `evidence` with `arguments` (default: those of the process) and exit."""
    arguments = sys.argv[1:] if arguments is None else arguments
    sys.exit(run(arguments))


def run(arguments: list[str]) -> int:
    """Run `evidence` with `arguments`; returns the exit code that --help documents."""
    try:
        code = evidence.main(arguments, prog_name="evidence", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        if isinstance(error, click.exceptions.NoArgsIsHelpError):
            error.show()
        else:
            click.echo(f"evidence: {_usage(error)}", err=True)
        return error.exit_code
    except BrokenPipeError:
        # The reader of a pipe has gone (| head): not an error; keep Python from
        # complaining again when it flushes at exit.
        _drop_output()
        return 0
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the last door: one line, no traceback
        if "--debug" in arguments:
            traceback.print_exc()
        return _told(error)
    return code if isinstance(code, int) else 0


def _usage(error: click.ClickException) -> str:
    """What was typed wrongly and where to look, on one line."""
    said = " ".join(error.format_message().split())
    for words, plain in _PLAIN.items():
        said = said.replace(words, plain)
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "evidence"
    return f"{said if said.endswith(('.', '?', '!')) else f'{said}.'} Type: {path} --help"


def _told(error: BaseException) -> int:
    """Print the one line that `error` deserves; returns its exit code."""
    line, code = _line(error)
    click.echo(f"evidence: {' '.join(line.split())}", err=True)
    if isinstance(error, OSError):
        _drop_output()
    return code


def _line(error: BaseException) -> tuple[str, int]:
    if isinstance(error, EvidenceError):
        return str(error), error.exit_code
    if isinstance(error, click.Abort | KeyboardInterrupt):
        said = str(error.__cause__ or error)  # Click raises Abort from what was raised
        return said or _STOPPED, INTERRUPTED
    if isinstance(error, OSError):
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        remedy = "Free space" if full else "Check that the file is there and may be used"
        return f"The system refused: {error}. {remedy}, then run it again.", OUTPUT_FAILED
    return (
        (
            f"This should not happen: {type(error).__name__}: {error}. "
            "Run it again as `evidence --debug ...` and report what it prints."
        ),
        1,
    )


def _drop_output() -> None:
    """Send what is still buffered nowhere: a full disk would raise again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
