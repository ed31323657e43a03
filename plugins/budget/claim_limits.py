"""Which limit holds for an expense, and whether it is above. Pure: it gets the rows that may hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitRow:
    """A row of limits, as it is kept. position, city: empty for all. amount_fen: none where nothing is limited."""

    category_id: int
    position: str
    city: str
    valid_from: date
    amount_fen: int | None
    hard: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """For whom and where something is looked up; empty where that is not known."""

    position: str
    city: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineLimit:
    """The limit of an expense. times: for how many it is claimed. names: of its category, none of the store's own limit.

    position, city: whose and where, empty for all.
    """

    amount_fen: int
    times: int = 1
    hard: bool = False
    names: Mapping[str, str] | None = None
    position: str = ""
    city: str = ""

    def exceeded_by(self, amount_fen: int) -> bool:
        """Whether an amount is above it."""
        return amount_fen > self.amount_fen * self.times

    def kept(self, place: int, amount_fen: int) -> dict[str, Any]:
        """As it is stored where the line at a place is above it."""
        return {
            "line": place,
            "claimed_fen": amount_fen,
            "limit_fen": self.amount_fen,
            "times": self.times,
            "hard": self.hard,
            "names": dict(self.names or {}),
            "position": self.position,
            "city": self.city,
        }


def limit_that_holds(
    rows: Sequence[LimitRow], categories: Sequence[int], whose: Whose, day: date
) -> LimitRow | None:
    """The most specific row that holds on a day; none where there is none.

    categories: the expense's and those that it belongs to, the nearest first. The nearest category comes before all
    else, then a row for the position, then one for the city; of rows that are alike the one that is valid since last.
    """
    holding = [
        row
        for row in rows
        if row.category_id in categories
        and row.position in ("", whose.position)
        and row.city in ("", whose.city)
        and row.valid_from <= day
    ]
    return min(
        holding,
        key=lambda row: (
            categories.index(row.category_id),
            not row.position,
            not row.city,
            -row.valid_from.toordinal(),
        ),
        default=None,
    )
