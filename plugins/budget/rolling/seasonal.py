"""How the periods of a year differ: an index of 1 is an average period (Hanke and Wichern, Business Forecasting, ch. 5)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from plugins.budget.rolling.years import Rows, Years, whole_years


class IndexMethod(StrEnum):
    """ratio_to_year: each period over its own year's mean, averaged over the years, so that every year counts alike and
    growth from year to year does not. simple_averages: each period's mean over the mean of all."""

    RATIO_TO_YEAR = "ratio_to_year"
    SIMPLE_AVERAGES = "simple_averages"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonalIndex:
    """One number for each period, with a mean of 1. years: the places of the years that it was made of."""

    values: tuple[float, ...]
    years: tuple[int, ...]
    method: IndexMethod


def seasonal_index(
    history: Rows,
    volume_history: Rows | None = None,
    *,
    periods: int = 12,
    method: IndexMethod = IndexMethod.RATIO_TO_YEAR,
) -> SeasonalIndex | None:
    """The index of the amounts or, with volumes, of the amount for a unit of volume; None where no year can be used.

    history, volume_history: years × periods, oldest first. Left out are years with a period missing, those whose amounts do
    not add up to more than 0, and those with a period without volume. Raises ValueError.
    """
    method = IndexMethod(method)
    found = index_of(whole_years(history, volume_history, periods), method)
    if found is None:
        return None
    values, years = found
    return SeasonalIndex(values=tuple(values.tolist()), years=years, method=method)


def index_of(years: Years, method: IndexMethod) -> tuple[NDArray[np.float64], tuple[int, ...]] | None:
    """The index, and the places of the years that it was made of."""
    usable = years.amounts.sum(axis=1) > 0
    rates = years.amounts
    if years.volumes is not None:
        usable &= (years.volumes > 0).all(axis=1)
        rates = np.divide(rates, years.volumes, out=np.zeros_like(rates), where=years.volumes > 0)
    means = rates.mean(axis=1)
    usable &= means > 0
    if not usable.any():
        return None
    rates, means = rates[usable], means[usable]
    if method is IndexMethod.RATIO_TO_YEAR:
        index = (rates / means[:, np.newaxis]).mean(axis=0)
    else:
        index = rates.mean(axis=0) / means.mean()
    kept = tuple(place for place, good in zip(years.kept, usable.tolist(), strict=True) if good)
    return index / index.mean(), kept
