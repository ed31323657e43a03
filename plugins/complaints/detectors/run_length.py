"""Average run lengths: how many periods a chart takes to its alarm, wrongly in control, rightly after a shift.

One beyond 10^12 periods, which no calculation with floats can tell from another, is answered as infinite.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import numpy as np
from scipy.special import ndtr

from plugins.complaints.detectors.counts import Floats
from plugins.complaints.detectors.options import Sided
from plugins.complaints.detectors.poisson_cusum import Standardization, standardize_counts
from plugins.complaints.detectors.quantiles import at_least, at_most, count_quantile

_SMALLEST_SHARE: Final = 1e-13
_FINEST: Final = 100
_MOST_STATES: Final = 4000
_LONGEST: Final = 1e12
"""Run lengths beyond it are infinite: the equations are too near to having no solution for floats to tell them."""


def normal_cusum_arl(
    k: float,
    h: float,
    *,
    shift: float = 0.0,
    sided: Sided = Sided.ONE,
    head_start: float = 0.0,
    nodes: int = 60,
) -> float:
    """Average run length of a CUSUM of normal values, by the integral equation with Gauss-Legendre nodes.

    Page (1954); Goel and Wu (1971), Technometrics 13; Vance (1986); two-sided: Lucas and Crosier (1982), Technometrics 24,
    appendix A.2. k, h, head_start, shift: in standard deviations; h > 0, 0 <= head_start < h. Raises ValueError otherwise.
    """
    _require_interval(h, head_start)
    upper = _one_sided(k, h, shift, nodes)
    if Sided(sided) is Sided.ONE:
        return upper(head_start)
    lower = _one_sided(k, h, -shift, nodes)
    zero_up, zero_down = upper(0.0), lower(0.0)
    if math.inf in (zero_up, zero_down):
        return min(upper(head_start), lower(head_start))
    both = upper(head_start) * zero_down + zero_up * lower(head_start) - zero_up * zero_down
    return both / (zero_up + zero_down)


def ewma_arl(lam: float, sigmas: float, *, shift: float = 0.0, nodes: int = 80) -> float:
    """Average run length of a two-sided EWMA with its asymptotic limits, by Crowder's integral equation.

    Crowder (1987), Technometrics 29. lam: above 0, up to 1. sigmas: width of the limits in the average's own standard
    deviations. shift: of the mean, in the values' standard deviations.
    """
    if not (0 < lam <= 1 and sigmas > 0):
        raise ValueError(f"lam is {lam}, sigmas {sigmas}; give lam above 0 and up to 1, sigmas above 0")
    limit = sigmas * np.sqrt(lam / (2 - lam))
    nodes_at, weight = np.polynomial.legendre.leggauss(nodes)
    place, weight = limit * nodes_at, limit * weight
    from_zero = (place - 0.0) / lam - shift
    kernel = _density((place - (1 - lam) * place[:, None]) / lam - shift) * weight / lam
    length = np.linalg.solve(np.eye(nodes) - kernel, np.ones(nodes))
    return _told(1 + (_density(from_zero) * weight / lam) @ length)


def poisson_cusum_arl(mean: float, k: float, h: float, *, head_start: float = 0.0) -> float:
    """Average run length of the upper CUSUM C = max(0, C + X - k), alarm at C >= h, of Poisson counts: exact.

    Brook and Evans (1972), Biometrika 59; Lucas (1985), Technometrics 27. mean: of the counts, above 0. k, h, head_start: in
    counts; the sum stays on the coarsest grid of 1, 1/2 … 1/100 that holds all three, to which they are rounded where none does.
    Raises ValueError for more than 4,000 steps of that grid up to h.
    """
    _require_mean(mean)
    _require_interval(h, head_start)
    grid = _grid(k, h, head_start)
    slack, states, start = (round(value * grid) for value in (k, h, head_start))
    if not 0 < states <= _MOST_STATES:
        raise ValueError(f"h is {h}, {states} steps of 1/{grid}; give an h and k of fewer digits, h above 0")
    origin, target = np.arange(states)[:, None], np.arange(states)
    jump = target - origin + slack
    whole = jump % grid == 0
    number = np.where(whole, jump // grid, -1)
    share = at_most(number, mean) - at_most(number - 1, mean)
    chance = np.where(whole, share, 0.0)
    # State 0 takes all counts that would lead below it too.
    chance[:, 0] = at_most((slack - origin[:, 0]) // grid, mean)
    length = np.linalg.solve(np.eye(states) - chance, np.ones(states))
    return _told(length[start])


def standardized_cusum_arl(
    mean: float,
    k: float,
    h: float,
    *,
    standardization: Standardization = Standardization.STANDARD,
    true_mean: float | None = None,
    states: int = 400,
) -> float:
    """Average run length of `poisson_cusum` (without reset) when the counts are Poisson with true_mean, else with mean.

    Brook and Evans' Markov chain (1972) on `states` equal steps of the sum, whose value lies between two of them. mean: that
    the counts are standardised with, above 0. k, h: as for `poisson_cusum`.
    """
    _require_mean(mean)
    _require_interval(h, 0.0)
    actual = mean if true_mean is None else true_mean
    _require_mean(actual)
    # of large means the many smaller counts, all as unlikely as what is beyond the largest one, would fill the memory
    least, most = (float(count_quantile(p, actual)) for p in (_SMALLEST_SHARE, 1 - _SMALLEST_SHARE))
    counts = np.arange(least, most + 1)
    share = at_least(counts, actual) - at_least(counts + 1, actual)
    step = standardize_counts(counts, mean, standardization) - k
    grid = np.linspace(0.0, h, states, endpoint=False)
    after = np.maximum(grid[:, None] + step, 0.0)
    chance = np.zeros((states, states + 1))
    place = after / (h / states)
    low = np.minimum(np.floor(place), states).astype(np.intp)
    beyond = np.where(after < h, place - low, 0.0)
    stays = np.where(after < h, share, 0.0)
    rows = np.broadcast_to(np.arange(states)[:, None], low.shape)
    # Between the last step and h the sum is taken for the last step: there is no alarm yet.
    np.add.at(
        chance, (rows, np.minimum(low, states - 1)), stays * np.where(low + 1 < states, 1 - beyond, 1.0)
    )
    np.add.at(chance, (rows, np.minimum(low + 1, states)), stays * np.where(low + 1 < states, beyond, 0.0))
    length = np.linalg.solve(np.eye(states) - chance[:, :states], np.ones(states))
    return _told(length[0])


def _grid(*values: float) -> int:
    """The smallest denominator that all values have, up to 100."""
    whole = (n for n in range(1, _FINEST) if all(abs(one * n - round(one * n)) < 1e-9 for one in values))
    return next(whole, _FINEST)


def _one_sided(k: float, h: float, shift: float, nodes: int) -> Callable[[float], float]:
    """Average run length by where the sum begins: L(z) = 1 + L(0) F(k - z) + integral of L(x) f(x + k - z) over 0 … h."""
    at, weight = np.polynomial.legendre.leggauss(nodes)
    place, weight = h * (at + 1) / 2, h * weight / 2
    points = np.concatenate([[0.0], place])

    def kernel(start: Floats) -> Floats:
        back = ndtr(k - start - shift)[:, None]
        return np.hstack([back, _density(place + k - start[:, None] - shift) * weight])

    length = np.linalg.solve(np.eye(nodes + 1) - kernel(points), np.ones(nodes + 1))
    return lambda start: _told(1 + (kernel(np.array([start])) @ length)[0])


def _told(length: float) -> float:
    """The run length, infinite where it is too long to be told."""
    return float(length) if 0 < length < _LONGEST else math.inf


def _density(z: Floats) -> Floats:
    return np.asarray(np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi))


def _require_interval(h: float, head_start: float) -> None:
    if not (np.isfinite(h) and h > 0 and 0 <= head_start < h):
        raise ValueError(
            f"h is {h}, head_start {head_start}; give h above 0 and a head start from 0 up to below h"
        )


def _require_mean(mean: float) -> None:
    if not (np.isfinite(mean) and mean > 0):
        raise ValueError(f"mean is {mean}; give a number above 0")
