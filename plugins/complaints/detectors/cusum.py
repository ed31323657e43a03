"""Cumulative sums: small lasting shifts add up until they are an alarm."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from plugins.complaints.detectors.counts import Bools, Floats, Numbers, Panel, Whole, read_values
from plugins.complaints.detectors.options import Sided


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cusum:
    """The sums after each period, shaped as the values were.

    c_plus, c_minus: sums of what lies above and below the target, in the values' unit. n_plus, n_minus: for how many
    periods each has been above 0. alarm: whether the sum (of the upper side, or of either) reached the decision interval.
    since: index from 0 of the period in which the sum that alarms, else the upper one, rose above 0; -1 while it is 0.
    """

    k: float
    h: float
    sided: Sided
    c_plus: Floats
    c_minus: Floats
    n_plus: Whole
    n_minus: Whole
    alarm: Bools
    since: Whole

    @property
    def first_alarm(self) -> int | None:
        """Index from 0 of the first alarm of one series. Raises ValueError where there are several series."""
        return first_alarm(self.alarm)

    @property
    def n_plus_at_alarm(self) -> int | None:
        """For how many periods the upper sum had been above 0 at the first alarm."""
        place = self.first_alarm
        return None if place is None else int(self.n_plus[place])

    @property
    def estimated_shift_start_after(self) -> int | None:
        """After how many periods the shift began, as the sum tells that alarmed first (Montgomery, section 9.1.2)."""
        place = self.first_alarm
        return None if place is None else int(self.since[place])


def first_alarm(alarm: Bools) -> int | None:
    """Index from 0 of the first alarm of one series, None without. Raises ValueError for a matrix."""
    if alarm.ndim != 1:
        raise ValueError(f"alarm has {alarm.ndim} dimensions; ask for one series at a time")
    return int(np.argmax(alarm)) if alarm.any() else None


def cusum(
    values: Numbers,
    *,
    target: float = 0.0,
    sigma: float = 1.0,
    k: float = 0.5,
    h: float = 5.0,
    head_start: float = 0.0,
    sided: Sided = Sided.ONE,
    reset: bool = False,
    reported: ArrayLike | None = None,
) -> Cusum:
    """Tabular CUSUM: C+ = max(0, C+ + x - (target + K)), C- = max(0, C- + (target - K) - x), alarm at H.

    Page (1954); Montgomery, Introduction to Statistical Quality Control, section 9.1.2. values: one series, or series x
    periods; None or nan leaves the sums as they are. k, h, head_start: in units of sigma, K = k sigma and so on. head_start:
    where both sums begin (fast initial response, Lucas and Crosier 1982: h / 2). sided: whether only the upper sum alarms.
    reset: begin anew after an alarm. Raises ValueError for sigma, h not above 0, k below 0, a head_start that is not from 0
    to below h, and a target that is not finite.
    """
    if not (np.isfinite(sigma) and sigma > 0 and np.isfinite(h) and h > 0):
        raise ValueError(f"sigma is {sigma}, h {h}; give more than 0")
    if not (np.isfinite(k) and k >= 0 and 0 <= head_start < h):
        raise ValueError(
            f"k is {k}, head_start {head_start}; give k of 0 or more, the head start from 0 to below h"
        )
    if not np.isfinite(target):
        raise ValueError(f"target is {target}; give a finite number")
    panel = read_values(values, reported)
    return _accumulate(
        panel,
        target=target,
        slack=k * sigma,
        limit=h * sigma,
        start=head_start * sigma,
        sided=Sided(sided),
        k=k,
        h=h,
        reset=reset,
    )


def _accumulate(
    panel: Panel,
    *,
    target: float,
    slack: float,
    limit: float,
    start: float,
    sided: Sided,
    k: float,
    h: float,
    reset: bool,
) -> Cusum:
    shape = panel.values.shape
    sums, runs = np.zeros((2, *shape)), np.zeros((2, *shape), dtype=np.intp)
    alarm, since = np.zeros(shape, dtype=np.bool_), np.full(shape, -1, dtype=np.intp)
    began = np.full((2, shape[0]), -1, dtype=np.intp)
    total, run = np.full((2, shape[0]), start), np.zeros((2, shape[0]), dtype=np.intp)
    for period in range(shape[1]):
        seen = panel.reported[:, period]
        apart = panel.values[:, period] - target
        step = np.stack([apart, -apart]) - slack
        total = np.where(seen, np.maximum(0.0, total + step), total)
        run = np.where(seen, np.where(total > 0, run + 1, 0), run)
        began = np.where(seen, np.where(run == 0, -1, np.where(run == 1, period, began)), began)
        reached = total >= limit
        since[:, period] = np.where(~reached[0] & reached[1] & (sided is Sided.TWO), began[1], began[0])
        alarm[:, period] = seen & (reached[0] if sided is Sided.ONE else reached.any(axis=0))
        sums[:, :, period], runs[:, :, period] = total, run
        if reset:
            anew = alarm[:, period]
            total, run = np.where(anew, start, total), np.where(anew, 0, run)
            began = np.where(anew, -1, began)
    return Cusum(
        k=k,
        h=h,
        sided=sided,
        c_plus=panel.shaped(sums[0]),
        c_minus=panel.shaped(sums[1]),
        n_plus=panel.shaped(runs[0]),
        n_minus=panel.shaped(runs[1]),
        alarm=panel.shaped(alarm),
        since=panel.shaped(since),
    )
