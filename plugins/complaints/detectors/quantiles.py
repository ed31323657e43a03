"""Poisson and negative binomial counts with a given mean and dispersion: tails and quantiles, for arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, betaincc, gammainc, gammaincc

from plugins.complaints.detectors.counts import Floats, require_share


def at_most(count: ArrayLike, mean: ArrayLike, dispersion: ArrayLike = 1.0) -> Floats:
    """P(Y <= count). dispersion: variance / mean; 1 or less is Poisson, more is negative binomial of that variance.

    The negative binomial has size mean / (dispersion - 1) and probability 1 / dispersion (Noufaily et al. 2013, section 3).
    A mean of 0 is a count that is always 0. Arguments broadcast; counts below 0 have probability 0.
    """
    y, mu, phi = _arrays(np.floor(np.asarray(count, dtype=np.float64)), mean, dispersion)
    found = np.where(y >= 0, 1.0, 0.0)
    plain, wide = (y >= 0) & (mu > 0) & (phi <= 1), (y >= 0) & (mu > 0) & (phi > 1)
    found[plain] = gammaincc(y[plain] + 1, mu[plain])
    excess = phi[wide] - 1
    found[wide] = betaincc(y[wide] + 1, mu[wide] / excess, excess / phi[wide])
    return found


def at_least(count: ArrayLike, mean: ArrayLike, dispersion: ArrayLike = 1.0) -> Floats:
    """P(Y >= count), computed as it is and not as a difference, so that small ones keep their digits; as `at_most`."""
    y, mu, phi = _arrays(np.ceil(np.asarray(count, dtype=np.float64)), mean, dispersion)
    found = np.where(y > 0, 0.0, 1.0)
    plain, wide = (y > 0) & (mu > 0) & (phi <= 1), (y > 0) & (mu > 0) & (phi > 1)
    found[plain] = gammainc(y[plain], mu[plain])
    excess = phi[wide] - 1
    found[wide] = betainc(y[wide], mu[wide] / excess, excess / phi[wide])
    return found


def count_quantile(probability: float, mean: ArrayLike, dispersion: ArrayLike = 1.0) -> Floats:
    """The smallest whole y with P(Y <= y) >= probability.

    probability: above 0, below 1. mean: finite, 0 or more. dispersion: as for `at_most`. Raises ValueError otherwise.
    """
    require_share(probability, "probability")
    _, mu, phi = _arrays(0.0, mean, dispersion)
    # What rounding may take from a probability that is met exactly.
    target = probability * (1 - 64 * np.finfo(np.float64).eps)
    low = np.full(mu.shape, -1.0)
    if not ((mu >= 0) & np.isfinite(mu) & np.isfinite(phi)).all():
        raise ValueError("mean holds a value that is negative or not finite; give 0 or more")
    high: Floats = np.ceil(mu + 4 * np.sqrt(mu * np.maximum(phi, 1.0)) + 4)
    while (short := at_most(high, mu, phi) < target).any():
        low, high = np.where(short, high, low), np.where(short, 2 * high + 1, high)
    # Beyond 2^53 neighbouring floats lie further apart than 1.
    while (high - low > np.maximum(1.0, np.spacing(high))).any():
        middle = np.floor((low + high) / 2)
        reached = at_most(middle, mu, phi) >= target
        low, high = np.where(reached, low, middle), np.where(reached, middle, high)
    return high


def _arrays(count: ArrayLike, mean: ArrayLike, dispersion: ArrayLike) -> tuple[Floats, Floats, Floats]:
    given = (np.asarray(one, dtype=np.float64) for one in (count, mean, dispersion))
    y, mu, phi = np.broadcast_arrays(*given)
    return y, mu, phi
