"""Which variances are worth a look: large enough to matter, and out of the ordinary for their own line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from math import erfc, sqrt
from statistics import fmean, stdev

from plugins.budget.amounts import EXACT, Amount, exact, known
from plugins.budget.variance.direction import Direction, direction_of

MOVING_RANGE_CONSTANT = 1.128
"""d2 of two observations, as the tables of control charts give it (Montgomery, Introduction to Statistical Quality Control)."""


class LimitMethod(StrEnum):
    """How the spread of the history is measured: by its standard deviation (n-1), or by its mean moving range / 1.128."""

    STANDARD_DEVIATION = "standard_deviation"
    MOVING_RANGE = "moving_range"


class SignalVerdict(StrEnum):
    """What is said of a variance.

    signal: it matters and is unusual. usual: it matters, and is as it always is, so that the budget is in question.
    immaterial: too small to matter. unjudged: it matters, and the history is too short to tell; look at it.
    """

    SIGNAL = "signal"
    USUAL = "usual"
    IMMATERIAL = "immaterial"
    UNJUDGED = "unjudged"


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlLimits:
    """The limits of a chart of single values. alpha: how often a normal value lies outside of them by chance, both sides."""

    center: float
    lower: float
    upper: float
    sigma: float
    sigmas: float
    alpha: float
    observations: int
    method: LimitMethod


@dataclass(frozen=True, slots=True, kw_only=True)
class VarianceSignal:
    """The verdict with its reasons. threshold: the least amount that matters. limits: None where the history is too short."""

    verdict: SignalVerdict
    direction: Direction
    threshold: Decimal
    material: bool
    unusual: bool | None
    limits: ControlLimits | None


def control_limits(
    history: Sequence[Amount | None],
    *,
    sigmas: float = 3.0,
    method: LimitMethod = LimitMethod.STANDARD_DEVIATION,
) -> ControlLimits | None:
    """Center and limits at so many sigmas to both sides; None with fewer than two values.

    history: oldest first, since moving ranges go from one to the next; None or nan is a period that is not known and left out.
    Raises ValueError for values that are not finite and for sigmas that are not above 0.
    """
    method = LimitMethod(method)
    if not sigmas > 0:
        msg = f"sigmas must be above 0, got {sigmas}"
        raise ValueError(msg)
    read = (known(f"history[{place}]", value) for place, value in enumerate(history))
    values = [float(value) for value in read if value is not None]
    if len(values) < 2:
        return None
    # The mean of equal values is that value, which the division may miss by its last digit.
    center = min(max(fmean(values), min(values)), max(values))
    if method is LimitMethod.MOVING_RANGE:
        ranges = [abs(after - before) for before, after in pairwise(values)]
        sigma = fmean(ranges) / MOVING_RANGE_CONSTANT
    else:
        sigma = stdev(values)
    return ControlLimits(
        center=center,
        lower=center - sigmas * sigma,
        upper=center + sigmas * sigma,
        sigma=sigma,
        sigmas=sigmas,
        alpha=erfc(sigmas / sqrt(2)),
        observations=len(values),
        method=method,
    )


def variance_signal(
    amount: Amount,
    *,
    base: Amount,
    history: Sequence[Amount | None] = (),
    least_amount: Amount = 0,
    least_percent: Amount = 0,
    sigmas: float = 3.0,
    method: LimitMethod = LimitMethod.STANDARD_DEVIATION,
    least_history: int = 8,
) -> VarianceSignal:
    """Judge a variance: |amount| above both thresholds and outside of the limits of its own earlier periods.

    amount: signed by its effect on income, as are those of the history. base: the budget that `least_percent` is of.
    least_history: with fewer known periods nothing is said about unusual. Raises ValueError.
    """
    method = LimitMethod(method)
    value, of = exact("amount", amount), exact("base", base)
    percent = EXACT.divide(EXACT.multiply(EXACT.abs(of), exact("least_percent", least_percent)), Decimal(100))
    threshold = max(exact("least_amount", least_amount), percent)
    limits = control_limits(history, sigmas=sigmas, method=method)
    if limits is not None and limits.observations < least_history:
        limits = None
    material = EXACT.abs(value) > threshold
    unusual = None if limits is None else not limits.lower <= float(value) <= limits.upper
    return VarianceSignal(
        verdict=_verdict(material=material, unusual=unusual),
        direction=direction_of(value),
        threshold=threshold,
        material=material,
        unusual=unusual,
        limits=limits,
    )


def _verdict(*, material: bool, unusual: bool | None) -> SignalVerdict:
    if not material:
        return SignalVerdict.IMMATERIAL
    if unusual is None:
        return SignalVerdict.UNJUDGED
    return SignalVerdict.SIGNAL if unusual else SignalVerdict.USUAL
