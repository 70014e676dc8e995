"""A digest as JSON; its keys are described in docs/json.md."""

import json
import re
from dataclasses import asdict
from datetime import UTC, datetime

from evidence.digest.model import Digest, Item, Step, TopicCount, Trouble
from evidence.digest.wording import subject

SCHEMA_VERSION = 1
_STEERING = re.compile("[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def to_json(digest: Digest) -> str:
    """One JSON document, two-space indented, keys in fixed order."""
    text = json.dumps(document(digest), ensure_ascii=False, indent=2)
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def document(digest: Digest) -> dict[str, object]:
    """The document as plain values."""
    return {
        "schema_version": SCHEMA_VERSION,
        "generated": stamp(digest.generated),
        "since": stamp(digest.since),
        "subject": subject(digest),
        "invented": digest.invented,
        "topics": list(digest.topics),
        "items": [_item(each) for each in digest.items],
        "more": {"count": len(digest.more), "pmids": [each.pmid for each in digest.more]},
        "joined": digest.joined,
        "counts": [_count(each) for each in digest.counts],
        "trouble": [_trouble(each) for each in digest.trouble],
    }


def stamp(moment: datetime) -> str:
    """A moment as RFC 3339 in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _item(item: Item) -> dict[str, object]:
    return {
        "pmid": item.pmid,
        "kind": item.kind,
        "why": item.why,
        "first_seen": stamp(item.first_seen),
        "title": item.title,
        "journal": item.journal,
        "year": item.year,
        "topics": list(item.topics),
        "cited_in": list(item.cited_in),
        "sure": item.sure,
        "next": _next(item.step),
        "command": item.step.command,
        "key": item.keys[0],
    }


def _count(count: TopicCount) -> dict[str, object]:
    return asdict(count)


def _next(step: Step) -> str:
    return str(step).removeprefix("Type: ")


def _trouble(trouble: Trouble) -> dict[str, object]:
    return {"what": trouble.what, "next": _next(trouble.step), "command": trouble.step.command}
