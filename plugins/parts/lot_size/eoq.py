"""The economic order quantity: bought at once, produced over time, or with customers who wait."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, sqrt

import numpy as np

from plugins.parts.arguments import (
    Floats,
    Numbers,
    amounts,
    not_negative,
    positive,
    same_length_or_one,
    share,
)

_NO_FIXED_COST = "where an order costs nothing, order one for one"
_NO_HOLDING_COST = "where stock costs nothing, no lot is too large"


@dataclass(frozen=True, slots=True, kw_only=True)
class LotSize:
    """A lot and what it costs per unit of time, the price of the parts not among it.

    cost: ordering_cost + holding_cost. cycle_time: from one order to the next, None without demand.
    """

    order_quantity: float
    cost: float
    ordering_cost: float
    holding_cost: float
    cycle_time: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductionLot:
    """A lot that comes in while it is used. maximum_inventory: the stock when the lot is complete; cost as in `LotSize`."""

    order_quantity: float
    cost: float
    maximum_inventory: float
    cycle_time: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BackorderedLot:
    """A lot for customers who wait. stockout_fraction: the share of the lot, and of the demand, that is waited for.

    maximum_backorder: how many are waited for when the order arrives. cost: with that of waiting.
    """

    order_quantity: float
    stockout_fraction: float
    cost: float
    maximum_backorder: float
    maximum_inventory: float
    cycle_time: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CostCurve:
    """What each lot would cost per unit of time; all of the length of order_quantity."""

    order_quantity: Floats
    ordering_cost: Floats
    holding_cost: Floats
    total_cost: Floats


def economic_order_quantity(
    fixed_cost: float, holding_cost: float, demand_rate: float, order_quantity: float | None = None
) -> LotSize:
    """The lot of the least cost, sqrt(2KD/h) (Harris, 1913; Snyder and Shen, 2019, eq. 3.4 and 3.5).

    fixed_cost K: per order. holding_cost h: per piece and unit of time. demand_rate D: pieces per the same unit of time.
    order_quantity: judge this lot instead. Without demand nothing is ordered: a lot of 0 that costs 0. Raises ValueError
    for a fixed or holding cost of 0, for which there is no best lot, and for what is negative or not finite.
    """
    fixed, holding, demand = _costs(fixed_cost, holding_cost, demand_rate)
    lot = least_cost_lot(fixed, demand, holding) if order_quantity is None else _given(order_quantity)
    ordering = fixed * (demand / lot) if lot else 0.0
    kept = holding * lot / 2
    return LotSize(
        order_quantity=lot,
        cost=ordering + kept,
        ordering_cost=ordering,
        holding_cost=kept,
        cycle_time=_cycle(lot, demand),
    )


def economic_order_quantities(fixed_cost: Numbers, holding_cost: Numbers, demand_rate: Numbers) -> Floats:
    """`economic_order_quantity` of many parts at once: the lots, 0 where there is no demand.

    Each of one length; a single entry counts for all. Raises ValueError as for one, with the place.
    """
    fixed, holding = amounts("fixed_cost", fixed_cost), amounts("holding_cost", holding_cost)
    demand = amounts("demand_rate", demand_rate)
    same_length_or_one(fixed_cost=fixed, holding_cost=holding, demand_rate=demand)
    for name, values, why in (
        ("fixed_cost", fixed, _NO_FIXED_COST),
        ("holding_cost", holding, _NO_HOLDING_COST),
    ):
        for place in np.flatnonzero(values == 0)[:1]:
            msg = f"{name}[{place}] must be above 0: {why}"
            raise ValueError(msg)
    # Root by root, so that large numbers do not pass what a float can hold.
    return np.sqrt(2 * fixed) * np.sqrt(demand) / np.sqrt(holding)


def economic_production_quantity(
    fixed_cost: float,
    holding_cost: float,
    demand_rate: float,
    production_rate: float,
    order_quantity: float | None = None,
) -> ProductionLot:
    """The lot of the least cost where it comes in at a rate: h(1 - D/P) for h (Taft, 1918; Snyder and Shen eq. 3.31, 3.32).

    production_rate P: pieces per unit of time, above the demand rate. The rest as for `economic_order_quantity`, what is
    refused too.
    """
    fixed, holding, demand = _costs(fixed_cost, holding_cost, demand_rate)
    rate = positive("production_rate", production_rate, why="a lot that never comes in is no lot")
    if rate <= demand:
        msg = (
            f"production_rate must be above the demand_rate, {demand}, or no stock ever builds up; got {rate}"
        )
        raise ValueError(msg)
    build_up = 1 - demand / rate
    lot = (
        least_cost_lot(fixed, demand, holding * build_up)
        if order_quantity is None
        else _given(order_quantity)
    )
    cost = (fixed * (demand / lot) if lot else 0.0) + holding * build_up * lot / 2
    return ProductionLot(
        order_quantity=lot, cost=cost, maximum_inventory=lot * build_up, cycle_time=_cycle(lot, demand)
    )


def economic_order_quantity_with_backorders(
    fixed_cost: float,
    holding_cost: float,
    stockout_cost: float,
    demand_rate: float,
    *,
    order_quantity: float | None = None,
    stockout_fraction: float | None = None,
) -> BackorderedLot:
    """Lot and planned backorders of the least cost (Hadley and Whitin, 1963; Snyder and Shen eq. 3.27 to 3.29).

    stockout_cost p: per piece waited for and unit of time, above 0. order_quantity, stockout_fraction: judge these
    instead; either alone leaves the other at its best, h / (h + p) for the fraction. The rest as for
    `economic_order_quantity`, what is refused too.
    """
    fixed, holding, demand = _costs(fixed_cost, holding_cost, demand_rate)
    waiting = positive("stockout_cost", stockout_cost, why="where waiting costs nothing, nothing is stocked")
    fraction = (
        holding / (holding + waiting)
        if stockout_fraction is None
        else share("stockout_fraction", stockout_fraction)
    )
    # What a piece of the lot costs per unit of time: held for part of the cycle, waited for in the rest.
    rate = holding * (1 - fraction) ** 2 + waiting * fraction**2
    lot = least_cost_lot(fixed, demand, rate) if order_quantity is None else _given(order_quantity)
    return BackorderedLot(
        order_quantity=lot,
        stockout_fraction=fraction,
        cost=(fixed * (demand / lot) if lot else 0.0) + rate * lot / 2,
        maximum_backorder=lot * fraction,
        maximum_inventory=lot * (1 - fraction),
        cycle_time=_cycle(lot, demand),
    )


def cost_curve(
    fixed_cost: float, holding_cost: float, demand_rate: float, order_quantities: Numbers
) -> CostCurve:
    """What each of these lots costs, for the picture of why the best is the best. order_quantities: above 0, any length.

    The costs as for `economic_order_quantity`, but any of them may be 0. Raises ValueError for what is negative.
    """
    fixed, demand = not_negative("fixed_cost", fixed_cost), not_negative("demand_rate", demand_rate)
    holding = not_negative("holding_cost", holding_cost)
    lots = amounts("order_quantities", order_quantities)
    for place in np.flatnonzero(lots == 0)[:1]:
        msg = f"order_quantities[{place}] must be above 0: nothing is bought in lots of none"
        raise ValueError(msg)
    ordering, kept = fixed * (demand / lots), holding * lots / 2
    return CostCurve(
        order_quantity=lots, ordering_cost=ordering, holding_cost=kept, total_cost=ordering + kept
    )


def _costs(fixed_cost: float, holding_cost: float, demand_rate: float) -> tuple[float, float, float]:
    fixed = positive("fixed_cost", fixed_cost, why=_NO_FIXED_COST)
    holding = positive("holding_cost", holding_cost, why=_NO_HOLDING_COST)
    return fixed, holding, not_negative("demand_rate", demand_rate)


def least_cost_lot(fixed: float, demand: float, holding: float) -> float:
    """sqrt(2KD/h) of numbers already checked, holding above 0."""
    lot = sqrt(2 * fixed * demand / holding)
    # Where the product is more than a float can hold, or less, the roots are not.
    return lot if isfinite(lot) and lot > 0 else sqrt(2 * fixed) * sqrt(demand) / sqrt(holding)


def _given(order_quantity: float) -> float:
    return positive("order_quantity", order_quantity, why="nothing is bought in lots of none")


def _cycle(lot: float, demand: float) -> float | None:
    return lot / demand if demand else None
