"""Attribute charts of rates and shares with changing denominators: u and p, and Laney's u′ and p′ for more spread than that."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from plugins.complaints.detectors.counts import Bools, Floats, Numbers, Panel, beside, read_counts, refuse
from plugins.complaints.detectors.options import Sided

# Mean range of two normal values in standard deviations, as published to three digits (d2 of tables).
D2: Final = 1.128


class Spread(StrEnum):
    """Where the limits' width comes from.

    WITHIN: from the distribution alone (u, p). LANEY: times sigma_z, what neighbouring z scores differ by (Laney 2002).
    OVERDISPERSED: times sigma_z where that is above 1.
    """

    WITHIN = "within"
    LANEY = "laney"
    OVERDISPERSED = "overdispersed"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AttributeChart:
    """For each period, shaped as the counts were; nan where there is no denominator or no report.

    rate: count / size. center: the line. lower, upper: limits. sigma_z: how many times wider the z scores spread than the
    distribution lets expect; nan with fewer than two periods. alarm: beyond the upper limit, or either.
    """

    chart: str
    spread: Spread
    sigmas: float
    rate: Floats
    center: Floats
    lower: Floats
    upper: Floats
    sigma_z: Floats
    alarm: Bools


def u_chart(
    counts: Numbers,
    exposure: Numbers,
    *,
    sigmas: float = 3.0,
    spread: Spread = Spread.WITHIN,
    sided: Sided = Sided.ONE,
    center: float | None = None,
    reported: ArrayLike | None = None,
) -> AttributeChart:
    """Chart of counts per unit: limits ubar +- sigmas sqrt(ubar / n), not below 0; with Laney's sigma_z the u′ chart.

    Montgomery, section 7.3.2; Laney (2002), Quality Engineering 14. counts: one series, or series x periods. exposure: of
    each count, above 0 (repair orders, vehicles); 0 beside no count leaves the period out. center: a known rate instead of
    that of all periods. sided: whether only the upper limit alarms. Raises ValueError, saying where, for what cannot be read.
    """
    panel, size = _read(counts, exposure, reported)
    middle = _center(panel, size, center, most=np.inf)
    return _chart(
        "u",
        panel,
        size,
        middle=middle,
        variance=middle,
        most=np.inf,
        sigmas=sigmas,
        spread=Spread(spread),
        sided=Sided(sided),
    )


def p_chart(
    counts: Numbers,
    size: Numbers,
    *,
    sigmas: float = 3.0,
    spread: Spread = Spread.WITHIN,
    sided: Sided = Sided.ONE,
    center: float | None = None,
    reported: ArrayLike | None = None,
) -> AttributeChart:
    """Chart of shares: limits pbar +- sigmas sqrt(pbar (1 - pbar) / n), within 0 … 1; with Laney's sigma_z the p′ chart.

    Montgomery, section 7.2; Laney (2002). As `u_chart`; counts are of the size and none is larger.
    """
    panel, whole = _read(counts, size, reported)
    refuse(panel.values > whole, panel.values, "counts", "no count is larger than its size")
    middle = _center(panel, whole, center, most=1.0)
    return _chart(
        "p",
        panel,
        whole,
        middle=middle,
        variance=middle * (1 - middle),
        most=1.0,
        sigmas=sigmas,
        spread=Spread(spread),
        sided=Sided(sided),
    )


def _read(counts: Numbers, exposure: Numbers, reported: ArrayLike | None) -> tuple[Panel, Floats]:
    panel = read_counts(counts, reported)
    size = beside(exposure, panel, "exposure")
    bad = panel.reported & ~(np.isfinite(size) & (size >= 0))
    refuse(bad, size, "exposure", "give 0 or more beside a reported count")
    without = panel.reported & (size == 0)
    refuse(without & (panel.values > 0), size, "exposure", "give more than 0 beside a count")
    seen = panel.reported & ~without
    return Panel(values=panel.values, reported=seen, single=panel.single), np.where(seen, size, 0.0)


def _center(panel: Panel, size: Floats, center: float | None, *, most: float) -> Floats:
    """Series x 1: what is expected for one unit; nan without any."""
    if center is not None:
        if not (np.isfinite(center) and 0 <= center <= most):
            raise ValueError(
                f"center is {center}; give a rate of 0 or more" + (", up to 1" if most == 1 else "")
            )
        return np.full((panel.series, 1), float(center))
    total = size.sum(axis=1, keepdims=True)
    cases = np.where(panel.reported, panel.values, 0.0).sum(axis=1, keepdims=True)
    return np.asarray(np.divide(cases, total, out=np.full_like(total, np.nan), where=total > 0))


def _chart(
    chart: str,
    panel: Panel,
    size: Floats,
    *,
    middle: Floats,
    variance: Floats,
    most: float,
    sigmas: float,
    spread: Spread,
    sided: Sided,
) -> AttributeChart:
    if not (np.isfinite(sigmas) and sigmas > 0):
        raise ValueError(f"sigmas is {sigmas}; give more than 0")
    blank = np.full(size.shape, np.nan)
    rate = np.divide(panel.values, size, out=blank.copy(), where=size > 0)
    error = np.sqrt(np.divide(np.broadcast_to(variance, size.shape), size, out=blank.copy(), where=size > 0))
    sigma_z = _sigma_z(rate - middle, error)
    factor = {
        Spread.WITHIN: np.ones_like(sigma_z),
        Spread.LANEY: np.nan_to_num(sigma_z, nan=1.0),
        Spread.OVERDISPERSED: np.maximum(np.nan_to_num(sigma_z, nan=1.0), 1.0),
    }[spread]
    width = sigmas * factor[:, None] * error
    upper, lower = np.minimum(middle + width, most), np.maximum(middle - width, 0.0)
    beyond = rate > upper if sided is Sided.ONE else (rate > upper) | (rate < lower)
    return AttributeChart(
        chart=chart if spread is Spread.WITHIN else f"{chart}′",
        spread=spread,
        sigmas=sigmas,
        rate=panel.shaped(rate),
        center=panel.shaped(np.where(size > 0, middle, np.nan)),
        lower=panel.shaped(lower),
        upper=panel.shaped(upper),
        sigma_z=sigma_z[0] if panel.single else sigma_z,
        alarm=panel.shaped(np.asarray(beyond)),
    )


def _sigma_z(apart: Floats, error: Floats) -> Floats:
    """Mean range of neighbouring z scores over d2, by series; periods left out are no neighbours."""
    score = np.divide(apart, error, out=np.zeros_like(apart), where=error > 0)
    return np.array([_mean_range(row[~np.isnan(gap)]) for row, gap in zip(score, error, strict=True)])


def _mean_range(score: Floats) -> float:
    return float(np.abs(np.diff(score)).mean() / D2) if len(score) > 1 else float("nan")
