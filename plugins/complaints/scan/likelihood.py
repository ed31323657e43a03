"""How much likelier the counts are if a window has a risk of its own: log-likelihood ratios of Kulldorff (1997)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Numbers = Sequence[float] | NDArray[np.float64] | NDArray[np.int64] | float

_MORE = 1 + 1e-12  # expectations are sums and round: what is more by less than this is not more


def poisson_log_likelihood_ratio(cases: Numbers, expected: Numbers, total_cases: float) -> Array:
    """c·ln(c/E) + (C−c)·ln((C−c)/(C−E)) where c > E, else 0 (Kulldorff, 1997, Communications in Statistics 26, eq. 7).

    cases, expected: inside of the windows, of one shape; the expectations of the whole region sum to total_cases, C.
    """
    inside, base = np.asarray(cases, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    ratio = _surplus(inside, base) + _surplus(total_cases - inside, total_cases - base)
    return np.where(inside > base * _MORE, ratio, 0.0)


def bernoulli_log_likelihood_ratio(
    cases: Numbers, population: Numbers, total_cases: float, total_population: float
) -> Array:
    """The same for cases among a population: ln L(p inside, q outside) − ln L(one p), 0 unless p > q (Kulldorff, 1997, eq. 3).

    cases, population: inside of the windows, of one shape; the population counts cases and all others.
    """
    c, n = np.asarray(cases, dtype=np.float64), np.asarray(population, dtype=np.float64)
    expected = total_cases * (n / total_population)
    healthy, healthy_expected = n - c, n - expected
    total_healthy = total_population - total_cases
    ratio = (
        _surplus(c, expected)
        + _surplus(total_cases - c, total_cases - expected)
        + _surplus(healthy, healthy_expected)
        + _surplus(total_healthy - healthy, total_healthy - healthy_expected)
    )
    return np.where(c > expected * _MORE, ratio, 0.0)


def _surplus(observed: Array, expected: Array) -> Array:
    """x·ln(x/e), 0 where x is 0; where e is 0 by rounding and x is not, the window is the whole region and counts for nothing."""
    there = (observed > 0) & (expected > 0)
    share = np.divide(observed, expected, out=np.ones_like(observed), where=there)
    return np.asarray(observed * np.log(share))
