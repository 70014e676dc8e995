"""Records from files: kept and tagged a batch at a time, nothing twice.

NLM's numbered files are applied in the order of their numbers, whatever the order given,
and a later one wins. With topics, only what they ask for is kept, and their members are set
from what is stored: so a clinic can follow PubMed without asking PubMed anything.
"""

from evidence.importing.model import STANDARD_INPUT, FileOutcome, Imported, Options
from evidence.importing.run import import_files

__all__ = ["STANDARD_INPUT", "FileOutcome", "Imported", "Options", "import_files"]
