"""Quasi-Poisson regression with a log link for many series at once: a level for each block of the year and a common trend.

Of the normal equations only the trend couples the blocks, so that each step is solved by weighted means within blocks
instead of a matrix for each series: exact, stable with weights of any size, and as fast as its exponentials.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from plugins.complaints.detectors.counts import Bools, Floats, Whole

EPSILON: Final = 1e-8
ITERATIONS: Final = 25
# Where R's log link keeps a mean from vanishing, and where we keep one from overflowing.
_LEAST_MEAN: Final = float(np.finfo(np.float64).eps)
_LEAST_ETA: Final = float(np.log(_LEAST_MEAN))
_LARGEST_ETA: Final = 300.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Design:
    """What all series share: n baseline periods, ordered by block, and the period that is predicted, of the first block.

    starts: where each block begins among the periods; none is empty. time: of each period, with the predicted one at 0.
    """

    starts: Whole
    time: Floats

    def sums(self, values: Floats) -> Floats:
        """Series x n to series x blocks: the sum within each."""
        return np.asarray(np.add.reduceat(values, self.starts, axis=1))

    def spread(self, values: Floats) -> Floats:
        """Series x blocks to series x n: to each period what its block has."""
        return np.repeat(values, np.diff(self.starts, append=len(self.time)), axis=1)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LogLinearFit:
    """One fit for each series (rows).

    mean: fitted, series x n. leverage: the hat values, series x n; like all that follows, of the last step's weights.
    degrees_of_freedom: periods that weigh something, less what was estimated. dispersion: Pearson's, unfloored, nan without
    degrees of freedom. prior_dispersion: the same with prior weights in place of working weights (what R's
    farringtonFlexible takes after reweighting). slope: per period, 0 without a trend. slope_variance, linear_variance:
    unscaled, of the slope and of the prediction. linear: the prediction on the log scale, nan where the first block holds
    nothing. converged: whether the deviance settled within 25 steps.
    """

    mean: Floats
    leverage: Floats
    degrees_of_freedom: Floats
    dispersion: Floats
    prior_dispersion: Floats
    slope: Floats
    slope_variance: Floats
    linear: Floats
    linear_variance: Floats
    converged: Bools


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Step:
    """Weighted least squares of one step. working: series x n. weight, level, middle: series x blocks. slope, spread: series."""

    working: Floats
    weight: Floats
    level: Floats
    middle: Floats
    slope: Floats
    spread: Floats

    def put(self, rows: Whole, step: _Step) -> None:
        """Take the step of some series over."""
        for ours, theirs in (
            (self.working, step.working),
            (self.weight, step.weight),
            (self.level, step.level),
            (self.middle, step.middle),
            (self.slope, step.slope),
            (self.spread, step.spread),
        ):
            ours[rows] = theirs


def fit_log_linear(
    counts: Floats, weights: Floats, design: Design, *, trend: bool, offset: Floats | None = None
) -> LogLinearFit:
    """Fit log E(y) = offset + level of the block (+ slope x time) by iteratively reweighted least squares.

    counts, weights, offset: series x n; a weight of 0 leaves a period out. Started at counts + 0.1, ended when the deviance
    changes by less than 1e-8 of (itself + 0.1), or after 25 steps (McCullagh and Nelder 1989, section 2.5; as R's glm).
    """
    shift = np.zeros_like(counts) if offset is None else offset
    mean = counts + 0.1
    eta = np.log(mean)
    log_counts = np.log(np.maximum(counts, _LEAST_MEAN))
    deviance = _deviance(counts, log_counts, weights, mean, eta)
    converged = np.zeros(len(counts), dtype=np.bool_)
    last = _solve(counts, weights, mean, eta - shift, design, trend=trend)
    active = np.arange(len(counts))
    step = last
    for turn in range(ITERATIONS):
        y, w, part = counts[active], weights[active], shift[active]
        if turn:
            step = _solve(y, w, mean[active], eta[active] - part, design, trend=trend)
            last.put(active, step)
        new_eta = _linear(step, design) + part
        new_mean = _mean(new_eta)
        now = _deviance(y, log_counts[active], w, new_mean, new_eta)
        settled = np.abs(now - deviance[active]) < EPSILON * (np.abs(now) + 0.1)
        mean[active], eta[active], deviance[active], converged[active] = new_mean, new_eta, now, settled
        active = active[~settled]
        if not len(active):
            break
    return _summary(counts, weights, mean, design, last, trend=trend, converged=converged)


def _solve(y: Floats, w: Floats, mean: Floats, eta: Floats, design: Design, *, trend: bool) -> _Step:
    """One weighted least squares fit to the working response."""
    working = w * mean
    response = eta + (y - mean) / mean
    weight = design.sums(working)
    level = _share(design.sums(working * response), weight)
    middle, slope, spread = np.zeros_like(weight), np.zeros(len(y)), np.zeros(len(y))
    if trend:
        middle = _share(design.sums(working * design.time), weight)
        distance = design.time - design.spread(middle)
        pull = working * distance
        spread = np.einsum("ij,ij->i", pull, distance)
        slope = _share(np.einsum("ij,ij->i", pull, response), spread)
    return _Step(working=working, weight=weight, level=level, middle=middle, slope=slope, spread=spread)


def _linear(step: _Step, design: Design) -> Floats:
    constant = step.level - step.slope[:, None] * step.middle
    return design.spread(constant) + step.slope[:, None] * design.time


def _mean(eta: Floats) -> Floats:
    return np.asarray(np.maximum(np.exp(np.minimum(eta, _LARGEST_ETA)), _LEAST_MEAN))


def _deviance(y: Floats, log_y: Floats, w: Floats, mean: Floats, eta: Floats) -> Floats:
    log_ratio = log_y - np.maximum(eta, _LEAST_ETA)
    return np.asarray(2 * np.einsum("ij,ij->i", w, y * log_ratio - (y - mean)))


def _summary(
    y: Floats, w: Floats, mean: Floats, design: Design, step: _Step, *, trend: bool, converged: Bools
) -> LogLinearFit:
    present = step.weight > 0
    freedom = (w > 0).sum(axis=1) - present.sum(axis=1) - float(trend)
    squares = ((y - mean) / mean) ** 2
    within = _share(np.ones_like(step.weight), step.weight)
    steep = _share(np.ones_like(step.spread), step.spread)
    distance = design.time - design.spread(step.middle)
    known = present[:, 0] & (freedom > 0)
    return LogLinearFit(
        mean=mean,
        leverage=step.working * (design.spread(within) + steep[:, None] * distance**2),
        degrees_of_freedom=freedom,
        dispersion=_known(np.einsum("ij,ij->i", step.working, squares), freedom),
        prior_dispersion=_known(np.einsum("ij,ij->i", w, squares), freedom),
        slope=step.slope,
        slope_variance=steep,
        linear=np.where(known, step.level[:, 0] - step.slope * step.middle[:, 0], np.nan),
        linear_variance=np.where(known, within[:, 0] + steep * step.middle[:, 0] ** 2, np.nan),
        converged=converged,
    )


def _share(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _known(total: Floats, freedom: Floats) -> Floats:
    return np.divide(total, freedom, out=np.full_like(total, np.nan), where=freedom > 0)
