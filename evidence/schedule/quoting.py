"""Words as each kind of file wants them quoted; what one cannot carry is an error."""

import re
import shlex
from collections.abc import Sequence

from evidence.errors import UsageProblem
from evidence.schedule.model import DELAY, Job

_NOT_IN_A_PROGRAM = re.compile(r"[$'\"\\]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    """`text`; UsageProblem for a line break or what else no text file can hold."""
    if _CONTROL.search(text):
        raise UsageProblem(
            f"{text!r} holds a line break or another character that no schedule can carry.",
            "Rename the file or folder.",
        )
    return text


def shell(words: Sequence[str]) -> str:
    """A command line of POSIX sh."""
    return shlex.join(plain(word) for word in words)


def script(job: Job) -> str:
    """The whole job as one line of POSIX sh; its exit code is the first that is not 0.

    Somebody who wants no delay sets DELAY=1. /dev/urandom, since awk's own random numbers
    are the same on all machines that start in the same second.
    """
    secrets = shell((job.secrets,))
    steps = [
        f'sleep "$(( $(od -An -N2 -tu2 /dev/urandom) % ${{DELAY:-{DELAY * 60}}} ))"',
        f"cd {shell((job.folder,))} || exit 74",
        f"if [ -r {secrets} ]; then set -a; . {secrets}; set +a; fi",
        shell(job.update),
    ]
    if job.digest:
        steps += [
            "code=$?",
            shell(job.tell),
            "told=$?",
            '[ "$code" -ne 0 ] || code=$told',
            'exit "$code"',
        ]
    return "; ".join(steps)


def cron_command(line: str) -> str:
    r"""A command as cron reads it: % ends the command there, so each becomes \%.

    Cron programs disagree on what a backslash before another one means: none is passed.
    """
    if "\\" in line:
        raise UsageProblem(
            "A path here holds a backslash, which cron programs read in different ways.",
            "Use --as systemd, or a path without it.",
        )
    return line.replace("%", r"\%")


def systemd_words(words: Sequence[str]) -> str:
    """A command line of a unit: "%" and "$" doubled, C escapes in double quotes.

    The path of the program itself is not searched for variables and may hold no quotes: one
    with "$", a quote or a backslash is started by env. See "Quoting" in systemd.syntax(7),
    "Command lines" in systemd.service(5).
    """
    if _NOT_IN_A_PROGRAM.search(words[0]):
        words = ("/usr/bin/env", *words)
    return " ".join(_quoted(word).replace("$", "$$") for word in words)


def systemd_paths(words: Sequence[str]) -> str:
    """A list of paths of a unit: as above, without variables."""
    return " ".join(_quoted(word) for word in words)


def systemd_path(path: str) -> str:
    """The one path of a setting that knows no quotes."""
    if path != path.strip() or path.endswith("\\"):
        raise UsageProblem(
            f"systemd cannot carry a path like {path!r}, with a blank at its edge or a \\ at its"
            " end.",
            "Rename the file or folder.",
        )
    return plain(path).replace("%", "%%")


def _quoted(word: str) -> str:
    escaped = plain(word).replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return escaped if re.fullmatch(r"[\w%@:,./=+-]+", escaped) else f'"{escaped}"'
