"""Pairs of volume and cost, as far as both are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Values = ArrayLike | Sequence[int | float | Decimal | None]
"""Numbers; None or nan where one is not known."""

GREATEST = 1e100
"""Beyond this squares could leave the range of floating point numbers; no cost of this world comes near."""

LEAST_SPREAD = 1 / GREATEST
"""Volumes that differ by less are equal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observations:
    """Volumes and costs of the periods where both are known, in their order; dropped: how many were not."""

    volumes: NDArray[np.float64]
    costs: NDArray[np.float64]
    dropped: int

    def __len__(self) -> int:
        return len(self.volumes)

    @property
    def volumes_differ(self) -> bool:
        """Whether there are at least two volumes to draw a line through."""
        return len(self) >= 2 and bool(np.ptp(self.volumes) > LEAST_SPREAD)


def known_pairs(volumes: Values, costs: Values) -> Observations:
    """Read both, and leave out the periods where one is missing (None or nan). Raises ValueError for lengths that differ."""
    x, y = numbers("volumes", volumes), numbers("costs", costs)
    if x.shape != y.shape:
        msg = f"volumes and costs must be of one length, got {len(x)} and {len(y)}: give None where one is missing"
        raise ValueError(msg)
    known = ~(np.isnan(x) | np.isnan(y))
    return Observations(volumes=x[known], costs=y[known], dropped=int(np.count_nonzero(~known)))


def numbers(name: str, values: Values) -> NDArray[np.float64]:
    """The values as floats in one row, nan where missing. Raises ValueError for infinite ones and for more than one row."""
    try:
        found = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        msg = f"{name} must be numbers in one row, None where one is missing: {error}"
        raise ValueError(msg) from error
    if found.ndim != 1:
        msg = f"{name} must be one row of numbers, got {found.ndim} dimensions"
        raise ValueError(msg)
    large = np.flatnonzero(np.abs(found) > GREATEST)
    if large.size:
        msg = f"{name}[{large[0]}] is {found[large[0]]}: check its unit, or give None if it is not known"
        raise ValueError(msg)
    return found
