"""Changes of one or two rounds that make them shorter: relocate, swap, 2-opt and 2-opt*; each makes the first that it finds.

Each looks at the rounds at two places of the list, changes them there where that shortens the two together, and says whether
it did. Directions may differ in length: what is driven the other way round is summed the other way round.
"""

from __future__ import annotations

from itertools import pairwise

from .stops import Stops
from .tour import Tour

_TRIFLE = 1e-9
"""Less is rounding, and would go round in circles."""
_LONGEST_SEGMENT = 3


def relocate(stops: Stops, tours: list[Tour], a: int, b: int) -> bool:
    """Move one to three neighbouring stops of tour a to another place, of b or of itself (Or, 1976)."""
    tour = tours[a]
    for size in range(1, _LONGEST_SEGMENT + 1):
        for i in range(1, len(tour.path) - size):
            if a != b and tours[b].carried + tour.load[i + size - 1] - tour.load[i - 1] > stops.room:
                continue
            j = _better_place(stops, tours, (a, i, size), b)
            if j is not None:
                _put(stops, tours, (a, i, size), b, j)
                return True
    return False


def _better_place(stops: Stops, tours: list[Tour], segment: tuple[int, int, int], b: int) -> int | None:
    """The place of tour b behind which the segment of tour a costs less than where it is."""
    (a, i, size), d, goal = segment, stops.distances, tours[b]
    path = tours[a].path
    before, first, last, after = path[i - 1], path[i], path[i + size - 1], path[i + size]
    gain = d[before][first] + d[last][after] - d[before][after] - _TRIFLE
    inner = tours[a].forward[i + size - 1] - tours[a].forward[i]
    least = gain if a == b else min(gain, stops.reach - goal.length - inner)
    if a != b and tours[a].length - gain - inner > stops.reach:
        return None  # where detours are shorter than straight ways, a round without a stop may be longer
    from_last = d[last]
    for j, (u, v) in enumerate(pairwise(goal.path)):
        if d[u][first] + from_last[v] - d[u][v] < least and (a != b or not i - 1 <= j < i + size):
            return j
    return None


def _put(stops: Stops, tours: list[Tour], segment: tuple[int, int, int], b: int, j: int) -> None:
    a, i, size = segment
    path = tours[a].path
    moved, rest = path[i : i + size], path[1:i] + path[i + size : -1]
    if a == b:
        at = j if j < i else j - size
        tours[a] = Tour(stops, rest[:at] + moved + rest[at:])
    else:
        goal = tours[b].route
        tours[a], tours[b] = Tour(stops, rest), Tour(stops, goal[:j] + moved + goal[j:])


def swap(stops: Stops, tours: list[Tour], a: int, b: int) -> bool:
    """Exchange two stops of two rounds."""
    d, left, right = stops.distances, tours[a], tours[b]
    for i in range(1, len(left.path) - 1):
        p, x, q = left.path[i - 1 : i + 2]
        lighter = left.carried - stops.demand[x]
        for j in range(1, len(right.path) - 1):
            u, y, v = right.path[j - 1 : j + 2]
            change = stops.demand[y] - stops.demand[x]
            if lighter + stops.demand[y] > stops.room or right.carried - change > stops.room:
                continue
            here = d[p][y] + d[y][q] - d[p][x] - d[x][q]
            there = d[u][x] + d[x][v] - d[u][y] - d[y][v]
            if here + there < -_TRIFLE and _reachable(stops, left.length + here, right.length + there):
                one, other = left.route, right.route
                one[i - 1], other[j - 1] = y, x
                tours[a], tours[b] = Tour(stops, one), Tour(stops, other)
                return True
    return False


def two_opt(stops: Stops, tours: list[Tour], a: int) -> bool:
    """Drive a part of a round the other way round (Croes, 1958)."""
    d, tour = stops.distances, tours[a]
    path, forward, backward = tour.path, tour.forward, tour.backward
    for i in range(1, len(path) - 2):
        for j in range(i + 1, len(path) - 1):
            turned = backward[j] - backward[i] - forward[j] + forward[i]
            ends = d[path[i - 1]][path[j]] + d[path[i]][path[j + 1]]
            if turned + ends - d[path[i - 1]][path[i]] - d[path[j]][path[j + 1]] < -_TRIFLE:
                tours[a] = Tour(stops, path[1:i] + path[i : j + 1][::-1] + path[j + 1 : -1])
                return True
    return False


def two_opt_star(stops: Stops, tours: list[Tour], a: int, b: int) -> bool:
    """Exchange what two rounds do from some stop on (Potvin and Rousseau, 1995)."""
    d, left, right = stops.distances, tours[a], tours[b]
    for i in range(len(left.path) - 1):
        p, q = left.path[i], left.path[i + 1]
        for j in range(len(right.path) - 1):
            u, v = right.path[j], right.path[j + 1]
            if d[p][v] + d[u][q] - d[p][q] - d[u][v] >= -_TRIFLE:
                continue
            if _crossing_fits(stops, left, i, right, j):
                tours[a] = Tour(stops, left.path[1 : i + 1] + right.path[j + 1 : -1])
                tours[b] = Tour(stops, right.path[1 : j + 1] + left.path[i + 1 : -1])
                return True
    return False


def _crossing_fits(stops: Stops, left: Tour, i: int, right: Tour, j: int) -> bool:
    """Whether both rounds that come of exchanging tails can be carried and driven."""
    carried = left.load[i] + right.carried - right.load[j]
    if carried > stops.room or left.carried + right.carried - carried > stops.room:
        return False
    ahead, behind = left.forward[i] + right.length - right.forward[j + 1], stops.distances[left.path[i]]
    crossed = ahead + behind[right.path[j + 1]]
    other = right.forward[j] + left.length - left.forward[i + 1]
    return _reachable(stops, crossed, other + stops.distances[right.path[j]][left.path[i + 1]])


def _reachable(stops: Stops, *lengths: float) -> bool:
    return all(length <= stops.reach for length in lengths)
