"""Preferences that go round in a circle: more than i over j, j over k, and k over i."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from plugins.kano.weights.comparisons import comparison_matrix
from plugins.kano.weights.tables import Table

Preferred = NDArray[np.bool_]


def transitivity_cycles(matrix: Table, *, largest: float | None = 9.0) -> tuple[tuple[int, ...], ...]:
    """Circles of strict preferences, each as its items from the lowest on, in order of preference; () if there is none.

    All circular triads (Kendall and Babington Smith, 1940), and, for a preference that is in a circle but in no such triad
    (there are longer ones only where pairs are tied or missing, or beside triads), a shortest circle through it. So every
    preference that contradicts others is named. A judgement of 1 is no preference. matrix: as of `ahp_weights`.
    """
    given = comparison_matrix(matrix, largest=largest)
    preferred = np.greater(given, 1)  # nan, not compared, is no preference
    found = {
        cycle for triple in combinations(range(len(given)), 3) for cycle in circular_triads(preferred, triple)
    }
    explained = {edge for cycle in found for edge in edges(cycle)}
    for i, j in np.argwhere(preferred):
        if (int(i), int(j)) in explained:
            continue
        way = shortest_way(preferred, int(j), int(i))
        if way:
            found.add(from_lowest(way))
            explained |= set(edges(way))
    return tuple(sorted(found, key=lambda cycle: (len(cycle), cycle)))


def circular_triads(preferred: Preferred, triple: tuple[int, int, int]) -> Iterator[tuple[int, ...]]:
    """The circle through three items, one way round or the other."""
    i, j, k = triple
    for cycle in ((i, j, k), (i, k, j)):
        if all(preferred[a, b] for a, b in edges(cycle)):
            yield cycle


def edges(cycle: tuple[int, ...]) -> list[tuple[int, int]]:
    """The preferences of a circle, the last over the first among them."""
    return list(zip(cycle, cycle[1:] + cycle[:1], strict=True))


def shortest_way(preferred: Preferred, start: int, end: int) -> tuple[int, ...]:
    """The items on a shortest way along preferences, both ends included; () if there is none."""
    came_from = {start: start}
    waiting = deque([start])
    while waiting and end not in came_from:
        at = waiting.popleft()
        for following in np.flatnonzero(preferred[at]).tolist():
            if following not in came_from:
                came_from[following] = at
                waiting.append(following)
    if end not in came_from:
        return ()
    way = [end]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return tuple(reversed(way))


def from_lowest(cycle: tuple[int, ...]) -> tuple[int, ...]:
    """The same circle, begun at its lowest item."""
    start = cycle.index(min(cycle))
    return cycle[start:] + cycle[:start]
