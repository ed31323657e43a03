"""The quantity variance of sales, split into the market's size and our share of it (Horngren, ch. 14)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from plugins.budget.amounts import EXACT, Amount, exact, quotient


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketVariance:
    """`market_share + market_size = quantity`, signed by their effect on income."""

    market_share: Decimal
    market_size: Decimal
    quantity: Decimal


def market_variance(
    *,
    actual_units: Amount,
    budget_units: Amount,
    actual_market: Amount,
    budget_market: Amount,
    budget_margin: Amount,
    places: int = 10,
) -> MarketVariance:
    """Units sold against budget, at the budgeted average margin of a unit, as market size and market share.

    size = (actual - budgeted market) × budgeted share × margin; share = actual market × (actual - budgeted share) × margin.
    units and market: in the same unit, the budgeted market above 0. places: digits after the point to which the size part is
    rounded; the share takes the rest. Raises ValueError.
    """
    sold, planned = exact("actual_units", actual_units), exact("budget_units", budget_units)
    market, expected = exact("actual_market", actual_market), exact("budget_market", budget_market)
    margin = exact("budget_margin", budget_margin)
    if expected <= 0:
        msg = f"budget_market must be above 0 to have a share of it, got {budget_market}"
        raise ValueError(msg)
    quantity = EXACT.multiply(EXACT.subtract(sold, planned), margin)
    grown = EXACT.multiply(EXACT.multiply(EXACT.subtract(market, expected), planned), margin)
    size = quotient(grown, expected, places)
    return MarketVariance(market_share=EXACT.subtract(quantity, size), market_size=size, quantity=quantity)
