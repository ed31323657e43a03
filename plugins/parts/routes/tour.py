"""A round with the sums that make it cheap to ask what a change of it would cost."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from .stops import Stops


class Tour:
    """One round: its path with the depot at both ends, and lengths and loads summed along it."""

    __slots__ = ("backward", "forward", "key", "load", "path")

    def __init__(self, stops: Stops, route: Sequence[int]) -> None:
        """route: stops without the depot."""
        d, path = stops.distances, [stops.depot, *route, stops.depot]
        self.path = path
        self.key = tuple(path)
        """Equal for equal rounds."""
        self.forward = [0.0, *accumulate(d[a][b] for a, b in pairwise(path))]
        """Up to each place."""
        self.backward = [0.0, *accumulate(d[b][a] for a, b in pairwise(path))]
        """The same way driven from behind."""
        self.load = [0.0, *accumulate(stops.demand[stop] for stop in path[1:-1])]
        """Brought up to each stop."""

    @property
    def route(self) -> list[int]:
        """The stops without the depot."""
        return self.path[1:-1]

    @property
    def length(self) -> float:
        """From the depot back to it."""
        return self.forward[-1]

    @property
    def carried(self) -> float:
        """What the van leaves the depot with."""
        return self.load[-1]
