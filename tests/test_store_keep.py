"""Keeping records: new, changed, unchanged, older, doubled, deleted, rejected."""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from evidence.errors import NotFound, StorageProblem
from evidence.pubmed.files import Item, Parsed, Rejected, read_file
from evidence.pubmed.medline import parse_medline
from evidence.record import Deletion
from evidence.store import Store
from evidence.store.models import RecordRow

Article = Callable[..., Parsed]
A, B, C = 990000001, 990000002, 990000003


def test_a_second_run_finds_nothing_new(store: Store, article: Article) -> None:
    items = [article(C), article(A), article(B)]
    first = store.keep(items, source="x.xml", batch=2)
    assert (first.read, first.new, first.unchanged) == (3, 3, 0)
    assert sorted(first.new_pmids) == [A, B, C]
    again = store.keep(items, source="x.xml")
    assert (again.read, again.new, again.changed, again.unchanged) == (3, 0, 0, 3)
    assert list(store.pmids()) == [A, B, C]


def test_a_record_comes_back_as_it_went_in(store: Store, article: Article) -> None:
    item = article(A, title="β-agonists & “cramps”")
    store.keep([item], source="x")
    assert store.record(A) == item.record
    row = store.rows([A])[0]
    assert (row.title, row.year, row.journal) == ("β-agonists & “cramps”", 2020, "Invented J")
    assert row.sha256 == item.record.sha256


def test_both_states_of_a_changed_record_stay(store: Store, article: Article) -> None:
    old = article(A)
    new = article(
        A, types=("Journal Article", "Retracted Publication"), retracted_in=B, abstract="Other."
    )
    store.keep([old], source="x")
    kept = store.keep([new], source="y")
    assert (kept.changed, kept.changed_pmids) == (1, (A,))
    first, second = store.revisions(A)
    assert (first.number, first.changes, first.record) == (1, (), old.record)
    assert (second.number, second.record) == (2, new.record)
    assert second.changes == (
        "abstract",
        "publication types: + Retracted Publication",
        f"corrections: + RetractionIn {B}",
    )
    assert second.seen_at >= first.seen_at
    assert store.at_revision(A, old.record.sha256) == old.record
    assert store.at_revision(A, new.record.sha256) == new.record
    assert store.at_revision(A, "0" * 64) is None


def test_a_record_may_change_back(store: Store, article: Article) -> None:
    one, two = article(A), article(A, title="Other.")
    for item in (one, two, one):
        store.keep([item], source="x")
    assert [each.record.title for each in store.revisions(A)] == [
        one.record.title,
        "Other.",
        one.record.title,
    ]


@pytest.mark.parametrize("batch", [1, 10])
def test_an_older_version_never_replaces_a_newer(
    store: Store, article: Article, batch: int
) -> None:
    new, old = article(A, version=2, title="Newer."), article(A, title="Older.")
    kept = store.keep([new, old], source="x", batch=batch)
    assert (kept.new, kept.unchanged, kept.passed_over) == (1, 1, 1)
    assert store.record(A).title == "Newer."
    assert store.keep([old], source="x", live=True).changed == 0


def test_an_older_file_does_not_undo_a_newer_one(store: Store, article: Article) -> None:
    newer = article(A, revised="2024-05-02", retracted_in=B)
    older = article(A, revised="2024-05-01")
    store.keep([newer], source="new.xml")
    kept = store.keep([older], source="old.xml")
    assert (kept.changed, kept.unchanged, kept.passed_over) == (0, 1, 1)
    assert store.record(A) == newer.record
    assert store.keep([older], source="PubMed", live=True).changed == 1


def test_the_last_of_doubles_counts(store: Store, article: Article) -> None:
    kept = store.keep([article(A), article(A, title="Last."), article(B)], source="x")
    assert (kept.read, kept.new, kept.unchanged) == (3, 2, 1)
    assert store.record(A).title == "Last."
    assert len(store.revisions(A)) == 1


def test_medline_never_replaces_xml_but_xml_replaces_medline(
    store: Store, article: Article
) -> None:
    xml = article(A)
    text = b"PMID- 990000001\nTI  - Another title.\nDP  - 2020\n"
    medline = Parsed(parse_medline(text.decode()), text, "medline")
    store.keep([medline], source="x.nbib")
    assert store.record(A).title == "Another title."
    assert store.keep([xml], source="x.xml").changed == 1
    kept = store.keep([medline], source="x.nbib")
    assert (kept.changed, kept.unchanged, kept.passed_over) == (0, 1, 1)
    assert store.record(A) == xml.record
    assert store.revisions(A)[1].changes[0] == "read from xml, before from medline"


def test_a_deleted_record_leaves_a_tombstone(store: Store, article: Article) -> None:
    item = article(A, title="Soon gone.")
    store.keep([item, article(B)], source="x")
    kept = store.keep([Deletion(A), Deletion(C)], source="update.xml")
    assert (kept.read, kept.deleted, kept.unchanged) == (2, 1, 1)
    assert kept.deleted_pmids == (A,)
    assert list(store.pmids()) == [B]
    assert list(store.index().phrase(("ti",), ("gone",))) == []
    with pytest.raises(NotFound, match="deleted by PubMed"):
        store.record(A)
    assert store.rows([A])[0].state == "deleted"
    assert store.at_revision(A, item.record.sha256) == item.record
    assert store.keep([Deletion(A)], source="update.xml").deleted == 0


