"""A record's hash changes with its content and with nothing else."""

from dataclasses import fields, replace

import pytest

from evidence.record import Author, Date, Identifier, Record, Section, canonical

RECORD = Record(
    pmid=990000001,
    title="An invented title",
    abstract=(Section("First.", "AIM", "OBJECTIVE"), Section("Second.")),
    authors=(Author(last="Exampleton", initials="A"),),
    published=Date("2020 Feb", 2020, 2, None, "month"),
    elocations=(Identifier("doi", "10.99999/old", valid=False), Identifier("doi", "10.99999/new")),
)


def test_equal_records_have_equal_hashes() -> None:
    again = replace(RECORD, abstract=tuple(RECORD.abstract))
    assert again is not RECORD
    assert again.sha256 == RECORD.sha256


def test_every_field_counts() -> None:
    hashes = {RECORD.sha256}
    for field in fields(Record):
        value = getattr(RECORD, field.name)
        other = {int: 7, str: "x", bool: not value, tuple: ("x",)}.get(type(value), "x")
        changed = replace(RECORD)
        object.__setattr__(changed, field.name, other)  # frozen, and of any field's type
        hashes.add(changed.sha256)
    assert len(hashes) == len(fields(Record)) + 1


def test_neighbouring_texts_do_not_run_together() -> None:
    assert canonical(replace(RECORD, volume="1", issue="2")) != canonical(
        replace(RECORD, volume="12", issue="")
    )


def test_lone_surrogate_can_be_hashed() -> None:
    assert len(replace(RECORD, title="\ud800").sha256) == 64


def test_identifiers_marked_invalid_are_passed_over() -> None:
    assert RECORD.doi == "10.99999/new"
    assert RECORD.pmcid == ""


def test_sections_are_named() -> None:
    assert RECORD.section_text("title") == "An invented title"
    assert RECORD.section_text("abstract/1") == "Second."
    for wrong in ("abstract/2", "abstract/x", "abstract", "body/0"):
        with pytest.raises(LookupError):
            RECORD.section_text(wrong)


def test_first_day_of_a_month() -> None:
    assert RECORD.published.first_day == "2020-02-01"
    assert Date("undated").first_day == ""
