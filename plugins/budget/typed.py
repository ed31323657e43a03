"""From what was typed to what operations take."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from plugins.budget.operations import Assumptions, LimitDetails, Place, RateDetails, SeriesDetails


def fen(yuan: Decimal | None) -> int | None:
    """An amount that was typed in yuan, with at most two digits after the point."""
    return None if yuan is None else int(yuan * 100)


def assumptions(typed: Mapping[str, Any]) -> Assumptions:
    """What a budget assumes."""
    names = ("strategy", "standards", "history_base", "market_percent", "demand_percent")
    return Assumptions(**{name: typed[name] for name in names})


def place(typed: Mapping[str, Any]) -> Place:
    """Which line is meant."""
    return Place(
        category_id=typed["category_id"], store_id=typed["store_id"], department_id=typed["department_id"]
    )


def series_details(typed: Mapping[str, Any]) -> SeriesDetails:
    """A line over the year."""
    months = [typed[f"m{number}"] or Decimal(0) for number in range(1, 13)]
    return SeriesDetails(place=place(typed), months=months, driver=typed["driver"])


def rate_details(typed: Mapping[str, Any]) -> RateDetails:
    """A standard rate; typed in yuan, kept in fen."""
    names = ("category_id", "driver", "valid_from", "store_id", "note")
    return RateDetails(rate_fen=typed["rate_yuan"] * 100, **{name: typed[name] for name in names})


def limit_details(typed: Mapping[str, Any]) -> LimitDetails:
    """A limit of expenses; typed in yuan, kept in fen."""
    names = ("category_id", "position", "city", "valid_from", "hard", "note")
    return LimitDetails(amount_fen=fen(typed["amount_yuan"]), **{name: typed[name] for name in names})
