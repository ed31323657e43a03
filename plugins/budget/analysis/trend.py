"""The trend of cost: its months, those a year before, and where the year will end; loaded when somebody asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from plugins.budget.analysis.volume_forecast import HISTORY, expected_volumes
from plugins.budget.models import Driver
from plugins.budget.months import Span
from plugins.budget.queries.analysis import Extent
from plugins.budget.queries.past_costs import first_known, monthly_with_past
from plugins.budget.queries.volumes import volumes_by_month
from plugins.budget.rolling import YearEndForecast, YearEndMethod, choose_method, forecast_year_end

MOVING = 3
"""Months of the moving average."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendMonth:
    """A month of the year; in fen, None where it is not known or not yet over.

    moving_fen: the mean of this month and the two before. expected_fen: forecast, where the month is still to come.
    """

    month: int
    planned_fen: int
    actual_fen: int | None
    before_fen: int | None
    moving_fen: int | None
    expected_fen: int | None

    @property
    def growth(self) -> float | None:
        """The change against the year before; None where nothing was spent then or the month is not over."""
        if self.actual_fen is None or not self.before_fen:
            return None
        return self.actual_fen / self.before_fen - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """A year of months. last: how many of them are over. methods: each method's mean absolute error in past years.

    forecasts: how many past forecasts the methods were compared on. with_volumes: whether volumes of the driver took part.
    """

    year: int
    months: tuple[TrendMonth, ...]
    last: int
    forecast: YearEndForecast | None
    methods: tuple[tuple[YearEndMethod, float | None], ...]
    forecasts: int
    with_volumes: bool

    @property
    def planned_fen(self) -> int:
        """Planned for the whole year."""
        return sum(one.planned_fen for one in self.months)

    @property
    def actual_fen(self) -> int:
        """Spent in the months that are over."""
        return sum(one.actual_fen or 0 for one in self.months)

    @property
    def to_date_planned_fen(self) -> int:
        """Planned for the months that are over."""
        return sum(one.planned_fen for one in self.months[: self.last])

    @property
    def empty(self) -> bool:
        """Whether nothing was ever planned or spent in these years."""
        return not any(one.planned_fen or one.actual_fen or one.before_fen for one in self.months)


def trend(extent: Extent, year: int, last: int, driver: Driver | None = None) -> Trend:
    """The months of a year within an extent. last: the number of the last month that is over. driver: whose volumes explain."""
    span = Span.of_year(year)
    whole = Span(first=span.first - HISTORY * 12, last=span.last)
    sums = monthly_with_past(extent, whole)
    known = _known(
        {place: actual for place, (_plan, actual) in sums.items()}, whole, first_known(extent), last
    )
    over = min(max(last - span.first + 1, 0), 12)
    volumes = _volumes(extent, driver, year, last) if driver else None
    forecast, methods, count = _forecast(known, span, over, volumes)
    expected = list(forecast.months) if forecast else []
    return Trend(
        year=year,
        months=tuple(
            TrendMonth(
                month=place % 12 + 1,
                planned_fen=sums.get(place, (0, 0))[0],
                actual_fen=known.get(place),
                before_fen=known.get(place - 12),
                moving_fen=_moving(known, place),
                expected_fen=int(expected[number - over]) if expected and number >= over else None,
            )
            for number, place in enumerate(span)
        ),
        last=over,
        forecast=forecast,
        methods=methods,
        forecasts=count,
        with_volumes=volumes is not None,
    )


def _known(actual: Mapping[int, int], whole: Span, first: int | None, last: int) -> dict[int, int]:
    """The months that are over, 0 where nothing was spent; before anything was ever spent nothing is known."""
    if first is None:
        return {}
    return {
        place: actual.get(place, 0) for place in range(max(first, whole.first), min(last, whole.last) + 1)
    }


def _moving(known: Mapping[int, int], place: int) -> int | None:
    seen = [known[one] for one in range(place - MOVING + 1, place + 1) if one in known]
    return round(sum(seen) / MOVING) if len(seen) == MOVING else None


Volumes = tuple[list[list[Decimal | None]], list[Decimal]]
"""Of the years before, and of this one."""


def _volumes(extent: Extent, driver: Driver, year: int, last: int) -> Volumes | None:
    span = Span.of_year(year)
    known = volumes_by_month(driver, Span(first=span.first - HISTORY * 12, last=last), extent.store_id)
    here = expected_volumes(known, year, last, driver)
    if here is None:
        return None
    before: list[list[Decimal | None]] = [
        [known.get(place) for place in Span.of_year(one)] for one in range(year - HISTORY, year)
    ]
    # Years without their volumes would be left out: one whole year of both is the least.
    return (before, here) if any(None not in one for one in before) else None


def _forecast(
    known: Mapping[int, int], span: Span, over: int, volumes: Volumes | None
) -> tuple[YearEndForecast | None, tuple[tuple[YearEndMethod, float | None], ...], int]:
    """The forecast by the method that did best in past years; without any, by the richest one that can."""
    first = span.first // 12
    rows: list[Sequence[int | None]] = [
        [known.get(place) for place in Span.of_year(one)] for one in range(first - HISTORY, first)
    ]
    actual = [known[place] for place in range(span.first, span.first + over) if place in known]
    if not any(None not in row for row in rows):
        return _run_rate(actual, 12 - over + len(actual)), (), 0
    actual = [0] * (over - len(actual)) + actual
    past, here = volumes or (None, None)
    able = [one for one in YearEndMethod if volumes is not None or not one.needs_volumes]
    choice = choose_method(rows, past, methods=able)
    try:
        found = forecast_year_end(
            actual, history=rows, volumes=here, volume_history=past, method=choice.best, places=0
        )
    except ValueError:
        # The method that did best in past years lacks something this year: volumes of 0, or a season.
        found = forecast_year_end(actual, history=rows, places=0)
    return found, choice.mean_absolute_errors, choice.forecasts


def _run_rate(actual: Sequence[int], periods: int) -> YearEndForecast | None:
    """Of a first year, which may have begun in the middle; None before anything was spent."""
    return forecast_year_end(actual, periods=periods, places=0) if any(actual) else None
