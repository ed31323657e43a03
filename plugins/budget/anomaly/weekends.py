"""Claims and payments that are dated on days when nobody works."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from plugins.budget.anomaly.excess import Excess, excess

SATURDAY = 5


def is_day_off(day: date, *, holidays: Collection[date] = (), workdays: Collection[date] = ()) -> bool:
    """Whether nobody works: a Saturday, a Sunday or a holiday, unless it is a make-up workday (调休上班)."""
    plain = day.date() if isinstance(day, datetime) else day
    return plain not in workdays and (plain.weekday() >= SATURDAY or plain in holidays)


def weekend_postings(
    dates: Sequence[date | None],
    *,
    holidays: Collection[date] = (),
    workdays: Collection[date] = (),
    expected_share: float | None = None,
    alpha: float = 0.01,
) -> Excess:
    """The rows dated on days off; None is left out.

    expected_share: of rows on days off, as other months or stores have it (2/7 where every day is alike); without it the
    share is told and not tested. Raises ValueError for a share or alpha outside of 0 to 1.
    """
    off, on = frozenset(holidays), frozenset(workdays)
    known = [(row, day) for row, day in enumerate(dates) if day is not None]
    rows = tuple(row for row, day in known if is_day_off(day, holidays=off, workdays=on))
    return excess(rows, len(known), expected_share=expected_share, alpha=alpha)
