"""What a person says of two records: written down with who, when and why."""


def say_of(pmids: tuple[int, int], *, together: bool | None, why: str, who: str | None) -> None:
    """Keep the word on two stored records, and tell what it does."""
    from datetime import UTC, datetime
    from getpass import getuser

    from evidence.commands import opening, output
    from evidence.errors import UsageProblem
    from evidence.store import Kinship

    if not why.strip():
        raise UsageProblem("The reason is empty.", 'Type: --why "..."')
    one, two = sorted(pmids)
    if one == two:
        raise UsageProblem(f"{one} is one record.", "Name two different PMIDs.")
    store = opening.store(reading=True)
    for pmid in (one, two):
        store.record(pmid)  # says why, and what to type
    name = who or getuser()
    before = {each.pair: each for each in store.decisions.related()}.get((one, two))
    if together is None and before is None:
        raise UsageProblem(f"Nobody joined or parted {one} and {two}.", "Type: evidence families")
    store.decisions.relate(Kinship(one, two, together, name, why, datetime.now(UTC)))
    output.say(f"{one} and {two}: {_told(together)}, says {name}.")


def _told(together: bool | None) -> str:  # noqa: FBT001 - a word has three values
    if together is None:
        return "what was said is taken back"
    return "reports of one study" if together else "reports of two studies"
