"""Rounds with time windows and several kinds of vehicles, by PyVRP: an extra of the installation (`routing`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from math import ceil, inf
from types import ModuleType

from .stops import Distances, RouteMethod, RoutePlan, Stops, checked_stops

_PARTS = 1000
"""PyVRP counts in whole numbers: so many parts of a unit of distance and of load."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicle:
    """A kind of vehicle of the fleet."""

    capacity: float
    count: int
    """How many rounds it can drive."""
    fixed_cost: float = 0.0
    """Of a round, in units of distance."""

    def __post_init__(self) -> None:
        if self.count < 1 or not self.capacity > 0 or not self.fixed_cost >= 0:
            msg = f"capacity and count must be above 0 and fixed_cost 0 or more, got {self}"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """When stops can be served. Whole minutes, one for each stop and the depot."""

    durations: Sequence[Sequence[int]]
    """Minutes from stop to stop."""
    opens: Sequence[int]
    closes: Sequence[int]
    """Minute of the day by which a stop's service must begin, and the depot be reached again."""
    service: Sequence[int]
    """Minutes at each stop."""

    def __post_init__(self) -> None:
        if not len(self.durations) == len(self.opens) == len(self.closes) == len(self.service):
            msg = "durations, opens, closes and service must be as many as the stops and the depot"
            raise ValueError(msg)
        for stop, (opens, closes) in enumerate(zip(self.opens, self.closes, strict=True)):
            if not 0 <= opens <= closes:
                msg = f"opens[{stop}] must lie from 0 to closes[{stop}], {closes}, got {opens}"
                raise ValueError(msg)


def plan_timed_routes(
    distances: Distances,
    demand: Sequence[float],
    fleet: Sequence[Vehicle],
    *,
    timetable: Timetable | None = None,
    depot: int = 0,
    maximum_length: float | None = None,
    seconds: float = 1.0,
    seed: int = 0,
) -> RoutePlan:
    """As `plan_routes`, with a fleet of several kinds and windows of time; it takes as long as `seconds` says.

    Raises ModuleNotFoundError without the extra, and ValueError where no plan can keep windows, fleet and lengths.
    """
    if not fleet:
        msg = "fleet is empty: name one kind of vehicle at least"
        raise ValueError(msg)
    largest = max(vehicle.capacity for vehicle in fleet)
    stops = checked_stops(distances, demand, largest, depot=depot, maximum_length=maximum_length)
    if timetable is not None and len(timetable.opens) != len(stops.demand):
        msg = f"timetable has {len(timetable.opens)} stops, demand has {len(stops.demand)}"
        raise ValueError(msg)
    routes = _solved(_pyvrp(), stops, fleet, timetable, seconds=seconds, seed=seed)
    if routes is None:
        msg = "no plan was found that keeps windows, fleet and lengths: allow more vehicles, time or seconds"
        raise ValueError(msg)
    return stops.plan(routes, RouteMethod.PYVRP)


def _pyvrp() -> ModuleType:
    try:
        return import_module("pyvrp")
    except ModuleNotFoundError as error:
        msg = "time windows and fleets are planned by PyVRP: install aftercare[routing], or call plan_routes"
        raise ModuleNotFoundError(msg) from error


def _solved(
    pyvrp: ModuleType,
    stops: Stops,
    fleet: Sequence[Vehicle],
    timetable: Timetable | None,
    *,
    seconds: float,
    seed: int,
) -> list[list[int]] | None:
    """The problem in PyVRP's words, and its answer in ours: stops of each round, None where nothing fits."""
    model = pyvrp.Model()
    places = [model.add_location(0, 0) for _ in stops.demand]
    depot = model.add_depot(places[stops.depot], **_window(timetable, stops.depot))
    for stop in stops.customers:
        window = _window(timetable, stop)
        model.add_client(places[stop], delivery=ceil(stops.demand[stop] * _PARTS), **window)
    longest = {} if stops.longest == inf else {"max_distance": int(stops.longest * _PARTS)}
    for vehicle in fleet:
        model.add_vehicle_type(
            vehicle.count,
            int(vehicle.capacity * _PARTS),
            depot,
            depot,
            round(vehicle.fixed_cost * _PARTS),
            **longest,
        )
    for start, row in enumerate(stops.distances):
        for end, distance in enumerate(row):
            if start != end:
                minutes = timetable.durations[start][end] if timetable else 0
                model.add_edge(
                    places[start], places[end], distance=round(distance * _PARTS), duration=minutes
                )
    result = model.solve(pyvrp.stop.MaxRuntime(seconds), seed=seed, display=False)
    if not result.is_feasible():
        return None
    customers = stops.customers
    return [
        [customers[activity.idx] for activity in route if activity.is_client()]
        for route in result.best.routes()
    ]


def _window(timetable: Timetable | None, stop: int) -> dict[str, int]:
    if timetable is None:
        return {}
    return {
        "tw_early": timetable.opens[stop],
        "tw_late": timetable.closes[stop],
        "service_duration": timetable.service[stop],
    }
