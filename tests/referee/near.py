"""Proximity by brute force: every order of the words, every place of each."""

from itertools import permutations


def near(line: str, wanted: list[str], distance: int) -> bool:
    """Whether a line holds all `wanted`, at most `distance` words between neighbours."""
    held = line.split()
    if not set(wanted) <= set(held):
        return False
    places = {each: [at for at, word in enumerate(held) if word == each] for each in wanted}
    return any(_in_order(order, places, distance) for order in set(permutations(wanted)))


def _in_order(order: tuple[str, ...], places: dict[str, list[int]], distance: int) -> bool:
    ends = places[order[0]]
    for word in order[1:]:
        ends = [
            place
            for place in places[word]
            if any(0 < place - before <= distance + 1 for before in ends)
        ]
    return bool(ends)
