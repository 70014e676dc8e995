"""What an evaluator needs of a collection of records, in memory or in the store.

A record is indexed as *segments* of tokens under *fields* (see `fields.py`): words of
text fields, and coded fields whose tokens are controlled terms. A phrase never crosses
a segment.
"""

from typing import Protocol

from pyroaring import BitMap


class Index(Protocol):
    """Leaf look-ups over one collection; every answer is a set of PMIDs within `universe`."""

    def universe(self) -> BitMap:
        """Every PMID in the collection."""
        ...

    def phrase(self, fields: tuple[str, ...], patterns: tuple[str, ...]) -> BitMap:
        """Records with adjacent tokens matching `patterns` inside one segment of one field.

        A pattern is a token, or a token with `*` for zero or more characters.
        """
        ...

    def phrases(self, fields: tuple[str, ...], phrases: tuple[tuple[str, ...], ...]) -> BitMap:
        """Records with any of `phrases`: many at once cost less than one by one."""
        ...

    def near(self, fields: tuple[str, ...], words: tuple[str, ...], distance: int) -> BitMap:
        """Records with all `words` in one segment of one field, as `evidence.query.near` says."""
        ...

    def dates(self, field: str, first: str, last: str) -> BitMap:
        """Records with a date of `field` from `first` to `last`, ISO days, inclusive."""
        ...
