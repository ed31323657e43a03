"""Bayes' detector: the predictive negative binomial of a Poisson count whose rate is known from a few reference weeks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from plugins.complaints.detectors.counts import (
    Floats,
    Numbers,
    Panel,
    Whole,
    read_counts,
    read_exposure,
    read_weeks,
    require_share,
)
from plugins.complaints.detectors.detection import AlarmWhen, Detection, detection
from plugins.complaints.detectors.quantiles import at_least, count_quantile


def bayes(
    counts: Numbers,
    weeks: Sequence[int] | NDArray[np.integer] | None = None,
    *,
    frequency: int = 52,
    b: int = 0,
    w: int = 6,
    actual_year: bool = True,
    alpha: float = 0.05,
    alarm_when: AlarmWhen = AlarmWhen.EXCEEDED,
    prior_shape: float = 0.5,
    prior_rate: float = 0.0,
    reported: ArrayLike | None = None,
    exposure: Numbers | None = None,
) -> Detection:
    """Test weeks against the 1 - alpha quantile of NB(sum + 1/2, n / (n + 1)) over n reference weeks.

    Riebler (2004); Höhle and Riebler (2005); R: surveillance::algo.bayes (Bayes 1: b 0, w 6; 2: b 1, w 6; 3: b 2, w 4
    without the actual year), which alarms above the bound since version 1.10, and on it before (alarm_when).

    counts, reported, exposure, frequency, weeks: as for `farrington`; weeks: without, all with a whole baseline. Reference
    weeks: the w before (actual_year), and 2 w + 1 round the same week of b years. prior_shape, prior_rate: of the gamma prior
    of the rate, Jeffreys' without more; a group's mean m worth n0 weeks is shape m n0, rate n0. Raises ValueError, saying
    where, for what cannot be read.
    """
    require_share(alpha, "alpha")
    lags = _lags(frequency, b, w, actual_year=actual_year)
    if prior_shape < 0 or prior_rate < 0:
        raise ValueError(f"prior_shape is {prior_shape}, prior_rate {prior_rate}; give 0 or more")
    panel = read_counts(counts, reported)
    at_risk = read_exposure(exposure, panel)
    tested = read_weeks(weeks, int(lags.max()), panel.periods)
    cases, size, present = _reference(panel, at_risk, tested, lags)
    shape, rate = cases + prior_shape, size + prior_rate
    known = (rate > 0) & (shape > 0)
    mean = np.divide(present * shape, rate, out=np.zeros_like(shape), where=known)
    dispersion = 1 + np.divide(present, rate, out=np.zeros_like(shape), where=known)
    return detection(
        "bayes",
        alpha,
        panel,
        tested,
        expected=np.where(known, mean, np.nan),
        upperbound=np.where(known, count_quantile(1 - alpha, mean, dispersion), np.nan),
        p_value=at_least(panel.values[:, tested], mean, dispersion),
        alarm_when=AlarmWhen(alarm_when),
    )


def _lags(frequency: int, b: int, w: int, *, actual_year: bool) -> Whole:
    """How far back the reference weeks lie."""
    found = list(range(1, w + 1)) if actual_year else []
    found += [frequency * year + step for year in range(1, b + 1) for step in range(-w, w + 1)]
    if not found or min(found) < 1:
        raise ValueError(
            f"frequency {frequency}, b {b}, w {w} give no reference weeks before the tested one; "
            "ask for w >= 1 with the actual year, or b >= 1 with w below the frequency"
        )
    return np.array(found, dtype=np.intp)


def _reference(
    panel: Panel, at_risk: Floats | None, weeks: Whole, lags: Whole
) -> tuple[Floats, Floats, Floats]:
    """Cases and size (weeks, or exposure) of the reported reference weeks, and the size of the tested week."""
    place = weeks[:, None] - lags
    size = panel.reported.astype(np.float64) if at_risk is None else np.where(panel.reported, at_risk, 0.0)
    now = np.ones((panel.series, len(weeks))) if at_risk is None else at_risk[:, weeks]
    return panel.values[:, place].sum(axis=2), size[:, place].sum(axis=2), now
