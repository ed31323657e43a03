"""Forecasts of all parts in all stores of a group, against the mean of the same demand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.figures import Benchmark, Figure
from benchmarks.stage import Stage
from benchmarks.timing import interleaved, timed
from plugins.parts.forecast import Forecaster, choose_method, default_candidates, forecast_chosen

_PART_STORES: Final = 100_000
_MONTHS: Final = 48
_AHEAD: Final = 3
_LEVELS: Final = (0.05, 0.4, 2.0, 30.0)


def run(stage: Stage) -> Sequence[Figure]:
    """Each method, the forecast by chosen methods that every night makes, and the choice among all that a month makes."""
    count = stage.size(_PART_STORES, least=50)
    rng = np.random.default_rng(stage.rng("demand").getrandbits(64))
    demand = rng.poisson(rng.choice(_LEVELS, size=(count, 1)), size=(count, _MONTHS)).astype(np.float64)
    methods = choose_method(demand, horizon=_AHEAD, origins=1).methods
    work: dict[str, Callable[[], object]] = {"plain": lambda: demand.mean(axis=1)}
    work |= {name: partial(_asked, method, demand) for name, method in default_candidates().items()}
    work |= {"the chosen, with intervals": partial(forecast_chosen, demand, methods, horizon=_AHEAD)}
    sides = {name: partial(timed, action) for name, action in work.items()}
    found = interleaved(sides, rounds=stage.rounds(3), rng=stage.rng("order"), warm_up=1)
    found["the choice, 12 origins"] = timed(lambda: choose_method(demand, horizon=_AHEAD))
    note = f"{count} part-stores of {_MONTHS} months"
    return [
        Figure(name=f"{name} / mean", ours=seconds, yardstick=found["plain"], note=note)
        for name, seconds in found.items()
        if name != "plain"
    ]


def _asked(method: Forecaster, demand: NDArray[np.float64]) -> None:
    method(demand, _AHEAD)


BENCHMARK = Benchmark(
    name="part-forecasts", title="forecasts of parts in stores, against the mean of their demand", run=run
)
