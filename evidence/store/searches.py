"""The ledger of searches, and which PMIDs each brought into its topic."""

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from pyroaring import BitMap
from sqlalchemy import (
    Connection,
    RowMapping,
    ScalarSelect,
    Select,
    bindparam,
    func,
    insert,
    select,
    update,
)

from evidence.errors import NotFound
from evidence.store.models import MembershipRow, SearchRow
from evidence.store.text import clean
from evidence.store.values import PUBMED, Moves, Search

_COLUMNS = tuple(field.name for field in fields(Search))


def save(connection: Connection, search: Search) -> Search:
    """Write the ledger row; a search with id 0 gets its number."""
    values = {name: _plain(getattr(search, name)) for name in _COLUMNS if name != "id"}
    if search.id:
        done = connection.execute(update(SearchRow).where(SearchRow.id == search.id).values(values))
        if done.rowcount != 1:
            raise NotFound(f"There is no search number {search.id}.")
        return search
    number = connection.execute(
        insert(SearchRow).values(values).returning(SearchRow.id)
    ).scalar_one()
    return replace(search, id=number)


def end(connection: Connection, search: Search) -> bool:
    """Write the row of a search that was not closed; False where it was, and nothing is written.

    Ctrl-C may come between a commit and the line that notes it: what the row says of records
    that are kept is never lowered.
    """
    held = connection.execute(
        select(SearchRow.state, SearchRow.new, SearchRow.changed, SearchRow.requests)
        .where(SearchRow.id == search.id)
        .with_for_update()
    ).one_or_none()
    if held is None or held.state != "running":
        return False
    new, changed = max(held.new, search.new), max(held.changed, search.changed)
    requests = max(held.requests, search.requests)
    save(connection, replace(search, new=new, changed=changed, requests=requests))
    return True


def interrupt(connection: Connection, now: datetime) -> int:
    """Close the rows that a killed program left "running"; how many there were."""
    done = connection.execute(
        update(SearchRow)
        .where(SearchRow.state == "running")
        .values(
            state="interrupted",
            finished=now,
            error="The program ended before the search did.",
            stored=_member_count(),
        )
    )
    return done.rowcount


def _member_count() -> ScalarSelect[int]:
    """How many members the topic of a row has."""
    return (
        select(func.count())
        .select_from(MembershipRow)
        .where(MembershipRow.topic == SearchRow.topic, MembershipRow.left_search.is_(None))
        .scalar_subquery()
    )


def listed(connection: Connection, topic: str | None, limit: int | None) -> tuple[Search, ...]:
    """Searches, newest first."""
    statement = _everything()
    if topic is not None:
        statement = statement.where(SearchRow.topic == topic)
    rows = connection.execute(statement.order_by(SearchRow.id.desc()).limit(limit)).mappings()
    return tuple(_search(row) for row in rows)


def runs(connection: Connection, limit: int | None) -> tuple[tuple[Search, ...], ...]:
    """The newest runs first; the searches of each in the order they were begun."""
    newest = select(SearchRow.run).distinct().order_by(SearchRow.run.desc()).limit(limit)
    numbers = list(connection.execute(newest).scalars())
    if not numbers:
        return ()
    statement = _everything().where(SearchRow.run >= numbers[-1]).order_by(SearchRow.id)
    found: dict[int, list[Search]] = {number: [] for number in numbers}
    for row in connection.execute(statement).mappings():
        found[row["run"]].append(_search(row))
    return tuple(tuple(found[number]) for number in numbers)


def of_run(connection: Connection, run: int) -> tuple[Search, ...]:
    """The searches of one run, in the order they were begun."""
    statement = _everything().where(SearchRow.run == run).order_by(SearchRow.id)
    return tuple(_search(row) for row in connection.execute(statement).mappings())


def next_run(connection: Connection) -> int:
    """A number that no run has yet."""
    newest = connection.execute(select(func.max(SearchRow.run))).scalar_one()
    return int(newest or 0) + 1


