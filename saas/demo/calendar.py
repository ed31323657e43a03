"""On which days the demo's stores are open, also in years whose holidays are not shipped."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from saas.core.organisation.holidays import shipped_holidays, shipped_years
from saas.demo.cast import OPEN_WEEK

# The first day of the lunar year; the week from its eve on is off.
_NEW_YEARS = {
    2016: date(2016, 2, 8),
    2017: date(2017, 1, 28),
    2018: date(2018, 2, 16),
    2019: date(2019, 2, 5),
    2020: date(2020, 1, 25),
    2021: date(2021, 2, 12),
    2022: date(2022, 2, 1),
    2023: date(2023, 1, 22),
}


@cache
def is_open(day: date) -> bool:
    """Whether the stores work on a day."""
    shipped = {holiday.day: holiday.off for holiday in shipped_holidays()}
    if day in shipped:
        return not shipped[day]
    if day.year not in shipped_years() and _is_feast(day):
        return False
    return str(day.isoweekday()) in OPEN_WEEK


def next_open(day: date) -> date:
    """The day itself when the stores are open, else the next on which they are."""
    while not is_open(day):
        day += timedelta(days=1)
    return day


def _is_feast(day: date) -> bool:
    new_year = _NEW_YEARS.get(day.year)
    if new_year and -1 <= (day - new_year).days <= 5:
        return True
    return (day.month, day.day) in {(1, 1), (5, 1)} or (day.month == 10 and day.day <= 7)
