"""The classes of all parts in all stores of a group, against the plainest pass over the same demand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.figures import Benchmark, Figure
from benchmarks.stage import Stage
from benchmarks.timing import interleaved, timed
from plugins.parts.classify import (
    DecompositionMethod,
    XyzMethod,
    abc_analysis,
    demand_patterns,
    stock_classes,
    xyz_analysis,
)

_PART_STORES: Final = 100_000
_MONTHS: Final = 51
_LEVELS: Final = (0.05, 0.4, 2.0, 30.0)


def run(stage: Stage) -> Sequence[Figure]:
    """Each kind of class, and what every night makes, beside the means and deviations of NumPy."""
    count = stage.size(_PART_STORES, least=50)
    rng = np.random.default_rng(stage.rng("demand").getrandbits(64))
    demand = rng.poisson(rng.choice(_LEVELS, size=(count, 1)), size=(count, _MONTHS)).astype(np.float64)
    value = rng.pareto(1, size=count)
    work: dict[str, Callable[[], object]] = {
        "plain": lambda: (demand.mean(axis=1), demand.std(axis=1, ddof=1)),
        "ABC": lambda: abc_analysis(value),
        "XYZ without the season": lambda: xyz_analysis(demand, XyzMethod.DESEASONALISED),
        "smooth to lumpy": lambda: demand_patterns(demand),
        "common, uncommon, seasonal": lambda: stock_classes(demand),
        "the same by STL": lambda: stock_classes(demand, method=DecompositionMethod.STL),
        "all of a night": lambda: _night(value, demand),
    }
    sides = {name: _timed(action) for name, action in work.items()}
    found = interleaved(sides, rounds=stage.rounds(5), rng=stage.rng("order"), warm_up=1)
    note = f"{count} part-stores of {_MONTHS} months"
    return [
        Figure(name=f"{name} / mean and deviation", ours=seconds, yardstick=found["plain"], note=note)
        for name, seconds in found.items()
        if name != "plain"
    ]


def _night(value: NDArray[np.float64], demand: NDArray[np.float64]) -> None:
    abc_analysis(value)
    xyz_analysis(demand, XyzMethod.DESEASONALISED)
    stock_classes(demand)


def _timed(action: Callable[[], object]) -> Callable[[], float]:
    return lambda: timed(action)


BENCHMARK = Benchmark(
    name="part-classes", title="classes of parts in stores, against a mean and a deviation", run=run
)
