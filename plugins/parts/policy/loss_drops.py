"""By how much the normal loss falls over a lot: the differences that (r, Q) lives on, without cancelling digits away.

Where a lot is small against the spread, the losses at its ends agree in most of their digits; there the integral of the
tail, which the loss falls by, is summed by Gauss and Legendre's twenty points, exact to rounding for such a short way.
"""

from __future__ import annotations

from math import erfc, sqrt

import numpy as np

from .loss_functions import normal_second_short, normal_short

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(20)
_POINTS = [((1 + float(node)) / 2, float(weight) / 2) for node, weight in zip(_NODES, _WEIGHTS, strict=True)]
"""Where along the way from 0 to 1, and how much it counts."""


def loss_drop(gap: float, lot: float, sd: float) -> float:
    """n(x) - n(x + lot), where x lies so far (gap) above the mean."""
    if lot >= sd:
        return normal_short(gap, sd) - normal_short(gap + lot, sd)
    return lot * sum(weight * _tail((gap + lot * at) / sd) for at, weight in _POINTS)


def mean_drop(gap: float, lot: float, sd: float) -> float:
    """The mean of n(x) - n(x + y) over y from 0 to the lot."""
    if lot >= sd:
        fallen = normal_second_short(gap, sd) - normal_second_short(gap + lot, sd)
        return normal_short(gap, sd) - fallen / lot
    return lot * sum(weight * (1 - at) * _tail((gap + lot * at) / sd) for at, weight in _POINTS)


def _tail(z: float) -> float:
    """1 - Phi(z)."""
    return erfc(z / sqrt(2)) / 2
