"""One TOML file and the complaints that can be made about it, with its line."""

import difflib
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from evidence.errors import UsageProblem
from evidence.query.lint import lint
from evidence.query.mesh import Mesh
from evidence.query.syntax import QueryProblem, parse, read
from evidence.topic.positions import Keys, line_of

Table = Mapping[str, object]

_LARGEST = 2**20  # bytes; the longest strategies published are a tenth of that
_MANY_PARTS = re.compile(r"""^[ \t]*\[{0,2}(?:[ \t]*[\w"'-]+[ \t]*\.){20}""", re.MULTILINE)
_AT_LINE = re.compile(r"\s*\(at line (\d+), column \d+\)|\s*\(at end of document\)")


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file; every getter raises UsageProblem "FILE:LINE: what" on a wrong value."""

    path: Path
    text: str
    data: Table

    @classmethod
    def read(cls, path: Path) -> "Document":
        """Raises UsageProblem where the file is not UTF-8 TOML, naming the line."""
        _small_file(path)
        try:
            text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as wrong:
            line = wrong.object[: wrong.start].count(b"\n") + 1
            raise UsageProblem(
                f"{path}:{line}: this is not UTF-8 text.", "Save the file as UTF-8."
            ) from None
        dotted = _MANY_PARTS.search(text)
        if dotted is not None:  # tomllib takes minutes for such a one
            line = text.count("\n", 0, dotted.end()) + 1
            raise UsageProblem(f"{path}:{line}: a name with so many dots is none.", "Shorten it.")
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as wrong:
            raise _syntax_problem(path, text, str(wrong)) from None
        except RecursionError:
            raise _syntax_problem(path, text, "nested too deeply") from None
        return cls(path, text, data)

    def problem(self, keys: Keys, what: str, instead: str = "") -> UsageProblem:
        """The error for the value at `keys`."""
        return UsageProblem(f"{self.path}:{line_of(self.text, keys)}: {what}", instead)

    def only(self, table: Table, keys: Keys, known: Collection[str]) -> None:
        """Refuses keys that nobody reads: a misspelt key must not be silently ignored."""
        for key in table:
            if key not in known:
                near = suggestion(key, known)
                hint = near or f"Keys here are: {', '.join(sorted(known))}."
                raise self.problem((*keys, key), f"unknown key {key!r}.", hint)

    def text_at(self, table: Table, keys: Keys, key: str, example: str) -> str:
        """A string that is not empty, stripped; `example` is what to write where it is."""
        value = table.get(key)
        instead = f"Write, for example: {key} = {example}"
        if key not in table:
            where = "this file" if not keys else "this part"
            raise self.problem(keys, f"{where} has no {key!r}.", instead)
        if not isinstance(value, str) or not value.strip():
            raise self.problem((*keys, key), f"{key!r} must be a text in quotes.", instead)
        return value.strip()

    def texts_at(self, table: Table, keys: Keys, key: str, example: str) -> tuple[str, ...]:
        """A list of strings that is not empty."""
        value = table.get(key)
        if (
            isinstance(value, list)
            and value
            and all(isinstance(item, str) and item.strip() for item in value)
        ):
            return tuple(item.strip() for item in value)
        raise self.problem(
            (*keys, key),
            f"{key!r} must be a list of texts.",
            f"Write, for example: {key} = {example}",
        )

    def one_of(self, table: Table, keys: Keys, key: str, allowed: Collection[str]) -> str:
        """One of the allowed texts."""
        first = next(iter(allowed))
        value = self.text_at(table, keys, key, f'"{first}"')
        if value not in allowed:
            hint = suggestion(value, allowed) or f"Write one of: {', '.join(allowed)}."
            raise self.problem((*keys, key), f"{value!r} is no {key}.", hint)
        return value

    def table_at(self, table: Table, keys: Keys, key: str, example: str) -> Table:
        """A table."""
        value = table.get(key)
        if isinstance(value, dict):
            return value
        what = f"{key!r} must be a table." if key in table else f"there is no {key!r}."
        raise self.problem((*keys, key), what, f"Write, for example: {example}")

    def query_at(self, table: Table, keys: Keys, key: str) -> str:
        """A query that parses, stripped. The error names the line inside the query."""
        text = self.text_at(table, keys, key, "'\"Spinal Stenosis\"[mh]'")
        try:
            parse(text)
        except QueryProblem as wrong:
            line = self._line_in((*keys, key), text, wrong.start)
            what = f"{self.path}:{line}: {key!r}: {wrong.what}"
            raise UsageProblem(what, wrong.next_step) from None
        return text

    def warnings_at(self, keys: Keys, query: str) -> tuple[str, ...]:
        """What is likely wrong with the query, without mere notes, each as "FILE:LINE: ..."."""
        return tuple(
            f"{self.path}:{self._line_in(keys, query, each.start)}: {each.text}"
            for each in lint(read(query), Mesh.shipped())
            if each.severity != "note"
        )

    def _line_in(self, keys: Keys, query: str, start: int) -> int:
        """The line of a place in the stripped query: a string can begin below its key."""
        line = line_of(self.text, keys)
        first = query.partition("\n")[0]
        following = self.text.split("\n")[line - 1 :]
        below = next((count for count, each in enumerate(following) if first in each), 0)
        return line + below + query.count("\n", 0, start)


def suggestion(word: str, known: Collection[str]) -> str:
    """Did you mean ...? Empty where nothing known is near."""
    near = difflib.get_close_matches(word, known, n=1)
    return f"Did you mean {near[0]!r}?" if near else ""


def _syntax_problem(path: Path, text: str, message: str) -> UsageProblem:
    at = _AT_LINE.search(message)
    line = int(at[1]) if at and at[1] else text.count("\n") + 1
    reason = _AT_LINE.sub("", message)
    return UsageProblem(
        f"{path}:{line}: this is not TOML: {reason}.",
        'Put texts in "..." and queries, which hold quotes themselves, in """...""".',
    )


def _small_file(path: Path) -> None:
    """Refuse what is no file (a pipe would never end) and what is no topic by its size."""
    if path.exists() and not path.is_file():
        raise UsageProblem(f"{path}: this is no file.", "Remove it from the folder.")
    if path.exists() and path.stat().st_size > _LARGEST:
        raise UsageProblem(
            f"{path}: the file has more than {_LARGEST:,} bytes.",
            "Name one topic or group of tags.",
        )
