"""Fills the templates of reports/: the clinic's own file comes first, then the shipped one."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from evidence.errors import UsageProblem
from evidence.shipped import shipped
from evidence.summary.compose import number_of
from evidence.summary.marks import escape_markdown


def folders() -> tuple[Path, ...]:
    """Where templates/ and styles/ are looked for: ./reports if it is there, then the shipped."""
    own = Path.cwd() / "reports"
    return (own, shipped("reports")) if own.is_dir() else (shipped("reports"),)


def fill(name: str, places: Sequence[Path], values: Mapping[str, object], *, escape: bool) -> str:
    """The template `name` filled with `values`; `escape`: every value is escaped for HTML.

    Raises UsageProblem, which names the file and the line, where it cannot be filled.
    """
    environment = SandboxedEnvironment(
        loader=FileSystemLoader([folder / "templates" for folder in places]),
        autoescape=escape,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(md=escape_markdown, day=day, records=_records)
    try:
        return environment.get_template(name).render(values)
    except TemplateNotFound as problem:
        raise UsageProblem(
            f"The template {problem.name} is neither in ./reports/templates nor shipped."
        ) from problem
    except (
        TemplateError,
        ArithmeticError,
        LookupError,
        TypeError,
        ValueError,
        OverflowError,
        RecursionError,
    ) as problem:
        place = getattr(problem, "filename", None) or name
        line = getattr(problem, "lineno", None)
        raise UsageProblem(
            f"{place}{f':{line}' if line else ''}: {problem}.",
            "Mend the template, or remove it from ./reports to use the shipped one.",
        ) from problem


def style(places: Sequence[Path], name: str = "summary.css") -> Markup:
    """A style sheet of reports/styles, ready to stand in a style element."""
    for folder in places:
        path = folder / "styles" / name
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            # A style sheet cannot end its element early: "</" stands in no CSS of ours.
            return Markup(text.replace("</", "<\\/").strip())  # noqa: S704
    raise UsageProblem(f"No styles/{name} in any reports folder.")


def day(iso: str) -> str:
    """Put "2026-03-04" as "4 March 2026"; what is no ISO date is left as it is."""
    try:
        found = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{found.day} {found:%B} {found.year}"


def _records(count: int, noun: str) -> str:
    return number_of(count, noun, f"{noun}s")
