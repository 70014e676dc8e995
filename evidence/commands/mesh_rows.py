"""What `evidence mesh` prints of every kind of MeSH: how much, of which year, from where."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evidence.query.mesh import Mesh
from evidence.query.mesh.model import KINDS, Edition, Kind
from evidence.store.mesh import Imported

COLUMNS = ("kind", "entries", "year", "imported", "source")
WORDS: Mapping[Kind, str] = {
    "descriptor": "headings",
    "qualifier": "subheadings",
    "substance": "supplementary concepts",
    "action": "pharmacological actions",
}
_SHIPPED = "shipped with the program"
_SOURCES: Mapping[Kind, str] = {
    "descriptor": _SHIPPED,
    "qualifier": _SHIPPED,
    "substance": "",
    "action": "listed with the headings and supplementary concepts",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A kind of MeSH as it is at hand; `imported` is an ISO day, or "" for what is shipped."""

    kind: str
    entries: int
    year: int | None
    imported: str
    source: str

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells of a table."""
        year = str(self.year) if self.year else ""
        return (self.kind, f"{self.entries:,}", year, self.imported or "no", self.source)


def rows_of(mesh: Mesh, imported: Iterable[Imported]) -> tuple[Row, ...]:
    """One row a kind."""
    found = {each.edition.kind: each for each in imported}
    return tuple(_row(kind, mesh, found.get(kind)) for kind in KINDS)


def row_of(row: Row) -> dict[str, str | int | None]:
    """A row as JSON has it."""
    return {
        "kind": row.kind,
        "entries": row.entries,
        "year": row.year,
        "imported": row.imported or None,
        "source": row.source,
    }


def said(edition: Edition) -> str:
    """What was read, in a line: "30,764 headings of 2026 from desc2026.xml"."""
    year = f" of {edition.year}" if edition.year else ""
    return f"{edition.count:,} {WORDS[edition.kind]}{year} from {edition.source}"


def _row(kind: Kind, mesh: Mesh, imported: Imported | None) -> Row:
    if imported is None:
        count = _at_hand(kind, mesh)
        return Row(WORDS[kind], count, None, "", _SOURCES[kind] if count else "none yet")
    edition = imported.edition
    day = imported.when.strftime("%Y-%m-%d")
    return Row(WORDS[kind], edition.count, edition.year, day, edition.source)


def _at_hand(kind: Kind, mesh: Mesh) -> int:
    if kind == "descriptor":
        return len(mesh)
    if kind == "qualifier":
        return len(mesh.qualifiers)
    return mesh.actions if kind == "action" else mesh.substances
