"""What an import adds up: counts, and which PMIDs are new, changed or deleted."""

from dataclasses import dataclass, field, replace

from pyroaring import BitMap

from evidence.store import Kept


@dataclass(slots=True)
class Tally:
    """PMIDs stand in bitmaps: a year's files hold millions."""

    kept: Kept = field(default_factory=Kept)
    unmatched: int = 0
    new: BitMap = field(default_factory=BitMap)
    changed: BitMap = field(default_factory=BitMap)
    deleted: BitMap = field(default_factory=BitMap)

    def add(self, kept: Kept, unmatched: int) -> None:
        """Add a batch."""
        self.new.update(kept.new_pmids)
        self.changed.update(kept.changed_pmids)
        self.deleted.update(kept.deleted_pmids)
        self.kept += _counts(kept)
        self.unmatched += unmatched

    def join(self, other: "Tally") -> None:
        """Add a file."""
        self.new |= other.new
        self.changed |= other.changed
        self.deleted |= other.deleted
        self.kept += other.kept
        self.unmatched += other.unmatched


def _counts(kept: Kept) -> Kept:
    """Without PMIDs, and without the bytes of what could not be read: the store has them."""
    rejected = tuple(replace(each, raw=b"") for each in kept.rejected_items)
    return replace(kept, new_pmids=(), changed_pmids=(), deleted_pmids=(), rejected_items=rejected)
