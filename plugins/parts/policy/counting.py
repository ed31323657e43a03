"""Quantiles of counts: the smallest stock that covers demand with a probability, vectorised over part-stores."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from .arguments import Floats, Numbers, not_negative, numbers, share, shares
from .shortfall import is_overdispersed, negative_binomial_cdf, poisson_cdf

_MOST_DOUBLINGS = 60


def poisson_quantile(probability: float, mean: float) -> int:
    """The smallest k with P(X <= k) >= probability (above 0, below 1) of a Poisson demand; 0 of a mean of 0."""
    return int(poisson_quantiles(share("probability", probability), not_negative("mean", mean)))


def negative_binomial_quantile(probability: float, mean: float, sd: float) -> int:
    """The smallest k with P(X <= k) >= probability of a negative-binomial demand by its mean and standard deviation.

    Where sd^2 is not above the mean there is no such demand, and the Poisson of this mean stands in.
    """
    found = negative_binomial_quantiles(
        share("probability", probability), not_negative("mean", mean), not_negative("sd", sd)
    )
    return int(found)


def poisson_quantiles(probability: Numbers, mean: Numbers) -> NDArray[np.int64]:
    """`poisson_quantile` of many demands at once; the arguments broadcast."""
    wanted, means = np.broadcast_arrays(shares("probability", probability), numbers("mean", mean, least=0))
    return smallest_counts(lambda counts: poisson_cdf(counts, means) >= wanted, means, np.sqrt(means))


def negative_binomial_quantiles(probability: Numbers, mean: Numbers, sd: Numbers) -> NDArray[np.int64]:
    """`negative_binomial_quantile` of many demands at once; the arguments broadcast."""
    wanted, means, variances = np.broadcast_arrays(
        shares("probability", probability), numbers("mean", mean, least=0), numbers("sd", sd, least=0) ** 2
    )
    spread = is_overdispersed(means, variances)
    found = np.zeros(wanted.shape, dtype=np.int64)
    found[~spread] = poisson_quantiles(wanted[~spread], means[~spread])
    share_, mean_, variance_ = wanted[spread], means[spread], variances[spread]
    found[spread] = smallest_counts(
        lambda counts: negative_binomial_cdf(counts, mean_, variance_) >= share_, mean_, np.sqrt(variance_)
    )
    return found


def smallest_counts(
    enough: Callable[[Floats], NDArray[np.bool_]],
    around: Floats,
    spread: Floats,
    lowest: Floats | float = 0.0,
) -> NDArray[np.int64]:
    """Place by place the smallest whole number, from `lowest` on, that is enough; `enough` only ever turns true.

    around, spread: where the search begins and how wide; they decide how long it takes, not what is found.
    """
    floor = np.broadcast_to(np.asarray(lowest, dtype=np.float64), around.shape)
    width = np.maximum(np.ceil(spread), 1.0)
    high = _raised(enough, np.maximum(np.floor(around), floor), width)
    low = _lowered(enough, high, width, floor)
    while np.any(open_ := high - low > 1):
        middle = np.floor((low + high) / 2)
        above = enough(middle)
        high, low = np.where(open_ & above, middle, high), np.where(open_ & ~above, middle, low)
    return high.astype(np.int64)


def _raised(enough: Callable[[Floats], NDArray[np.bool_]], counts: Floats, width: Floats) -> Floats:
    """Counts that are enough, doubling the step until they are."""
    for _ in range(_MOST_DOUBLINGS):
        wanting = ~enough(counts)
        if not wanting.any():
            return counts
        counts, width = np.where(wanting, counts + width, counts), np.where(wanting, width * 2, width)
    msg = "no number of units reaches the probability asked for: ask for less, or look at the demand's spread"
    raise ValueError(msg)


def _lowered(
    enough: Callable[[Floats], NDArray[np.bool_]], counts: Floats, width: Floats, floor: Floats
) -> Floats:
    """Counts below these that are not enough, or the one before the floor."""
    low = np.maximum(counts - width, floor - 1)
    while np.any(still := (low >= floor) & enough(low)):
        width = np.where(still, width * 2, width)
        low = np.where(still, np.maximum(low - width, floor - 1), low)
    return low
