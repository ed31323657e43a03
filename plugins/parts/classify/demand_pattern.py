"""Smooth, erratic, intermittent or lumpy: how often a part is asked for, and in what sizes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from plugins.parts.arguments import EQUAL, Floats, Rows, demand_rows, not_negative
from plugins.parts.classify.chunks import chunks
from plugins.parts.classify.moments import mean_of, to_unit_height, variance


class DemandPattern(StrEnum):
    """The categories of Syntetos, Boylan and Croston; NONE: nobody asked for the part."""

    SMOOTH = "smooth"
    ERRATIC = "erratic"
    INTERMITTENT = "intermittent"
    LUMPY = "lumpy"
    NONE = "none"


class IntervalBasis(StrEnum):
    """The average demand interval: periods per demand; the mean interval; the mean interval between demands."""

    PERIODS_PER_DEMAND = "periods_per_demand"
    MEAN_INTERVAL = "mean_interval"
    MEAN_INTERVAL_BETWEEN = "mean_interval_between"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandPatterns:
    """The pattern of each series.

    patterns: of `DemandPattern`. demands: the number of periods with demand. adi: the average demand interval in
    periods, nan where it has none. cv2: the squared coefficient of variation (n-1) of the sizes, nan below two of them.
    """

    patterns: NDArray[np.str_]
    demands: NDArray[np.int64]
    adi: Floats
    cv2: Floats
    adi_cut: float
    cv2_cut: float
    basis: IntervalBasis


def demand_patterns(
    demand: Rows,
    *,
    adi_cut: float = 1.32,
    cv2_cut: float = 0.49,
    basis: IntervalBasis = IntervalBasis.PERIODS_PER_DEMAND,
) -> DemandPatterns:
    """Categories by average demand interval and variation of sizes (Syntetos, Boylan and Croston, 2005, JORS 56).

    demand: series × periods (see `demand_rows`); periods that nobody recorded count for nothing. Intermittent or lumpy
    above adi_cut, erratic or lumpy above cv2_cut; at the cut itself not yet. basis: periods recorded / demands; the mean
    interval, the first one being the number of the first period with demand (as in R's tsintermittent); or without that
    first one, which needs two demands. A single size does not vary: it is judged as a cv2 of 0, and a single demand
    without an interval between by the periods per demand.
    """
    basis = IntervalBasis(basis)
    rows = demand_rows(demand)
    limits = not_negative("adi_cut", adi_cut), not_negative("cv2_cut", cv2_cut)
    demands = np.empty(len(rows), dtype=np.int64)
    adi, judged, cv2 = np.empty((3, len(rows)))
    for part in chunks(len(rows)):
        demands[part], adi[part], judged[part] = _intervals(rows[part], basis)
        cv2[part] = _variation(rows[part])
    return DemandPatterns(
        patterns=_patterns(judged > limits[0] * (1 + EQUAL), cv2 > limits[1] * (1 + EQUAL), demands > 0),
        demands=demands,
        adi=adi,
        cv2=cv2,
        adi_cut=limits[0],
        cv2_cut=limits[1],
        basis=basis,
    )


def _intervals(rows: Floats, basis: IntervalBasis) -> tuple[NDArray[np.int64], Floats, Floats]:
    """The demands of each row, the average interval, and the one it is judged by."""
    recorded, asked = ~np.isnan(rows), rows > 0
    demands = np.count_nonzero(asked, axis=1)
    number = np.where(demands > 0, demands.astype(np.float64), np.nan)
    per_demand = np.count_nonzero(recorded, axis=1) / number
    if basis is IntervalBasis.PERIODS_PER_DEMAND:
        return demands, per_demand, per_demand
    # The number of each recorded period, from 1, and that of the first and the last one with demand.
    period = np.cumsum(recorded, axis=1).astype(np.float64)
    last = np.where(asked, period, 0.0).max(axis=1, initial=0.0)
    if basis is IntervalBasis.MEAN_INTERVAL:
        return demands, last / number, last / number
    first = np.where(asked, period, np.inf).min(axis=1, initial=np.inf)
    between = np.where(demands > 1, demands - 1.0, np.nan)
    gaps = np.where(demands > 1, last - np.where(demands > 0, first, 0.0), np.nan) / between
    return demands, gaps, np.where(np.isnan(gaps), per_demand, gaps)


def _variation(rows: Floats) -> Floats:
    sizes = to_unit_height(np.where(rows > 0, rows, np.nan))
    cv2: Floats = variance(sizes) / mean_of(sizes) ** 2
    return cv2


def _patterns(
    seldom: NDArray[np.bool_], varying: NDArray[np.bool_], asked: NDArray[np.bool_]
) -> NDArray[np.str_]:
    often = np.where(varying, DemandPattern.ERRATIC, DemandPattern.SMOOTH)
    rare = np.where(varying, DemandPattern.LUMPY, DemandPattern.INTERMITTENT)
    return np.where(asked, np.where(seldom, rare, often), DemandPattern.NONE).astype("<U12")
