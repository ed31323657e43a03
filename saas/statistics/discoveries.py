"""Many tests at once."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite


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
