"""(r, Q) against published values, against search without calculus, and against enumeration."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest
from scipy import stats
from scipy.optimize import minimize

from plugins.parts.policy import (
    RQMethod,
    RQPolicy,
    newsvendor_normal,
    newsvendor_poisson,
    r_q_cost,
    r_q_cost_poisson,
    r_q_eoq_backorders,
    r_q_eoq_safety_stock,
    r_q_exact,
    r_q_exact_poisson,
    r_q_expected_inventory_level,
    r_q_loss_function,
    r_q_reorder_point,
    r_q_service,
)

Situation = Mapping[str, float]


def situation(h: float, p: float, k: float, *over: float) -> Situation:
    mean, sd, lead_time = over
    return {
        "holding_cost": h,
        "stockout_cost": p,
        "fixed_cost": k,
        "demand_mean": mean,
        "demand_sd": sd,
        "lead_time": lead_time,
    }


# Snyder and Shen (2019), example 5.1 and problems 5.1 and 5.3; the values below are those of stockpyl's tests
EXAMPLE = situation(0.225, 7.5, 8, 1300, 150, 1 / 12)
PROBLEM_1 = situation(3.1, 45, 50, 800, 40, 4 / 365)
PROBLEM_3 = situation(1.5 / 7, 40, 85, 192, 17.4, 3)


@pytest.mark.parametrize(
    ("asked", "point", "quantity", "cost"),
    [
        (EXAMPLE, 126.8, 328.5, 78.071162509282942),
        (EXAMPLE, 100, 250, 87.346478028174985),
        (PROBLEM_1, -1.9859, 166.95, 484.2110418415538),
        (PROBLEM_1, 100, 250, 830.3219178082192),
    ],
)
def test_cost_is_the_published_one(asked: Situation, point: float, quantity: float, cost: float) -> None:
    assert r_q_cost(point, quantity, **asked).cost == pytest.approx(cost, abs=1e-8)


@pytest.mark.parametrize(
    ("asked", "quantity", "point"),
    [
        (EXAMPLE, 318, 127.7880348669655),
        (EXAMPLE, 150, 147.1949581740714),
        (EXAMPLE, 750, 99.853773396165280),
        (PROBLEM_1, 318, -11.727678833180178),
        (PROBLEM_1, 150, -0.885130303271656),
        (PROBLEM_3, 750, 598.4126476551643),
    ],
)
def test_reorder_point_for_a_quantity_is_the_published_one(
    asked: Situation, quantity: float, point: float
) -> None:
    costs = {name: value for name, value in asked.items() if name != "fixed_cost"}
    assert r_q_reorder_point(quantity, **costs) == pytest.approx(point, abs=1e-5)


@pytest.mark.parametrize(
    ("method", "asked", "point", "quantity"),
    [
        (r_q_expected_inventory_level, EXAMPLE, 213.9704421358024, 318.5901810768729),
        (r_q_expected_inventory_level, PROBLEM_1, 17.972649360167715, 162.1231617283653),
        (r_q_expected_inventory_level, PROBLEM_3, 644.8385303830128, 400.7559793125993),
        (r_q_eoq_backorders, EXAMPLE, 128.6378144242710, 308.5737801203754),
        (r_q_eoq_backorders, PROBLEM_1, -1.929822185100239, 166.0850065197970),
        (r_q_eoq_backorders, PROBLEM_3, 609.0252058220594, 391.3259510944808),
        (r_q_eoq_safety_stock, EXAMPLE, 190.3369965715624, 304.0467800264368),
        (r_q_eoq_safety_stock, PROBLEM_1, 15.125515371852014, 160.6438657804998),
        (r_q_eoq_safety_stock, PROBLEM_3, 652.9638947041127, 390.2819493648150),
        (r_q_loss_function, EXAMPLE, 126.8670642878315, 328.4491413581765),
        (r_q_loss_function, PROBLEM_1, -1.985868645048718, 166.9501022040942),
        (r_q_loss_function, PROBLEM_3, 608.5445118000358, 403.8060023373138),
    ],
)
def test_approximation_is_the_published_one(
    method: Callable[..., RQPolicy], asked: Situation, point: float, quantity: float
) -> None:
    found = method(**asked)
    # stockpyl stops its iterations at differences of 1e-6, and tests them to four places
    assert found.reorder_point == pytest.approx(point, abs=5e-5)
    assert found.order_quantity == pytest.approx(quantity, abs=5e-5)


def test_costs_of_the_expected_inventory_level_are_its_own() -> None:
    for asked, cost in (
        (EXAMPLE, 95.451140222851961),
        (PROBLEM_1, 531.1189321826714),
        (PROBLEM_3, 100.6273949347740),
    ):
        assert r_q_expected_inventory_level(**asked).cost == pytest.approx(cost, abs=1e-6)


def test_harveys_specialty_shop_of_nahmias_orders_111_at_143() -> None:
    # Nahmias, Production and Operations Analysis, example 5.4: demand of the half year's lead time is normal (100, 25)
    found = r_q_expected_inventory_level(2, 25, 50, 200, 25 / np.sqrt(0.5), lead_time=0.5)
    assert (round(found.order_quantity), round(found.reorder_point)) == (111, 143)


def random_situations(count: int, seed: int) -> list[Situation]:
    draw = np.random.default_rng(seed)
    return [
        situation(
            float(draw.uniform(0.05, 5)),
            float(draw.uniform(1, 60)),
            float(draw.uniform(0.5, 200)),
            float(draw.uniform(1, 500)),
            float(draw.uniform(0.1, 100)),
            float(draw.uniform(0, 4)),
        )
        for _ in range(count)
    ]


def test_cost_is_the_mean_newsvendor_cost_over_the_positions() -> None:
    draw, nodes = np.random.default_rng(11), (np.arange(400) + 0.5) / 400
    for asked in random_situations(1000, 12):
        mean, sd = asked["demand_mean"] * asked["lead_time"], asked["demand_sd"] * np.sqrt(asked["lead_time"])
        point, quantity = mean + float(draw.normal(0, 2)) * sd, float(draw.uniform(1, 300))
        positions = point + quantity * nodes
        z = (positions - mean) / sd
        loss = sd * (stats.norm.pdf(z) - z * stats.norm.sf(z))
        h, p = asked["holding_cost"], asked["stockout_cost"]
        rate = float(np.mean(h * (positions - mean + loss) + p * loss))
        cost = asked["fixed_cost"] * asked["demand_mean"] / quantity + rate
        assert r_q_cost(point, quantity, **asked).cost == pytest.approx(cost, rel=1e-3)


def test_exact_policy_is_flat_in_both_directions_and_undercut_by_nobody() -> None:
    draw = np.random.default_rng(13)
    for asked in random_situations(1000, 14):
        best = r_q_exact(**asked)
        for method in (r_q_loss_function, r_q_eoq_safety_stock, r_q_eoq_backorders):
            assert method(**asked).cost >= best.cost * (1 - 1e-10)
        assert r_q_eoq_backorders(**asked).cost <= best.cost * 1.125 + 1e-9  # Zheng (1992), theorem 3
        near = best.reorder_point + draw.normal(0, 1, 4), best.order_quantity * np.exp(draw.normal(0, 0.1, 4))
        for point, quantity in zip(*near, strict=True):
            assert r_q_cost(point, quantity, **asked).cost >= best.cost * (1 - 1e-10)


def test_exact_policy_is_found_by_a_search_without_calculus() -> None:
    for asked in random_situations(30, 15):
        best = r_q_exact(**asked)

        def cost(at: np.ndarray, asked: Situation = asked) -> float:
            return r_q_cost(float(at[0]), float(np.exp(at[1])), **asked).cost

        start = [best.reorder_point + 5, np.log(best.order_quantity) + 0.5]
        found = minimize(
            cost, start, method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12, "maxiter": 4000}
        )
        assert best.cost == pytest.approx(float(found.fun), rel=1e-8)
        assert best.order_quantity == pytest.approx(float(np.exp(found.x[1])), rel=1e-2)


def test_known_demand_makes_it_the_eoq_with_backorders() -> None:
    found = r_q_exact(1, 3, 50, 100, 0, lead_time=0.5)
    assert found.order_quantity == pytest.approx(np.sqrt(2 * 50 * 100 * 4 / 3))
    assert found.cost == pytest.approx(np.sqrt(2 * 50 * 100 * 3 / 4))
    assert r_q_loss_function(1, 3, 50, 100, 0, lead_time=0.5).order_quantity == pytest.approx(
        found.order_quantity
    )
    assert r_q_eoq_backorders(1, 3, 50, 100, 0, lead_time=0.5).cost == pytest.approx(found.cost)


@pytest.mark.parametrize("sd", [1e3, 1e6, 1e9])
def test_lots_small_against_the_spread_keep_their_digits(sd: float) -> None:
    # where Q is small against sigma, g is a parabola of curvature (h + p) phi / sigma: K lambda = curvature Q^3 / 12
    h, p = 1.0, 9.0
    curvature = (h + p) * float(stats.norm.pdf(stats.norm.ppf(p / (h + p)))) / sd
    found = r_q_exact(h, p, 1, 1, sd, lead_time=1)
    assert found.order_quantity == pytest.approx((12 / curvature) ** (1 / 3), rel=2e-2)


def test_shortages_that_cost_next_to_nothing_are_still_balanced() -> None:
    best, near = r_q_exact(1, 1e-9, 1, 1, 5, lead_time=1), r_q_loss_function(1, 1e-9, 1, 1, 5, lead_time=1)
    assert best.cost == pytest.approx(np.sqrt(2 * 1e-9), rel=1e-2)  # of the EOQ with backorders
    assert near.cost >= best.cost


def test_lots_of_almost_nothing_cost_what_a_base_stock_costs() -> None:
    best = newsvendor_normal(2, 9, 50, 8)
    found = r_q_exact(2, 9, 1e-12, 50, 8, lead_time=1)
    assert found.cost == pytest.approx(best.cost, rel=1e-3)
    assert found.method is RQMethod.EXACT


def test_poisson_policy_is_the_published_one() -> None:
    # Snyder and Shen (2019), example 5.8 and problem 5.2; stockpyl
    example = {
        "holding_cost": 20,
        "stockout_cost": 150,
        "fixed_cost": 100,
        "demand_mean": 1.5,
        "lead_time": 2,
    }
    problem = {"holding_cost": 4, "stockout_cost": 28, "fixed_cost": 4, "demand_mean": 12, "lead_time": 0.5}
    for asked, point, quantity, cost in (
        (example, 3, 5, 107.9235806331498),
        (problem, 6, 7, 28.241312842169155),
    ):
        found = r_q_exact_poisson(**asked)
        assert (found.reorder_point, found.order_quantity) == (point, quantity)
        assert found.cost == pytest.approx(cost, abs=1e-8)
        assert r_q_cost_poisson(point, quantity, **asked).cost == pytest.approx(cost, abs=1e-8)
    assert r_q_cost_poisson(8, 12, **example).cost == pytest.approx(242.5281637662021, abs=1e-8)
    assert r_q_cost_poisson(3, 9, **problem).cost == pytest.approx(34.264154469469503, abs=1e-8)


def test_poisson_policy_costs_least_of_all_enumerated() -> None:
    draw, many = np.random.default_rng(16), np.arange(140)
    for _ in range(1000):
        h, p, k = float(draw.uniform(0.2, 9)), float(draw.uniform(1, 60)), float(draw.uniform(0, 60))
        mean, lead_time = float(draw.uniform(0.05, 8)), float(draw.uniform(0, 3))
        chances = stats.poisson.pmf(many, mean * lead_time)
        levels = np.arange(-40, 100)
        gaps = levels[:, np.newaxis] - many
        rates = (h * np.maximum(gaps, 0) + p * np.maximum(-gaps, 0)) @ chances
        sums = np.concatenate([[0.0], np.cumsum(rates)])
        quantities = np.arange(1, 80)
        costs = [(k * mean + sums[q:] - sums[:-q]).min() / q for q in quantities]
        found = r_q_exact_poisson(h, p, k, mean, lead_time=lead_time)
        assert found.cost == pytest.approx(min(costs), rel=1e-9)
        given = r_q_cost_poisson(
            int(found.reorder_point),
            int(found.order_quantity),
            holding_cost=h,
            stockout_cost=p,
            fixed_cost=k,
            demand_mean=mean,
            lead_time=lead_time,
        )
        assert given.cost == pytest.approx(found.cost, rel=1e-9)


def test_free_orders_are_for_one_unit_up_to_the_base_stock() -> None:
    found, base = r_q_exact_poisson(1, 4, 0, 6, lead_time=1), newsvendor_poisson(1, 4, 6)
    assert (found.order_quantity, found.reorder_point + 1) == (1, base.base_stock_level)
    assert found.cost == pytest.approx(base.cost)


def test_large_poisson_policy_is_close_to_the_normal_one() -> None:
    counted = r_q_exact_poisson(1, 9, 500, 10_000, lead_time=1)
    normal = r_q_exact(1, 9, 500, 10_000, 100, lead_time=1)
    assert counted.cost == pytest.approx(normal.cost, rel=1e-3)
    assert counted.order_quantity == pytest.approx(normal.order_quantity, rel=1e-2)


def test_service_is_the_mean_over_positions_and_demands() -> None:
    positions, chances = (np.arange(500) + 0.5) / 500, (np.arange(2000) + 0.5) / 2000
    for point, quantity, mean, sd in ((110, 60, 100, 20), (90, 10, 100, 20), (140, 300, 100, 40)):
        found = r_q_service(point, quantity, demand_mean=mean, demand_sd=sd, lead_time=1)
        net = (point + quantity * positions)[:, np.newaxis] - stats.norm.ppf(chances, mean, sd)
        assert found.expected_backorders == pytest.approx(float(np.maximum(-net, 0).mean()), rel=0.01)
        assert found.expected_on_hand == pytest.approx(float(np.maximum(net, 0).mean()), rel=0.001)
        assert found.fill_rate == pytest.approx(float((net > 0).mean()), abs=0.001)
        assert found.cycle_service_level == pytest.approx(float(stats.norm.cdf(point, mean, sd)))
        assert found.orders == mean / quantity
    certain = r_q_service(10, 5, demand_mean=10, demand_sd=0, lead_time=1)
    assert (certain.cycle_service_level, certain.fill_rate, certain.expected_on_hand) == (1, 1, 2.5)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: r_q_exact(0, 1, 1, 1, 1, lead_time=1), "holding_cost must be above 0"),
        (lambda: r_q_exact(1, 1e-20, 1, 1, 1, lead_time=1), "cannot be weighed against each other"),
        (lambda: r_q_exact(1, 1, 1e200, 1, 1, lead_time=1), "look at its unit"),
        (lambda: r_q_exact_poisson(1, 1, 1e18, 9, lead_time=1), "count in packs"),
        (lambda: r_q_exact(1, 1, 0, 1, 1, lead_time=1), "fixed_cost must be above 0"),
        (lambda: r_q_exact(1, 1, 1, 0, 1, lead_time=1), "demand_mean must be above 0"),
        (lambda: r_q_exact(1, 1, 1, 1, 1, lead_time=-1), "lead_time is negative"),
        (lambda: r_q_cost(1, 0, **EXAMPLE), "order_quantity must be above 0"),
        (lambda: r_q_expected_inventory_level(5, 0.01, 9, 10, 3, lead_time=1), "take r_q_exact"),
        (lambda: r_q_exact_poisson(1, 1, -1, 1, lead_time=1), "fixed_cost is negative"),
        (
            lambda: r_q_service(1, 0, demand_mean=1, demand_sd=1, lead_time=1),
            "order_quantity must be above 0",
        ),
    ],
)
def test_wrong_arguments_are_named(call: Callable[[], object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        call()


@pytest.mark.parametrize("costs", [(-20, 150), (20, 0), (20, float("nan"))])
def test_cost_of_a_given_policy_needs_costs(costs: tuple[float, float]) -> None:
    holding, stockout = costs
    with pytest.raises(ValueError, match="_cost"):
        r_q_cost_poisson(
            3, 5, holding_cost=holding, stockout_cost=stockout, fixed_cost=100, demand_mean=1.5, lead_time=2
        )