def newest_answered(connection: Connection, topic: str) -> Search | None:
    """The topic's newest search that PubMed answered, whatever came of its records."""
    answered = (SearchRow.source == PUBMED, SearchRow.count.is_not(None))
    statement = _everything().where(SearchRow.topic == topic, *answered)
    row = connection.execute(statement.order_by(SearchRow.id.desc()).limit(1)).mappings().first()
    return _search(row) if row is not None else None


def translations(connection: Connection, text: str) -> tuple[tuple[str, str], ...]:
    """The pairs of the newest complete search whose query is `text`, blanks aside; else ()."""
    asked = (
        select(func.max(SearchRow.id), SearchRow.query)
        .where(SearchRow.state == "complete", SearchRow.source == PUBMED)
        .group_by(SearchRow.query)
    )
    wanted = text.split()
    numbers = [number for number, query in connection.execute(asked) if query.split() == wanted]
    if not numbers:
        return ()
    newest = select(SearchRow.translations).where(SearchRow.id == max(numbers))
    return _pairs(connection.execute(newest).scalar_one())


def members(connection: Connection, topic: str) -> BitMap:
    """The PMIDs that the topic's newest answer held."""
    return BitMap(
        connection.execute(
            select(MembershipRow.pmid).where(
                MembershipRow.topic == topic, MembershipRow.left_search.is_(None)
            )
        ).scalars()
    )


def ever_members(connection: Connection, topic: str | None) -> BitMap:
    """Who is or was a member of the topic; of any topic where none is named."""
    statement = select(MembershipRow.pmid)
    if topic is not None:
        statement = statement.where(MembershipRow.topic == topic)
    return BitMap(connection.execute(statement).scalars())


def members_elsewhere(connection: Connection, topics: Iterable[str], since: datetime) -> BitMap:
    """The members of other topics than these, of those that were searched since a moment."""
    alive = select(SearchRow.topic).where(
        SearchRow.source == PUBMED, SearchRow.started >= since, SearchRow.topic.not_in(topics)
    )
    statement = select(MembershipRow.pmid).where(
        MembershipRow.left_search.is_(None), MembershipRow.topic.in_(alive)
    )
    return BitMap(connection.execute(statement).scalars())


def members_of_all(connection: Connection) -> BitMap:
    """Who is a member of some topic now."""
    statement = select(MembershipRow.pmid).where(MembershipRow.left_search.is_(None))
    return BitMap(connection.execute(statement).scalars())


def set_members(connection: Connection, search: int, topic: str, pmids: Iterable[int]) -> Moves:
    """Make `pmids` the topic's members, as found by `search`; who joined and who left."""
    before, now = members(connection, topic), BitMap(pmids)
    joined, left = now - before, before - now
    if left:
        connection.execute(
            update(MembershipRow)
            .where(
                MembershipRow.topic == topic,
                MembershipRow.pmid == bindparam("gone"),
                MembershipRow.left_search.is_(None),
            )
            .values(left_search=search)
            .execution_options(synchronize_session=False),
            [{"gone": pmid} for pmid in left],
        )
    if joined:
        connection.execute(
            insert(MembershipRow),
            [
                {"topic": topic, "pmid": pmid, "joined_search": search, "left_search": None}
                for pmid in joined
            ],
        )
    return Moves(tuple(joined), tuple(left))


def moves(connection: Connection, search: int) -> Moves:
    """What `set_members` answered for an earlier search."""
    joined = select(MembershipRow.pmid).where(MembershipRow.joined_search == search)
    left = select(MembershipRow.pmid).where(MembershipRow.left_search == search)
    return Moves(
        tuple(sorted(connection.execute(joined).scalars())),
        tuple(sorted(connection.execute(left).scalars())),
    )


def _everything() -> Select[Any]:
    return select(*(getattr(SearchRow, name) for name in _COLUMNS))


def _search(row: RowMapping) -> Search:
    lists = {
        "warnings": tuple(row["warnings"]),
        "dropped": tuple(row["dropped"]),
        "translations": _pairs(row["translations"]),
    }
    return Search(**{**row, **lists})


def _pairs(stored: Iterable[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((source, target) for source, target in stored)


def _plain(value: object) -> object:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value
