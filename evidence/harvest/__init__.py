"""The living search: ask PubMed, reconcile, keep, tag, and write the search down.

One run of a topic compares PubMed's whole list with the members stored: that shows late
indexing, back-dated entries and removals, which no window of dates does. It reads who
joined and who left, what was revised or bears a new notice, and a rotating part of all that
is stored, because NLM does not promise to date every revision.
"""

from evidence.harvest.model import OVERLAP, SearchOutcome, Step, Stopped
from evidence.harvest.rehearsal import Rehearsed, rehearse
from evidence.harvest.update import update

__all__ = ["OVERLAP", "Rehearsed", "SearchOutcome", "Step", "Stopped", "rehearse", "update"]
