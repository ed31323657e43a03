"""(r, Q) by the four approximations of the textbooks, for normal demand. Arguments as of `r_q_cost`.

Snyder and Shen (2019), sections 5.3 and 5.4. The costs that they return are the exact ones of the policies they find, but
for the expected-inventory-level method, which counts a stockout once per unit and not per unit and period.
"""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

from scipy.optimize import brentq
from scipy.special import ndtri

from .loss_functions import normal_second_short, normal_short, standard_normal_loss_inverse
from .r_q_exact import RQMethod, RQPolicy, RQSituation, best_gap, eoq_with_backorders, policy, situation

_MOST_ROUNDS = 10_000


def r_q_expected_inventory_level(
    holding_cost: float,
    stockout_cost: float,
    fixed_cost: float,
    demand_mean: float,
    demand_sd: float,
    *,
    lead_time: float,
) -> RQPolicy:
    """EIL: r = F^-1(1 - Q h / (p lambda)) and Q = sqrt(2 lambda (K + p n(r)) / h) in turns, from the EOQ on.

    stockout_cost: of a unit short, however long (Whitin, 1953; Hadley and Whitin, 1963). Raises ValueError where a
    shortage is so cheap that Q h reaches p lambda: then no reorder point balances the two.
    """
    asked = situation(holding_cost, stockout_cost, fixed_cost, demand_mean, demand_sd, lead_time=lead_time)
    quantity = _settled(lambda found: _eil_quantity(asked, found), _eoq(asked))
    gap = _eil_gap(asked, quantity)
    missing = asked.stockout_cost * normal_short(gap, asked.lead_time_sd)
    cost = asked.holding_cost * (gap + quantity / 2)
    cost += (asked.fixed_cost + missing) * asked.demand_mean / quantity
    return RQPolicy(
        reorder_point=asked.lead_time_mean + gap,
        order_quantity=quantity,
        cost=cost,
        method=RQMethod.EXPECTED_INVENTORY_LEVEL,
    )


def r_q_loss_function(
    holding_cost: float,
    stockout_cost: float,
    fixed_cost: float,
    demand_mean: float,
    demand_sd: float,
    *,
    lead_time: float,
) -> RQPolicy:
    """n(r) = h Q / (h + p) and Q = sqrt(2 (K lambda + (h + p) n2(r)) / h) in turns (Hadley and Whitin, 1963)."""
    asked = situation(holding_cost, stockout_cost, fixed_cost, demand_mean, demand_sd, lead_time=lead_time)
    # The steps may be as short as p is small against h; a search finds where they end, which is beyond the EOQ.
    low, high = _eoq(asked), eoq_with_backorders(asked) + asked.lead_time_sd
    while _loss_quantity(asked, high) > high:
        low, high = high, 2 * high
    quantity = float(
        brentq(lambda found: _loss_quantity(asked, found) - found, low / 2, high, xtol=1e-13 * high)
    )
    return policy(asked, asked.lead_time_mean + _loss_gap(asked, quantity), quantity, RQMethod.LOSS_FUNCTION)


def r_q_eoq_safety_stock(
    holding_cost: float,
    stockout_cost: float,
    fixed_cost: float,
    demand_mean: float,
    demand_sd: float,
    *,
    lead_time: float,
) -> RQPolicy:
    """EOQ+SS: Q = sqrt(2 K lambda / h), r = mu + z sigma with z at p / (h + p)."""
    asked = situation(holding_cost, stockout_cost, fixed_cost, demand_mean, demand_sd, lead_time=lead_time)
    short = asked.holding_cost / (asked.holding_cost + asked.stockout_cost)
    reorder_point = asked.lead_time_mean - asked.lead_time_sd * float(ndtri(short))
    return policy(asked, reorder_point, _eoq(asked), RQMethod.EOQ_SAFETY_STOCK)


def r_q_eoq_backorders(
    holding_cost: float,
    stockout_cost: float,
    fixed_cost: float,
    demand_mean: float,
    demand_sd: float,
    *,
    lead_time: float,
) -> RQPolicy:
    """EOQB: Q = sqrt(2 K lambda (h + p) / (h p)), and the best r for it (Zheng, 1992: at most an eighth above the best cost)."""
    asked = situation(holding_cost, stockout_cost, fixed_cost, demand_mean, demand_sd, lead_time=lead_time)
    quantity = eoq_with_backorders(asked)
    return policy(asked, asked.lead_time_mean + best_gap(asked, quantity), quantity, RQMethod.EOQ_BACKORDERS)


def _eoq(asked: RQSituation) -> float:
    return sqrt(2 * asked.fixed_cost * asked.demand_mean / asked.holding_cost)


def _settled(step: Callable[[float], float], start: float) -> float:
    """Where repeating the step leads."""
    found = start
    for _ in range(_MOST_ROUNDS):
        before, found = found, step(found)
        if abs(found - before) <= 1e-13 * found:
            return found
    msg = "the order quantity does not settle: take r_q_exact"
    raise ValueError(msg)


def _eil_gap(asked: RQSituation, quantity: float) -> float:
    short = quantity * asked.holding_cost / (asked.stockout_cost * asked.demand_mean)
    if short >= 1:
        msg = (
            f"stockout_cost {asked.stockout_cost:g} is so low that holding a lot costs more than being short of it:"
            " take r_q_exact"
        )
        raise ValueError(msg)
    return asked.lead_time_sd * float(-ndtri(short))


def _eil_quantity(asked: RQSituation, quantity: float) -> float:
    short = asked.stockout_cost * normal_short(_eil_gap(asked, quantity), asked.lead_time_sd)
    return sqrt(2 * asked.demand_mean * (asked.fixed_cost + short) / asked.holding_cost)


def _loss_gap(asked: RQSituation, quantity: float) -> float:
    short = asked.holding_cost * quantity / (asked.holding_cost + asked.stockout_cost)
    if not asked.lead_time_sd:
        return -short
    return asked.lead_time_sd * standard_normal_loss_inverse(short / asked.lead_time_sd)


def _loss_quantity(asked: RQSituation, quantity: float) -> float:
    short = normal_second_short(_loss_gap(asked, quantity), asked.lead_time_sd)
    costs = asked.fixed_cost * asked.demand_mean + (asked.holding_cost + asked.stockout_cost) * short
    return sqrt(2 * costs / asked.holding_cost)
