"""Reorder points of all parts in all stores of a group, and a simulated year of them, against the plainest pass."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.figures import Benchmark, Figure
from benchmarks.stage import Stage
from benchmarks.timing import interleaved, timed
from plugins.parts.policy import FixedLots, ServiceMeasure, plan_reorder_points, simulate

_PART_STORES: Final = 100_000
_WEEKS: Final = 52
_LEVELS: Final = (0.05, 0.4, 2.0, 30.0)
_LEAD_TIME: Final = 2


def run(stage: Stage) -> Sequence[Figure]:
    """Planning by both promises and the simulation, each beside a mean, a deviation and the normal formula of NumPy."""
    count = stage.size(_PART_STORES, least=50)
    rng = np.random.default_rng(stage.rng("demand").getrandbits(64))
    rate = rng.choice(_LEVELS, size=(count, 1)) * rng.gamma(2, 0.5, size=(count, _WEEKS))
    demand = rng.poisson(rate).astype(np.float64)
    mean, sd = demand.mean(axis=1), demand.std(axis=1, ddof=1)
    lot = np.maximum(np.ceil(4 * mean), 1.0)
    rule = FixedLots(plan_reorder_points(mean, sd, _LEAD_TIME, 0.95).reorder_point, lot)
    work: dict[str, Callable[[], object]] = {
        "plain": lambda: _normal(demand),
        "share of cycles": lambda: plan_reorder_points(mean, sd, _LEAD_TIME, 0.95),
        "share of demand": lambda: plan_reorder_points(
            mean, sd, _LEAD_TIME, 0.95, measure=ServiceMeasure.FILL_RATE, order_quantity=lot
        ),
        "simulated year": lambda: simulate(demand, rule, lead_time=_LEAD_TIME),
    }
    sides = {name: _timed(action) for name, action in work.items()}
    found = interleaved(sides, rounds=stage.rounds(5), rng=stage.rng("order"), warm_up=1)
    note = f"{count} part-stores of {_WEEKS} weeks"
    return [
        Figure(name=f"{name} / normal formula", ours=seconds, yardstick=found["plain"], note=note)
        for name, seconds in found.items()
        if name != "plain"
    ]


def _normal(demand: NDArray[np.float64]) -> NDArray[np.float64]:
    """d L + z sd sqrt(L), whatever the demand is like."""
    found: NDArray[np.float64] = _LEAD_TIME * demand.mean(axis=1) + 1.645 * _LEAD_TIME**0.5 * demand.std(
        axis=1, ddof=1
    )
    return found


def _timed(action: Callable[[], object]) -> Callable[[], float]:
    return lambda: timed(action)


BENCHMARK = Benchmark(
    name="part-policies", title="reorder points of parts in stores, against a mean and a deviation", run=run
)
