"""Transfers between stores: what one has beyond its reorder point goes where another is short, at the least cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from plugins.parts.arguments import Floats, Numbers, Rows, amounts, positive
from plugins.parts.transfer.lanes import cost_table, open_lanes
from plugins.parts.transfer.solving import cheapest_flow

# What is less than this of the largest quantity is what rounding in the solver leaves of nothing.
_NOTHING = 1e-7
# Quantities beyond this are counted in larger units, so that the solver's absolute tolerances fit them.
_LARGE = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """So many pieces from one store to another. donor, receiver: their indices. cost: of the pieces and of the lane."""

    donor: int
    receiver: int
    quantity: float
    cost: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferPlan:
    """What goes where, by donor and receiver.

    cost: of all transfers. moved: pieces altogether. unmet: what each receiver is still short of; unmet_cost: what that
    costs, None where no cost was given for it. remaining: what each donor could still give. optimal: whether no cheaper
    plan exists; without it, the time was over.
    """

    transfers: tuple[Transfer, ...]
    cost: float
    moved: float
    unmet: tuple[float, ...]
    unmet_cost: float | None
    remaining: tuple[float, ...]
    optimal: bool


def plan_transfers(
    surplus: Numbers,
    shortage: Numbers,
    unit_cost: Rows,
    *,
    fixed_cost: Rows | None = None,
    unmet_cost: Numbers | None = None,
    time_limit: float = 10,
) -> TransferPlan:
    """The cheapest transfers of one part, a transportation problem (Hitchcock, 1941; with fixed costs Balinski, 1961).

    surplus: per donor, what it can give (`store_positions` keeps its reorder point); shortage: per receiver. unit_cost:
    donors × receivers, of one piece; fixed_cost: the same shape, of using the lane at all; None, nan and infinite close a
    lane. unmet_cost: per receiver, or one for all, what a piece costs that is not moved, as its purchase: then only what
    is cheaper is moved. Without it as much as possible is moved. Whole surpluses and shortages make whole transfers.
    time_limit: seconds for plans with fixed costs.

    Raises ValueError for negative numbers and for tables of another shape.
    """
    given, wanted = amounts("surplus", surplus), amounts("shortage", shortage)
    costs = cost_table("unit_cost", unit_cost, given.size, wanted.size)
    fixed = np.zeros(costs.shape)
    if fixed_cost is not None:
        fixed = cost_table("fixed_cost", fixed_cost, given.size, wanted.size)
    saved = np.zeros(wanted.size) if unmet_cost is None else _unmet_cost(unmet_cost, wanted.size)
    seconds = positive("time_limit", time_limit, why="a plan takes its time")
    unit = _unit(given, wanted)
    lanes = open_lanes(given / unit, wanted / unit, costs * unit, fixed, saved * unit)
    flow, optimal = cheapest_flow(lanes, everything=unmet_cost is None, time_limit=seconds)
    moved = np.zeros(costs.shape)
    moved[lanes.donors, lanes.receivers] = np.minimum(flow, lanes.limits) * unit
    moved = _clean(moved, given, wanted)
    return _plan(moved, (given, wanted), (costs, fixed), saved if unmet_cost is not None else None, optimal)


def _unmet_cost(unmet_cost: Numbers, receivers: int) -> Floats:
    costs = amounts("unmet_cost", unmet_cost)
    if costs.size not in {1, receivers}:
        msg = f"unmet_cost must be one number, or one for each of {receivers} receivers; got {costs.size}"
        raise ValueError(msg)
    return np.broadcast_to(costs, receivers).astype(np.float64)


def _unit(given: Floats, wanted: Floats) -> float:
    """The power of two in which quantities are counted while they are planned."""
    largest = max(given.max(initial=0.0), wanted.max(initial=0.0))
    return float(2.0 ** max(0, int(np.frexp(largest)[1]) - _LARGE))


def _clean(moved: Floats, given: Floats, wanted: Floats) -> Floats:
    """The flow without what rounding left in it: whole where all is whole, and nothing that is next to nothing."""
    ends = np.concatenate((given, wanted))
    if (ends == np.floor(ends)).all():
        return np.round(moved)
    return np.where(moved > _NOTHING * ends.max(initial=0.0), moved, 0.0)


def _plan(
    moved: Floats,
    ends: tuple[Floats, Floats],
    costs: tuple[Floats, Floats],
    saved: Floats | None,
    optimal: bool,
) -> TransferPlan:
    transfers = tuple(
        Transfer(
            donor=int(donor),
            receiver=int(receiver),
            quantity=float(moved[donor, receiver]),
            cost=float(costs[0][donor, receiver] * moved[donor, receiver] + costs[1][donor, receiver]),
        )
        for donor, receiver in np.argwhere(moved > 0)
    )
    unmet = np.maximum(ends[1] - moved.sum(axis=0), 0.0)
    return TransferPlan(
        transfers=transfers,
        cost=sum(one.cost for one in transfers),
        moved=float(moved.sum()),
        unmet=tuple(unmet.tolist()),
        unmet_cost=None if saved is None else float(saved @ unmet),
        remaining=tuple(np.maximum(ends[0] - moved.sum(axis=1), 0.0).tolist()),
        optimal=optimal,
    )
