"""How much demand goes short of a level on average, and how much of the level is left over: vectorised.

For a demand X and a level x, the shortfall is E[(X - x)+], also called the loss function, and the surplus E[(x - X)+], the
complementary loss function. All arguments broadcast; levels may be any real numbers, also negative ones.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, gammainc, gammaincc, ndtr

from .arguments import Floats

Pair = tuple[Floats, Floats]
_ROOT_TWO_PI = float(np.sqrt(2 * np.pi))
_BARELY_SPREAD = 1e-9
"""A variance above the mean by less than this share of it is a Poisson's but for rounding."""
_FAR = 38.0
"""So many standard deviations out, a normal demand is as good as known: the density underflows."""


def standard_normal_shortfall(z: Floats) -> Floats:
    """G(z) = phi(z) - z (1 - Phi(z)), the unit normal loss (Silver, Pyke and Peterson, 1998, appendix B)."""
    near = np.clip(z, -_FAR, _FAR)
    # Far out both terms are tiny and nearly equal; a difference below 0 is rounding.
    tail = np.maximum(np.exp(-near * near / 2) / _ROOT_TWO_PI - near * ndtr(-near), 0.0)
    return np.where(np.abs(z) < _FAR, tail, np.maximum(-z, 0.0))


def normal_shortfall(levels: Floats, mean: Floats, sd: Floats) -> Pair:
    """Shortfall and surplus of a normal demand; sd 0 is a demand that is known."""
    gap = levels - mean
    spread = np.abs(gap) < _FAR * sd
    z = np.where(spread, gap, 0.0) / np.where(spread, sd, 1.0)
    short = np.where(spread, sd * standard_normal_shortfall(z), np.maximum(-gap, 0.0))
    left = np.where(spread, sd * standard_normal_shortfall(-z), np.maximum(gap, 0.0))
    return short, left


def poisson_cdf(counts: Floats, mean: Floats) -> Floats:
    """P(X <= k) at whole k, 0 below 0."""
    return np.where(counts < 0, 0.0, gammaincc(np.maximum(counts, 0.0) + 1, mean))


def poisson_at_least(counts: Floats, mean: Floats) -> Floats:
    """P(X >= k) at whole k, 1 up to 0."""
    return np.where(counts <= 0, 1.0, gammainc(np.maximum(counts, 1.0), mean))


def poisson_short(levels: Floats, mean: Floats) -> Floats:
    """Shortfall of a Poisson demand: mean P(X >= m) - x P(X >= m + 1), m the level rounded down."""
    floor = np.floor(levels)
    return np.maximum(mean * poisson_at_least(floor, mean) - levels * poisson_at_least(floor + 1, mean), 0.0)


def poisson_shortfall(levels: Floats, mean: Floats) -> Pair:
    """Shortfall and surplus of a Poisson demand."""
    floor = np.floor(levels)
    left = levels * poisson_cdf(floor, mean) - mean * poisson_cdf(floor - 1, mean)
    return poisson_short(levels, mean), np.maximum(left, 0.0)


def is_overdispersed(mean: Floats, variance: Floats) -> NDArray[np.bool_]:
    """Where there is a negative binomial of this mean and variance: elsewhere the Poisson stands in for it."""
    return (variance - mean > _BARELY_SPREAD * mean) & (mean > 0)


def negative_binomial_cdf(counts: Floats, mean: Floats, variance: Floats) -> Floats:
    """P(X <= k) at whole k of an overdispersed demand."""
    size, success, _ = _size(mean, variance)
    return _at_most(counts, size, success)


def negative_binomial_short(levels: Floats, mean: Floats, variance: Floats) -> Floats:
    """Shortfall of an overdispersed demand.

    k P(X = k) of NB(n, p) is the mean times P(X = k - 1) of NB(n + 1, p), which sums the tail in closed form.
    """
    size, _, failure = _size(mean, variance)
    floor = np.floor(levels)
    short = mean * _at_least(floor, size + 1, failure) - levels * _at_least(floor + 1, size, failure)
    return np.maximum(short, 0.0)


def negative_binomial_shortfall(levels: Floats, mean: Floats, variance: Floats) -> Pair:
    """Shortfall and surplus of an overdispersed demand."""
    size, success, _ = _size(mean, variance)
    floor = np.floor(levels)
    left = levels * _at_most(floor, size, success) - mean * _at_most(floor - 1, size + 1, success)
    return negative_binomial_short(levels, mean, variance), np.maximum(left, 0.0)


def _size(mean: Floats, variance: Floats) -> tuple[Floats, Floats, Floats]:
    """n, p and 1 - p of the negative binomial."""
    excess = variance - mean
    return mean * mean / excess, mean / variance, excess / variance


def _at_most(counts: Floats, size: Floats, success: Floats) -> Floats:
    return np.where(counts < 0, 0.0, betainc(size, np.maximum(counts, 0.0) + 1, success))


def _at_least(counts: Floats, size: Floats, failure: Floats) -> Floats:
    return np.where(counts <= 0, 1.0, betainc(np.maximum(counts, 1.0), size, failure))
