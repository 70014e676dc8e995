"""Proximity: words in any order with at most N words between neighbours.

The PubMed User Guide documents the rule for two words; for more it says that no more than
N words may stand between each, which is read here as between neighbours of the group. A
word asked for twice must stand there twice.
"""

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence

MOST_WORDS = 12  # every set of them is followed through the text

_Group = tuple[int, ...]  # places of the words taken so far, ascending


def near(
    segment: Sequence[str], wanted: Sequence[str], distance: int
) -> Iterator[tuple[int, int, _Group]]:
    """(start, end, places) of the groups in `segment` that hold every word of `wanted`.

    One group, a shortest, for each place where one ends. Raises ValueError for more than
    MOST_WORDS words.
    """
    if len(wanted) > MOST_WORDS:
        raise ValueError(len(wanted))
    bits = _bits(wanted)
    whole = (1 << len(wanted)) - 1
    # Words so far -> groups that hold them, by the place where they end. Of two groups the
    # later one is kept alone unless the earlier begins later, so the first is the shortest.
    groups: defaultdict[int, deque[_Group]] = defaultdict(deque)
    for place, word in enumerate(segment):
        if word not in bits:
            continue
        here = _ending(place, bits[word], groups, place - distance - 1)
        if whole in here:
            yield here[whole][0], place + 1, here.pop(whole)
        for held, group in here.items():
            known = groups[held]
            while known and known[-1][0] <= group[0]:
                known.pop()
            known.append(group)


def _bits(wanted: Sequence[str]) -> dict[str, list[int]]:
    bits: defaultdict[str, list[int]] = defaultdict(list)
    for number, word in enumerate(wanted):
        bits[word].append(1 << number)
    return dict(bits)


def _ending(
    place: int, bits: Sequence[int], groups: dict[int, deque[_Group]], first: int
) -> dict[int, _Group]:
    """The shortest groups that end at `place`, by the words they hold.

    `first`: the earliest place where the neighbour before may stand.
    """
    here: dict[int, _Group] = {bits[0]: (place,)}
    for held, known in groups.items():
        while known and known[0][-1] < first:
            known.popleft()
        free = next((bit for bit in bits if not held & bit), 0)
        if not known or not free:
            continue
        other = here.get(held | free)
        if other is None or other[0] < known[0][0]:
            here[held | free] = (*known[0], place)
    return here
