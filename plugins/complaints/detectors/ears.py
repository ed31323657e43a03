"""EARS C1, C2 and C3: this week against the mean and spread of the weeks just before, for histories of a few weeks."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

from plugins.complaints.detectors.counts import (
    Floats,
    Numbers,
    Panel,
    Whole,
    read_counts,
    read_weeks,
    require_share,
)
from plugins.complaints.detectors.detection import AlarmWhen, Detection, detection

_LEAST_BASELINE: Final = 3
_GUARD: Final = 2


class EarsMethod(StrEnum):
    """C1: the baseline ends the week before. C2: two weeks lie between. C3: C2 with the excess of the two weeks before."""

    C1 = "C1"
    C2 = "C2"
    C3 = "C3"


class CarryOver(StrEnum):
    """What the excess of the last two weeks is taken from in C3.

    SURVEILLANCE: U = y(t) + s(t) (z - excess), as R's earsC computes it: the alarm comes when the excess of the two weeks
    before is above z, whatever this week holds. PUBLISHED: U = mean(t) + s(t) (z - excess), as its manual and Fricker et al.
    (2008) define it.
    """

    SURVEILLANCE = "surveillance"
    PUBLISHED = "published"


def ears(
    counts: Numbers,
    weeks: Sequence[int] | NDArray[np.integer] | None = None,
    *,
    method: EarsMethod = EarsMethod.C1,
    baseline: int = 7,
    alpha: float | None = None,
    min_sigma: float = 0.0,
    carry_over: CarryOver = CarryOver.SURVEILLANCE,
    reported: ArrayLike | None = None,
) -> Detection:
    """Alarm when a count is above mean + z(1 - alpha) sd of the baseline weeks (sd with n - 1).

    Hutwagner et al. (2003); Fricker, Hegler and Dunfee (2008); R: surveillance::earsC. counts, weeks, reported: as for
    `farrington`; weeks: without, all with a whole baseline. baseline: weeks, 3 or more; of those, 3 must be reported.
    alpha: one-sided, 0.001 without more, 0.025 for C3. min_sigma: the spread is taken for at least this; with 0 a flat
    baseline makes any more an alarm. Raises ValueError, saying where, for what cannot be read.
    """
    method = EarsMethod(method)
    alpha = (0.025 if method is EarsMethod.C3 else 0.001) if alpha is None else alpha
    require_share(alpha, "alpha")
    if baseline < _LEAST_BASELINE:
        raise ValueError(f"baseline is {baseline}; give {_LEAST_BASELINE} weeks or more")
    if not (np.isfinite(min_sigma) and min_sigma >= 0):
        raise ValueError(f"min_sigma is {min_sigma}; give 0 or more")
    panel = read_counts(counts, reported)
    guard = 0 if method is EarsMethod.C1 else _GUARD
    reach = baseline + guard + (2 if method is EarsMethod.C3 else 0)
    tested = read_weeks(weeks, reach, panel.periods)
    mean, spread = _moments(panel, tested, guard, baseline, min_sigma)
    observed = panel.values[:, tested]
    if method is EarsMethod.C3:
        excess = sum(_excess(panel, tested - lag, baseline, min_sigma) for lag in (1, 2))
        z, kind = float(ndtri(1 - alpha)), CarryOver(carry_over)
        upper, score = _carried(observed, mean, spread, np.asarray(excess), z=z, carry_over=kind)
    else:
        upper, score = mean + ndtri(1 - alpha) * spread, _standardised(observed, mean, spread)
    name = f"EARS {method}"
    return detection(
        name,
        alpha,
        panel,
        tested,
        expected=mean,
        upperbound=upper,
        p_value=np.asarray(ndtr(-score)),
        alarm_when=AlarmWhen.EXCEEDED,
    )


def _moments(
    panel: Panel, weeks: Whole, guard: int, baseline: int, min_sigma: float
) -> tuple[Floats, Floats]:
    """Mean and standard deviation of the reported baseline weeks; nan with fewer than three."""
    place = weeks[:, None] - np.arange(guard + 1, guard + baseline + 1)
    seen = panel.reported[:, place]
    number = seen.sum(axis=2)
    enough = number >= _LEAST_BASELINE
    mean = panel.values[:, place].sum(axis=2) / np.maximum(number, 1)
    squares = np.where(seen, (panel.values[:, place] - mean[:, :, None]) ** 2, 0.0).sum(axis=2)
    spread = np.maximum(np.sqrt(squares / np.maximum(number - 1, 1)), min_sigma)
    return np.where(enough, mean, np.nan), np.where(enough, spread, np.nan)


def _standardised(observed: Floats, mean: Floats, spread: Floats) -> Floats:
    """(y - mean) / sd; without spread 0 where nothing differs, and infinite where something does."""
    apart = observed - mean
    flat = np.where(apart > 0, np.inf, np.where(apart < 0, -np.inf, np.where(np.isnan(apart), np.nan, 0.0)))
    return np.divide(apart, spread, out=flat, where=spread > 0)


def _excess(panel: Panel, weeks: Whole, baseline: int, min_sigma: float) -> Floats:
    """max(0, C2 - 1) of the weeks; 0 where unknown."""
    mean, spread = _moments(panel, weeks, _GUARD, baseline, min_sigma)
    score = _standardised(panel.values[:, weeks], mean, spread)
    known = panel.reported[:, weeks] & ~np.isnan(score)
    return np.where(known, np.maximum(np.where(known, score, 0.0) - 1, 0.0), 0.0)


def _carried(
    observed: Floats, mean: Floats, spread: Floats, excess: Floats, *, z: float, carry_over: CarryOver
) -> tuple[Floats, Floats]:
    """Bound and score of C3. An infinite excess leaves nothing to be passed, whatever the spread."""
    from_mean = carry_over is CarryOver.PUBLISHED
    centre = mean if from_mean else observed
    finite = np.isfinite(excess)
    room = np.where(finite, z - np.where(finite, excess, 0.0), 0.0)
    upper = np.where(finite, np.maximum(centre + spread * room, 0.0), 0.0)
    upper = np.where(np.isnan(mean), np.nan, upper)
    score = _standardised(observed, mean, spread) + excess if from_mean else excess
    return upper, np.where(np.isnan(mean), np.nan, score)
