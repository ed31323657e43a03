"""XYZ: how steadily a part is asked for, hence how well its demand can be forecast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from plugins.parts.arguments import EQUAL, Floats, Rows, ascending, demand_rows
from plugins.parts.classify.chunks import chunks
from plugins.parts.classify.decomposition import classical_decomposition, season_of, season_periods
from plugins.parts.classify.moments import mean_of, standard_deviation, to_unit_height


class XyzClass(StrEnum):
    """X: steady; Y: it varies; Z: it can hardly be forecast; N: without demand, or too short to say."""

    X = "X"
    Y = "Y"
    Z = "Z"
    N = "N"


class XyzMethod(StrEnum):
    """What is measured: the variation itself, that around the season's pattern, or the error of the better naive forecast."""

    COEFFICIENT_OF_VARIATION = "coefficient_of_variation"
    DESEASONALISED = "deseasonalised"
    NAIVE_ERROR = "naive_error"


@dataclass(frozen=True, slots=True, kw_only=True)
class XyzAnalysis:
    """Classes of series by variability; the arrays have the order of the series.

    classes: of `XyzClass`. variability: relative to the mean, nan for class N. seasonal: whether the season was taken
    account of: a pattern taken out, or last year's same season the better naive forecast.
    """

    classes: NDArray[np.str_]
    variability: Floats
    seasonal: NDArray[np.bool_]
    cuts: tuple[float, float]
    method: XyzMethod
    season_length: int


def xyz_analysis(
    demand: Rows,
    method: XyzMethod = XyzMethod.COEFFICIENT_OF_VARIATION,
    *,
    season_length: int = 12,
    cuts: Sequence[float] = (0.5, 1.0),
) -> XyzAnalysis:
    """Classes X, Y and Z by the variability of demand; X up to the first cut, Y up to the second, both included.

    demand: series × periods (see `demand_rows`); periods that nobody recorded count for nothing. Methods:
    coefficient_of_variation: standard deviation (n-1) / mean. deseasonalised: the same after the season's pattern of a
    classical decomposition is taken out, as it is from two full seasons on (with hardly more than two, part of the chance
    goes with it). naive_error: sqrt(MSE) / mean of the naive or the seasonal naive forecast, whichever has the lower
    (n - m) ln(MSE) + 2 or + 2m (Kourentzes, R package tsutils); of the plain naive one up to a season. season_length m:
    periods of a season, 2 or more.

    A series without demand, or with fewer than two recorded periods, is N. Raises ValueError for cuts that are not two
    ascending numbers, for a shorter season and as `demand_rows`.
    """
    rows = demand_rows(demand)
    limits = _cuts(cuts)
    method = XyzMethod(method)
    season_length = season_periods(season_length)
    spread, seasonal = np.empty(len(rows)), np.zeros(len(rows), dtype=np.bool_)
    for part in chunks(len(rows)):
        spread[part], seasonal[part] = _spread(rows[part], method, season_length)
    return XyzAnalysis(
        classes=_classes(spread, limits),
        variability=spread,
        seasonal=seasonal,
        cuts=limits,
        method=method,
        season_length=season_length,
    )


def _cuts(cuts: Sequence[float]) -> tuple[float, float]:
    checked = ascending("cuts", cuts)
    if len(checked) != 2:
        msg = f"cuts must be two numbers, where Y begins and where Z begins; got {len(checked)}"
        raise ValueError(msg)
    return checked[0], checked[1]


def _classes(spread: Floats, cuts: tuple[float, float]) -> NDArray[np.str_]:
    varying = np.where(spread <= cuts[1] * (1 + EQUAL), XyzClass.Y, XyzClass.Z)
    steady = np.where(spread <= cuts[0] * (1 + EQUAL), XyzClass.X, varying)
    return np.where(np.isnan(spread), XyzClass.N, steady).astype("<U1")


def _spread(rows: Floats, method: XyzMethod, season_length: int) -> tuple[Floats, NDArray[np.bool_]]:
    rows = to_unit_height(rows)
    mean = mean_of(rows)
    mean[~(mean > 0)] = np.nan
    if method is XyzMethod.NAIVE_ERROR:
        error, seasonal = _naive_error(rows, season_length)
        return error / mean, seasonal
    seasonal = np.zeros(len(rows), dtype=np.bool_)
    if method is XyzMethod.DESEASONALISED:
        pattern = classical_decomposition(rows, season_length).seasonal_pattern
        seasonal = np.logical_not(np.isnan(pattern).any(axis=1))
        rows = rows - np.where(seasonal[:, np.newaxis], pattern, 0.0)[:, season_of(rows, season_length)]
    return standard_deviation(rows) / mean, seasonal


def _naive_error(rows: Floats, season_length: int) -> tuple[Floats, NDArray[np.bool_]]:
    """The root mean squared error of the better naive forecast, and whether that is the seasonal one."""
    naive = _squared_errors(rows, 1)
    seasonal = _squared_errors(rows, season_length)
    # Both are judged by the periods that both can forecast, where there are any.
    common = ~np.isnan(naive[:, season_length - 1 :]) & ~np.isnan(seasonal)
    alone = mean_of(naive)
    naive_mse = mean_of(np.where(common, naive[:, season_length - 1 :], np.nan))
    seasonal_mse = mean_of(np.where(common, seasonal, np.nan))
    number = np.count_nonzero(common, axis=1)
    with np.errstate(divide="ignore"):
        criteria = number * np.log(naive_mse) + 2, number * np.log(seasonal_mse) + 2 * season_length
    better: NDArray[np.bool_] = (number > 0) & (criteria[1] < criteria[0])
    mse = np.where(number == 0, alone, np.where(better, seasonal_mse, naive_mse))
    return np.sqrt(mse), better


def _squared_errors(rows: Floats, lag: int) -> Floats:
    if rows.shape[1] <= lag:
        return np.empty((len(rows), 0))
    errors: Floats = (rows[:, lag:] - rows[:, :-lag]) ** 2
    return errors
