"""Series of demand that the tests of forecasts share, and how they read an answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plugins.parts.forecast import Forecast

Series = Sequence[float | None]

# A workshop's part over three years, over which other implementations were run.
WORKSHOP: Final = [
    0, 0, 5, 0, 0, 0, 3, 0, 0, 1, 0, 0, 0, 0, 4, 0, 2, 0,
    0, 0, 0, 7, 0, 0, 3, 0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 6,
]  # fmt: skip


def random_series(rng: np.random.Generator, count: int, periods: int = 30) -> list[list[float | None]]:
    """Series of one length: of all rates, whole and broken, with zeros or without, some begun late, some with gaps."""
    rates = rng.choice([0.05, 0.3, 1.0, 8.0, 300.0], size=(count, 1))
    shown = rng.random((count, periods)) < rng.choice([0.02, 0.2, 0.6, 1.0], size=(count, 1))
    values = np.where(
        shown, rng.poisson(rates, (count, periods)) + rng.choice([0, 0.25], size=(count, 1)) * shown, 0.0
    )
    begun = np.arange(periods) >= rng.choice([0, 0, 5, periods - 1, periods], size=(count, 1))
    seen = rng.random((count, periods)) < rng.choice([1.0, 1.0, 0.7], size=(count, 1))
    known = begun & seen
    return [
        [float(value) if there else None for value, there in zip(row, mask, strict=True)]
        for row, mask in zip(values, known, strict=True)
    ]


def coming(found: Forecast) -> NDArray[np.float64]:
    """The forecast of the next period, of each series."""
    return found.mean[..., 0]


def learnt(found: Forecast, name: str) -> NDArray[np.float64]:
    """A component of the forecast, of each series."""
    return found.components[name]


def used(values: Sequence[float | None]) -> NDArray[np.float64]:
    """Numbers with None as NaN."""
    return np.array(values, dtype=np.float64)
