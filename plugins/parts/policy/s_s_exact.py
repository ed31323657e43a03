"""(s, S): looked at every period; at s or below on hand and on order, order up to S. Exact cost and optimum.

What is missing is delivered later; an order arrives a lead time after the review that placed it, before the demand (Zheng and
Federgruen, 1991, Operations Research 39).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .arguments import whole
from .demand import CountedDemand, Distribution, PoissonDemand
from .order_cycle import OrderCycle


class SSMethod(StrEnum):
    """How a policy (s, S) was found."""

    EXACT = "exact"
    GIVEN = "given"
    POWER_APPROXIMATION = "power_approximation"


@dataclass(frozen=True, slots=True, kw_only=True)
class SSPolicy:
    """When to order, and up to where."""

    reorder_point: int
    """s: order at this position or below."""
    order_up_to_level: int
    """S."""
    cost: float
    """Expected cost of ordering, holding and shortage per period."""
    method: SSMethod
    distribution: Distribution


def s_s_cost(
    reorder_point: int,
    order_up_to_level: int,
    *,
    holding_cost: float,
    stockout_cost: float,
    fixed_cost: float,
    demand: CountedDemand,
    lead_time: int = 0,
) -> SSPolicy:
    """The exact cost of a given policy, s below S.

    holding_cost, stockout_cost: of a unit and period, above 0; fixed_cost: of an order, 0 or more; demand: of a period;
    lead_time: whole periods. Raises ValueError for what is missing, negative or not whole, and for demand that is always 0.
    """
    cycle = OrderCycle(holding_cost, stockout_cost, fixed_cost, demand, lead_time=lead_time)
    low, high = whole("reorder_point", reorder_point), whole("order_up_to_level", order_up_to_level)
    if low >= high:
        msg = f"reorder_point {low} must lie below order_up_to_level {high}"
        raise ValueError(msg)
    return SSPolicy(
        reorder_point=low,
        order_up_to_level=high,
        cost=cycle.cost(low, high),
        method=SSMethod.GIVEN,
        distribution=demand.distribution,
    )


def s_s_exact(
    holding_cost: float,
    stockout_cost: float,
    fixed_cost: float,
    demand: CountedDemand,
    *,
    lead_time: int = 0,
) -> SSPolicy:
    """The policy of least cost, by the algorithm of Zheng and Federgruen (1991). Arguments as of `s_s_cost`."""
    cycle = OrderCycle(holding_cost, stockout_cost, fixed_cost, demand, lead_time=lead_time)
    low, high, best = _improved(cycle, *_first(cycle))
    return SSPolicy(
        reorder_point=low,
        order_up_to_level=high,
        cost=best,
        method=SSMethod.EXACT,
        distribution=demand.distribution,
    )


def s_s_cost_poisson(
    reorder_point: int,
    order_up_to_level: int,
    *,
    holding_cost: float,
    stockout_cost: float,
    fixed_cost: float,
    demand_mean: float,
    lead_time: int = 0,
) -> SSPolicy:
    """`s_s_cost` for Poisson demand of so many units a period."""
    return s_s_cost(
        reorder_point,
        order_up_to_level,
        holding_cost=holding_cost,
        stockout_cost=stockout_cost,
        fixed_cost=fixed_cost,
        demand=PoissonDemand(demand_mean),
        lead_time=lead_time,
    )


def s_s_exact_poisson(
    holding_cost: float, stockout_cost: float, fixed_cost: float, demand_mean: float, *, lead_time: int = 0
) -> SSPolicy:
    """`s_s_exact` for Poisson demand of so many units a period."""
    return s_s_exact(holding_cost, stockout_cost, fixed_cost, PoissonDemand(demand_mean), lead_time=lead_time)


def _first(cycle: OrderCycle) -> tuple[int, int, float]:
    """The best s for the S at which a single period costs least."""
    high = cycle.cheapest
    low = high - 1
    while cycle.cost(low, high) > cycle.rate(low):
        low -= 1
    return low, high, cycle.cost(low, high)


def _improved(cycle: OrderCycle, low: int, high: int, best: float) -> tuple[int, int, float]:
    """Every higher S that could still pay; a better one lifts s as far as it pays."""
    tried = high + 1
    while cycle.rate(tried) <= best:
        if cycle.cost(low, tried) < best:
            high = tried
            while cycle.cost(low, high) <= cycle.rate(low + 1):
                low += 1
            best = cycle.cost(low, high)
        tried += 1
    return low, high, best
