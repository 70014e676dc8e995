"""The ledger, the topics' members, tags: together in one transaction, or not at all."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from evidence.errors import NotFound
from evidence.pubmed.files import Parsed
from evidence.query.spans import Match
from evidence.record import Deletion
from evidence.store import Search, Store, Unit
from evidence.tagging import Tagging

Article = Callable[..., Parsed]
A, B, C = 990000001, 990000002, 990000003


class Interruption(Exception):
    pass


def test_a_search_is_in_the_ledger_from_its_start(store: Store) -> None:
    begun = store.open_search("cramps", "cramp*[tiab]", sent="x", program_version="0.1")
    assert begun.id > 0
    assert store.searches("cramps") == (begun,)
    closed, moves = store.close_search(
        replace(begun, state="complete", count=2, warnings=("PhraseNotFound: \0x",)), [B, A]
    )
    assert moves.joined == (A, B)
    assert (closed.joined, closed.left) == (2, 0)
    assert store.searches("cramps") == (replace(closed, warnings=("PhraseNotFound: x",)),)
    assert closed.finished is not None
    assert closed.finished >= closed.started


def test_members_join_leave_and_come_back(store: Store) -> None:
    moves = []
    for found in ([A, B], [B, C], [A, B], [A, B]):
        search = store.open_search("t", "q")
        moves.append(store.close_search(search, found)[1])
        assert list(store.membership("t")) == found
        assert store.moves(search.id) == moves[-1]
    assert [each.joined for each in moves] == [(A, B), (C,), (A,), ()]
    assert [each.left for each in moves] == [(), (A,), (C,), ()]
    assert list(store.membership("other")) == []


def test_the_ledger_shows_the_newest_first(store: Store) -> None:
    numbers = [store.open_search(topic, "q").id for topic in ("a", "b", "a")]
    assert [each.id for each in store.searches()] == numbers[::-1]
    assert [each.id for each in store.searches("a")] == [numbers[2], numbers[0]]
    assert [each.id for each in store.searches(limit=1)] == [numbers[2]]


def test_a_killed_search_is_marked_interrupted(store: Store) -> None:
    done, _ = store.close_search(replace(store.open_search("t", "q"), state="complete"), [])
    store.open_search("t", "q")
    assert store.interrupt_searches() == 1
    assert store.interrupt_searches() == 0
    newest, oldest = store.searches()
    assert (newest.state, oldest) == ("interrupted", done)
    assert newest.finished is not None


def test_an_unknown_search_cannot_be_closed(store: Store) -> None:
    search = replace(store.open_search("t", "q"), id=77)
    with pytest.raises(NotFound, match="77"):
        store.save_search(search)


def test_nothing_of_a_broken_unit_stays(store: Store, article: Article) -> None:
    store.keep([article(A)], source="x")
    search = store.open_search("t", "q")
    store.close_search(search, [A])

    def everything(unit: Unit) -> None:
        unit.keep_batch([article(A, title="Other."), article(B), Deletion(C)], source="y")
        unit.set_tags({A: (Tagging(A, "tag", ()),)})
        running = unit.save_search(Search(topic="t", query="q", started=search.started))
        unit.close_search(replace(running, state="complete"), [B])

    def broken(unit: Unit) -> None:
        everything(unit)
        raise Interruption

    with pytest.raises(Interruption):
        store.transact(broken)
    with pytest.raises(Interruption), store.unit_of_work() as unit:
        broken(unit)
    assert store.record(A) == article(A).record
    assert len(store.revisions(A)) == 1
    assert list(store.pmids()) == [A]
    assert list(store.membership("t")) == [A]
    assert len(store.searches()) == 1
    assert store.tag_counts() == {}
    assert list(store.index().phrase(("ti",), ("other",))) == []

    with store.unit_of_work() as unit:
        everything(unit)
    assert store.record(A).title == "Other."
    assert list(store.membership("t")) == [B]
    assert [each.state for each in store.searches()] == ["complete", "running"]
    assert store.tag_counts() == {"tag": 1}
    assert list(store.index().phrase(("ti",), ("other",))) == [A]


def test_tags_replace_those_before(store: Store, article: Article) -> None:
    store.keep([article(A), article(B)], source="x")
    words = (Match("ti", "title", 3, 11, "invented"), Match("mesh", "mesh", 0, 0, "Cramp"))
    store.set_tags(
        {A: (Tagging(A, "two", ()), Tagging(A, "one", words)), B: (Tagging(B, "one", ()),)},
        rules="7",
    )
    first, second = store.tags(A)
    assert (first.name, first.matched, first.rules) == ("one", words, "7")
    assert second.name == "two"
    assert list(store.tagged("one")) == [A, B]
    assert store.tag_counts() == {"one": 2, "two": 1}
    store.set_tags({A: ()})
    assert store.tags(A) == ()
    assert store.tag_counts() == {"one": 1}


def test_a_deleted_record_loses_its_tags(store: Store, article: Article) -> None:
    store.keep([article(A)], source="x")
    store.set_tags({A: (Tagging(A, "one", ()),)})
    store.keep([Deletion(A)], source="y")
    assert store.tag_counts() == {}


PAIRS = (("leg cramps", '"muscle cramp"[MeSH Terms] OR "leg cramps"[All Fields]'), ("x", '"é"'))


def ask(store: Store, query: str, pairs: tuple[tuple[str, str], ...], state: str) -> Search:
    begun = store.open_search("t", query)
    return store.close_search(replace(begun, translations=pairs, state=state), [])[0]


def test_pubmeds_translations_are_kept_with_the_search(store: Store) -> None:
    asked = ask(store, "leg cramps x", PAIRS, "complete")
    assert store.searches("t") == (asked,)
    assert asked.translations == PAIRS
    assert store.open_search("t", "other").translations == ()


def test_the_translations_of_a_query_are_those_of_its_newest_complete_search(
    store: Store,
) -> None:
    assert store.translations("leg cramps x") == ()
    ask(store, "leg cramps x", (("leg cramps", "old"),), "complete")
    ask(store, "leg\n   cramps x\n", PAIRS, "complete")
    ask(store, "leg cramps x", (("leg cramps", "cut short"),), "partial")
    ask(store, "leg cramps x", (), "failed")
    ask(store, "leg cramps y", (), "complete")
    assert store.translations("leg cramps x") == PAIRS
    assert store.translations("  leg cramps\tx ") == PAIRS
    assert store.translations("Leg cramps x") == ()
    assert store.translations("leg cramps y") == ()
    ask(store, "leg cramps x", (), "complete")
    assert store.translations("leg cramps x") == ()


def test_a_search_that_is_ended_late_says_no_less_than_its_row(store: Store) -> None:
    opened = store.open_search("t", "cramps")
    store.save_search(replace(opened, new=40, changed=2, requests=7))
    stale = replace(opened, new=20, requests=5, state="interrupted")
    assert store.transact(lambda unit: unit.end_search(stale))
    (row,) = store.searches("t")
    assert (row.state, row.new, row.changed, row.requests) == ("interrupted", 40, 2, 7)
    assert not store.transact(lambda unit: unit.end_search(stale))  # it is closed
