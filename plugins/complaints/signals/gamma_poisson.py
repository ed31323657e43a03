"""The gamma-Poisson shrinker: what a mixture of two gamma distributions, seen a count, says of observed over expected.

Every function takes counts n and expected counts E as sequences of one length and answers arrays of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import NDArray

Numbers = Sequence[float] | NDArray[np.float64] | NDArray[np.int64]
Array = NDArray[np.float64]

_STEPS = 200  # of halving an interval at worst; Newton needs about ten


@dataclass(frozen=True, slots=True, kw_only=True)
class GammaMixture:
    """How ratios λ of observed to expected are spread: gamma(alpha1, beta1) with weight p, else gamma(alpha2, beta2).

    alpha: shape; beta: rate, so that a part's mean is alpha/beta. p: the first part's weight, between 0 and 1.
    """

    alpha1: float
    beta1: float
    alpha2: float
    beta2: float
    p: float

    def __post_init__(self) -> None:
        """Raise ValueError unless shapes and rates are above 0 and the weight is between 0 and 1."""
        for name in ("alpha1", "beta1", "alpha2", "beta2"):
            value = getattr(self, name)
            if not (isfinite(value) and value > 0):
                msg = f"{name} must be above 0, got {value}"
                raise ValueError(msg)
        if not 0 < self.p < 1:
            msg = f"p, the weight of the first part, must lie between 0 and 1, got {self.p}"
            raise ValueError(msg)


DUMOUCHEL_1999 = GammaMixture(alpha1=0.2041, beta1=0.05816, alpha2=1.415, beta2=1.838, p=0.0969)
"""Fitted to the reports of adverse events to the FDA (DuMouchel, 1999); what is taken where there are too few pairs to fit."""


def posterior_fraction(prior: GammaMixture, n: Numbers, expected: Numbers) -> Array:
    """Qn: the probability that a ratio came of the prior's first part, the count seen (DuMouchel, 1999, eq. 6).

    Raises ValueError for counts that are no whole numbers from 0, and for a pair that was reported but never expected.
    """
    from scipy.special import expit

    counts, base = check_counts(n, expected)
    first = log_negative_binomial(prior.alpha1, prior.beta1, counts, base)
    second = log_negative_binomial(prior.alpha2, prior.beta2, counts, base)
    odds = np.log(prior.p) - np.log1p(-prior.p) + first - second
    return np.asarray(expit(odds), dtype=np.float64)


def empirical_bayes_geometric_mean(prior: GammaMixture, n: Numbers, expected: Numbers) -> Array:
    """EBGM: the posterior's geometric mean of observed over expected, exp(E(ln λ | n)) (DuMouchel, 1999, eq. 9 to 11).

    Raises ValueError as posterior_fraction does.
    """
    from scipy.special import psi

    counts, base = check_counts(n, expected)
    first = psi(prior.alpha1 + counts) - np.log(prior.beta1 + base)
    second = psi(prior.alpha2 + counts) - np.log(prior.beta2 + base)
    fraction = posterior_fraction(prior, counts, base)
    return np.asarray(np.exp(fraction * first + (1 - fraction) * second), dtype=np.float64)


def posterior_quantile(prior: GammaMixture, n: Numbers, expected: Numbers, probability: float) -> Array:
    """The value that observed over expected stays below with this probability: 0.05 gives EB05, 0.95 gives EB95.

    Solved to the last digits by Newton's steps, kept between the quantiles of the posterior's two parts. probability:
    between 0 and 1. Raises ValueError outside, and as posterior_fraction does.
    """
    from scipy.special import gammaincinv

    if not 0 < probability < 1:
        msg = f"probability must lie between 0 and 1, got {probability}"
        raise ValueError(msg)
    counts, base = check_counts(n, expected)
    mixture = _Posterior(
        fraction=posterior_fraction(prior, counts, base),
        shapes=(prior.alpha1 + counts, prior.alpha2 + counts),
        rates=(prior.beta1 + base, prior.beta2 + base),
    )
    ends = [
        np.asarray(gammaincinv(shape, probability) / rate)
        for shape, rate in zip(mixture.shapes, mixture.rates, strict=True)
    ]
    return _solved(mixture, probability, np.minimum(*ends), np.maximum(*ends))


def check_counts(n: Numbers, expected: Numbers) -> tuple[Array, Array]:
    """Both as arrays; ValueError unless of one length, n whole and E finite, from 0, and E above 0 where n is."""
    counts, base = np.asarray(n, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    if counts.ndim != 1 or counts.shape != base.shape:
        msg = f"n and expected must be of one length, got {counts.shape} and {base.shape}"
        raise ValueError(msg)
    for name, wrong, remedy in (
        (
            "n",
            ~(np.isfinite(counts) & (counts >= 0) & (counts == np.floor(counts))),
            "a whole count, 0 or more",
        ),
        ("expected", ~(np.isfinite(base) & (base >= 0)), "0 or more"),
        ("expected", (counts > 0) & (base == 0), "above 0 where something was reported"),
    ):
        if wrong.any():
            place = int(np.argmax(wrong))
            value = (counts if name == "n" else base)[place]
            msg = f"{name}[{place}] must be {remedy}, got {value}"
            raise ValueError(msg)
    return counts, base


def log_negative_binomial(alpha: float, beta: float, n: Array, expected: Array) -> Array:
    """ln of the probability of n when λ is gamma(alpha, beta) and n Poisson(λE) (DuMouchel, 1999, eq. 5)."""
    from scipy.special import gammaln, xlogy

    ways = gammaln(alpha + n) - gammaln(alpha) - gammaln(n + 1)
    # −alpha·ln(1 + E/beta): log1p keeps the digits where E is small beside beta.
    return np.asarray(ways - alpha * np.log1p(expected / beta) + xlogy(n, expected / (beta + expected)))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Posterior:
    fraction: Array
    shapes: tuple[Array, Array]
    rates: tuple[Array, Array]

    def below(self, value: Array) -> Array:
        """The probability of a ratio below the value."""
        from scipy.special import gammainc

        first, second = (
            gammainc(shape, rate * value) for shape, rate in zip(self.shapes, self.rates, strict=True)
        )
        return np.asarray(self.fraction * first + (1 - self.fraction) * second)

    def density(self, value: Array) -> Array:
        """Its derivative; the value is above 0."""
        from scipy.special import gammaln, xlogy

        first, second = (
            np.exp(xlogy(shape, rate) + xlogy(shape - 1, value) - rate * value - gammaln(shape))
            for shape, rate in zip(self.shapes, self.rates, strict=True)
        )
        return np.asarray(self.fraction * first + (1 - self.fraction) * second)


def _solved(mixture: _Posterior, probability: float, low: Array, high: Array) -> Array:
    value = (low + high) / 2
    for _ in range(_STEPS):
        error = mixture.below(value) - probability
        low, high = np.where(error < 0, value, low), np.where(error < 0, high, value)
        slope = mixture.density(value)
        step = np.divide(error, slope, out=np.full_like(value, np.inf), where=slope > 0)
        newton = value - step
        # Halving is geometric where it can be: a quantile may lie many powers of ten below the upper end.
        middle = np.where(low > 0, np.sqrt(low) * np.sqrt(high), (low + high) / 2)
        inside = (newton > low) & (newton < high)
        following = np.where(inside, newton, middle)
        done = (np.abs(following - value) <= 4e-15 * value) | (high - low <= 4e-15 * high)
        value = np.where(done, value, following)
        if bool(done.all()):
            break
    return value
