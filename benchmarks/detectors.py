"""Early warning over 20,000 series of six years, against the mean and spread of the same weeks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.figures import Benchmark, Figure
from benchmarks.stage import Stage
from benchmarks.timing import interleaved, timed
from plugins.complaints.detectors import detect_night, farrington_flexible

_SERIES: Final = 20_000
_WEEKS: Final = 313
_LEFT_OUT: Final = 27


def run(stage: Stage) -> Sequence[Figure]:
    """One week of every series by the flexible detector, and a whole night with its choice and its false discoveries."""
    series = stage.size(_SERIES, least=50)
    counts = _counts(np.random.default_rng(stage.seed), series)
    sides = {
        "flexible": partial(timed, partial(farrington_flexible, counts, [_WEEKS - 1])),
        "night": partial(timed, partial(detect_night, counts)),
        "plain": partial(timed, partial(_plain, counts)),
    }
    found = interleaved(sides, rounds=stage.rounds(5), rng=stage.rng("order"), warm_up=1)
    return [
        Figure(
            name=name,
            ours=found[side],
            yardstick=found["plain"],
            note=f"{series} series, {found[side] / series * 1e3:.2g} ms each",
        )
        for name, side in (
            ("flexible Farrington, one week", "flexible"),
            ("a night of all detectors", "night"),
        )
    ]


def _counts(rng: np.random.Generator, series: int) -> NDArray[np.float64]:
    """Counts with a season and more spread than Poisson's, at levels from hardly any to dozens a week."""
    season = 1 + 0.4 * np.sin(2 * np.pi * np.arange(_WEEKS) / 52)
    level = np.exp(rng.normal(0.5, 1.0, (series, 1)))
    mean = level * season * rng.gamma(5.0, 0.2, (series, _WEEKS))
    return rng.poisson(mean).astype(np.float64)


def _plain(counts: NDArray[np.float64]) -> int:
    """Mean and spread of the baseline weeks, and who is above: each number read as often as it must be."""
    baseline = counts[:, :-_LEFT_OUT]
    return int((counts[:, -1] > baseline.mean(axis=1) + 2.33 * baseline.std(axis=1)).sum())


BENCHMARK = Benchmark(
    name="detectors", title="early warning over many series, against one plain pass", run=run
)
