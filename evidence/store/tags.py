"""Tags as computed for records: what `evidence.tagging` found, kept with its words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

from pyroaring import BitMap
from sqlalchemy import Connection, delete, func, insert, select

from evidence.query.spans import Match
from evidence.store.models import RecordRow, SettingRow, TagRow
from evidence.store.text import clean
from evidence.store.values import StoredTag, Tagged
from evidence.tagging import Tagging

_CHUNK = 1000
_NAME = "tags"  # of the setting: the rules, a blank, and the last PMID done
_SETTING = select(SettingRow.value).where(SettingRow.name == _NAME)


def set_tags(connection: Connection, found: Mapping[int, Sequence[Tagging]], rules: str) -> None:
    """Replace all tags of the PMIDs in `found`; an empty sequence takes them away.

    By other rules than the rest of the records were, it is no longer known how these are
    tagged as a whole.
    """
    tagged = tagged_by(connection)
    if tagged is not None and tagged.rules != rules:
        _forget(connection)
    drop_tags(connection, found)
    rows = [
        {
            "pmid": pmid,
            "tag": tagging.tag,
            "rules": rules,
            "matched": [_stored(match) for match in tagging.matched],
        }
        for pmid in sorted(found)
        for tagging in found[pmid]
    ]
    if rows:
        connection.execute(insert(TagRow), rows)


def tagged_by(connection: Connection) -> Tagged | None:
    """By which rules the records are tagged, up to which PMID; None where it is not known."""
    held = connection.execute(_SETTING).scalar_one_or_none()
    if held is None:
        return None
    rules, _, through = held.partition(" ")
    return Tagged(rules, int(through))


def set_tagged(connection: Connection, tagged: Tagged) -> None:
    """Note it."""
    _forget(connection)
    value = f"{tagged.rules} {tagged.through}"
    connection.execute(insert(SettingRow).values(name=_NAME, value=value))


def _forget(connection: Connection) -> None:
    connection.execute(delete(SettingRow).where(SettingRow.name == _NAME))


def drop_tags(connection: Connection, pmids: Iterable[int]) -> None:
    """Take all tags from `pmids`."""
    ordered = sorted(pmids)
    for start in range(0, len(ordered), _CHUNK):
        chunk = ordered[start : start + _CHUNK]
        connection.execute(delete(TagRow).where(TagRow.pmid.in_(chunk)))


def tags_of_many(connection: Connection, pmids: Sequence[int]) -> dict[int, dict[str, StoredTag]]:
    """The tags of many records, by PMID and name; records without any are left out."""
    found: dict[int, dict[str, StoredTag]] = {}
    for start in range(0, len(pmids), _CHUNK):
        rows = connection.execute(
            select(TagRow.pmid, TagRow.tag, TagRow.matched, TagRow.rules).where(
                TagRow.pmid.in_(pmids[start : start + _CHUNK])
            )
        )
        for pmid, name, matched, rules in rows:
            words = tuple(_match(each) for each in matched)
            found.setdefault(pmid, {})[name] = StoredTag(name, words, rules)
    return found


def tags_of(connection: Connection, pmid: int) -> tuple[StoredTag, ...]:
    """The tags of one record, by name."""
    rows = connection.execute(
        select(TagRow.tag, TagRow.matched, TagRow.rules)
        .where(TagRow.pmid == pmid)
        .order_by(TagRow.tag)
    )
    return tuple(
        StoredTag(tag, tuple(_match(each) for each in matched), rules)
        for tag, matched, rules in rows
    )


def tagged(connection: Connection, name: str) -> BitMap:
    """The PMIDs that carry the tag."""
    return BitMap(connection.execute(select(TagRow.pmid).where(TagRow.tag == name)).scalars())


def counts(connection: Connection) -> dict[str, int]:
    """How many records carry each tag, by name."""
    rows = connection.execute(
        select(TagRow.tag, func.count())
        .join(RecordRow, RecordRow.pmid == TagRow.pmid)
        .group_by(TagRow.tag)
        .order_by(TagRow.tag)
    )
    return {row[0]: row[1] for row in rows}


def _stored(match: Match) -> dict[str, str | int]:
    plain = asdict(match)
    return {name: clean(v) if isinstance(v, str) else v for name, v in plain.items()}


def _match(stored: Mapping[str, str | int]) -> Match:
    return Match(
        field=str(stored["field"]),
        section=str(stored["section"]),
        start=int(stored["start"]),
        end=int(stored["end"]),
        text=str(stored["text"]),
    )
