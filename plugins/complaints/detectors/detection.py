"""What the detectors of short histories answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from plugins.complaints.detectors.counts import Bools, Floats, Panel, Whole


class AlarmWhen(StrEnum):
    """Whether a count on the bound is an alarm already (REACHED), or only one above it (EXCEEDED)."""

    REACHED = "reached"
    EXCEEDED = "exceeded"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Detection:
    """For each tested week; series x weeks where several series were given. nan stands where there is no answer.

    method: which detector. alpha: the probability above the bound. weeks: tested, as indices from 0. observed: nan where not
    reported. expected: from the baseline. upperbound: the bound. alarm: whether it was passed. p_value: of a count this
    large or larger. tested: whether there was enough baseline, and a report.
    """

    method: str
    alpha: float
    weeks: Whole
    observed: Floats
    expected: Floats
    upperbound: Floats
    alarm: Bools
    p_value: Floats
    tested: Bools


def detection(
    method: str,
    alpha: float,
    panel: Panel,
    weeks: Whole,
    *,
    expected: Floats,
    upperbound: Floats,
    p_value: Floats,
    alarm_when: AlarmWhen,
) -> Detection:
    """Compare what was observed in the weeks with its bound; all arrays are series x weeks, nan where unknown."""
    seen = panel.reported[:, weeks]
    observed = np.where(seen, panel.values[:, weeks], np.nan)
    tested = seen & ~np.isnan(upperbound)
    count, bound = panel.values[:, weeks], np.where(tested, upperbound, np.inf)
    passed = count >= bound if alarm_when is AlarmWhen.REACHED else count > bound
    return Detection(
        method=method,
        alpha=alpha,
        weeks=weeks,
        observed=panel.shaped(observed),
        expected=panel.shaped(expected),
        upperbound=panel.shaped(upperbound),
        alarm=panel.shaped(np.asarray(tested & passed)),
        p_value=panel.shaped(np.where(tested, p_value, np.nan)),
        tested=panel.shaped(tested),
    )
