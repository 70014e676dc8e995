"""A topic's evidence as sections of statements, every one with its address."""

from evidence.summary.build import from_store, summarise
from evidence.summary.model import Summary
from evidence.summary.source import Source, at_hand, stored

__all__ = ["Source", "Summary", "at_hand", "from_store", "stored", "summarise"]
