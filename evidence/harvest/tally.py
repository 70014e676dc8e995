"""What a run has done so far: values that a transaction may compute twice."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pyroaring import BitMap

from evidence.store import Kept
from evidence.store.harvest_values import Fault

Faults = Mapping[int, tuple[Fault, str]]  # PMID -> kind and reason


@dataclass(frozen=True, slots=True)
class Part:
    """What came of one batch: the PMIDs asked for, and what became of them.

    `gone`: PubMed has no such record any more; `unasked` and `doubled` were sent and are not
    kept; `strangers` are items that could not be read and name no PMID.
    """

    asked: BitMap
    kept: Kept
    arrived: BitMap
    gone: BitMap
    faults: Faults
    unasked: tuple[int, ...] = ()
    doubled: tuple[int, ...] = ()
    strangers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """The parts of a run so far, by PMID; `present`: what the database holds now."""

    present: BitMap = field(default_factory=BitMap)
    done: BitMap = field(default_factory=BitMap)
    new: BitMap = field(default_factory=BitMap)
    changed: BitMap = field(default_factory=BitMap)
    gone: BitMap = field(default_factory=BitMap)
    faults: Faults = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    def plus(self, part: Part, remarks: tuple[str, ...] = ()) -> "Tally":
        """With one more part, and what is to be said of it."""
        return Tally(
            present=(self.present | part.arrived) - part.gone,
            done=self.done | part.asked,
            new=self.new | BitMap(part.kept.new_pmids),
            changed=self.changed | BitMap(part.kept.changed_pmids),
            gone=self.gone | part.gone,
            faults={**self.faults, **part.faults},
            remarks=self.remarks + remarks,
        )
