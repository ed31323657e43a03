"""Several parts of one supplier on one order: how often it is placed, and which parts are on each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from plugins.parts.arguments import EQUAL, Floats, Numbers, amounts, not_negative, same_length


class MultipleRounding(StrEnum):
    """How a multiple of the cycle becomes a whole number where it lies just between two."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"


@dataclass(frozen=True, slots=True, kw_only=True)
class JointReplenishment:
    """An order every base_cycle_time, with part n on every order_multiples[n]-th of them.

    cost: per unit of time, of ordering and holding. base_item: the index of the part that is on every order because it
    deserves it most. rounding: by which the multiples came about.
    """

    base_cycle_time: float
    order_multiples: tuple[int, ...]
    order_quantities: tuple[float, ...]
    cost: float
    base_item: int
    rounding: MultipleRounding


def joint_replenishment(
    shared_fixed_cost: float,
    individual_fixed_costs: Sequence[float],
    holding_costs: Sequence[float],
    demand_rates: Sequence[float],
    *,
    rounding: MultipleRounding = MultipleRounding.HALF_UP,
) -> JointReplenishment:
    """Silver's heuristic for the joint replenishment problem (Silver, 1976; Silver, Pyke and Thomas, 2017, 10.4).

    shared_fixed_cost K: per order; individual_fixed_costs k: per part on it; holding_costs h: per piece and unit of time,
    above 0; demand_rates d: above 0. The part of the least k / (h d), the first of several, is on every order; the others
    on every m-th, m = sqrt(k/(hd) · h*d*/(K + k*)) rounded, 1 at least; T = sqrt(2 (K + sum k/m) / sum h m d).

    Raises ValueError for no part at all, for one without demand or holding cost (it is never ordered, or never enough),
    for an order that costs nothing, for what is negative and for lengths that differ.
    """
    rounding = MultipleRounding(rounding)
    shared = not_negative("shared_fixed_cost", shared_fixed_cost)
    fixed = amounts("individual_fixed_costs", individual_fixed_costs)
    weights = _holding_weights(holding_costs, demand_rates)
    if same_length(individual_fixed_costs=fixed, holding_costs=weights) == 0:
        msg = "individual_fixed_costs must name a part at least: without one there is nothing to order"
        raise ValueError(msg)
    # Roots of each, so that large numbers do not pass what a float can hold.
    worth = np.sqrt(fixed) / np.sqrt(weights)
    base = int(np.argmin(worth))
    if shared + fixed[base] == 0:
        msg = f"shared_fixed_cost and individual_fixed_costs[{base}] are 0: order that part one for one, apart from the others"
        raise ValueError(msg)
    exact = worth * sqrt(weights[base] / (shared + fixed[base]))
    multiples = np.maximum(_rounded(_halved(exact), rounding), 1)
    multiples[base] = 1
    per_order, per_cycle = shared + float((fixed / multiples).sum()), float((weights * multiples).sum())
    cycle = sqrt(2 * per_order / per_cycle)
    quantities = cycle * multiples * amounts("demand_rates", demand_rates)
    return JointReplenishment(
        base_cycle_time=cycle,
        order_multiples=tuple(int(multiple) for multiple in multiples),
        order_quantities=tuple(float(quantity) for quantity in quantities),
        cost=per_order / cycle + cycle / 2 * per_cycle,
        base_item=base,
        rounding=rounding,
    )


def _holding_weights(holding_costs: Numbers, demand_rates: Numbers) -> Floats:
    """h d of each part: what a unit of time's demand costs to keep for one."""
    holding, demand = amounts("holding_costs", holding_costs), amounts("demand_rates", demand_rates)
    same_length(holding_costs=holding, demand_rates=demand)
    for name, values in (("holding_costs", holding), ("demand_rates", demand)):
        for place in np.flatnonzero(values == 0)[:1]:
            msg = f"{name}[{place}] must be above 0: leave the part out of the order"
            raise ValueError(msg)
    return holding * demand


def _halved(exact: Floats) -> Floats:
    """What is a half but for the rounding of its roots is one, so that a half goes where it is said to go."""
    halves = np.round(2 * exact) / 2
    return np.where(np.abs(exact - halves) <= EQUAL * halves, halves, exact)


def _rounded(exact: Floats, rounding: MultipleRounding) -> NDArray[np.float64]:
    return np.floor(exact + 0.5) if rounding is MultipleRounding.HALF_UP else np.round(exact)
