"""Looks at all that the program rests on: what is wrong, and what to type."""

from evidence.doctor.check import Check, Probe, guarded
from evidence.doctor.examine import Wanted, examine

__all__ = ["Check", "Probe", "Wanted", "examine", "guarded"]
