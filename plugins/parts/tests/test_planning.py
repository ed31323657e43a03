"""Reorder points of many part-stores against the same for one, counted up unit by unit."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from plugins.parts.policy import (
    Distribution,
    FillRateFormula,
    LeadTimeDemand,
    ServiceMeasure,
    lead_time_demand,
    negative_binomial_loss,
    negative_binomial_quantile,
    plan_reorder_points,
    poisson_quantile,
    r_q_service,
    safety_stock_cycle_service,
    safety_stock_fill_rate,
)

DRAW = np.random.default_rng(21)
COUNT = 1000
MEAN = DRAW.gamma(0.6, 4, COUNT)
SD = np.sqrt(MEAN * (1 + DRAW.gamma(1, 1, COUNT) * DRAW.integers(0, 2, COUNT)))
LEAD_TIME = DRAW.integers(0, 9, COUNT).astype(float)
WANDERING = DRAW.integers(0, 2, COUNT).astype(np.float64) / 2
SERVICE = DRAW.uniform(0.5, 0.99, COUNT)
LOT = np.ceil(DRAW.gamma(1, 5, COUNT)) + 1


def expected_distribution(mean: float, sd: float) -> Distribution:
    if mean >= 10:
        return Distribution.NORMAL
    return Distribution.NEGATIVE_BINOMIAL if sd**2 > mean * (1 + 1e-9) and mean > 0 else Distribution.POISSON


def reorder_point(kind: Distribution, over: LeadTimeDemand, service: float) -> float:
    if kind is Distribution.NORMAL:
        return max(safety_stock_cycle_service(service, over.mean, over.sd, 1).reorder_point, 0)
    if kind is Distribution.POISSON:
        return poisson_quantile(service, over.mean)
    return negative_binomial_quantile(service, over.mean, over.sd)


def test_cycle_service_is_that_of_each_part_alone() -> None:
    found = plan_reorder_points(MEAN, SD, LEAD_TIME, SERVICE, lead_time_sd=WANDERING, review_period=1)
    for i in range(COUNT):
        mean, sd, lead_time, wandering = (float(row[i]) for row in (MEAN, SD, LEAD_TIME, WANDERING))
        over = lead_time_demand(mean, sd, lead_time, lead_time_sd=wandering, review_period=1)
        kind = expected_distribution(over.mean, over.sd)
        point = reorder_point(kind, over, float(SERVICE[i]))
        assert found.distribution[i] == kind.value
        assert found.reorder_point[i] == pytest.approx(point, abs=1e-9)
        assert found.safety_stock[i] == pytest.approx(point - over.mean, abs=1e-9)
        assert found.cycle_service_level[i] >= SERVICE[i] - 1e-9


def counted_fill_rate(point: int, lot: float, mean: float, sd: float) -> float:
    short = negative_binomial_loss(point, mean, sd).loss - negative_binomial_loss(point + lot, mean, sd).loss
    return 1 - short / lot


def test_fill_rate_is_kept_by_no_unit_less() -> None:
    found = plan_reorder_points(
        MEAN, SD, LEAD_TIME, SERVICE, measure=ServiceMeasure.FILL_RATE, order_quantity=LOT, review_period=0.5
    )
    assert found.fill_rate is not None
    for i in range(COUNT):
        over = lead_time_demand(MEAN[i], SD[i], LEAD_TIME[i], review_period=0.5)
        if found.distribution[i] == "normal":
            exact = safety_stock_fill_rate(
                SERVICE[i],
                LOT[i],
                MEAN[i],
                SD[i],
                LEAD_TIME[i],
                review_period=0.5,
                formula=FillRateFormula.EXACT,
            )
            assert found.reorder_point[i] == pytest.approx(max(exact.reorder_point, 0), abs=1e-6)
        else:
            point = next(
                r
                for r in range(500)
                if counted_fill_rate(r, LOT[i], over.mean, over.sd) >= SERVICE[i] - 1e-12
            )
            assert found.reorder_point[i] == point
        assert found.fill_rate[i] >= SERVICE[i] - 1e-9


def test_fill_rate_of_a_poisson_part_is_that_of_its_positions() -> None:
    found = plan_reorder_points(0.8, 0, 2, 0.95, measure=ServiceMeasure.FILL_RATE, order_quantity=4)
    positions = np.arange(float(found.reorder_point) + 1, float(found.reorder_point) + 5)
    assert found.fill_rate == pytest.approx(float(stats.poisson.cdf(positions - 1, 1.6).mean()))


def test_service_of_a_normal_part_is_that_of_its_policy() -> None:
    found = plan_reorder_points(100, 20, 4, 0.9, order_quantity=300)
    service = r_q_service(float(found.reorder_point), 300, demand_mean=100, demand_sd=20, lead_time=4)
    assert found.fill_rate == pytest.approx(service.fill_rate)
    assert found.cycle_service_level == pytest.approx(service.cycle_service_level)


def test_nothing_is_held_of_what_nobody_asks_for() -> None:
    found = plan_reorder_points([0, 0, 5], [0, 3, 0], [2, 2, 0], 0.99, order_quantity=1)
    assert list(found.reorder_point) == [0, 0, 0]
    assert list(found.cycle_service_level) == [1, 1, 1]
    assert found.fill_rate is not None
    assert list(found.fill_rate) == [1, 1, 1]


def test_known_demand_is_covered_and_no_more() -> None:
    cycle = plan_reorder_points(20, 0, 2, 0.9)
    filled = plan_reorder_points(20, 0, 2, 0.9, measure=ServiceMeasure.FILL_RATE, order_quantity=10)
    assert (float(cycle.reorder_point), float(cycle.cycle_service_level)) == (40, 1)
    assert float(filled.reorder_point) == pytest.approx(39)  # a tenth of each lot may be short
    assert cycle.fill_rate is None


def test_measure_may_be_named_by_its_value_and_by_no_other() -> None:
    promise = {"measure": "fill_rate", "order_quantity": 5.0}
    named, meant = (
        plan_reorder_points(4, 3, 2, 0.9, **asked)  # type: ignore[arg-type] # as callers without types do
        for asked in (promise, promise | {"measure": ServiceMeasure.FILL_RATE})
    )
    assert named.reorder_point == meant.reorder_point
    with pytest.raises(ValueError, match="not a valid ServiceMeasure"):
        plan_reorder_points(4, 3, 2, 0.9, **(promise | {"measure": "P2"}))  # type: ignore[arg-type] # likewise


def test_no_parts_at_all_and_shapes_that_broadcast() -> None:
    assert plan_reorder_points([], [], 2, 0.9).reorder_point.shape == (0,)
    grid = plan_reorder_points(np.ones((3, 1)), 1, [1, 2], 0.9, order_quantity=2)
    assert grid.reorder_point.shape == grid.distribution.shape == (3, 2)


def test_huge_and_tiny_demand_stay_finite() -> None:
    found = plan_reorder_points([1e12, 1e-9], [1e9, 1e-4], 4, 0.999, order_quantity=[1e6, 1])
    assert np.isfinite(found.reorder_point).all()
    assert found.fill_rate is not None
    assert np.isfinite(found.fill_rate).all()


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: plan_reorder_points([1, np.nan], 1, 2, 0.9), r"demand_mean\[1\] is missing or not finite"),
        (lambda: plan_reorder_points([1, 2], [1, -1], 2, 0.9), r"demand_sd\[1\] must be at least 0"),
        (lambda: plan_reorder_points(1, 1, -2, 0.9), "lead_time must be at least 0"),
        (lambda: plan_reorder_points(1, 1, 2, [0.9, 1]), r"service_level\[1\] must be below 1"),
        (lambda: plan_reorder_points(1, 1, 2, 0.9, order_quantity=0), "order_quantity must be above 0"),
        (
            lambda: plan_reorder_points(1, 1, 2, 0.9, measure=ServiceMeasure.FILL_RATE),
            "order_quantity is missing",
        ),
    ],
)
def test_wrong_arguments_are_named(call: Callable[[], object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        call()
