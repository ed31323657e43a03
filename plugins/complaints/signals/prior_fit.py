"""Fit the prior of the gamma-Poisson shrinker to all pairs at once, by maximum likelihood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from plugins.complaints.signals.gamma_poisson import (
    Array,
    GammaMixture,
    Numbers,
    check_counts,
    log_negative_binomial,
)

STARTS = (
    GammaMixture(alpha1=0.2, beta1=0.1, alpha2=2.0, beta2=4.0, p=1 / 3),
    GammaMixture(alpha1=0.1, beta1=0.1, alpha2=10.0, beta2=10.0, p=0.2),
    GammaMixture(alpha1=0.3, beta1=0.5, alpha2=6.0, beta2=6.0, p=0.5),
    GammaMixture(alpha1=2.0, beta1=0.3, alpha2=2.0, beta2=2.0, p=0.1),
    GammaMixture(alpha1=0.2, beta1=0.06, alpha2=1.4, beta2=1.8, p=0.1),
)
"""Where the search begins: DuMouchel's (1999) first guess, others of openEBGM, and two that are nearer to what is found."""

_BOUND = 14.0  # of |ln alpha|, |ln beta| and |logit p|: beyond it the likelihood is flat
_CLOSE = 1e-6  # of the likelihood, relative: two starts that come as near as this agree


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorFit:
    """The prior found. negative_log_likelihood: its own. agreeing_starts: how many of the starts came to the same.

    cells: pairs that were fitted; least_count: from which count on (1: truncated at zero; 0: not truncated).
    """

    prior: GammaMixture
    negative_log_likelihood: float
    agreeing_starts: int
    starts: int
    cells: int
    least_count: int


def negative_log_likelihood(
    prior: GammaMixture,
    n: Numbers,
    expected: Numbers,
    *,
    weights: Numbers | None = None,
    least_count: int = 1,
) -> float:
    """−ln L of counts that are seen only from least_count on (DuMouchel and Pregibon, 2001, KDD 7).

    Each of the two negative binomial distributions is truncated by itself, P·f1/(1−F1) + (1−P)·f2/(1−F2), as in
    openEBGM: truncating their mixture as a whole leads the fit astray. least_count: 1 for pairs with a report, 0 where
    n holds the zeros too. weights: how often a pair of n and E is there (squashed counts). Raises ValueError for
    counts below least_count and for what is no count.
    """
    cells = _cells(n, expected, weights, least_count)
    return _value_and_slope(_logs(prior), cells)[0]


