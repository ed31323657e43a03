"""What a policy would have done with a demand that was seen, or drawn: a simulation of many part-stores, period by period.

In each period: what was ordered a lead time ago arrives, the position is reviewed and an order placed (with a lead time of 0
it arrives at once), demand comes, and what is left is counted. An order therefore covers lead time + 1 periods, as for
`s_s_exact` and `newsvendor_normal`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from .arguments import Floats, Numbers, not_negative, numbers, positive, whole
from .order_rules import OrderRule


class Shortages(StrEnum):
    """What becomes of demand that finds no stock."""

    BACKORDERED = "backordered"
    """It waits, and is served first when stock arrives."""
    LOST = "lost"
    """It goes elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """One period of the part-stores: units."""

    demand: Floats
    served: Floats
    """Of this period's demand, from stock at once."""
    ordered: Floats
    on_hand: Floats
    """In stock at the end."""
    backlog: Floats
    """Waited for at the end; 0 where shortages are lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedPolicy:
    """Sums over the periods that count, one number for each part-store."""

    periods: int
    demand: Floats
    served: Floats
    """From stock at once; the rest waited or was lost."""
    stockout_periods: Floats
    """Periods in which something asked for was missing."""
    orders: Floats
    ordered: Floats
    """Units ordered."""
    average_on_hand: Floats
    """Units in stock at the end of a period."""
    average_backlog: Floats
    holding_cost: Floats
    ordering_cost: Floats
    stockout_cost: Floats

    @property
    def fill_rate(self) -> Floats:
        """The share of demand served at once; nan, the null of arrays, where nothing was asked for."""
        asked = self.demand > 0
        return np.where(asked, self.served / np.where(asked, self.demand, 1.0), np.nan)

    @property
    def total_fill_rate(self) -> float | None:
        """The share of all units; None where nothing was asked for."""
        asked = float(self.demand.sum())
        return float(self.served.sum()) / asked if asked else None

    @property
    def total_cost(self) -> float:
        """Of holding, ordering and shortage, over all part-stores."""
        return float((self.holding_cost + self.ordering_cost + self.stockout_cost).sum())


def simulate(
    demand: Floats,
    rule: OrderRule,
    *,
    lead_time: int | NDArray[np.int64],
    shortages: Shortages = Shortages.BACKORDERED,
    initial_stock: Numbers | None = None,
    review_period: int = 1,
    warm_up: int = 0,
    holding_cost: Numbers = 0.0,
    fixed_cost: Numbers = 0.0,
    stockout_cost: Numbers = 0.0,
) -> SimulatedPolicy:
    """Run a policy over demand of shape (part-stores, periods), or (periods,) for one.

    lead_time: whole periods, one or one each. initial_stock: on hand at the beginning; the policy's full position if not
    given. review_period: every so many periods, from the first on. warm_up: so many periods run and do not count.
    holding_cost: of a unit on hand at the end of a period; fixed_cost: of an order; stockout_cost: of a unit lost, or of a
    unit waiting at the end of a period. Raises ValueError for what is missing, negative or not whole, and where no period
    counts.
    """
    shortages = Shortages(shortages)
    asked = np.atleast_2d(numbers("demand", demand, least=0))
    counting = asked.shape[1] - whole("warm_up", not_negative("warm_up", warm_up))
    if counting <= 0:
        msg = f"demand has {asked.shape[1]} periods and warm_up takes {warm_up}: none is left to count"
        raise ValueError(msg)
    sums = np.zeros((7, asked.shape[0]))
    run = simulated_periods(
        asked,
        rule,
        lead_time=lead_time,
        shortages=shortages,
        initial_stock=initial_stock,
        review_period=review_period,
    )
    for place, period in enumerate(run):
        if place >= warm_up:
            sums += _counted(period)
    costs = (numbers("holding_cost", holding_cost, least=0), numbers("fixed_cost", fixed_cost, least=0))
    missing = sums[6] if Shortages(shortages) is Shortages.BACKORDERED else sums[0] - sums[1]
    return SimulatedPolicy(
        periods=counting,
        demand=sums[0],
        served=sums[1],
        stockout_periods=sums[2],
        orders=sums[3],
        ordered=sums[4],
        average_on_hand=sums[5] / counting,
        average_backlog=sums[6] / counting,
        holding_cost=costs[0] * sums[5],
        ordering_cost=costs[1] * sums[3],
        stockout_cost=numbers("stockout_cost", stockout_cost, least=0) * missing,
    )


def simulated_periods(
    demand: Floats,
    rule: OrderRule,
    *,
    lead_time: int | NDArray[np.int64],
    shortages: Shortages = Shortages.BACKORDERED,
    initial_stock: Numbers | None = None,
    review_period: int = 1,
) -> Iterator[Period]:
    """The periods of `simulate` one after the other, for pictures. Arguments as there."""
    shortages = Shortages(shortages)
    asked = np.atleast_2d(numbers("demand", demand, least=0))
    backordered = Shortages(shortages) is Shortages.BACKORDERED
    shelf = _Shelf(asked.shape[0], rule.full() if initial_stock is None else initial_stock, lead_time)
    every = whole("review_period", positive("review_period", review_period))
    for place, wanted in enumerate(asked.T):
        shelf.receive(place)
        ordered = np.zeros(wanted.size)
        if place % every == 0:
            ordered = shelf.place_order(rule, place)
        served = shelf.serve(wanted, backordered=backordered)
        yield Period(
            demand=wanted,
            served=served,
            ordered=ordered,
            on_hand=shelf.on_hand.copy(),
            backlog=shelf.backlog.copy(),
        )


def _counted(period: Period) -> Floats:
    return np.stack(
        [
            period.demand,
            period.served,
            period.served < period.demand,
            period.ordered > 0,
            period.ordered,
            period.on_hand,
            period.backlog,
        ]
    )


class _Shelf:
    """Stock of the part-stores between two periods."""

    def __init__(self, count: int, initial_stock: Numbers, lead_time: int | NDArray[np.int64]) -> None:
        initial = numbers("initial_stock", initial_stock, least=0)
        self.on_hand = np.broadcast_to(initial, count).copy()
        self.backlog, self.on_order = np.zeros(count), np.zeros(count)
        self._rows = np.arange(count)
        self._lead_time = _whole_periods(lead_time, count)
        # a ring of what arrives: the place of a period is used again once its goods are on the shelf
        self._arriving = np.zeros((int(self._lead_time.max(initial=0)) + 1, count))

    def receive(self, place: int) -> None:
        arrived = self._arriving[place % len(self._arriving)]
        self._put(arrived.copy())
        arrived[:] = 0

    def place_order(self, rule: OrderRule, place: int) -> Floats:
        ordered = np.maximum(rule.order(self.on_hand + self.on_order - self.backlog), 0.0)
        self.on_order = self.on_order + ordered
        at_once = self._lead_time == 0
        later = np.where(at_once, 0.0, ordered)
        self._arriving[(place + self._lead_time) % len(self._arriving), self._rows] += later
        self._put(np.where(at_once, ordered, 0.0))
        return ordered

    def serve(self, wanted: Floats, *, backordered: bool) -> Floats:
        served = np.minimum(self.on_hand, wanted)
        self.on_hand = self.on_hand - served
        if backordered:
            self.backlog = self.backlog + wanted - served
        return served

    def _put(self, arrived: Floats) -> None:
        """What arrives goes to those who wait, then on the shelf."""
        self.on_order = self.on_order - arrived
        waiting = np.minimum(self.backlog, arrived)
        self.backlog = self.backlog - waiting
        self.on_hand = self.on_hand + arrived - waiting


def _whole_periods(lead_time: int | NDArray[np.int64], count: int) -> NDArray[np.int64]:
    found = numbers("lead_time", lead_time, least=0)
    if np.any(found != np.floor(found)):
        msg = "lead_time must be whole periods: round it up to those of the demand"
        raise ValueError(msg)
    return np.broadcast_to(found.astype(np.int64), count)
