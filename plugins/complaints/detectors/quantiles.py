"""Poisson and negative binomial counts with a given mean and dispersion: tails and quantiles, for arrays."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, betaincc, gammainc, gammaincc, ndtr

from plugins.complaints.detectors.counts import Bools, Floats, require_share

_DOUBLINGS: Final = 60


def at_most(count: ArrayLike, mean: ArrayLike, dispersion: ArrayLike = 1.0) -> Floats:
    """P(Y <= count). dispersion: variance / mean; 1 or less is Poisson, more is negative binomial of that variance.

    The negative binomial has size mean / (dispersion - 1) and probability 1 / dispersion (Noufaily et al. 2013, section 3).
    A mean of 0 is a count that is always 0. Arguments broadcast; counts below 0 have probability 0.
    """
    y, mu, phi = _arrays(np.floor(np.asarray(count, dtype=np.float64)), mean, dispersion)
    found = np.where(y >= 0, 1.0, 0.0)
    plain, near, wide = _laws((y >= 0) & (mu > 0), phi)
    found[plain] = gammaincc(y[plain] + 1, mu[plain])
    excess = phi[near] - 1
    found[near] = betaincc(y[near] + 1, mu[near] / excess, excess / phi[near])
    found[wide] = betainc(mu[wide] / (phi[wide] - 1), y[wide] + 1, 1 / phi[wide])
    return _normal_where_unknown(found, (y + 0.5 - mu) / _spread(mu, phi))


def at_least(count: ArrayLike, mean: ArrayLike, dispersion: ArrayLike = 1.0) -> Floats:
    """P(Y >= count), computed as it is and not as a difference, so that small ones keep their digits; as `at_most`."""
    y, mu, phi = _arrays(np.ceil(np.asarray(count, dtype=np.float64)), mean, dispersion)
    found = np.where(y > 0, 0.0, 1.0)
    plain, near, wide = _laws((y > 0) & (mu > 0), phi)
    found[plain] = gammainc(y[plain], mu[plain])
    excess = phi[near] - 1
    found[near] = betainc(y[near], mu[near] / excess, excess / phi[near])
    found[wide] = betaincc(mu[wide] / (phi[wide] - 1), y[wide], 1 / phi[wide])
    return _normal_where_unknown(found, (mu - y + 0.5) / _spread(mu, phi))


def count_quantile(probability: float, mean: ArrayLike, dispersion: ArrayLike = 1.0) -> Floats:
    """The smallest whole y with P(Y <= y) >= probability; infinite where 60 doublings of a first guess do not reach it.

    probability: above 0, below 1. mean: finite, 0 or more. dispersion: as for `at_most`. Raises ValueError otherwise.
    """
    require_share(probability, "probability")
    _, mu, phi = _arrays(0.0, mean, dispersion)
    if not ((mu >= 0) & np.isfinite(mu) & np.isfinite(phi)).all():
        raise ValueError("mean holds a value that is negative or not finite; give 0 or more")
    shape, mu, phi = mu.shape, mu.ravel(), phi.ravel()
    # What rounding may take from a probability that is met exactly.
    target = probability * (1 - 64 * np.finfo(np.float64).eps)
    low = np.full(mu.shape, -1.0)
    high = np.ceil(mu + 4 * np.sqrt(mu * np.maximum(phi, 1.0)) + 4)
    short = np.arange(len(mu))
    for _ in range(_DOUBLINGS):
        short = short[at_most(high[short], mu[short], phi[short]) < target]
        if not len(short):
            break
        low[short], high[short] = high[short], 2 * high[short] + 1
    high[short] = np.inf
    return _bisect(low, high, mu, phi, target=target).reshape(shape)


def _bisect(low: Floats, high: Floats, mu: Floats, phi: Floats, *, target: float) -> Floats:
    """Between low, which does not reach the probability, and high, which does: the first that does."""
    while True:
        # Beyond 2^53 neighbouring floats lie further apart than 1.
        wide = np.isfinite(high) & (
            high - low > np.maximum(1.0, np.spacing(np.where(np.isfinite(high), high, 0.0)))
        )
        rows = np.flatnonzero(wide)
        if not len(rows):
            return high
        middle = np.floor((low[rows] + high[rows]) / 2)
        reached = at_most(middle, mu[rows], phi[rows]) >= target
        high[rows[reached]], low[rows[~reached]] = middle[reached], middle[~reached]


def _laws(asked: Bools, dispersion: Floats) -> tuple[Bools, Bools, Bools]:
    """Where the law is Poisson, hardly wider, or wider: each keeps its digits on another side of the beta function."""
    return asked & (dispersion <= 1), asked & (dispersion > 1) & (dispersion <= 2), asked & (dispersion > 2)


def _spread(mean: Floats, dispersion: Floats) -> Floats:
    return np.asarray(np.sqrt(np.maximum(mean, np.finfo(np.float64).tiny) * np.maximum(dispersion, 1.0)))


def _normal_where_unknown(found: Floats, score: Floats) -> Floats:
    """The normal law where the incomplete beta function gives up, which it does for sizes of 10^15 and more only."""
    unknown = np.isnan(found)
    found[unknown] = ndtr(score[unknown])
    return found


def _arrays(count: ArrayLike, mean: ArrayLike, dispersion: ArrayLike) -> tuple[Floats, Floats, Floats]:
    given = (np.asarray(one, dtype=np.float64) for one in (count, mean, dispersion))
    y, mu, phi = np.broadcast_arrays(*given)
    return y, mu, phi
