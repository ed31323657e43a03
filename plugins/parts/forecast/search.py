"""The best parameters of many series at once: a grid to find the valley, then steps that halve where nothing gets better."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from plugins.parts.arguments import Floats

# What parameters of shape (parameters, series) cost each series, (series,); NaN where nothing can be told.
CostOf = Callable[[Floats], Floats]


def least_cost(
    cost: CostOf,
    bounds: Sequence[tuple[float, float]],
    series: int,
    *,
    points: Sequence[int] | int = 5,
    rounds: int = 30,
    restarts: int = 0,
) -> Floats:
    """The parameters of least cost found for each series, shape (parameters, series).

    Compass search (Kolda, Lewis and Torczon, 2003, SIAM Review 45) from the best point of a grid: deterministic, and never
    worse than that point; of equal costs the first on the grid, with the smallest parameters, stays, also where a series'
    cost is not known. bounds: lowest and highest of each parameter. points: of the grid in each direction. rounds: of the
    steps. restarts: how often the grid is looked along each axis from the place that was found, and searched on from there,
    as costs with several valleys want it.
    """
    axes = [
        np.linspace(low, high, points if isinstance(points, int) else points[place])
        for place, (low, high) in enumerate(bounds)
    ]
    lowest = np.repeat(np.array([[axis[0]] for axis in axes]), series, axis=1)
    best = _Best(cost=cost, parameters=lowest, value=np.full(series, np.inf))
    for point in itertools.product(*axes):
        best.consider(np.repeat(np.array(point)[:, None], series, axis=1))
    _search(best, bounds, [len(axis) for axis in axes], rounds)
    for _ in range(restarts):
        for place, axis in enumerate(axes):
            _look_along(best, place, axis)
        _search(best, bounds, [len(axis) for axis in axes], rounds)
    return best.parameters


@dataclass(slots=True, kw_only=True)
class _Best:
    """The best that was found so far for each series."""

    cost: CostOf
    parameters: Floats
    value: Floats

    def consider(self, tried: Floats) -> None:
        """Take for each series what is better than what it has."""
        found = self.cost(tried)
        better = found < self.value
        self.parameters = np.where(better, tried, self.parameters)
        self.value = np.where(better, found, self.value)


def _search(best: _Best, bounds: Sequence[tuple[float, float]], points: Sequence[int], rounds: int) -> None:
    low, high = (np.array(ends, dtype=np.float64)[:, None] for ends in zip(*bounds, strict=True))
    spacing = (high - low) / np.maximum(np.array(points)[:, None] - 1, 1)
    step = np.full(best.value.shape, 0.5)
    for _ in range(rounds):
        before = best.value
        for direction in _directions(len(bounds)):
            best.consider(np.clip(best.parameters + direction * step * spacing, low, high))
        step = np.where(best.value < before, step, step / 2)


def _directions(parameters: int) -> Iterable[Floats]:
    """Where a step may go, each (parameters, 1): along each axis; of two also between them, as absolute costs have edges."""
    if parameters == 2:
        signs = itertools.product((1.0, -1.0, 0.0), repeat=2)
        return [np.array(sign)[:, None] for sign in signs if any(sign)]
    return [sign * axis[:, None] for axis in np.eye(parameters) for sign in (1.0, -1.0)]


def _look_along(best: _Best, place: int, axis: Floats) -> None:
    for value in axis:
        tried = best.parameters.copy()
        tried[place] = value
        best.consider(tried)
