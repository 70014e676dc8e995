"""The numbers for a PRISMA 2020 flow diagram, in the order of its boxes, and their sums."""

from dataclasses import dataclass

from evidence.methods.model import Methods

_REMOVED = "Removed before screening:"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: of the one search, and of all up to it; None: does not apply."""

    label: str
    this: int | None
    whole: int | None


def rows(methods: Methods) -> tuple[Row, ...]:
    """The table; () where no search has ended.

    Boxes of Page et al. 2021 (doi:10.1136/bmj.n71), databases and registers only; a person
    fills those that come after "records screened".
    """
    one, all_ = methods.this, methods.whole
    if one is None or all_ is None:
        return ()
    return (
        Row("Records identified", one.identified, all_.identified),
        Row(f"{_REMOVED} duplicates (same PMID)", 0, 0),
        Row(f"{_REMOVED} marked ineligible by automation tools", 0, 0),
        Row(f"{_REMOVED} could not be retrieved or read", one.unretrieved, all_.unretrieved),
        Row(f"{_REMOVED} found once, and no longer", None, all_.departed),
        Row("Records to screen: stored", one.stored, all_.stored),
        Row("of these, retracted (as they stand now)", methods.retracted, methods.retracted),
        Row("of these, could not be read again", one.unrefreshed, all_.unrefreshed),
        Row("Joined", one.joined, all_.joined),
        Row("Left", one.left, all_.left),
        Row("of these, not found since", one.unmatched, all_.unmatched),
        Row("of these, deleted by PubMed", one.deleted, all_.deleted),
        Row("of these, back again", None, all_.returned),
        Row("New to the database", one.new, all_.new),
        Row("Changed since they were stored", one.changed, all_.changed),
    )


def sums(methods: Methods) -> tuple[str, ...]:
    """How the numbers of all searches follow from each other."""
    all_ = methods.whole
    if all_ is None:
        return ()
    return (
        (
            f"{all_.identified:,} identified = {all_.stored:,} stored + {all_.unretrieved:,} not"
            f" retrieved + {all_.departed:,} no longer found"
        ),
        f"{all_.joined:,} joined \N{MINUS SIGN} {all_.left:,} left = {all_.stored:,} stored",
        (
            f"{all_.left:,} left = {all_.unmatched:,} not found since + {all_.deleted:,} deleted by"
            f" PubMed + {all_.returned:,} back again"
        ),
    )
