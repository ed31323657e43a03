"""(r, Q) for demand in single units that come one by one: exact cost and optimum by enumeration.

The inventory position is uniform over r + 1, …, r + Q, so the cost is (K lambda + sum of g over them) / Q; as g has one
valley, the best positions are the Q of least g, and one more is taken while its g lies below the cost so far (Federgruen
and Zheng, 1992, Operations Research 40; Snyder and Shen, 2019, equation 5.48).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .arguments import Floats, comparable, not_negative, positive, whole
from .demand import PoissonDemand
from .r_q_exact import RQMethod, RQPolicy

_MOST_POSITIONS = 4_000_000


def r_q_cost_poisson(
    reorder_point: int,
    order_quantity: int,
    *,
    holding_cost: float,
    stockout_cost: float,
    fixed_cost: float,
    demand_mean: float,
    lead_time: float,
) -> RQPolicy:
    """The exact cost of a given policy for Poisson demand of so many units a period; whole r and Q, Q at least 1.

    fixed_cost may be 0. Raises ValueError for what is missing, negative or not whole, and for costs that are not above 0.
    """
    comparable(holding_cost=holding_cost, stockout_cost=stockout_cost)
    over = _lead_time_demand(demand_mean, lead_time)
    orders = not_negative("fixed_cost", fixed_cost) * demand_mean
    first, quantity = (
        whole("reorder_point", reorder_point) + 1,
        whole("order_quantity", positive("order_quantity", order_quantity)),
    )
    rates = _rates(np.arange(first, first + quantity, dtype=np.float64), over, holding_cost, stockout_cost)
    cost = (orders + float(rates.sum())) / quantity
    return RQPolicy(reorder_point=first - 1, order_quantity=quantity, cost=cost, method=RQMethod.GIVEN)


def r_q_exact_poisson(
    holding_cost: float,
    stockout_cost: float,
    fixed_cost: float,
    demand_mean: float,
    *,
    lead_time: float,
) -> RQPolicy:
    """The policy of least cost for Poisson demand; of equal ones that with the smallest Q.

    fixed_cost 0 gives Q = 1, the base stock. Raises ValueError for costs or a demand_mean that are not above 0.
    """
    over = _lead_time_demand(positive("demand_mean", demand_mean), lead_time)
    comparable(holding_cost=holding_cost, stockout_cost=stockout_cost)
    ratio = stockout_cost / (holding_cost + stockout_cost)
    orders, centre = not_negative("fixed_cost", fixed_cost) * demand_mean, over.quantile(ratio)
    half = 16
    while True:
        levels = np.arange(centre - half, centre + half + 1, dtype=np.float64)
        found = _valley(_rates(levels, over, holding_cost, stockout_cost), orders)
        if found is not None:
            taken, cost = found
            point = int(levels[taken.min()]) - 1
            return RQPolicy(reorder_point=point, order_quantity=taken.size, cost=cost, method=RQMethod.EXACT)
        half *= 4
        if half > _MOST_POSITIONS:
            msg = f"an order covers more than {_MOST_POSITIONS} units: count in packs, or look at fixed_cost"
            raise ValueError(msg)


def _valley(rates: Floats, orders: float) -> tuple[NDArray[np.intp], float] | None:
    """Places of the positions to take, and their cost; None where the best reach the edge of what was looked at."""
    ascending = np.argsort(rates, kind="stable")
    costs = (orders + np.cumsum(rates[ascending])) / np.arange(1, rates.size + 1)
    enough = np.flatnonzero(rates[ascending[1:]] >= costs[:-1])
    if not enough.size:
        return None
    taken = ascending[: int(enough[0]) + 1]
    inside = taken.min() > 0 and taken.max() < rates.size - 1
    return (taken, float(costs[enough[0]])) if inside else None


def _lead_time_demand(demand_mean: float, lead_time: float) -> PoissonDemand:
    return PoissonDemand(not_negative("demand_mean", demand_mean) * not_negative("lead_time", lead_time))


def _rates(levels: Floats, over: PoissonDemand, holding_cost: float, stockout_cost: float) -> Floats:
    short, left = over.shortfall(levels)
    return holding_cost * left + stockout_cost * short
