"""Sentences, numbers, sizes, comparisons and doubts: what a record says, with its places."""

RULES_VERSION = "1"
"""Changes when any sentence, number, comparison, size or doubt could be read differently."""
