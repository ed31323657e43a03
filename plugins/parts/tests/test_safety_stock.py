"""Safety stock against tables, scipy and a search by halves; lead-time demand against simulation."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

import numpy as np
import pytest
from scipy import stats

from plugins.parts.policy import (
    FillRateFormula,
    LeadTimeDemand,
    lead_time_demand,
    normal_loss,
    safety_stock_cycle_service,
    safety_stock_fill_rate,
)

MISSING: float = None  # type: ignore[assignment] # what a caller without types may pass


def test_lead_time_demand_by_hand() -> None:
    assert lead_time_demand(100, 20, 4) == LeadTimeDemand(mean=400, sd=40)
    assert lead_time_demand(100, 20, 4, lead_time_sd=0.5).sd == pytest.approx(sqrt(4 * 400 + 100**2 * 0.25))
    assert lead_time_demand(10, 3, 2, review_period=7) == LeadTimeDemand(mean=90, sd=9)


def test_lead_time_demand_is_that_of_many_drawn_lead_times() -> None:
    draw = np.random.default_rng(8)
    lead_times = draw.integers(2, 7, 200_000)  # 2 to 6 periods, variance 2
    demands = draw.normal(10, 3, (200_000, 6))
    sums = np.where(np.arange(6) < lead_times[:, np.newaxis], demands, 0).sum(axis=1)
    found = lead_time_demand(10, 3, 4, lead_time_sd=sqrt(2))
    assert found.mean == pytest.approx(float(sums.mean()), rel=0.01)
    assert found.sd == pytest.approx(float(sums.std()), rel=0.01)


def test_cycle_service_of_the_textbooks() -> None:
    # z(.95) = 1.645 and z(.99) = 2.326 of any table
    found = safety_stock_cycle_service(0.95, 100, 20, 4)
    assert found.safety_stock == pytest.approx(1.644854 * 40, abs=1e-4)
    assert found.reorder_point == pytest.approx(465.794, abs=1e-3)
    assert safety_stock_cycle_service(0.99, 100, 20, 4).safety_factor == pytest.approx(2.326348, abs=1e-6)


def test_cycle_service_is_the_chance_of_the_reorder_point() -> None:
    draw = np.random.default_rng(9)
    for _ in range(1000):
        service, mean, sd, lead_time, lead_time_sd, review = (
            *draw.uniform(0.05, 0.999, 1),
            *draw.uniform(0.1, 9, 5),
        )
        found = safety_stock_cycle_service(
            service, mean, sd, lead_time, lead_time_sd=lead_time_sd, review_period=review
        )
        spread = sqrt((lead_time + review) * sd**2 + mean**2 * lead_time_sd**2)
        over = stats.norm(mean * (lead_time + review), spread)
        assert float(over.cdf(found.reorder_point)) == pytest.approx(service, abs=1e-9)
        assert found.expected_shortage == pytest.approx(
            normal_loss(found.reorder_point, over.mean(), over.std()).loss
        )
        assert found.fill_rate == pytest.approx(max(1 - found.expected_shortage / (mean * review), 0))


def short(
    formula: FillRateFormula, point: float, mean: float, sd: float, promised: tuple[float, float]
) -> float:
    """What a cycle is short of, by the formula, less what the promise allows."""
    (lot, fill_rate), loss = promised, normal_loss(point, mean, sd).loss
    if formula is FillRateFormula.EXACT:
        loss -= normal_loss(point + lot, mean, sd).loss
    allowed = lot * (1 - fill_rate)
    return loss - (allowed / fill_rate if formula is FillRateFormula.LOST_SALES else allowed)


@pytest.mark.parametrize("formula", FillRateFormula)
def test_fill_rate_is_kept_by_no_less(formula: FillRateFormula) -> None:
    draw = np.random.default_rng(10)
    for _ in range(350):
        promise, lot = float(draw.uniform(0.3, 0.999)), float(draw.uniform(1, 300))
        mean, sd, lead_time = draw.uniform(0.5, 20, 3)
        found = safety_stock_fill_rate(promise, lot, mean, sd, lead_time, formula=formula)
        low, high = -1e5, 1e5
        for _ in range(80):
            middle = (low + high) / 2
            enough = short(formula, middle, mean * lead_time, sd * sqrt(lead_time), (lot, promise)) <= 0
            low, high = (low, middle) if enough else (middle, high)
        assert found.reorder_point == pytest.approx(high, abs=1e-6)
        assert found.fill_rate == pytest.approx(promise, abs=1e-9)
        assert found.formula is formula


def test_fill_rate_of_large_lots_may_be_kept_below_the_mean() -> None:
    found = safety_stock_fill_rate(0.9, 10_000, 10, 2, 4)
    assert found.safety_stock < 0
    assert found.reorder_point == pytest.approx(40 + found.safety_stock)


def test_known_demand_needs_no_safety_stock() -> None:
    for found in (safety_stock_cycle_service(0.99, 5, 0, 3), safety_stock_fill_rate(0.99, 7, 5, 0, 3)):
        assert (found.safety_stock, found.reorder_point, found.safety_factor) == (0, 15, None)
        assert (found.cycle_service_level, found.expected_shortage) == (1, 0)


def test_no_demand_has_no_stock() -> None:
    found = safety_stock_cycle_service(0.99, 0, 0, 3, review_period=1)
    assert (found.reorder_point, found.fill_rate) == (0, None)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: safety_stock_cycle_service(1, 5, 1, 3), "cycle_service_level must lie above 0 and below 1"),
        (lambda: safety_stock_fill_rate(1, 5, 5, 1, 3), "fill_rate must lie above 0 and below 1"),
        (lambda: safety_stock_fill_rate(0.9, 0, 5, 1, 3), "order_quantity must be above 0"),
        (lambda: safety_stock_cycle_service(0.9, -5, 1, 3), "demand_mean is negative"),
        (lambda: safety_stock_cycle_service(0.9, 5, 1, MISSING), "lead_time must be a finite number"),
        (lambda: safety_stock_cycle_service(0.9, 5, 1, 3, lead_time_sd=-1), "lead_time_sd is negative"),
        (
            lambda: safety_stock_cycle_service(0.9, 5, 1, 3, order_quantity=-2),
            "order_quantity must be above 0",
        ),
    ],
)
def test_wrong_arguments_are_named(call: Callable[[], object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        call()
