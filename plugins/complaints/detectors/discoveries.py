"""Many tests in one night: which alarms stand once it counts how many were looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from plugins.complaints.detectors.counts import Bools, Floats, Numbers, require_share
from saas.plugin_api import benjamini_hochberg


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Discoveries:
    """For each test, in order. adjusted: p-value adjusted for all tests, nan where none was made. discovered: adjusted <= q.

    tests: how many were made.
    """

    q: float
    adjusted: Floats
    discovered: Bools
    tests: int


def control_false_discoveries(p_values: Numbers, q: float = 0.1) -> Discoveries:
    """Call tests so that at most the share q of the calls is wrong (Benjamini and Hochberg 1995, JRSS B 57).

    p_values: one for each test, None or nan where none could be made. q: above 0, below 1. Raises ValueError otherwise.
    """
    require_share(q, "q")
    given = np.asarray(p_values, dtype=np.float64).reshape(-1)
    known: Sequence[float | None] = [None if np.isnan(one) else one for one in given.tolist()]
    adjusted = np.array(
        [np.nan if one is None else one for one in benjamini_hochberg(known)], dtype=np.float64
    )
    made = ~np.isnan(adjusted)
    return Discoveries(
        q=q,
        adjusted=adjusted,
        discovered=np.where(made, adjusted, 1.0) <= q,
        tests=int(made.sum()),
    )


def expected_false_alarms(alphas: ArrayLike) -> float:
    """How many alarms a night brings where nothing happened: the sum of the tests' alphas (nan: no test)."""
    return float(np.nansum(np.asarray(alphas, dtype=np.float64)))
