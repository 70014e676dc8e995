"""Comparisons between two arms, read from title and abstract."""
