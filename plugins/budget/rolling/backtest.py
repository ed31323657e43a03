"""How good a forecast to the year's end would have been in the years before, from every period of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from plugins.budget.rolling.projection import YearEndMethod, project
from plugins.budget.rolling.seasonal import IndexMethod
from plugins.budget.rolling.years import Rows, Years, whole_years


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestError:
    """One forecast of a past year's total, made when `origin` periods were known, from the years before only.

    error: actual less forecast. relative_error: of the periods to come, by the size of their forecast; None where that is 0.
    """

    year: int
    origin: int
    forecast: float
    actual: float
    error: float
    relative_error: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """All of them with their means, None where there are none.

    bias: mean error. mean_absolute_percentage_error: of the years' totals, in per cent, left out where a total is 0.
    mean_absolute_errors: by origin. Volumes are taken as they were, so that the error of their own forecast is not in it.
    """

    method: YearEndMethod
    errors: tuple[BacktestError, ...]
    bias: float | None
    mean_absolute_error: float | None
    mean_absolute_percentage_error: float | None
    mean_absolute_errors: tuple[float | None, ...]

    def nearest_relative_errors(self, origin: int, least: int) -> list[float]:
        """Those of this origin, and of the origins next to it on both sides until there are so many."""
        known = [one for one in self.errors if one.relative_error is not None]
        for away in range(len(self.mean_absolute_errors)):
            found = [
                one.relative_error
                for one in known
                if abs(one.origin - origin) <= away and one.relative_error is not None
            ]
            if len(found) >= least:
                return found
        return []


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodChoice:
    """The method with the least mean absolute error over the forecasts that all could make.

    best: None where no forecast could be made by all. mean_absolute_errors: of each method over these, in the order asked.
    """

    best: YearEndMethod | None
    mean_absolute_errors: tuple[tuple[YearEndMethod, float | None], ...]
    forecasts: int


def backtest(
    history: Rows,
    volume_history: Rows | None = None,
    *,
    method: YearEndMethod = YearEndMethod.SEASONAL_DRIVER,
    index_method: IndexMethod = IndexMethod.RATIO_TO_YEAR,
    periods: int = 12,
) -> Backtest:
    """Forecast every past year from each of its periods. history, volume_history: years × periods, oldest first.

    Years with a period missing are left out. Raises ValueError for years of another length and volumes below 0.
    """
    method, index_method = YearEndMethod(method), IndexMethod(index_method)
    return backtest_of(whole_years(history, volume_history, periods), method, index_method)


def backtest_of(years: Years, method: YearEndMethod, index_method: IndexMethod) -> Backtest:
    """The same of years that are read."""
    periods = years.amounts.shape[1]
    made = (
        _error(years, year, origin, method, index_method)
        for year in range(len(years))
        for origin in range(periods)
    )
    errors = tuple(one for one in made if one is not None)
    percentages = [100 * abs(one.error / one.actual) for one in errors if one.actual]
    return Backtest(
        method=method,
        errors=errors,
        bias=_mean([one.error for one in errors]),
        mean_absolute_error=_mean([abs(one.error) for one in errors]),
        mean_absolute_percentage_error=_mean(percentages),
        mean_absolute_errors=tuple(
            _mean([abs(one.error) for one in errors if one.origin == origin]) for origin in range(periods)
        ),
    )


def choose_method(
    history: Rows,
    volume_history: Rows | None = None,
    *,
    methods: Sequence[YearEndMethod] = tuple(YearEndMethod),
    index_method: IndexMethod = IndexMethod.RATIO_TO_YEAR,
    periods: int = 12,
) -> MethodChoice:
    """Compare methods on the same past forecasts; a tie goes to the one that comes first. Raises ValueError as `backtest`."""
    methods, index_method = tuple(YearEndMethod(one) for one in methods), IndexMethod(index_method)
    years = whole_years(history, volume_history, periods)
    able = [
        {(one.year, one.origin): abs(one.error) for one in backtest_of(years, method, index_method).errors}
        for method in methods
    ]
    # A method that never could forecast (there are no volumes) does not keep the others from being compared.
    common = set.intersection(*(set(found) for found in able if found)) if any(able) else set()
    means = [_mean([found[place] for place in sorted(common)]) if found else None for found in able]
    known = [mean for mean in means if mean is not None]
    return MethodChoice(
        best=methods[means.index(min(known))] if known else None,
        mean_absolute_errors=tuple(zip(methods, means, strict=True)),
        forecasts=len(common),
    )


def _error(
    years: Years, year: int, origin: int, method: YearEndMethod, index_method: IndexMethod
) -> BacktestError | None:
    amounts = years.amounts[year]
    volumes = None if years.volumes is None else years.volumes[year]
    made = project(amounts[:origin], volumes, years.before(year), method, index_method)
    if made is None:
        return None
    expected, actual = float(made.remaining.sum()), float(amounts[origin:].sum())
    known = float(amounts[:origin].sum())
    return BacktestError(
        year=years.kept[year],
        origin=origin,
        forecast=known + expected,
        actual=known + actual,
        error=actual - expected,
        relative_error=(actual - expected) / abs(expected) if expected else None,
    )


def _mean(values: Sequence[float]) -> float | None:
    return fmean(values) if values else None
