"""What rooms and plugins measure: figures that appraisals, reports and early warnings share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Select

from saas.platform.i18n import LazyStr, _l


class MetricSubject(StrEnum):
    """Whose figure it is."""

    MEMBER = "member"
    STORE = "store"
    GROUP = "group"


class MetricUnit(StrEnum):
    """What a figure is in: a number of things, a share from 0 to 1, marks on a scale."""

    COUNT = "count"
    SHARE = "share"
    SCORE = "score"

    @property
    def label(self) -> LazyStr:
        """Its name for people."""
        return _UNITS[self]


_UNITS = {
    MetricUnit.COUNT: _l("number"),
    MetricUnit.SHARE: _l("share"),
    MetricUnit.SCORE: _l("mean mark"),
}


class MetricDirection(StrEnum):
    """Which figures are better."""

    HIGHER = "higher"
    LOWER = "lower"


class MetricAggregate(StrEnum):
    """How the values of the rows become the figure."""

    COUNT = "count"
    SUM = "sum"
    MEAN = "mean"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days from the first to the last, both included, each in the zone of the store that a row belongs to.

    Raises ValueError when the last lies before the first.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            msg = f"the period ends on {self.last}, before it begins on {self.first}"
            raise ValueError(msg)

    @classmethod
    def month(cls, day: date) -> Period:
        """The calendar month that a day lies in."""
        first = day.replace(day=1)
        return cls(first=first, last=(first + timedelta(days=31)).replace(day=1) - timedelta(days=1))

    @classmethod
    def quarter(cls, day: date) -> Period:
        """The calendar quarter that a day lies in."""
        first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
        return cls(first=first, last=(first + timedelta(days=92)).replace(day=1) - timedelta(days=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A figure of members, stores and the group, told by the rows that it is made of.

    key: `<room or plugin>.<figure>`; what refers to the figure keeps it. title, summary: its name, and its formula in
    words. rows: one statement over the current group that gives a line for each thing that counts in the period, with
    the columns `row_id` (a whole number, once), `happened_on` (a day), `value` (a number, never NULL), `member_id` and
    `store_id` (whose it is, NULL for nobody's). The figure, its n and the rows that people are shown all come from this
    one statement, so that they cannot differ. aggregate: what becomes of the values; those of a share are 0 and 1.
    subjects: whose figures make sense. source_endpoint, source_argument: the page of a row and the name of the row's id
    in its address; whoever opens it needs that page's own permission. source_title: what one row is.
    """

    key: str
    title: LazyStr
    summary: LazyStr
    unit: MetricUnit
    direction: MetricDirection
    aggregate: MetricAggregate
    rows: Callable[[Period], Select[Any]]
    source_title: LazyStr
    subjects: frozenset[MetricSubject] = frozenset(MetricSubject)
    source_endpoint: str = ""
    source_argument: str = ""
