"""What the records of the local PubMed say of each other, by NCBI's link names.

Three names are known. `pubmed_pubmed_refs` are the references of a record (ReferenceList,
and CommentsCorrections with RefType Cites, where older files have them);
`pubmed_pubmed_citedin` is the same the other way round, within the records served;
`pubmed_pubmed` is not NCBI's similarity, which cannot be computed from a few files: it is
the record itself, first as at NCBI, and what CommentsCorrections ties it to.
"""

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from evidence.record import Record

SIMILAR, REFERENCES, CITED_IN = "pubmed_pubmed", "pubmed_pubmed_refs", "pubmed_pubmed_citedin"
NAMES = (SIMILAR, CITED_IN, REFERENCES)
_PMID = re.compile(r"[1-9][0-9]{0,8}")
_HIGHEST = 2**32


class Links:
    """The links of a collection: four bytes a reference, for 50,000 records hold a million."""

    def __init__(self) -> None:
        """None yet."""
        self._cited: dict[int, array[int]] = {}
        self._tied: defaultdict[int, dict[int, None]] = defaultdict(dict)

    def add(self, record: Record) -> None:
        """Take in what one record says."""
        cited = array("I", dict.fromkeys(_references(record)))
        if cited:
            self._cited[record.pmid] = cited
        for correction in record.corrections:
            if correction.pmid and correction.kind != "Cites":
                self._tied[record.pmid][correction.pmid] = None
                self._tied[correction.pmid][record.pmid] = None

    def of(
        self, groups: Sequence[Sequence[int]], names: Iterable[str]
    ) -> list[dict[str, list[int]]]:
        """For each group of PMIDs, by link name, what any of them is linked to, each once.

        A name without links, or one that is not known, is left out.
        """
        wanted = tuple(names)
        citing = self._citing(groups) if CITED_IN in wanted else {}
        found = []
        for group in groups:
            linked = {name: list(self._linked(group, name, citing)) for name in wanted}
            found.append({name: pmids for name, pmids in linked.items() if pmids})
        return found

    def _linked(
        self, group: Sequence[int], name: str, citing: Mapping[int, Sequence[int]]
    ) -> dict[int, None]:
        held: dict[str, Mapping[int, Iterable[int]]] = {
            SIMILAR: self._tied,
            REFERENCES: self._cited,
            CITED_IN: citing,
        }
        linked: dict[int, None] = {}
        for pmid in group:
            others = held.get(name, {}).get(pmid)
            if others is None:
                continue
            if name == SIMILAR:
                linked[pmid] = None
            linked.update(dict.fromkeys(others))
        return linked

    def _citing(self, groups: Sequence[Sequence[int]]) -> dict[int, list[int]]:
        """Asked-for PMID → the records that cite it: one pass over all references."""
        citing: dict[int, list[int]] = {pmid: [] for group in groups for pmid in group}
        for pmid, cited in self._cited.items():
            for each in cited:
                if each in citing:
                    citing[each].append(pmid)
        return {pmid: records for pmid, records in citing.items() if records}


def _references(record: Record) -> Iterator[int]:
    """The PMIDs that a record gives in its references."""
    for reference in record.references:
        for each in reference.ids:
            if each.kind == "pubmed" and _PMID.fullmatch(each.value):
                yield int(each.value)
    for correction in record.corrections:
        if correction.kind == "Cites" and correction.pmid and correction.pmid < _HIGHEST:
            yield correction.pmid
