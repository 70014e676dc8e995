"""Everything that is computed from one record alone, in one reading of it."""

from evidence.appraisal import RULES_VERSION as DESIGNS
from evidence.appraisal import design
from evidence.extraction import RULES_VERSION as EXTRACTION
from evidence.extraction.audit import audit_record
from evidence.extraction.comparisons.report import report
from evidence.extraction.follow_up import follow_up
from evidence.extraction.reading import read
from evidence.extraction.study_size import size
from evidence.findings.model import Facts
from evidence.learned.roles import version
from evidence.record import Record

RULES_VERSION = f"{DESIGNS}/{EXTRACTION}+{version()}"
"""Of designs, then of what is extracted, with the models' own versions."""


def facts(record: Record) -> Facts:
    """What the rules find in the record: a pure function of it and of RULES_VERSION."""
    reading = read(record)
    judged = design(record)
    return Facts(
        pmid=record.pmid,
        sha256=record.sha256,
        rules=RULES_VERSION,
        design=judged,
        size=size(reading),
        follow_up=follow_up(reading),
        report=report(reading, judged.name, judged.detail),
        doubts=audit_record(reading),
    )
