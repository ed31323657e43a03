"""What a van's rounds are planned for: stops, distances and the van; checked, and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import hypot, inf, isfinite

import numpy as np
from numpy.typing import NDArray

Distances = Sequence[Sequence[float]] | NDArray[np.float64]
"""distances[i][j] from stop i to stop j, 0 or more; they need not be the same in both directions."""


class RouteMethod(StrEnum):
    """What planned the rounds."""

    SAVINGS = "savings"
    """Savings with local search and perturbed restarts."""
    PYVRP = "pyvrp"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutePlan:
    """Rounds that begin and end at the depot."""

    routes: tuple[tuple[int, ...], ...]
    """The stops of each round in order, without the depot; by the first of them, so that equal plans look equal."""
    lengths: tuple[float, ...]
    """Of each round, from the depot back to it."""
    loads: tuple[float, ...]
    distance: float
    """Of all rounds."""
    method: RouteMethod


@dataclass(frozen=True, slots=True, kw_only=True)
class Stops:
    """Checked arguments: distances, loads to bring to each stop, the van's capacity and its longest round."""

    distances: list[list[float]]
    demand: list[float]
    capacity: float
    depot: int
    longest: float

    @property
    def customers(self) -> list[int]:
        """All stops but the depot."""
        return [stop for stop in range(len(self.demand)) if stop != self.depot]

    @property
    def room(self) -> float:
        """The capacity and a trifle, for loads are sums of rounded numbers."""
        return self.capacity * (1 + 1e-12)

    @property
    def reach(self) -> float:
        """The longest round and a trifle, likewise."""
        return self.longest * (1 + 1e-12)

    def length(self, route: Sequence[int]) -> float:
        """Of a round through these stops, from the depot back to it."""
        path = [self.depot, *route, self.depot]
        return sum(self.distances[a][b] for a, b in pairwise(path))

    def load(self, route: Sequence[int]) -> float:
        """What a round has to carry."""
        return sum(self.demand[stop] for stop in route)

    def plan(self, routes: Sequence[Sequence[int]], method: RouteMethod) -> RoutePlan:
        """The plan of these rounds; empty ones are left out."""
        ordered = tuple(sorted(tuple(route) for route in routes if route))
        lengths = tuple(self.length(route) for route in ordered)
        return RoutePlan(
            routes=ordered,
            lengths=lengths,
            loads=tuple(self.load(route) for route in ordered),
            distance=sum(lengths),
            method=method,
        )


def checked_stops(
    distances: Distances,
    demand: Sequence[float],
    capacity: float,
    *,
    depot: int,
    maximum_length: float | None,
) -> Stops:
    """The arguments of `plan_routes`; ValueError says what of them cannot be, and which stop no round can serve."""
    rows = _checked_distances(distances, len(demand))
    if not 0 <= depot < len(demand):
        msg = f"depot must be the place of a stop, from 0 to {len(demand) - 1}, got {depot}"
        raise ValueError(msg)
    longest = inf if maximum_length is None else maximum_length
    if not capacity > 0 or not longest > 0:
        msg = f"capacity and maximum_length must be above 0, got {capacity} and {maximum_length}"
        raise ValueError(msg)
    stops = Stops(
        distances=rows,
        demand=[float(load) for load in demand],
        capacity=capacity,
        depot=depot,
        longest=longest,
    )
    _refuse_unreachable(stops)
    return stops


def euclidean_distances(
    coordinates: Sequence[tuple[float, float]], *, rounded: bool = False
) -> list[list[float]]:
    """Straight lines between points; rounded: to whole numbers, half up, as TSPLIB's EUC_2D."""
    lines = [[hypot(x - u, y - v) for u, v in coordinates] for x, y in coordinates]
    return [[float(int(line + 0.5)) for line in row] for row in lines] if rounded else lines


def _checked_distances(distances: Distances, count: int) -> list[list[float]]:
    rows = [[float(distance) for distance in row] for row in distances]
    if len(rows) != count or any(len(row) != count for row in rows):
        msg = f"distances must be {count} rows of {count} for the {count} stops of demand"
        raise ValueError(msg)
    for start, row in enumerate(rows):
        for end, distance in enumerate(row):
            if not (isfinite(distance) and distance >= 0):
                msg = f"distances[{start}][{end}] must be finite and 0 or more, got {distance}"
                raise ValueError(msg)
        row[start] = 0.0  # nobody drives from a stop to itself
    return rows


def _refuse_unreachable(stops: Stops) -> None:
    for stop in stops.customers:
        load = stops.demand[stop]
        if not (isfinite(load) and 0 <= load <= stops.capacity):
            msg = f"demand[{stop}] must lie from 0 to the capacity, {stops.capacity}, got {load}: split it up"
            raise ValueError(msg)
        if stops.length((stop,)) > stops.reach:
            msg = f"stop {stop} is too far for a round of {stops.longest}: raise maximum_length"
            raise ValueError(msg)
