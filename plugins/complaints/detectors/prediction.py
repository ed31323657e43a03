"""What a week's count should have been: fit, reweight, fit again, and keep the trend only where it earns its place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr

from plugins.complaints.detectors.counts import Bools, Floats
from plugins.complaints.detectors.irls import Design, LogLinearFit, fit_log_linear
from plugins.complaints.detectors.options import FarringtonOptions, Inference
from plugins.complaints.detectors.reweighting import anscombe_residuals, outbreak_weights


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prediction:
    """For each series (rows). linear: log of the expected count, without the offset. standard_error: of it. dispersion: >= 1.

    All are nan where the baseline holds too little to say (no reported week in the window, or no degree of freedom).
    """

    linear: Floats
    standard_error: Floats
    dispersion: Floats
    trend: Bools
    slope: Floats
    converged: Bools


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Baselined:
    """Counts of the baseline weeks, series x n. seen: which were reported. offset: log of the exposure, for now too."""

    counts: Floats
    seen: Bools
    offset: Floats | None
    current_offset: Floats

    def of(self, rows: Bools) -> Baselined:
        """Some of the series."""
        return Baselined(
            counts=self.counts[rows],
            seen=self.seen[rows],
            offset=None if self.offset is None else self.offset[rows],
            current_offset=self.current_offset[rows],
        )


def predict(given: Baselined, design: Design, options: FarringtonOptions) -> Prediction:
    """Predict the present week of each series (Farrington et al. 1996, sections 3.2 to 3.6).

    The trend stays if the first fit with it converged, the baseline spans three years or more, its t test has p below
    `p_threshold_trend` and the prediction is no larger than the largest count of the baseline; else all is fitted without.
    """
    every = np.ones(len(given.counts), dtype=np.bool_)
    if not options.trend or options.b < 3:
        return _without_trend(given, design, options)
    fit, converged = _robust_fit(given, design, options, trend=True)
    error = _standard_error(fit, options)
    keeps = converged & _significant(fit, error, options) & _no_extrapolation(fit, given)
    found = Prediction(
        linear=fit.linear,
        standard_error=error * np.sqrt(fit.linear_variance),
        dispersion=_floored(fit.dispersion),
        trend=keeps,
        slope=np.where(keeps, fit.slope, np.nan),
        converged=converged,
    )
    if keeps.all():
        return found
    rest = every & ~keeps
    _put(found, rest, _without_trend(given.of(rest), design, options))
    return found


def _without_trend(given: Baselined, design: Design, options: FarringtonOptions) -> Prediction:
    fit, converged = _robust_fit(given, design, options, trend=False)
    return Prediction(
        linear=fit.linear,
        standard_error=_standard_error(fit, options) * np.sqrt(fit.linear_variance),
        dispersion=_floored(fit.dispersion),
        trend=np.zeros(len(given.counts), dtype=np.bool_),
        slope=np.full(len(given.counts), np.nan),
        converged=converged,
    )


def _robust_fit(
    given: Baselined, design: Design, options: FarringtonOptions, *, trend: bool
) -> tuple[LogLinearFit, Bools]:
    """The fit after reweighting, and whether the fit before it converged."""
    weights = given.seen.astype(np.float64)
    fit = fit_log_linear(given.counts, weights, design, trend=trend, offset=given.offset)
    if not options.reweight:
        return fit, fit.converged
    residuals = anscombe_residuals(
        given.counts, fit.mean, _floored(fit.dispersion, unknown=1.0), fit.leverage
    )
    weights = outbreak_weights(residuals, options.weights_threshold, given.seen)
    again = fit_log_linear(given.counts, weights, design, trend=trend, offset=given.offset)
    return again, fit.converged


def _standard_error(fit: LogLinearFit, options: FarringtonOptions) -> Floats:
    """The root of the dispersion that scales the variances."""
    if options.inference is Inference.CLEAN:
        return np.sqrt(_floored(fit.dispersion))
    return np.sqrt(fit.prior_dispersion if options.reweight else fit.dispersion)


def _significant(fit: LogLinearFit, error: Floats, options: FarringtonOptions) -> Bools:
    scale = np.sqrt(fit.dispersion) if options.inference is Inference.CLEAN else error
    spread = scale * np.sqrt(fit.slope_variance)
    steep = np.divide(np.abs(fit.slope), spread, out=np.zeros_like(spread), where=spread > 0)
    tested = (spread > 0) & (fit.degrees_of_freedom > 0)
    p_value = 2 * stdtr(np.maximum(fit.degrees_of_freedom, 1.0), -steep)
    return np.asarray(tested & (p_value < options.p_threshold_trend))


def _no_extrapolation(fit: LogLinearFit, given: Baselined) -> Bools:
    predicted = np.exp(np.minimum(np.nan_to_num(fit.linear, nan=np.inf) + given.current_offset, 700.0))
    return np.asarray(predicted <= given.counts.max(axis=1, initial=0.0))


def _floored(dispersion: Floats, *, unknown: float = np.nan) -> Floats:
    return np.where(np.isnan(dispersion), unknown, np.maximum(np.nan_to_num(dispersion, nan=1.0), 1.0))


def _put(found: Prediction, rows: Bools, part: Prediction) -> None:
    for name in ("linear", "standard_error", "dispersion", "trend", "slope", "converged"):
        getattr(found, name)[rows] = getattr(part, name)
