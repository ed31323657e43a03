"""Rounds for a van by savings, local search and perturbed restarts: no package but our own, for up to some sixty stops."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from .local_search import LocalSearch
from .savings import savings_routes
from .stops import Distances, RouteMethod, RoutePlan, Stops, checked_stops

_DETOUR = 0.03
"""By which share the plan that is torn up next may be longer than the best, at the beginning."""


def plan_routes(
    distances: Distances,
    demand: Sequence[float],
    capacity: float,
    *,
    depot: int = 0,
    maximum_length: float | None = None,
    restarts: int = 500,
    seed: int = 0,
) -> RoutePlan:
    """Rounds from the depot that visit each other stop once, carry at most `capacity` each, and are short together.

    distances: a square of the ways between stops. demand: what to bring to each stop, at most the capacity; that of the depot
    counts for nothing. maximum_length: of a round. restarts: how often a part of a good plan is torn up and planned anew
    (0: savings and local search alone); the same seed gives the same plan. A heuristic: there may be a shorter plan.
    A depot alone gives no rounds. Raises ValueError for what is missing or negative, and for a stop that no round can serve.
    """
    stops = checked_stops(distances, demand, capacity, depot=depot, maximum_length=maximum_length)
    search, draw = LocalSearch(stops), np.random.default_rng(seed)
    best = current = search.descend(savings_routes(stops))
    rounds = restarts if len(stops.customers) > 2 else 0
    for number in range(rounds):
        torn = _perturbed(stops, current, draw)
        if any(stops.length(route) > stops.reach for route in torn):
            continue  # where detours are shorter than straight ways, a round without its stops may be too long
        tried = search.descend(torn)
        # What is a little longer than the best may lead on to what is shorter; the little shrinks to nothing.
        if _total(stops, tried) < _total(stops, best) * (1 + _DETOUR * (1 - number / rounds)):
            current = tried
        if _total(stops, tried) < _total(stops, best) - 1e-9:
            best = tried
    return stops.plan(best, RouteMethod.SAVINGS)


def _total(stops: Stops, routes: Sequence[Sequence[int]]) -> float:
    return sum(stops.length(route) for route in routes)


def _perturbed(stops: Stops, routes: list[list[int]], draw: np.random.Generator) -> list[list[int]]:
    """The rounds without a stop and those about it, which come back one by one where they cost least."""
    customers = stops.customers
    centre = customers[int(draw.integers(len(customers)))]
    count = int(draw.integers(2, max(3, min(len(customers), 4 + len(customers) // 4)) + 1))
    about = sorted(customers, key=lambda stop: stops.distances[centre][stop] + stops.distances[stop][centre])
    torn = set(about[:count])
    kept = [left for route in routes if (left := [stop for stop in route if stop not in torn])]
    for place in draw.permutation(count):
        _insert(stops, kept, about[int(place)])
    return kept


def _insert(stops: Stops, routes: list[list[int]], stop: int) -> None:
    """Put a stop where it lengthens the rounds least; a round of its own is one of the places."""
    alone = stops.length((stop,))
    best, goal, at = alone, -1, 0
    for number, route in enumerate(routes):
        if stops.load(route) + stops.demand[stop] > stops.room:
            continue
        spare, path = stops.reach - stops.length(route), [stops.depot, *route, stops.depot]
        for place, (u, v) in enumerate(pairwise(path)):
            added = stops.distances[u][stop] + stops.distances[stop][v] - stops.distances[u][v]
            if added < best and added <= spare:
                best, goal, at = added, number, place
    if goal < 0:
        routes.append([stop])
    else:
        routes[goal].insert(at, stop)
