"""One night: every series against its own detector, and all of them together against chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from plugins.complaints.detectors.bayes import bayes
from plugins.complaints.detectors.choice import (
    Detector,
    DetectorChoice,
    choose_detector,
    seasonal_blocks,
)
from plugins.complaints.detectors.counts import (
    Bools,
    Floats,
    Numbers,
    Panel,
    Whole,
    read_counts,
    read_exposure,
    read_weeks,
    require_share,
)
from plugins.complaints.detectors.discoveries import control_false_discoveries, expected_false_alarms
from plugins.complaints.detectors.ears import EarsMethod, ears
from plugins.complaints.detectors.farrington import farrington_flexible

# A single complaint in an empty baseline is no outbreak: the spread is taken for at least one complaint.
_LEAST_SIGMA: Final = 1.0
# Weeks in the baseline of EARS, and how much wider than their spread a new one lies.
_BASELINE: Final = 7
_WIDENING: Final = (1 + 1 / _BASELINE) ** 0.5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Night:
    """For each series, nan where there is no answer.

    week: tested, index from 0. choices: the detector of each and its years. observed, expected, threshold, p_value: of the
    week. alarm: observed above the threshold. adjusted: p-value adjusted for all tests of the night. discovered: an alarm
    whose adjusted p-value is at most q. expected_false_alarms: what alpha promises for the tests made.
    """

    week: int
    alpha: float
    q: float
    choices: tuple[DetectorChoice, ...]
    observed: Floats
    expected: Floats
    threshold: Floats
    p_value: Floats
    alarm: Bools
    adjusted: Floats
    discovered: Bools
    expected_false_alarms: float


def detect_night(
    counts: Numbers,
    *,
    week: int | None = None,
    frequency: int = 52,
    alpha: float = 0.01,
    q: float = 0.1,
    reported: ArrayLike | None = None,
    exposure: Numbers | None = None,
    dates: Sequence[date] | None = None,
) -> Night:
    """Test one week of many series, each with the detector that its history (from its first report on) allows.

    counts: series x periods; None or nan where not reported, so before a series began. week: index from 0, the last without
    more. alpha: probability of a false alarm in each test. q: share of false calls among the discoveries. reported, exposure,
    dates: as for `farrington_flexible`. EARS does not use the exposure, and is given a smaller alpha, so that the promise holds
    although it knows seven weeks only. Raises ValueError, saying where, for bad ones.
    """
    require_share(alpha, "alpha", below=0.5)
    panel = read_counts(counts, reported)
    at_risk = read_exposure(exposure, panel)
    last = panel.periods - 1 if week is None else week
    read_weeks([last], 0, panel.periods)
    choices = tuple(choose_detector(history, frequency) for history in _histories(panel, last).tolist())
    found = {name: np.full(panel.series, np.nan) for name in ("expected", "threshold", "p_value")}
    for choice in set(choices):
        rows = np.flatnonzero([one == choice for one in choices])
        part = _Part.of(panel, at_risk, rows, last)
        for name, values in part.judged(choice, frequency, alpha, dates).items():
            found[name][rows] = values
    return _night(panel, last, choices, alpha=alpha, q=q, found=found)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Part:
    """The series of one detector, up to the tested week."""

    counts: Floats
    reported: Bools
    exposure: Floats | None

    @classmethod
    def of(cls, panel: Panel, at_risk: Floats | None, rows: Whole, last: int) -> _Part:
        """Take some series."""
        return cls(
            counts=panel.values[rows, : last + 1],
            reported=panel.reported[rows, : last + 1],
            exposure=None if at_risk is None else at_risk[rows, : last + 1],
        )

    def judged(
        self, choice: DetectorChoice, frequency: int, alpha: float, dates: Sequence[date] | None
    ) -> dict[str, Floats]:
        """Expected count, threshold and p-value of the last week."""
        last = [self.counts.shape[1] - 1]
        match choice.detector:
            case Detector.NONE:
                return {}
            case Detector.FARRINGTON_FLEXIBLE:
                flexible = farrington_flexible(
                    self.counts,
                    last,
                    frequency=frequency,
                    b=choice.b,
                    w=choice.w,
                    alpha=alpha,
                    no_periods=seasonal_blocks(frequency),
                    reported=self.reported,
                    exposure=self.exposure,
                    dates=None if dates is None else dates[: last[0] + 1],
                )
                threshold = np.where(flexible.enough_cases, flexible.threshold, np.inf)
                return _named(flexible.expected, threshold, flexible.p_value)
            case Detector.BAYES:
                short = bayes(
                    self.counts,
                    last,
                    w=choice.w,
                    alpha=alpha,
                    reported=self.reported,
                    exposure=self.exposure,
                )
            case Detector.EARS_C2:
                short = ears(
                    self.counts,
                    last,
                    method=EarsMethod.C2,
                    alpha=_normal_tail(alpha),
                    min_sigma=_LEAST_SIGMA,
                    reported=self.reported,
                )
                return _named(short.expected, short.upperbound, _student_tail(short.p_value))
        return _named(short.expected, short.upperbound, short.p_value)


def _normal_tail(alpha: float) -> float:
    """The alpha to give EARS so that seven weeks, whose spread is itself uncertain, are passed with probability alpha.

    A new normal value differs from the mean of n others by sqrt(1 + 1/n) times Student's t with n - 1 degrees of freedom.
    """
    return float(ndtr(-_WIDENING * stdtrit(_BASELINE - 1, 1 - alpha)))


def _student_tail(p_value: Floats) -> Floats:
    """EARS' normal p-value as one of Student's t."""
    return np.asarray(stdtr(_BASELINE - 1, ndtri(p_value) / _WIDENING))


def _named(expected: Floats, threshold: Floats, p_value: Floats) -> dict[str, Floats]:
    return {"expected": expected[:, 0], "threshold": threshold[:, 0], "p_value": p_value[:, 0]}


def _histories(panel: Panel, last: int) -> Whole:
    """How many periods lie before the tested one, from the first report on."""
    seen = panel.reported[:, :last]
    first = np.where(seen.any(axis=1), np.argmax(seen, axis=1) if last else 0, last)
    return (last - first).astype(np.intp)


def _night(
    panel: Panel,
    last: int,
    choices: tuple[DetectorChoice, ...],
    *,
    alpha: float,
    q: float,
    found: dict[str, Floats],
) -> Night:
    threshold, p_value = found["threshold"], found["p_value"]
    tested = panel.reported[:, last] & ~np.isnan(threshold)
    alarm = tested & (panel.values[:, last] > np.where(tested, threshold, np.inf))
    called = control_false_discoveries(p_value, q)
    return Night(
        week=last,
        alpha=alpha,
        q=q,
        choices=choices,
        observed=np.where(panel.reported[:, last], panel.values[:, last], np.nan),
        expected=found["expected"],
        threshold=threshold,
        p_value=p_value,
        alarm=alarm,
        adjusted=called.adjusted,
        discovered=alarm & called.discovered,
        expected_false_alarms=expected_false_alarms(np.where(tested, alpha, np.nan)),
    )
