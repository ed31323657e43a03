"""What a year will have cost: the amounts booked, exactly, and a forecast of the periods to come with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from plugins.budget.amounts import (
    EXACT,
    Amount,
    estimated,
    exact,
    is_missing,
    quotient,
    rounded_to_sum,
    total,
)
from plugins.budget.rolling.backtest import Backtest, backtest_of
from plugins.budget.rolling.projection import RateBasis, YearEndMethod, project, richest_method
from plugins.budget.rolling.seasonal import IndexMethod
from plugins.budget.rolling.years import Row, Rows, known_numbers, refuse_negative, whole_years


@dataclass(frozen=True, slots=True, kw_only=True)
class YearEndForecast:
    """`year_end = actual_to_date + remaining`, and `remaining` is the sum of `months`, both exactly.

    origin: how many periods are known. months: those to come. low, high: where the year's end lies with `confidence`, by the
    errors of the same forecast in past years; None with fewer than the least number of them. rate: of an average period,
    or of a unit of volume in one. seasonal_index: None where the method has none. backtest: None without a history.
    """

    method: YearEndMethod
    index_method: IndexMethod
    origin: int
    actual_to_date: Decimal
    months: tuple[Decimal, ...]
    remaining: Decimal
    year_end: Decimal
    low: Decimal | None
    high: Decimal | None
    confidence: float
    errors_used: int
    rate: float | None
    rate_basis: RateBasis
    seasonal_index: tuple[float, ...] | None
    index_years: tuple[int, ...]
    backtest: Backtest | None


def forecast_year_end(
    actual: Row,
    *,
    history: Rows = (),
    volumes: Row | None = None,
    volume_history: Rows | None = None,
    method: YearEndMethod | None = None,
    index_method: IndexMethod = IndexMethod.RATIO_TO_YEAR,
    periods: int = 12,
    confidence: float = 0.8,
    least_errors: int = 10,
    places: int = 2,
) -> YearEndForecast:
    """Forecast = rate × seasonal index × volume, where the rate is what the known periods took of index × volume.

    actual: the periods of this year that are known, from the first, none missing. history, volume_history: earlier years ×
    periods, oldest first. volumes: of all periods of this year, as they were and as they are expected. method: None for the
    first of them that has what it needs: seasonal_driver, seasonal, driver, run_rate. The interval is that
    of past relative errors of the periods to come (quantiles of type 7), from this origin and its neighbours.
    places: digits after the point that the forecast is rounded to, half up; 0 for fen.
    Raises ValueError where the method has not what it needs, and for numbers that cannot be.
    """
    method = None if method is None else YearEndMethod(method)
    index_method = IndexMethod(index_method)
    _check(len(actual), periods, confidence)
    booked = [exact(f"actual[{place}]", _booked(place, amount)) for place, amount in enumerate(actual)]
    years = whole_years(history, volume_history, periods)
    known = np.array([float(amount) for amount in booked], dtype=np.float64)
    year = _year_of_volumes(volumes, periods)
    chosen = richest_method(known, year, years, index_method) if method is None else method
    made = project(known, year, years, chosen, index_method)
    if made is None:
        msg = f"{chosen} {_wanting(chosen)}: give it, or choose another method"
        raise ValueError(msg)
    to_come = [estimated(amount) for amount in made.remaining.tolist()]
    months = rounded_to_sum(to_come, places)
    to_date, remaining = total(booked), total(months)
    tested = backtest_of(years, chosen, index_method) if len(years) else None
    errors = tested.nearest_relative_errors(len(booked), least_errors) if tested and to_come else []
    low, high = _interval(to_date, remaining, errors, confidence, places)
    return YearEndForecast(
        method=chosen,
        index_method=index_method,
        origin=len(booked),
        actual_to_date=to_date,
        months=tuple(months),
        remaining=remaining,
        year_end=EXACT.add(to_date, remaining),
        low=low if to_come else to_date,
        high=high if to_come else to_date,
        confidence=confidence,
        errors_used=len(errors),
        rate=made.rate,
        rate_basis=made.rate_basis,
        seasonal_index=None if made.index is None else tuple(made.index.tolist()),
        index_years=made.index_years,
        backtest=tested,
    )


def _check(known: int, periods: int, confidence: float) -> None:
    if not 0 <= known <= periods or periods < 1:
        msg = f"actual must have at most the year's {periods} periods, got {known}"
        raise ValueError(msg)
    if not 0 < confidence < 1:
        msg = f"confidence must lie between 0 and 1, got {confidence}"
        raise ValueError(msg)


def _booked(place: int, amount: Amount | None) -> Amount:
    if amount is None or is_missing(amount):
        msg = f"actual[{place}] is missing: book it, or end the known periods before it"
        raise ValueError(msg)
    return amount


def _year_of_volumes(volumes: Row | None, periods: int) -> NDArray[np.float64] | None:
    if volumes is None:
        return None
    found = known_numbers("volumes", volumes)
    if len(found) != periods or np.isnan(found).any():
        msg = f"volumes must have a number for each of the {periods} periods: expect those that are to come"
        raise ValueError(msg)
    refuse_negative("volumes", found)
    return found


def _wanting(method: YearEndMethod) -> str:
    if method is YearEndMethod.LAST_YEAR:
        return "needs a whole earlier year in history"
    if method is YearEndMethod.RUN_RATE:
        return "needs a known period, or a whole earlier year in history"
    wanted = "volumes above 0 for the known periods"
    if method.needs_season:
        wanted = "a whole earlier year in history"
        if method.needs_volumes:
            wanted += " with its volumes in volume_history, and the volumes of this year"
    return f"needs {wanted}"


def _interval(
    to_date: Decimal, remaining: Decimal, errors: list[float], confidence: float, places: int
) -> tuple[Decimal | None, Decimal | None]:
    if not errors:
        return None, None
    tails = np.quantile(errors, [(1 - confidence) / 2, (1 + confidence) / 2])
    low, high = (
        EXACT.fma(estimated(float(tail)), EXACT.abs(remaining), EXACT.add(to_date, remaining))
        for tail in tails
    )
    return quotient(low, Decimal(1), places), quotient(high, Decimal(1), places)
