"""First rounds by savings: one round for each stop, joined while that saves most (Clarke and Wright, 1964, Opns Res. 12)."""

from __future__ import annotations

from .stops import Stops


def savings_routes(stops: Stops) -> list[list[int]]:
    """Rounds within capacity and length, joined end to end by falling savings d(i, 0) + d(0, j) - d(i, j)."""
    route_of = {stop: [stop] for stop in stops.customers}
    d, depot = stops.distances, stops.depot
    pairs = [(d[i][depot] + d[depot][j] - d[i][j], i, j) for i in route_of for j in route_of if i != j]
    for saved, i, j in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if saved <= 0:
            break
        joined = _joined(stops, route_of[i], i, route_of[j], j)
        if joined is not None:
            route_of.update(dict.fromkeys(joined, joined))
    return list({id(route): route for route in route_of.values()}.values())


def _joined(stops: Stops, first: list[int], i: int, second: list[int], j: int) -> list[int] | None:
    """The two rounds joined where i comes right before j, or None where that cannot be."""
    if first is second:
        return None
    head, tail = _turned(stops, first[::-1], i), _turned(stops, second, j)
    if head is None or tail is None:
        return None
    joined = head[::-1] + tail
    if stops.load(joined) > stops.room or stops.length(joined) > stops.reach:
        return None
    return joined


def _turned(stops: Stops, route: list[int], begin: int) -> list[int] | None:
    """The round from this end on, if it is one, and if driving it the other way round is as long."""
    if route[0] == begin:
        return route
    if route[-1] == begin and abs(stops.length(route) - stops.length(route[::-1])) < 1e-9:
        return route[::-1]
    return None
