"""Proximity: words in any order with at most N words between neighbours.

The PubMed User Guide documents the rule for two words; for more it says that no more than
N words may stand between each, which is read here as between neighbours.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

MOST_WORDS = 12  # every set of them is followed through the text


def near(
    segment: Sequence[str], wanted: Sequence[str], distance: int
) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    """(start, end, places) of the groups in `segment` that hold every word of `wanted`.

    One group, a shortest, for each place where one ends. Raises ValueError for more than
    MOST_WORDS words.
    """
    if len(wanted) > MOST_WORDS:
        raise ValueError(len(wanted))
    bits: defaultdict[str, list[int]] = defaultdict(list)
    for number, word in enumerate(wanted):
        bits[word].append(1 << number)
    whole = (1 << len(wanted)) - 1
    reached: list[tuple[int, dict[int, tuple[int, ...]]]] = []  # place, words so far -> places
    for place, word in enumerate(segment):
        if word not in bits:
            continue
        here: dict[int, tuple[int, ...]] = {bits[word][0]: (place,)}
        reached = [each for each in reached if place - each[0] <= distance + 1]
        for _, sets in reached:
            for held, places in sets.items():
                free = next((bit for bit in bits[word] if not held & bit), 0)
                known = here.get(held | free)
                if free and (known is None or known[0] < places[0]):
                    here[held | free] = (*places, place)
        if whole in here:
            yield here[whole][0], place + 1, here[whole]
        reached.append((place, here))
