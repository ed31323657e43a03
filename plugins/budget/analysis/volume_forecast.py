"""How much of a driver is to be expected in a year, from the years before; loaded when somebody asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from plugins.budget.amounts import quotient, total
from plugins.budget.models import Driver
from plugins.budget.months import Span
from plugins.budget.rolling import YearEndForecast, YearEndMethod, choose_method, forecast_year_end

HISTORY = 4
"""Years before that a forecast looks at."""

LEAST_TESTED = 2
"""Whole years that an error or an interval can be told from."""

_METHODS = (YearEndMethod.SEASONAL, YearEndMethod.LAST_YEAR, YearEndMethod.RUN_RATE)
Row = list[Decimal | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeForecast:
    """Twelve months of a year, the first `known` of them as they were.

    low, high: where the year's sum lies in eight of ten cases, by the errors in past years. error: mean absolute error
    of past years' sums, in per cent. years: whole years that it was made of. None where there are too few of them.
    """

    year: int
    months: tuple[Decimal, ...]
    known: int
    method: YearEndMethod
    year_sum: Decimal
    low: Decimal | None
    high: Decimal | None
    error: float | None
    years: int

    def grown(self, market_percent: Decimal, demand_percent: Decimal, driver: Driver) -> list[Decimal]:
        """The months with what market and demand are expected to grow, rounded as the driver is counted."""
        factor = (1 + market_percent / 100) * (1 + demand_percent / 100)
        return [quotient(one * factor, Decimal(1), digits_of(driver)) for one in self.months]


def digits_of(driver: Driver) -> int:
    """How many digits after the point a volume makes sense with."""
    return 1 if driver is Driver.LABOUR_HOURS else 0


def forecast_volumes(
    known: Mapping[int, Decimal], year: int, last: int, driver: Driver
) -> VolumeForecast | None:
    """The volumes of a year. known: by the month's number. last: the last month that is over. None where nothing is known.

    Where the year before is not over, it is completed first. A year of which earlier months are missing is read as if
    each of them had been as the mean of those known.
    """
    there = {place: one for place, one in known.items() if place <= last}
    if not there:
        return None
    begin = min(max(there) // 12, year)
    history: list[Row] = _years(there, begin)
    found, whole = None, sum(None not in one for one in history)
    for number in range(begin, year + 1):
        found = _forecast(there, number, history, digits_of(driver))
        if found is None:
            return None
        completed: Row = list(found.months)
        history = [*history, completed][-HISTORY:]
    # A year that was completed by a forecast is no evidence of how good forecasts are.
    if found is None or whole >= LEAST_TESTED:
        return found and replace(found, years=whole)
    return replace(found, low=None, high=None, error=None, years=whole)


def expected_volumes(
    known: Mapping[int, Decimal], year: int, last: int, driver: Driver
) -> list[Decimal] | None:
    """The year's twelve volumes, as they were and as they are expected; None where nothing is known."""
    found = forecast_volumes(known, year, last, driver)
    return None if found is None else list(found.months)


def _years(there: Mapping[int, Decimal], until: int) -> list[Row]:
    """Those before a year, oldest first; a month that is not known is None."""
    first = max(min(there) // 12, until - HISTORY)
    return [[there.get(place) for place in Span.of_year(year)] for year in range(first, until)]


def _forecast(
    there: Mapping[int, Decimal], year: int, history: Sequence[Row], digits: int
) -> VolumeForecast | None:
    span = Span.of_year(year)
    upto = max(
        (place for place in there if place in range(span.first, span.last + 1)), default=span.first - 1
    )
    actual = _without_gaps([there.get(place) for place in range(span.first, upto + 1)])
    found = _best(actual, history, digits)
    if found is None:
        return None
    tested = found.backtest.mean_absolute_percentage_error if found.backtest else None
    return VolumeForecast(
        year=year,
        months=(*actual, *found.months),
        known=len(actual),
        method=found.method,
        year_sum=found.year_end,
        low=None if found.low is None else max(found.low, Decimal(0)),
        high=found.high,
        error=tested,
        years=0,
    )


def _best(actual: Sequence[Decimal], history: Sequence[Row], digits: int) -> YearEndForecast | None:
    whole = [one for one in history if None not in one]
    if not whole and not actual:
        # Half a year and nothing since: its mean is all there is.
        seen = [one for row in history for one in row if one is not None]
        return forecast_year_end([], history=[[_mean(seen)] * 12], places=digits) if seen else None
    method = choose_method(whole, methods=_METHODS).best
    return forecast_year_end(actual, history=whole, method=method, places=digits)


def _without_gaps(row: Row) -> list[Decimal]:
    seen = [one for one in row if one is not None]
    return [_mean(seen) if one is None else one for one in row]


def _mean(seen: Sequence[Decimal]) -> Decimal:
    return quotient(total(seen), Decimal(len(seen)), 3)
