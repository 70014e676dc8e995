"""`evidence mesh show`: one heading, where it stands, and what else it is called."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from evidence.query.mesh import Descriptor, Mesh, Qualifier, Substance

Shown = dict[str, str | int | list[str]]  # label -> what stands behind it, one line each


@click.command("show")
@click.argument("name", metavar="NAME", nargs=-1, required=True, help="A heading or entry term.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(name: tuple[str, ...], *, as_json: bool) -> None:
    """Look up a heading, entry term or supplementary concept.

    \b
    Examples:
      evidence mesh show spinal stenosis
      evidence mesh show "heart attack" --json
    """
    from evidence.commands import opening, output

    wanted = " ".join(name)
    mesh = opening.mesh()
    shown = _shown(wanted, mesh)
    if not shown:
        raise _missing(wanted, mesh)
    if as_json:
        output.document(shown)
        return
    for label, value in shown.items():
        for line in value if isinstance(value, list) else [value]:
            click.echo(f"{label.replace('_', ' ')}: {output.clean(str(line))}")


def _shown(wanted: str, mesh: "Mesh") -> Shown:
    """What is known by this name: a heading, a subheading of the same name, a substance."""
    shown: Shown = {}
    found = mesh.lookup(wanted) or mesh.get(wanted)
    if found:
        shown |= _heading(found, mesh)
    qualifier = mesh.qualifiers.get(wanted)
    if qualifier:
        shown |= _subheading(qualifier, mesh)
    substance = None if found else mesh.substance(wanted)
    if substance:
        shown |= _substance(substance)
    return shown


def _missing(wanted: str, mesh: "Mesh") -> Exception:
    from evidence.errors import NotFound

    close = mesh.nearest(wanted)
    if close:
        return NotFound(f"MeSH at hand has no {wanted!r}.", f"Did you mean {' or '.join(close)}?")
    step = "" if mesh.whole else "Import all of it: evidence mesh import desc20NN.xml"
    return NotFound(f"MeSH at hand has no {wanted!r}.", step)


def _heading(found: "Descriptor", mesh: "Mesh") -> Shown:
    trees = [f"{tree}  under {over or 'the top'}" for tree, over in mesh.parents(found.ui)]
    shown: Shown = {
        "heading": found.name,
        "ui": found.ui,
        "tree": trees,
        "narrower_headings": len(mesh.descendants(found.ui)) - 1,
        "entry_term": list(found.entries),
    }
    if found.actions:
        shown["pharmacological_action"] = list(found.actions)
    if found.subheadings:
        known = (mesh.qualifiers.get(code) for code in found.subheadings)
        shown["may_be_followed_by"] = sorted(f"/{each.name}" for each in known if each)
    return shown


def _subheading(found: "Qualifier", mesh: "Mesh") -> Shown:
    family = mesh.qualifiers.below(mesh.qualifiers.token(found.name))
    names = (name for name in mesh.qualifiers.names() if mesh.qualifiers.token(name) in family)
    return {
        "subheading": f"{found.name} ({found.abbreviation})",
        "searched_with_it": sorted(name for name in names if name != found.name),
    }


def _substance(found: "Substance") -> Shown:
    return {
        "supplementary_concept": found.name,
        "ui": found.ui,
        "mapped_to": list(found.headings),
        "pharmacological_action": list(found.actions),
        "synonym": list(found.entries),
    }
