"""How sure a share is."""

from __future__ import annotations

from math import sqrt
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
