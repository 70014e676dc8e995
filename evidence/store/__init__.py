"""The only SQL of the program: what is kept of PubMed, and the index to find it."""

from evidence.store.appraisal_values import Computed, Judgement, Kinship
from evidence.store.harvest_values import Acknowledgement, Cited, Quarantined, SourceFile
from evidence.store.opening import open_store
from evidence.store.store import Store
from evidence.store.unit import Unit
from evidence.store.values import (
    PUBMED,
    Damaged,
    Kept,
    Moves,
    Revision,
    Row,
    Search,
    StoredTag,
    Tagged,
)

__all__ = [
    "PUBMED",
    "Acknowledgement",
    "Cited",
    "Computed",
    "Damaged",
    "Judgement",
    "Kept",
    "Kinship",
    "Moves",
    "Quarantined",
    "Revision",
    "Row",
    "Search",
    "SourceFile",
    "Store",
    "StoredTag",
    "Tagged",
    "Unit",
    "open_store",
]
