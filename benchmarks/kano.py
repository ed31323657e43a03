"""A large Kano study: 200,000 pairs of answers with 2,000 bootstrap samples, against NumPy doing only what cannot be left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from benchmarks.figures import Benchmark, Figure
from benchmarks.timing import interleaved, timed
from plugins.kano.analysis import STANDARD, analyse_study, bootstrap_respondents

if TYPE_CHECKING:
    from benchmarks.stage import Stage

_RESPONDENTS = 20_000
_FACTORS = 10
_SAMPLES = 2_000


def run(stage: Stage) -> Sequence[Figure]:
    """The whole analysis and the bootstrap of respondents, each beside a plain pass over the same answers."""
    rng = np.random.default_rng(stage.seed)
    respondents = stage.size(_RESPONDENTS, least=20)
    functional, dysfunctional = (rng.integers(1, 6, (respondents, _FACTORS), dtype=np.int8) for _ in range(2))
    names = [f"factor {number}" for number in range(_FACTORS)]
    sides = {
        "study": lambda: timed(lambda: analyse_study(names, functional, dysfunctional)),
        "counted": lambda: timed(lambda: _counted(functional, dysfunctional, stage.seed)),
        "respondents": lambda: timed(lambda: bootstrap_respondents(functional, dysfunctional)),
        "drawn": lambda: timed(lambda: _drawn(functional, dysfunctional, stage.seed)),
    }
    found = interleaved(sides, rounds=stage.rounds(5), rng=stage.rng("kano"), warm_up=1)
    note = f"{respondents} respondents, {_FACTORS} factors, {_SAMPLES} samples"
    return [
        Figure(
            name="study / counting and drawing", ours=found["study"], yardstick=found["counted"], note=note
        ),
        Figure(
            name="respondents drawn / drawing and counting",
            ours=found["respondents"],
            yardstick=found["drawn"],
            note=note,
        ),
    ]


def _codes(functional: NDArray[np.int8], dysfunctional: NDArray[np.int8]) -> NDArray[np.int64]:
    """One place for each factor and category."""
    return np.array(STANDARD.codes, np.int8)[functional - 1, dysfunctional - 1] + np.arange(_FACTORS) * 6


def _counted(functional: NDArray[np.int8], dysfunctional: NDArray[np.int8], seed: int) -> NDArray[np.float64]:
    """Look up, count, draw multinomial counts, and sort one coefficient."""
    counts = np.bincount(_codes(functional, dysfunctional).ravel(), minlength=6 * _FACTORS)
    shares = counts.reshape(_FACTORS, 6) / len(functional)
    drawn = np.random.default_rng(seed).multinomial(len(functional), shares, size=(_SAMPLES, _FACTORS))
    better = drawn[:, :, 1:3].sum(axis=2) / drawn[:, :, :4].sum(axis=2)
    limits: NDArray[np.float64] = np.quantile(better, [0.025, 0.975], axis=0)
    return limits


def _drawn(functional: NDArray[np.int8], dysfunctional: NDArray[np.int8], seed: int) -> NDArray[np.int64]:
    """Draw respondents and count them, sample by sample, and nothing else."""
    rng = np.random.default_rng(seed)
    codes = _codes(functional, dysfunctional)
    respondents = len(codes)
    return np.stack(
        [
            np.bincount(codes[rng.integers(respondents, size=respondents)].ravel(), minlength=6 * _FACTORS)
            for _ in range(_SAMPLES)
        ]
    )


BENCHMARK = Benchmark(name="kano", title="a Kano study of 200,000 answers, against plain NumPy", run=run)