def fit_prior(
    n: Numbers,
    expected: Numbers,
    *,
    weights: Numbers | None = None,
    least_count: int = 1,
    starts: Sequence[GammaMixture] = STARTS,
) -> PriorFit:
    """The prior under which the counts are likeliest; the first part is the one with the larger mean ratio.

    Quasi-Newton steps with the exact slope on logarithms of shapes and rates and the logit of the weight, from each of
    the starts; the best is taken. Pairs of the same n and E are fitted as one. n, expected, weights, least_count: as in
    negative_log_likelihood. Raises ValueError as it does, and without cells or starts.
    """
    from scipy.optimize import minimize

    cells = _cells(n, expected, weights, least_count)
    if not cells.n.size or not starts:
        msg = "n must hold a count to fit and starts a prior to begin with; take DUMOUCHEL_1999 where there is none"
        raise ValueError(msg)
    scale = float(
        cells.weights.sum()
    )  # per pair, so that the search stops at the same slope whatever their number

    def mean_and_slope(logs: Array) -> tuple[float, Array]:
        value, slope = _value_and_slope(logs, cells)
        return value / scale, slope / scale

    found = [
        minimize(
            mean_and_slope,
            np.clip(_logs(start), -_BOUND, _BOUND),
            jac=True,
            method="L-BFGS-B",
            bounds=[(-_BOUND, _BOUND)] * 5,
            options={"maxiter": 2000, "maxfun": 10_000, "ftol": 1e-15, "gtol": 1e-9},
        )
        for start in starts
    ]
    best = min(found, key=lambda one: float(one.fun))
    tolerance = _CLOSE * max(abs(float(best.fun)), 1.0)
    return PriorFit(
        prior=_prior(best.x),
        negative_log_likelihood=float(best.fun) * scale,
        agreeing_starts=sum(float(one.fun) - float(best.fun) <= tolerance for one in found),
        starts=len(starts),
        cells=int(np.asarray(n).size),
        least_count=least_count,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Cells:
    """Distinct pairs of n and E with how often they are there."""

    n: Array
    expected: Array
    weights: Array
    least_count: int


def _cells(n: Numbers, expected: Numbers, weights: Numbers | None, least_count: int) -> _Cells:
    counts, base = check_counts(n, expected)
    often = np.ones_like(counts) if weights is None else np.asarray(weights, dtype=np.float64)
    if often.shape != counts.shape or not bool(np.all(np.isfinite(often) & (often > 0))):
        msg = "weights must be above 0, one for each of n"
        raise ValueError(msg)
    if least_count < 0 or bool((counts < least_count).any()):
        place = int(np.argmax(counts < least_count))
        msg = f"n[{place}] is below least_count, {least_count}; leave such pairs out or lower least_count"
        raise ValueError(msg)
    pairs, place_of = np.unique(np.column_stack([counts, base]), axis=0, return_inverse=True)
    return _Cells(
        n=pairs[:, 0],
        expected=pairs[:, 1],
        weights=np.bincount(place_of.ravel(), weights=often, minlength=len(pairs)).astype(np.float64),
        least_count=least_count,
    )


def _value_and_slope(logs: Array, cells: _Cells) -> tuple[float, Array]:
    """−ln L and its derivatives by ln alpha1, ln beta1, ln alpha2, ln beta2 and logit p."""
    from scipy.special import expit, log_expit

    first, first_slopes = _truncated(np.exp(logs[0]), np.exp(logs[1]), cells)
    second, second_slopes = _truncated(np.exp(logs[2]), np.exp(logs[3]), cells)
    share = float(expit(logs[4]))
    log_first, log_second = first + log_expit(logs[4]), second + log_expit(-logs[4])
    likelihood = np.logaddexp(log_first, log_second)
    of_first = np.exp(log_first - likelihood) * cells.weights
    of_second = np.exp(log_second - likelihood) * cells.weights
    slope = [
        *(float(of_first @ slopes) for slopes in first_slopes),
        *(float(of_second @ slopes) for slopes in second_slopes),
        float((1 - share) * of_first.sum() - share * of_second.sum()),
    ]
    return -float(cells.weights @ likelihood), -np.asarray(slope)


def _truncated(alpha: float, beta: float, cells: _Cells) -> tuple[Array, tuple[Array, Array]]:
    """ln of the truncated negative binomial distribution, and its derivatives by ln alpha and ln beta."""
    log_f = log_negative_binomial(alpha, beta, cells.n, cells.expected)
    by_alpha, by_beta = _slopes(alpha, beta, cells.n, cells.expected)
    if cells.least_count:
        missing = np.zeros_like(log_f)
        alpha_lost, beta_lost = np.zeros_like(log_f), np.zeros_like(log_f)
        seen = _log_seen(alpha, beta, cells)
        for count in range(cells.least_count):
            of = np.full_like(log_f, count)
            lost = np.exp(log_negative_binomial(alpha, beta, of, cells.expected) - seen)
            slopes = _slopes(alpha, beta, of, cells.expected)
            missing += lost
            alpha_lost, beta_lost = alpha_lost + lost * slopes[0], beta_lost + lost * slopes[1]
        log_f, by_alpha, by_beta = log_f - seen, by_alpha + alpha_lost, by_beta + beta_lost
    return log_f, (by_alpha, by_beta)


def _log_seen(alpha: float, beta: float, cells: _Cells) -> Array:
    """ln of the probability of a count from least_count on."""
    from scipy.special import betainc

    if cells.least_count == 1:
        return np.asarray(np.log(-np.expm1(-alpha * np.log1p(cells.expected / beta))))
    return np.asarray(np.log(betainc(cells.least_count, alpha, cells.expected / (beta + cells.expected))))


def _slopes(alpha: float, beta: float, n: Array, expected: Array) -> tuple[Array, Array]:
    """Derivatives of log_negative_binomial by ln alpha and by ln beta."""
    from scipy.special import psi

    by_alpha = alpha * (psi(alpha + n) - psi(alpha) - np.log1p(expected / beta))
    by_beta = (alpha * expected - beta * n) / (beta + expected)
    return np.asarray(by_alpha), by_beta


def _logs(prior: GammaMixture) -> Array:
    shapes = np.log([prior.alpha1, prior.beta1, prior.alpha2, prior.beta2])
    return np.append(shapes, np.log(prior.p) - np.log1p(-prior.p))


def _prior(logs: Array) -> GammaMixture:
    from scipy.special import expit

    one, two = np.exp(logs[:2]), np.exp(logs[2:4])
    share = float(expit(logs[4]))
    if one[0] / one[1] < two[0] / two[1]:
        one, two, share = two, one, float(expit(-logs[4]))
    return GammaMixture(
        alpha1=float(one[0]), beta1=float(one[1]), alpha2=float(two[0]), beta2=float(two[1]), p=share
    )
