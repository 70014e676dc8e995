"""What is new, corrected or retracted, told once to everyone who asked to be told."""

from evidence.digest.model import Digest, Item, TopicCount, Trouble

__all__ = ["Digest", "Item", "TopicCount", "Trouble"]
