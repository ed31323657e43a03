"""(r, Q): at r or below on hand and on order, order Q. Exact cost and optimum for normal demand.

The inventory position is uniform over (r, r + Q], so the cost of a period is (K lambda + integral of g over it) / Q with
g(y) = h E[(y - D)+] + p E[(D - y)+] over the lead-time demand D (Hadley and Whitin, 1963; Zheng, 1992, Management Science 38;
Snyder and Shen, 2019, equations 5.7 to 5.9).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from scipy.optimize import brentq
from scipy.special import ndtri

from .arguments import comparable, finite, positive
from .lead_time import lead_time_demand
from .loss_drops import loss_drop, mean_drop
from .loss_functions import normal_short


class RQMethod(StrEnum):
    """How a policy (r, Q) was found."""

    EXACT = "exact"
    GIVEN = "given"
    EXPECTED_INVENTORY_LEVEL = "expected_inventory_level"
    LOSS_FUNCTION = "loss_function"
    EOQ_SAFETY_STOCK = "eoq_safety_stock"
    EOQ_BACKORDERS = "eoq_backorders"


@dataclass(frozen=True, slots=True, kw_only=True)
class RQPolicy:
    """When to order, and how much."""

    reorder_point: float
    order_quantity: float
    cost: float
    """Expected cost of ordering, holding and shortage per period; exact but for the expected-inventory-level method."""
    method: RQMethod


@dataclass(frozen=True, slots=True, kw_only=True)
class RQSituation:
    """What a policy (r, Q) is wanted for, checked: costs and demand."""

    holding_cost: float
    stockout_cost: float
    fixed_cost: float
    demand_mean: float
    lead_time_mean: float
    lead_time_sd: float


def situation(
    holding_cost: float,
    stockout_cost: float,
    fixed_cost: float,
    demand_mean: float,
    demand_sd: float,
    *,
    lead_time: float,
) -> RQSituation:
    """The checked arguments of the functions of this method; ValueError names what is wrong."""
    over = lead_time_demand(demand_mean, demand_sd, lead_time)
    comparable(holding_cost=holding_cost, stockout_cost=stockout_cost)
    return RQSituation(
        holding_cost=positive("holding_cost", holding_cost),
        stockout_cost=positive("stockout_cost", stockout_cost),
        fixed_cost=positive("fixed_cost", fixed_cost),
        demand_mean=positive("demand_mean", demand_mean),
        lead_time_mean=over.mean,
        lead_time_sd=over.sd,
    )


def r_q_cost(
    reorder_point: float,
    order_quantity: float,
    *,
    holding_cost: float,
    stockout_cost: float,
    fixed_cost: float,
    demand_mean: float,
    demand_sd: float,
    lead_time: float,
) -> RQPolicy:
    """The exact cost of a given policy. holding_cost, stockout_cost: of a unit and period; fixed_cost: of an order.

    demand_mean, demand_sd: of a period; lead_time: in periods. Raises ValueError for what is missing, negative, or 0
    where nothing could be balanced: costs, demand and the quantity must be above 0.
    """
    asked = situation(holding_cost, stockout_cost, fixed_cost, demand_mean, demand_sd, lead_time=lead_time)
    quantity = positive("order_quantity", order_quantity)
    return policy(asked, finite("reorder_point", reorder_point), quantity, RQMethod.GIVEN)


def r_q_reorder_point(
    order_quantity: float,
    *,
    holding_cost: float,
    stockout_cost: float,
    demand_mean: float,
    demand_sd: float,
    lead_time: float,
) -> float:
    """The best reorder point for a given quantity: where g(r) = g(r + Q). Arguments as of `r_q_cost`."""
    asked = situation(holding_cost, stockout_cost, 1.0, demand_mean, demand_sd, lead_time=lead_time)
    return asked.lead_time_mean + best_gap(asked, positive("order_quantity", order_quantity))


def r_q_exact(
    holding_cost: float,
    stockout_cost: float,
    fixed_cost: float,
    demand_mean: float,
    demand_sd: float,
    *,
    lead_time: float,
) -> RQPolicy:
    """The policy of least cost: where g(r) = g(r + Q) = the cost itself. Arguments as of `r_q_cost`."""
    asked = situation(holding_cost, stockout_cost, fixed_cost, demand_mean, demand_sd, lead_time=lead_time)
    high = eoq_with_backorders(asked)
    low = high / 2
    while _more_than_orders_cost(high, asked) < 0:
        low, high = high, 2 * high
    quantity = float(brentq(_more_than_orders_cost, low, high, args=(asked,), xtol=1e-12 * high))
    return policy(asked, asked.lead_time_mean + best_gap(asked, quantity), quantity, RQMethod.EXACT)


def policy(asked: RQSituation, reorder_point: float, quantity: float, method: RQMethod) -> RQPolicy:
    """A policy with its exact cost."""
    gap, sd = reorder_point - asked.lead_time_mean, asked.lead_time_sd
    missing = normal_short(gap, sd) - mean_drop(gap, quantity, sd)
    rate = asked.holding_cost * (gap + quantity / 2) + (asked.holding_cost + asked.stockout_cost) * missing
    cost = asked.fixed_cost * asked.demand_mean / quantity + rate
    return RQPolicy(reorder_point=reorder_point, order_quantity=quantity, cost=cost, method=method)


def eoq_with_backorders(asked: RQSituation) -> float:
    """sqrt(2 K lambda (h + p) / (h p)): the quantity if demand were known, which no best quantity undercuts."""
    costs = (asked.holding_cost + asked.stockout_cost) / (asked.holding_cost * asked.stockout_cost)
    return sqrt(2 * asked.fixed_cost * asked.demand_mean * costs)


def best_gap(asked: RQSituation, quantity: float) -> float:
    """How far the best reorder point for this quantity lies above the mean of the lead time: n(r) - n(r + Q) = h Q / (h + p)."""
    sd, ratio = asked.lead_time_sd, asked.holding_cost / (asked.holding_cost + asked.stockout_cost)
    best_level = -sd * float(ndtri(ratio))
    slack = 1e-9 * (sd + quantity)  # at the ends of the bracket the difference may be 0 but for rounding

    def difference(gap: float) -> float:
        return loss_drop(gap, quantity, sd) / quantity - ratio

    return float(
        brentq(difference, best_level - quantity - slack, best_level + slack, xtol=1e-13 * (sd + quantity))
    )


def _more_than_orders_cost(quantity: float, asked: RQSituation) -> float:
    """g(r(Q)) less the cost of the policy: it changes its sign once, where the cost is least (Zheng, 1992).

    By the loss function, (h + p) times the mean fall of it over the lot, less h Q / 2 and K lambda / Q.
    """
    fallen = mean_drop(best_gap(asked, quantity), quantity, asked.lead_time_sd)
    orders = asked.fixed_cost * asked.demand_mean / quantity
    return (asked.holding_cost + asked.stockout_cost) * fallen - asked.holding_cost * quantity / 2 - orders
