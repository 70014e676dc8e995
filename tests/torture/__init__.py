"""Faults on purpose: kills, full disks, power cuts, bad networks; see docs/reliability.md."""
