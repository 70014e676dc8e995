"""What is computed from one record alone: design, size, follow-up, comparisons, doubts."""

from dataclasses import dataclass

from evidence.appraisal import Design
from evidence.extraction.audit import Doubt
from evidence.extraction.comparisons.model import Report
from evidence.extraction.study_model import FollowUp, Size


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the rules of version `rules` find in the record with this hash."""

    pmid: int
    sha256: str
    rules: str
    design: Design
    size: Size | None
    follow_up: FollowUp | None
    report: Report
    doubts: tuple[Doubt, ...] = ()
