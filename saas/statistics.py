"""Statistics that several rooms and plugins report with: plain numbers in and out, nothing to import at start-up."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite, sqrt
from statistics import NormalDist


def wilson_interval(successes: int, trials: int, confidence: float = 0.95) -> tuple[float, float] | None:
    """The score interval of a share (Wilson, 1927, JASA 22): where it may lie, from 0 to 1; None without a trial.

    successes: how many of the trials. confidence: above 0, below 1, two-sided. Raises ValueError outside of these.
    """
    if not 0 <= successes <= trials:
        msg = f"successes must lie from 0 to the trials, {trials}; got {successes}"
        raise ValueError(msg)
    if not 0 < confidence < 1:
        msg = f"confidence must lie between 0 and 1, got {confidence}"
        raise ValueError(msg)
    if trials == 0:
        return None
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share = successes / trials
    middle = share + z * z / (2 * trials)
    spread = z * sqrt(share * (1 - share) / trials + (z / (2 * trials)) ** 2)
    scale = 1 + z * z / trials
    # At the ends of the scale the formula gives 0 and 1 but for rounding.
    low = 0.0 if successes == 0 else (middle - spread) / scale
    high = 1.0 if successes == trials else (middle + spread) / scale
    return low, high


def benjamini_hochberg(p_values: Sequence[float | None]) -> list[float | None]:
    """Each p-value adjusted for having looked at all of them (Benjamini and Hochberg, 1995, JRSS B 57), in the same order.

    What is called when its adjusted value is at most q is wrong in a share of at most q. p_values: from 0 to 1; None, a
    test that could not be made, counts for nothing and stays None. Raises ValueError for a value outside of 0 to 1.
    """
    found = [(value, place) for place, value in enumerate(p_values) if value is not None]
    for value, place in found:
        if not (isfinite(value) and 0 <= value <= 1):
            msg = f"p_values[{place}] must lie from 0 to 1, got {value}"
            raise ValueError(msg)
    adjusted: list[float | None] = [None] * len(p_values)
    least = 1.0
    for rank, (value, place) in zip(range(len(found), 0, -1), sorted(found, reverse=True), strict=True):
        least = min(least, value * len(found) / rank)
        adjusted[place] = least
    return adjusted


def round_half_up(value: Decimal | float, places: int = 0) -> Decimal:
    """Round as commerce does: a half goes away from zero. places: digits after the point.

    A float is read by its shortest decimal form, so that 2.675 is what it says and not the binary number just below.
    Raises ValueError for what is not finite.
    """
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    if not exact.is_finite():
        msg = f"only a finite number can be rounded, got {value}"
        raise ValueError(msg)
    return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
