"""A digest as Markdown, HTML, plain text, JSON or an Atom feed."""

import re
from collections.abc import Sequence
from pathlib import Path

from markupsafe import Markup

from evidence import templating
from evidence.digest import atom
from evidence.digest.model import Digest
from evidence.digest.serialise import stamp, to_json
from evidence.digest.wording import headline, more_step, number_line, subject, title_line
from evidence.errors import UsageProblem
from evidence.shipped import program_version

_TEMPLATES = {"md": "digest.md", "html": "digest.html", "txt": "digest.txt"}
FORMS = ("md", "html", "json", "atom")


def render(digest: Digest, form: str, folders: Sequence[Path] | None = None) -> str:
    """A digest as "md", "html", "txt" (the text of a mail), "json" or "atom".

    `folders`: as for a summary. Raises UsageProblem for an unknown form, or a template that
    cannot be filled or leaves an item out.
    """
    if form == "json":
        return to_json(digest)
    if form == "atom":
        return atom.feed(digest)
    if form not in _TEMPLATES:
        raise UsageProblem(
            f"A digest cannot be written as {form!r}.", f"Use one of: {', '.join(FORMS)}."
        )
    places = templating.folders() if folders is None else tuple(folders)
    values = {
        "digest": digest,
        "subject": subject(digest),
        "headline": headline(digest),
        "generated": stamp(digest.generated),
        "since": stamp(digest.since),
        "numbers": [(each.topic, number_line(each)) for each in digest.counts],
        "more": more_step(digest),
        "code": code,
        "kind": title_line,
        "version": program_version(),
        "style": _style(places) if form == "html" else "",
    }
    text = templating.fill(_TEMPLATES[form], places, values, escape=form == "html")
    left_out = [each.pmid for each in digest.items if str(each.pmid) not in text]
    if left_out:
        raise UsageProblem(
            f"The template {_TEMPLATES[form]} leaves out PMID {left_out[0]}.",
            "Keep the shipped one's list of items.",
        )
    return text


def code(text: str) -> str:
    """A Markdown code span of `text`, in which nothing is escaped (CommonMark 6.1)."""
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    pad = " " if text[:1] in {"`", " "} or text[-1:] in {"`", " "} else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _style(places: Sequence[Path]) -> Markup:
    return Markup("\n").join(
        templating.style(places, name) for name in ("summary.css", "digest.css")
    )
