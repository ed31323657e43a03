"""Better and worse: how much a factor satisfies where it is there and dissatisfies where it is not."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, isfinite

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficients:
    """Better from 0 to 1, worse from -1 to 0; both None where every answer is R or Q."""

    better: float | None
    worse: float | None

    @property
    def sensitivity(self) -> float | None:
        """The distance from the origin on the better-worse map, from 0 to √2."""
        return None if self.better is None or self.worse is None else hypot(self.better, self.worse)


def coefficients(
    *, must_be: float, one_dimensional: float, attractive: float, indifferent: float
) -> Coefficients:
    """Better (A+O)/(A+O+M+I) and worse -(O+M)/(A+O+M+I) (Timko, in Berger et al., 1993; Matzler et al., 1996).

    Counts, shares or percentages of the four categories, R and Q left out. Raises ValueError for negative or not finite
    ones.
    """
    given = {
        "must_be": must_be,
        "one_dimensional": one_dimensional,
        "attractive": attractive,
        "indifferent": indifferent,
    }
    for name, value in given.items():
        if not (isfinite(value) and value >= 0):
            raise ValueError(f"{name} is {value}: give a count or a share, 0 or more")
    total = sum(given.values())
    if not isfinite(total):
        raise ValueError("must_be, one_dimensional, attractive and indifferent are too large to be added up")
    if not total:
        return Coefficients(better=None, worse=None)
    # 0.0 - x, so that nothing is -0.0
    return Coefficients(
        better=(attractive + one_dimensional) / total, worse=0.0 - (one_dimensional + must_be) / total
    )


def coefficients_of(counts: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Better and worse of many factors or samples at once, nan where M, O, A and I are all 0.

    counts: any shape, its last axis the six categories.
    """
    must_be, one_dimensional, attractive, indifferent = (counts[..., column] for column in range(4))
    total = must_be + one_dimensional + attractive + indifferent
    divisor = np.where(total > 0, total, 1)
    better = np.where(total > 0, (attractive + one_dimensional) / divisor, np.nan)
    return better, np.where(total > 0, 0.0 - (one_dimensional + must_be) / divisor, np.nan)
