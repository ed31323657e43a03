"""Rounds of a van that brings parts from one place to many."""

from __future__ import annotations

from .planner import plan_routes
from .stops import RouteMethod, RoutePlan, euclidean_distances
from .time_windows import Timetable, Vehicle, plan_timed_routes

__all__ = [
    "RouteMethod",
    "RoutePlan",
    "Timetable",
    "Vehicle",
    "euclidean_distances",
    "plan_routes",
    "plan_timed_routes",
]