def test_an_old_file_does_not_bring_a_deleted_record_back_but_pubmed_does(
    store: Store, article: Article
) -> None:
    item = article(A, title="Gone and back.")
    store.keep([item], source="x")
    store.keep([Deletion(A)], source="update.xml")
    assert store.keep([item], source="x").changed == 0
    assert list(store.pmids()) == []
    assert store.keep([item], source="PubMed", live=True).changed_pmids == (A,)
    assert store.record(A) == item.record
    assert store.revisions(A)[-1].changes == ("stored again after its deletion",)
    assert list(store.index().phrase(("ti",), ("back",))) == [A]


def test_a_deletion_of_an_older_version_only_deletes_that(store: Store, article: Article) -> None:
    kept = store.keep([article(A, version=2), Deletion(A, version=1)], source="x")
    assert (kept.new, kept.deleted) == (1, 0)
    assert store.keep([Deletion(A, version=1)], source="x").deleted == 0
    assert list(store.pmids()) == [A]


def test_what_cannot_be_read_is_set_aside_once(store: Store, article: Article) -> None:
    bad = Rejected("x.xml", 2, None, "has no PMID \0", b"<PubmedArticle>\0</PubmedArticle>")
    for _ in range(2):
        kept = store.keep([article(A), bad], source="x.xml")
        assert (kept.rejected, kept.rejected_items) == (1, (bad,))
    assert store.rejected() == (replace(bad, reason="has no PMID "),)


def test_good_records_before_an_error_are_kept(store: Store, article: Article) -> None:
    def items() -> Iterator[Item]:
        yield article(A)
        raise StorageProblem("cut off")

    with pytest.raises(StorageProblem, match="cut off"):
        store.keep(items(), source="x")
    assert list(store.pmids()) == [A]


def test_counts_always_add_up(store: Store, article: Article) -> None:
    store.keep([article(A), article(B)], source="x")
    kept = store.keep(
        [
            article(A),
            article(B, title="Changed."),
            article(C),
            article(C),
            Deletion(A),
            Deletion(990000009),
            Rejected("x", 1, None, "bad", b""),
        ],
        source="x",
    )
    assert kept.read == 7
    assert kept.read == (kept.new + kept.changed + kept.unchanged + kept.rejected + kept.deleted)
    assert (kept.new, kept.changed, kept.deleted, kept.rejected) == (1, 1, 1, 1)


def test_records_keep_the_order_asked_for(store: Store, article: Article) -> None:
    store.keep([article(A), article(B), article(C)], source="x")
    assert [each.pmid for each in store.records([C, 990000009, A])] == [C, A]
    assert [each.pmid for each in store.records()] == [A, B, C]
    with pytest.raises(NotFound, match="990000009"):
        store.record(990000009)


def test_damaged_records_are_found(store: Store, article: Article) -> None:
    store.keep([article(A), article(B), article(C)], source="x")
    assert store.damaged() == ()
    with store.engine.begin() as connection:
        connection.execute(
            update(RecordRow).where(RecordRow.pmid == A).values(raw=zlib.compress(b"<x/>"))
        )
        connection.execute(update(RecordRow).where(RecordRow.pmid == B).values(raw=b"no zlib"))
        connection.execute(update(RecordRow).where(RecordRow.pmid == C).values(sha256="0" * 64))
    assert [each.pmid for each in store.damaged()] == [A, B, C]
    with pytest.raises(StorageProblem, match="damaged"):
        store.record(B)


def test_real_records_twice_and_their_earlier_state(store: Store, shared_data: Path) -> None:
    pool = shared_data / "pubmed" / "pool.xml.gz"
    earlier = shared_data / "pubmed" / "earlier.xml.gz"
    before = store.keep(read_file(earlier), source="earlier.xml.gz")
    assert before.new == 48
    kept = store.keep(read_file(pool), source="pool.xml.gz")
    assert kept.read == 1406
    assert kept.new == 1406 - 48
    changes = [store.revisions(pmid)[-1].changes for pmid in kept.changed_pmids]
    assert changes
    assert all(changes)
    again = store.keep(read_file(pool), source="pool.xml.gz")
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1406)
    back = store.keep(read_file(earlier), source="earlier.xml.gz")
    assert (back.new, back.changed) == (0, 0)
    assert store.damaged() == ()


def test_a_file_of_the_same_day_does_not_replace_what_pubmed_said(
    store: Store, article: Article
) -> None:
    """A notice may come without a new DateRevised; an old copy must not take it away."""
    told = article(A, revised="2020-01-01", retracted_in=A + 9)
    store.keep([told], source="PubMed", live=True)
    kept = store.keep([article(A, revised="2020-01-01")], source="export.xml")
    assert (kept.changed, kept.passed_over) == (0, 1)
    assert store.record(A) == told.record
    later = article(A, revised="2020-01-02")
    assert store.keep([later], source="export.xml").changed == 1
