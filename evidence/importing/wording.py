"""What an import tells the user, in sentences."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from evidence.importing.model import FileOutcome
from evidence.importing.sources import Source
from evidence.pubmed.numbered import Number, missing, number_of, ranges


def progress(outcome: FileOutcome, at: int, of: int) -> str:
    """One file's line."""
    return f"{outcome.name} ({at} of {of}): {_state(outcome)}"


def _state(outcome: FileOutcome) -> str:
    if outcome.state == "skipped":
        return "imported before, skipped"
    if outcome.state == "not imported":
        return "not imported"
    kept = outcome.kept
    counts = [
        f"{kept.read + outcome.unmatched:,} read",
        f"{kept.new:,} new",
        f"{kept.changed:,} changed",
        f"{kept.deleted:,} deleted",
    ]
    counts += [f"{kept.rejected:,} set aside"] if kept.rejected else []
    counts += [f"{outcome.unmatched:,} not asked for"] if outcome.unmatched else []
    counts += ["not read whole"] if outcome.state == "failed" else []
    return ", ".join(counts)


def before(sources: Iterable[Source], known: Collection[Number]) -> Iterator[str]:
    """Remarks on what is to be imported."""
    given = [source.number for source in sources if source.number]
    lacking = missing(given, known)
    if lacking:
        verb = "is" if len(lacking) == 1 else "are"
        yield (
            f"{ranges(lacking)} {verb} missing: what stands there is not applied,"
            " deletions among it."
        )


def after(outcomes: Sequence[FileOutcome], known: Collection[Number]) -> Iterator[str]:
    """Remarks on what was imported; `known`: the numbered files imported earlier."""
    unchecked = [each for each in outcomes if each.state == "imported" and not each.checked]
    numbers = _numbers(unchecked)
    if numbers:
        yield f"Not checked, for no .md5 file lies beside it: {ranges(numbers)}."
    left = _numbers(each for each in outcomes if each.state == "not imported")
    if left:
        yield (
            f"Not imported, for a file before it is not whole: {ranges(left)}."
            " Fetch that one again, then run the same command."
        )
    done = _numbers(each for each in outcomes if each.state == "imported")
    later = [number for number in known if done and number > min(done) and number not in done]
    if later:
        yield (
            f"Imported after {ranges(later)}: what those deleted may be back."
            " Import them once more with --again."
        )


def _numbers(outcomes: Iterable[FileOutcome]) -> list[Number]:
    found = (number_of(each.name) for each in outcomes)
    return [number for number in found if number]
