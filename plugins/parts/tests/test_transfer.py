"""Transfers: textbook problems, edges, and agreement with trying every plan there is."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from math import inf, nan
from typing import Any

import numpy as np
import pytest

from plugins.parts.transfer import TransferPlan, plan_transfers, store_positions


def carried(plan: TransferPlan) -> dict[tuple[int, int], float]:
    return {(one.donor, one.receiver): one.quantity for one in plan.transfers}


def test_transportation_published() -> None:
    """Winston, Operations Research, Powerco: three plants and four cities, $1,020."""
    plan = plan_transfers([35, 50, 40], [45, 20, 30, 30], [[8, 6, 10, 9], [9, 12, 13, 7], [14, 9, 16, 5]])

    assert plan.cost == pytest.approx(1020)
    assert plan.moved == 125
    assert list(plan.unmet) == [0, 0, 0, 0]
    assert plan.optimal


def test_transportation_of_a_second_textbook() -> None:
    """Taha, Operations Research, MG Auto: three plants, two distribution centers, $313,200."""
    plan = plan_transfers([1000, 1500, 1200], [2300, 1400], [[80, 215], [100, 108], [102, 68]])

    assert plan.cost == pytest.approx(313_200)
    assert carried(plan) == {(0, 0): 1000, (1, 0): 1300, (1, 1): 200, (2, 1): 1200}


def test_as_much_as_possible_is_moved_however_dear() -> None:
    plan = plan_transfers([3, 4], [5], [[1], [1000]])

    assert carried(plan) == {(0, 0): 3, (1, 0): 2}
    assert list(plan.remaining) == [0, 2]
    assert plan.unmet_cost is None


def test_what_is_cheaper_bought_is_not_moved() -> None:
    plan = plan_transfers([3, 4], [5], [[1], [1000]], unmet_cost=[90])

    assert carried(plan) == {(0, 0): 3}
    assert list(plan.unmet) == [2]
    assert plan.unmet_cost == 180


def test_a_lane_with_a_fixed_cost_is_used_for_many_or_not_at_all() -> None:
    """By the piece the second donor is cheaper, but its lane is not worth one trip for so few."""
    costs, lanes = [[2], [1]], [[0], [10]]
    few = plan_transfers([5, 5], [4], costs, fixed_cost=lanes)
    many = plan_transfers([50, 50], [40], costs, fixed_cost=lanes)

    assert carried(few) == {(0, 0): 4}
    assert carried(many) == {(1, 0): 40}
    assert many.cost == 50
    assert many.transfers[0].cost == 50


@pytest.mark.parametrize("closed", [None, nan, inf])
def test_a_closed_lane_carries_nothing(closed: float | None) -> None:
    costs: list[list[float | None]] = [[closed], [3]]
    plan = plan_transfers([5, 1], [4], costs)
    assert carried(plan) == {(1, 0): 1}
    assert list(plan.unmet) == [3]
    fixed: list[list[float | None]] = [[closed], [0]]
    plan = plan_transfers([5, 1], [4], [[1], [3]], fixed_cost=fixed)
    assert carried(plan) == {(1, 0): 1}


@pytest.mark.parametrize(
    ("surplus", "shortage", "costs"),
    [
        ([], [], []),
        ([3], [], [[]]),
        ([], [2], []),
        ([0, 0], [4], [[1], [1]]),
        ([3], [0], [[1]]),
        ([3], [2], [[inf]]),
    ],
)
def test_nothing_is_moved_where_there_is_nothing_to_move(
    surplus: list[float], shortage: list[float], costs: list[list[float]]
) -> None:
    plan = plan_transfers(surplus, shortage, costs)

    assert (plan.transfers, plan.cost, plan.moved) == ((), 0, 0)
    assert plan.unmet == tuple(shortage)
    assert plan.remaining == tuple(surplus)


@pytest.mark.parametrize("size", [1e-3, 1, 1e9, 1e15, 1e50])
@pytest.mark.parametrize("price", [1e-6, 1, 1e9])
def test_very_large_and_small_numbers_are_planned_alike(size: float, price: float) -> None:
    costs = np.array([[8, 6, 10, 9], [9, 12, 13, 7], [14, 9, 16, 5]]) * price
    plan = plan_transfers(np.array([35, 50, 40]) * size, np.array([45, 20, 30, 30]) * size, costs)

    assert plan.cost == pytest.approx(1020 * size * price, rel=1e-7)


def every_plan(
    donors: int, receivers: int, most: int
) -> np.ndarray[tuple[int, int, int], np.dtype[np.int64]]:
    amounts = list(itertools.product(range(most + 1), repeat=donors * receivers))
    return np.array(amounts).reshape(-1, donors, receivers)


@pytest.mark.parametrize("shape", [(2, 2, 3), (2, 3, 2), (3, 1, 4), (1, 3, 4)])
def test_plans_agree_with_trying_each(shape: tuple[int, int, int]) -> None:
    """1,000 problems in all: with and without lanes that cost, closed ones, and a cost of what is not moved."""
    donors, receivers, most = shape
    rng = np.random.default_rng(donors * 10 + receivers)
    plans = every_plan(donors, receivers, most)
    given, taken = plans.sum(axis=2), plans.sum(axis=1)
    for _ in range(250):
        surplus = rng.integers(0, most + 1, size=donors)
        shortage = rng.integers(0, most + 1, size=receivers)
        costs = rng.integers(0, 10, size=(donors, receivers)).astype(float)
        costs[rng.random(costs.shape) < 0.15] = inf
        fixed = rng.integers(0, 12, size=costs.shape).astype(float) * (rng.random() < 0.6)
        unmet = None if rng.random() < 0.5 else rng.integers(0, 20, size=receivers).astype(float)
        allowed = (given <= surplus).all(axis=1) & (taken <= shortage).all(axis=1)
        allowed &= ~((plans > 0) & np.isinf(costs)).any(axis=(1, 2))
        spent = (plans * np.where(np.isinf(costs), 0, costs) + (plans > 0) * fixed).sum(axis=(1, 2))
        if unmet is None:
            moved = taken.sum(axis=1)
            allowed &= moved == moved[allowed].max()
            total = spent
        else:
            total = spent + (shortage - taken) @ unmet
        found = plan_transfers(surplus, shortage, costs, fixed_cost=fixed, unmet_cost=unmet)
        assert found.cost + (found.unmet_cost or 0) == pytest.approx(total[allowed].min(), abs=1e-9)
        assert all(one.quantity == int(one.quantity) for one in found.transfers)
        out, into = np.zeros(donors), np.zeros(receivers)
        for one in found.transfers:
            out[one.donor] += one.quantity
            into[one.receiver] += one.quantity
        assert (out + found.remaining == surplus).all()
        assert (into + found.unmet == shortage).all()
        if unmet is None:
            assert found.moved == moved[allowed].max()


def test_a_group_of_forty_stores_is_planned_in_time() -> None:
    rng = np.random.default_rng(1)
    surplus, shortage = rng.integers(0, 30, size=20), rng.integers(0, 30, size=20)
    costs = rng.uniform(1, 9, size=(20, 20))
    plan = plan_transfers(surplus, shortage, costs)
    assert plan.moved == min(surplus.sum(), shortage.sum())
    hurried = plan_transfers(
        surplus, shortage, costs, fixed_cost=rng.uniform(5, 50, size=(20, 20)), time_limit=0.3
    )
    assert hurried.moved == plan.moved
    assert len(hurried.transfers) <= 39


def test_positions_never_go_below_the_reorder_point() -> None:
    """1,000 groups: after everything is given away each donor still has its reorder point, promised pieces apart."""
    rng = np.random.default_rng(2)
    for _ in range(1000):
        stores = int(rng.integers(1, 8))
        shelf = rng.integers(-3, 40, size=stores)
        point = rng.uniform(0, 15, size=stores).round(1)
        promised, coming = rng.integers(0, 5, size=stores), rng.integers(0, 9, size=stores)
        target = point + rng.integers(0, 9, size=stores)
        found = store_positions(shelf, point, order_up_to=target, reserved=promised, incoming=coming)
        for store in range(stores):
            free = shelf[store] - promised[store]
            give, need = found.surplus[store], found.shortage[store]
            assert give == int(give)
            assert need == int(need)
            assert not (give and need)
            if give:
                assert free - give >= point[store] - 1e-9
                assert free - give - 1 < point[store]
            else:
                assert free < point[store] + 1
            assert bool(need) == (free + coming[store] < point[store])
            if need:
                assert target[store] <= free + coming[store] + need + 1e-9 < target[store] + 1 + 1e-8


def test_positions_of_what_is_sent_in_any_quantity() -> None:
    found = store_positions([10.5, 2], [4, 5], piece=None)
    assert found.surplus.tolist() == [6.5, 0]
    assert found.shortage.tolist() == [0, 3]
    assert store_positions([0.3], [0.1], piece=0.1).surplus.tolist() == pytest.approx([0.2])
    assert store_positions([], []).surplus.size == 0


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: plan_transfers([-1], [1], [[1]]), "surplus[0] must not be negative"),
        (lambda: plan_transfers([1], [nan], [[1]]), "shortage[0] must be a finite number"),
        (lambda: plan_transfers([1], [1], [[1, 2]]), "unit_cost must be 1 donors × 1 receivers, got 1 × 2"),
        (lambda: plan_transfers([1], [1], [[-2]]), "unit_cost[0, 0] must not be negative"),
        (
            lambda: plan_transfers([1], [1], [[1]], fixed_cost=[[1], [2]]),
            "fixed_cost must be 1 donors × 1 receivers, got 2 × 1",
        ),
        (
            lambda: plan_transfers([1], [1], [[1]], unmet_cost=[1, 2]),
            "unmet_cost must be one number, or one for each",
        ),
        (lambda: plan_transfers([1], [1], [[1]], time_limit=0), "time_limit must be above 0"),
        (lambda: store_positions([1], [1, 2]), "these must be of one length"),
        (
            lambda: store_positions([1], [5], order_up_to=[4]),
            "order_up_to[0] must not be below reorder_point[0], 5.0",
        ),
        (lambda: store_positions([1], [5], piece=0), "piece must be above 0"),
    ],
)
def test_what_cannot_be_planned_is_refused_in_words(call: Callable[[], object], sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        call()


@pytest.mark.parametrize("table", [[[1, 2], [3, 4], [5, 6]], [1, 2, 3, 4, 5, 6], [[1, 2, 3]]])
def test_costs_of_another_shape_are_refused(table: Any) -> None:
    with pytest.raises(ValueError, match="unit_cost must be 2 donors × 3 receivers, got"):
        plan_transfers([5, 5], [3, 3, 3], table)
