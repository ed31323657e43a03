"""Checks of what the policies are asked with: a sentence that names the argument, the place and the remedy."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

import numpy as np
from numpy.typing import NDArray

Numbers = float | Sequence[float] | NDArray[np.float64] | NDArray[np.int64]
"""One number for all, or one for each part-store."""
Floats = NDArray[np.float64]


LARGEST = 1e50
"""No quantity and no cost is larger; squares and products of such numbers can still be computed with."""


def finite(name: str, value: float | None) -> float:
    """The number, or ValueError where it is missing, not a number or larger than any quantity."""
    if value is None or not isfinite(value):
        msg = f"{name} must be a finite number, got {value}: leave the part out, or state it"
        raise ValueError(msg)
    if abs(value) > LARGEST:
        msg = f"{name} must lie within {LARGEST:g} of 0, got {value}: look at its unit"
        raise ValueError(msg)
    return float(value)


def not_negative(name: str, value: float | None) -> float:
    """The number, or ValueError below 0."""
    if (found := finite(name, value)) < 0:
        msg = f"{name} is negative ({value}): state it as 0 or more"
        raise ValueError(msg)
    return found


def positive(name: str, value: float | None) -> float:
    """The number, or ValueError at 0 and below."""
    if (found := finite(name, value)) < 1 / LARGEST:
        msg = f"{name} must be above 0 (and {1 / LARGEST:g}), got {value}"
        raise ValueError(msg)
    return found


def share(name: str, value: float | None) -> float:
    """A share strictly between 0 and 1, or ValueError: no finite stock keeps the promise of 1."""
    if not 0 < (found := finite(name, value)) < 1:
        msg = f"{name} must lie above 0 and below 1, got {value}"
        raise ValueError(msg)
    return found


def whole(name: str, value: float | None) -> int:
    """A whole number, or ValueError."""
    if not (found := finite(name, value)).is_integer():
        msg = f"{name} must be a whole number, got {value}: demand is counted in units here"
        raise ValueError(msg)
    return int(found)


def comparable(*, holding_cost: float, stockout_cost: float) -> None:
    """ValueError unless both costs are above 0 and of sizes whose sum still tells both."""
    ratio = positive("stockout_cost", stockout_cost) / positive("holding_cost", holding_cost)
    if not 1e-12 <= ratio <= 1e12:
        msg = f"holding_cost {holding_cost} and stockout_cost {stockout_cost} cannot be weighed against each other"
        raise ValueError(msg)


def numbers(name: str, values: Numbers, *, above: float | None = None, least: float | None = None) -> Floats:
    """An array of finite numbers; ValueError names the first that is missing, not above `above` or below `least`."""
    found = np.asarray(values, dtype=np.float64)
    _refuse(
        name,
        found,
        ~(np.abs(found) <= LARGEST),
        "is missing or not finite or too large: leave the part out, or state it",
    )
    if above is not None:
        _refuse(name, found, found <= above, f"must be above {above:g}")
    if least is not None:
        _refuse(name, found, found < least, f"must be at least {least:g}")
    return found


def shares(name: str, values: Numbers) -> Floats:
    """An array of shares strictly between 0 and 1."""
    found = numbers(name, values, above=0)
    _refuse(name, found, found >= 1, "must be below 1, for no finite stock keeps the promise of 1")
    return found


def _refuse(name: str, values: Floats, wrong: NDArray[np.bool_], remedy: str) -> None:
    if not wrong.any():
        return
    place = tuple(int(index) for index in np.argwhere(wrong)[0])
    where = name + (f"[{', '.join(str(index) for index in place)}]" if place else "")
    msg = f"{where} {remedy}, got {values[place]}"
    raise ValueError(msg)
