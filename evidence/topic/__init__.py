"""Reads queries/: the questions a clinic asks (topics) and the names records earn (tags)."""

from evidence.topic.load import (
    check_file,
    default_folders,
    find_topic,
    load_tags,
    load_topics,
    query_warnings,
)
from evidence.topic.model import QUESTION_TYPES, Pico, Tag, Topic, TopicSection

__all__ = [
    "QUESTION_TYPES",
    "Pico",
    "Tag",
    "Topic",
    "TopicSection",
    "check_file",
    "default_folders",
    "find_topic",
    "load_tags",
    "load_topics",
    "query_warnings",
]
