"""The simulator against one that goes part by part and unit by unit, and against what theory expects in the long run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest

from plugins.parts.policy import (
    FixedLots,
    Shortages,
    UpToLevel,
    newsvendor_normal,
    r_q_exact_poisson,
    s_s_cost_poisson,
    simulate,
    simulated_periods,
)


@dataclass
class Shelf:
    """One part, simulated as one would by hand."""

    on_hand: float
    waiting: float = 0.0
    under_way: list[tuple[int, float]] = field(default_factory=list)
    served: float = 0.0
    orders: int = 0
    ordered: float = 0.0
    held: float = 0.0
    waited: float = 0.0
    stockouts: int = 0

    def arrive(self, period: int) -> None:
        for due, units in [order for order in self.under_way if order[0] <= period]:
            self.under_way.remove((due, units))
            delivered = min(self.waiting, units)
            self.waiting -= delivered
            self.on_hand += units - delivered

    def position(self) -> float:
        return self.on_hand - self.waiting + sum(units for _, units in self.under_way)


def by_hand(
    demand: list[float],
    order: Callable[[float], float],
    stock: float,
    lead_time: int,
    every: int,
    *,
    lost: bool,
) -> Shelf:
    shelf = Shelf(on_hand=stock)
    for period, wanted in enumerate(demand):
        shelf.arrive(period)
        if period % every == 0 and (units := order(shelf.position())) > 0:
            shelf.under_way.append((period + lead_time, units))
            shelf.orders += 1
            shelf.ordered += units
        shelf.arrive(period)
        served = min(shelf.on_hand, wanted)
        shelf.on_hand -= served
        shelf.served += served
        shelf.stockouts += served < wanted
        shelf.waiting += 0 if lost else wanted - served
        shelf.held += shelf.on_hand
        shelf.waited += shelf.waiting
    return shelf


@pytest.mark.parametrize("shortages", Shortages)
@pytest.mark.parametrize("every", [1, 3])
def test_thousand_parts_are_as_each_by_hand(shortages: Shortages, every: int) -> None:
    draw = np.random.default_rng(22)
    count, periods = 250, 40
    demand = draw.poisson(draw.gamma(1, 2, count)[:, np.newaxis], (count, periods)).astype(float)
    low, more = draw.integers(-2, 9, count).astype(float), draw.integers(1, 9, count).astype(float)
    lead_times, stock = draw.integers(0, 6, count), draw.integers(0, 12, count).astype(float)
    for rule in (FixedLots(low, more), UpToLevel(low, low + more)):
        found = simulate(
            demand,
            rule,
            lead_time=lead_times,
            shortages=shortages,
            initial_stock=stock,
            review_period=every,
            holding_cost=2,
            fixed_cost=7,
            stockout_cost=3,
        )
        for i in range(count):

            def order(position: float, i: int = i, lots: bool = isinstance(rule, FixedLots)) -> float:
                units = 0.0
                while position + units <= low[i] and lots:
                    units += more[i]
                return low[i] + more[i] - position if not lots and position <= low[i] else units

            shelf = by_hand(
                list(demand[i]), order, stock[i], int(lead_times[i]), every, lost=shortages is Shortages.LOST
            )
            assert (found.served[i], found.orders[i], found.ordered[i]) == (
                shelf.served,
                shelf.orders,
                shelf.ordered,
            )
            assert found.stockout_periods[i] == shelf.stockouts
            assert found.average_on_hand[i] * periods == pytest.approx(shelf.held)
            assert found.average_backlog[i] * periods == pytest.approx(shelf.waited)
            assert found.holding_cost[i] == pytest.approx(2 * shelf.held)
            assert found.ordering_cost[i] == 7 * shelf.orders
            missing = shelf.waited if shortages is Shortages.BACKORDERED else demand[i].sum() - shelf.served
            assert found.stockout_cost[i] == pytest.approx(3 * missing)


@pytest.mark.parametrize("shortages", Shortages)
def test_units_are_neither_made_nor_lost(shortages: Shortages) -> None:
    draw = np.random.default_rng(23)
    demand = draw.poisson(3, (50, 60)).astype(float)
    run = list(
        simulated_periods(demand, UpToLevel(5, 14), lead_time=2, shortages=shortages, initial_stock=20)
    )
    ordered = np.array([period.ordered for period in run])
    served = np.array([period.served for period in run])
    arrived = ordered[:-2].sum(axis=0)
    last = run[-1]
    if shortages is Shortages.LOST:
        assert np.allclose(20 + arrived - served.sum(axis=0), last.on_hand)
    else:
        assert np.allclose(20 + arrived - demand.sum(axis=1), last.on_hand - last.backlog)
    assert all((period.on_hand >= 0).all() and (period.backlog >= 0).all() for period in run)
    assert all((period.served <= period.demand).all() for period in run)


@pytest.mark.parametrize(("low", "high", "lead_time"), [(4, 10, 0), (6, 18, 0), (16, 25, 2), (9, 30, 3)])
def test_simulated_cost_is_that_of_zheng_and_federgruen(low: int, high: int, lead_time: int) -> None:
    expected = s_s_cost_poisson(
        low, high, holding_cost=1, stockout_cost=4, fixed_cost=5, demand_mean=6, lead_time=lead_time
    )
    demand = np.random.default_rng(24).poisson(6, (400, 1100)).astype(float)
    rule = UpToLevel(low, high)
    found = simulate(
        demand, rule, lead_time=lead_time, warm_up=100, holding_cost=1, stockout_cost=4, fixed_cost=5
    )
    assert found.total_cost / (400 * 1000) == pytest.approx(expected.cost, rel=0.01)


def test_simulated_base_stock_costs_what_the_newsvendor_says() -> None:
    draw = np.random.default_rng(25)
    best = newsvendor_normal(0.18, 0.70, 50, 8, lead_time=4)
    demand = np.maximum(draw.normal(50, 8, (300, 1050)), 0)
    level = best.base_stock_level
    found = simulate(
        demand, UpToLevel(level, level), lead_time=4, warm_up=50, holding_cost=0.18, stockout_cost=0.70
    )
    assert found.total_cost / (300 * 1000) == pytest.approx(best.cost, rel=0.02)


def test_single_units_reviewed_often_cost_what_continuous_review_says() -> None:
    # a period so short that at most one unit is asked for in it
    best = r_q_exact_poisson(20, 150, 100, 1.5, lead_time=2)
    demand = (np.random.default_rng(26).random((1000, 8200)) < 1.5 / 100).astype(float)
    rule = FixedLots(best.reorder_point, best.order_quantity)
    found = simulate(
        demand, rule, lead_time=199, warm_up=200, holding_cost=0.2, stockout_cost=1.5, fixed_cost=100
    )
    assert found.total_cost / (1000 * 80) == pytest.approx(best.cost, rel=0.02)


def test_one_part_may_be_one_list() -> None:
    found = simulate(np.array([2.0, 3, 0, 5]), FixedLots(1, 4), lead_time=1, initial_stock=3)
    # 3 on hand: 2 go; order 4 at position 1, which come a period later: 2 go at once and 1 waits no longer than that
    assert found.served.shape == (1,)
    assert found.total_fill_rate == pytest.approx(float(found.served.sum()) / 10)


def test_fill_rate_of_what_nobody_asked_for_is_null() -> None:
    found = simulate(np.zeros((2, 5)), UpToLevel([1, 2], 3), lead_time=1)
    assert np.isnan(found.fill_rate).all()
    assert found.total_fill_rate is None
    assert (found.orders == 0).all()
    assert simulate(np.zeros((0, 5)), UpToLevel(1, 3), lead_time=1).total_cost == 0


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: simulate(np.array([1.0, -1]), FixedLots(1, 1), lead_time=1), "demand.*must be at least 0"),
        (lambda: simulate(np.array([1.0, np.nan]), FixedLots(1, 1), lead_time=1), "missing or not finite"),
        (lambda: simulate(np.ones(3), FixedLots(1, 1), lead_time=1, warm_up=3), "none is left to count"),
        (lambda: simulate(np.ones(3), FixedLots(1, 1), lead_time=-1), "lead_time must be at least 0"),
        (
            lambda: simulate(np.ones(3), FixedLots(1, 1), lead_time=1, review_period=0),
            "review_period must be above 0",
        ),
        (lambda: FixedLots(1, 0), "order_quantity must be above 0"),
        (lambda: UpToLevel(3, 2), "exchange them"),
    ],
)
def test_wrong_arguments_are_named(call: Callable[[], object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        call()


def test_stock_at_the_beginning_is_not_negative() -> None:
    with pytest.raises(ValueError, match="initial_stock must be at least 0"):
        simulate(np.ones((1, 2)), UpToLevel(1, 3), lead_time=0, initial_stock=-5)
