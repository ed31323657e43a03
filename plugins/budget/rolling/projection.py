"""The periods of a year that are still to come, from those that are known and the years before."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from plugins.budget.rolling.seasonal import IndexMethod, index_of
from plugins.budget.rolling.years import Years


class YearEndMethod(StrEnum):
    """What the periods to come are made of: rate × seasonal index × volume, or a part of it, or the year before.

    seasonal_driver: rate × index of the amount per unit × volume. seasonal: rate × index of the amount. driver: rate × volume.
    run_rate: as the mean of the periods known. last_year: the same periods of the year before.
    """

    SEASONAL_DRIVER = "seasonal_driver"
    SEASONAL = "seasonal"
    DRIVER = "driver"
    RUN_RATE = "run_rate"
    LAST_YEAR = "last_year"

    @property
    def needs_volumes(self) -> bool:
        """Whether it is made of volumes."""
        return self in {YearEndMethod.SEASONAL_DRIVER, YearEndMethod.DRIVER}

    @property
    def needs_season(self) -> bool:
        """Whether it is made of a seasonal index."""
        return self in {YearEndMethod.SEASONAL_DRIVER, YearEndMethod.SEASONAL}


class RateBasis(StrEnum):
    """Where the rate came from: this year's known periods or, before there are any, the whole year before."""

    YEAR_TO_DATE = "year_to_date"
    LAST_YEAR = "last_year"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """The periods to come; rate: amount of an average period, or of a unit of volume in one; None by the year before."""

    remaining: NDArray[np.float64]
    rate: float | None
    rate_basis: RateBasis
    index: NDArray[np.float64] | None
    index_years: tuple[int, ...]


def richest_method(
    known: NDArray[np.float64], volumes: NDArray[np.float64] | None, years: Years, index_method: IndexMethod
) -> YearEndMethod:
    """The first of the methods that has what it needs; run_rate where none has."""
    for method in YearEndMethod:
        if project(known, volumes, years, method, index_method) is not None:
            return method
    return YearEndMethod.RUN_RATE


def project(
    known: NDArray[np.float64],
    volumes: NDArray[np.float64] | None,
    years: Years,
    method: YearEndMethod,
    index_method: IndexMethod,
) -> Projection | None:
    """known: the periods so far. volumes: of all periods of the year. None where the method has not what it needs."""
    if method is YearEndMethod.LAST_YEAR:
        return _as_last_year(len(known), years)
    if method.needs_volumes and volumes is None:
        return None
    index: NDArray[np.float64] | None = None
    index_years: tuple[int, ...] = ()
    if method.needs_season:
        needed = years if method.needs_volumes else _without_volumes(years)
        found = None if method.needs_volumes and years.volumes is None else index_of(needed, index_method)
        if found is None:
            return None
        index, index_years = found
    season = np.ones(years.amounts.shape[1]) if index is None else index
    weights = season * volumes if method.needs_volumes and volumes is not None else season
    rate, basis = _rate(known, weights, season, years, method)
    if rate is None:
        return None
    return Projection(
        remaining=rate * weights[len(known) :],
        rate=rate,
        rate_basis=basis,
        index=index,
        index_years=index_years,
    )


def _as_last_year(origin: int, years: Years) -> Projection | None:
    if not len(years):
        return None
    return Projection(
        remaining=years.amounts[-1][origin:].copy(),
        rate=None,
        rate_basis=RateBasis.NONE,
        index=None,
        index_years=(),
    )


def _without_volumes(years: Years) -> Years:
    return Years(amounts=years.amounts, volumes=None, kept=years.kept)


def _rate(
    known: NDArray[np.float64],
    weights: NDArray[np.float64],
    season: NDArray[np.float64],
    years: Years,
    method: YearEndMethod,
) -> tuple[float | None, RateBasis]:
    so_far = float(weights[: len(known)].sum())
    if so_far > 0:
        return float(known.sum()) / so_far, RateBasis.YEAR_TO_DATE
    if not len(years):
        return None, RateBasis.NONE
    last = season
    if method.needs_volumes:
        if years.volumes is None:
            return None, RateBasis.NONE
        last = season * years.volumes[-1]
    whole = float(last.sum())
    if whole <= 0:
        return None, RateBasis.NONE
    return float(years.amounts[-1].sum()) / whole, RateBasis.LAST_YEAR
