"""What a record is worth: its study design, its level for a question, notices on it."""

from evidence.appraisal.chance import trial_chance
from evidence.appraisal.design import design
from evidence.appraisal.level import QUESTION_TYPES, Level, level
from evidence.appraisal.model import NAMES, Design
from evidence.appraisal.notices import Notice, Standing, notices, standing, status
from evidence.learned.trials import VERSION

RULES_VERSION = f"3+{VERSION}"  # changes when any record could be judged differently

__all__ = [
    "NAMES",
    "QUESTION_TYPES",
    "RULES_VERSION",
    "Design",
    "Level",
    "Notice",
    "Standing",
    "design",
    "level",
    "notices",
    "standing",
    "status",
    "trial_chance",
]
