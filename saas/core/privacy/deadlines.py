"""Until when a request of a customer is to be answered. No database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

ANSWER_WITHIN = 15
"""Working days: the law says "in time"; the day after the request came is the first."""
_FRIDAY = 5


def working_days_after(start: date, days: int, exceptions: Mapping[date, bool]) -> date:
    """The last of so many working days after `start`.

    exceptions: days that differ from Monday to Friday, each with whether it is worked (holidays, make-up workdays).
    """
    day = start
    while days:
        day += timedelta(days=1)
        days -= exceptions.get(day, day.isoweekday() <= _FRIDAY)
    return day
