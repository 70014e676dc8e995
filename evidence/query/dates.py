"""Dates of a record by search field, as the PubMed User Guide describes the fields.

A missing month is January and a missing day is the first, so each is one day: (day, day).

| field | date |
|---|---|
| dp | publication, printed and electronic: what a range is compared with |
| dp1 | the same without an electronic date later than the printed one: for a single date |
| ppdat, epdat | printed; electronic |
| crdt, edat | record created (History "entrez"), entered (History "pubmed") |
| mhda | MeSH added (History "medline"); as edat until then |
| dcom, lr | NLM completed; last revised |
"""

from collections.abc import Iterable, Mapping

from evidence.record import Record

DATE_FIELDS: tuple[str, ...] = (
    "dp",
    "dp1",
    "ppdat",
    "epdat",
    "crdt",
    "edat",
    "mhda",
    "dcom",
    "lr",
)


def date_ranges(record: Record) -> Mapping[str, list[tuple[str, str]]]:
    """(first, last) ISO days by date field; fields without any are left out."""
    history = {event.kind: event.date.first_day for event in record.history}
    printed = record.published.first_day
    if record.book and not printed:
        printed = record.book.published.first_day
    electronic = [event.date.first_day for event in record.article_dates]
    early = [day for day in electronic if not printed or day <= printed]
    entered = history.get("pubmed", "")
    days = {
        "dp": [printed, *electronic],
        "dp1": [printed, *early],
        "ppdat": [printed],
        "epdat": electronic,
        "crdt": [history.get("entrez", "")],
        "edat": [entered],
        "mhda": [history.get("medline") or entered],
        "dcom": [record.completed.first_day],
        "lr": [record.revised.first_day],
    }
    ranges = {field: _ranges(each) for field, each in days.items()}
    return {field: each for field, each in ranges.items() if each}


def _ranges(days: Iterable[str]) -> list[tuple[str, str]]:
    return [(day, day) for day in dict.fromkeys(days) if day]
