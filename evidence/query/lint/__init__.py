"""What is likely wrong with a query, where, why, and what to write instead."""

from evidence.query.lint.catalogue import lint
from evidence.query.lint.fixing import corrected, fixed

__all__ = ["corrected", "fixed", "lint"]
