"""Demand of one period in whole units, as a distribution: what (s,S) and discrete (r,Q) policies are computed for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import Protocol

import numpy as np
from scipy.special import betaln, gammaln, xlogy

from .arguments import Floats, not_negative, positive
from .counting import negative_binomial_quantile, poisson_quantile
from .loss_functions import checked_probabilities
from .shortfall import Pair, is_overdispersed, negative_binomial_shortfall, poisson_shortfall


class Distribution(StrEnum):
    """Which distribution of demand a result was computed with."""

    NORMAL = "normal"
    LOGNORMAL = "lognormal"
    UNIFORM = "uniform"
    POISSON = "poisson"
    NEGATIVE_BINOMIAL = "negative_binomial"
    EMPIRICAL = "empirical"


class CountedDemand(Protocol):
    """Demand of one period in whole units."""

    @property
    def distribution(self) -> Distribution:
        """Which one this is."""

    @property
    def mean(self) -> float:
        """Units in a period, on average."""

    def over(self, periods: int) -> CountedDemand:
        """The demand of so many periods, each independent of the others."""

    def probabilities(self, count: int) -> Floats:
        """P(X = 0), …, P(X = count - 1)."""

    def quantile(self, probability: float) -> int:
        """The smallest k with P(X <= k) >= probability."""

    def shortfall(self, levels: Floats) -> Pair:
        """E[(X - x)+] and E[(x - X)+] at each level."""


@dataclass(frozen=True, slots=True)
class PoissonDemand:
    """Customers who come independently and take one unit each."""

    mean: float
    """Units in a period, 0 or more."""
    distribution: Distribution = Distribution.POISSON

    def __post_init__(self) -> None:
        not_negative("mean", self.mean)

    def over(self, periods: int) -> PoissonDemand:
        """Again a Poisson, of the means' sum."""
        return PoissonDemand(self.mean * periods)

    def probabilities(self, count: int) -> Floats:
        """exp(-m) m^k / k!, by logarithms."""
        at = np.arange(count, dtype=np.float64)
        return np.exp(xlogy(at, self.mean) - self.mean - gammaln(at + 1))

    def quantile(self, probability: float) -> int:
        """See `poisson_quantile`."""
        return poisson_quantile(probability, self.mean)

    def shortfall(self, levels: Floats) -> Pair:
        """See `poisson_shortfall`."""
        return poisson_shortfall(levels, np.asarray(self.mean, dtype=np.float64))


@dataclass(frozen=True, slots=True)
class NegativeBinomialDemand:
    """Counts that spread more than a Poisson's: customers in clusters, or a mean that changes."""

    mean: float
    """Units in a period, above 0."""
    sd: float
    """Its square must be above the mean; else take `PoissonDemand`."""
    distribution: Distribution = Distribution.NEGATIVE_BINOMIAL

    def __post_init__(self) -> None:
        mean, variance = positive("mean", self.mean), positive("sd", self.sd) ** 2
        if not is_overdispersed(np.asarray(mean), np.asarray(variance)):
            msg = f"sd squared ({self.sd**2:g}) is not above the mean ({self.mean:g}): take PoissonDemand"
            raise ValueError(msg)

    def over(self, periods: int) -> NegativeBinomialDemand:
        """Means and variances add up, and the ratio of the two stays, so it is of the same kind."""
        return NegativeBinomialDemand(self.mean * periods, self.sd * sqrt(periods))

    def probabilities(self, count: int) -> Floats:
        """P(X = k) = C(n + k - 1, k) p^n (1 - p)^k, with p = mean / variance and n = mean p / (1 - p)."""
        at = np.arange(count, dtype=np.float64)
        failure = (self.sd**2 - self.mean) / self.sd**2
        size = self.mean * (1 - failure) / failure
        ways = -np.log(size + at) - betaln(size, at + 1)
        found: Floats = np.exp(ways + size * np.log1p(-failure) + xlogy(at, failure))
        return found

    def quantile(self, probability: float) -> int:
        """See `negative_binomial_quantile`."""
        return negative_binomial_quantile(probability, self.mean, self.sd)

    def shortfall(self, levels: Floats) -> Pair:
        """See `negative_binomial_shortfall`."""
        return negative_binomial_shortfall(levels, np.asarray(self.mean), np.asarray(self.sd**2))


@dataclass(frozen=True, slots=True, init=False, eq=False)
class EmpiricalDemand:
    """Demand as it was seen: how probable each number of units is."""

    weights: Floats
    distribution: Distribution

    def __init__(self, probabilities: Sequence[float] | Floats) -> None:
        """probabilities: of 0, 1, 2, … units; they sum to 1 within 1e-9. Raises ValueError otherwise."""
        object.__setattr__(self, "weights", checked_probabilities(probabilities))
        object.__setattr__(self, "distribution", Distribution.EMPIRICAL)

    @property
    def mean(self) -> float:
        """Units in a period, on average."""
        return float(self.weights @ np.arange(self.weights.size))

    def over(self, periods: int) -> EmpiricalDemand:
        """The convolution of so many of them."""
        found = np.ones(1)
        for _ in range(periods):
            found = np.convolve(found, self.weights)
        return EmpiricalDemand(found)

    def probabilities(self, count: int) -> Floats:
        """Those given, and 0 behind them."""
        padded: Floats = np.pad(self.weights[:count], (0, max(count - self.weights.size, 0)))
        return padded

    def quantile(self, probability: float) -> int:
        """The first whose sum of probabilities is enough; the sums are rounded, hence the trifle."""
        return int(np.argmax(np.cumsum(self.weights) >= probability - 1e-12))

    def shortfall(self, levels: Floats) -> Pair:
        """Summed over what can happen."""
        gaps = np.arange(self.weights.size) - np.asarray(levels)[..., np.newaxis]
        return np.maximum(gaps, 0.0) @ self.weights, np.maximum(-gaps, 0.0) @ self.weights
