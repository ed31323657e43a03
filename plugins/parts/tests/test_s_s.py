"""(s, S) against the table of Zheng and Federgruen, against the chain of positions, and against all policies enumerated."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from plugins.parts.policy import (
    CountedDemand,
    EmpiricalDemand,
    NegativeBinomialDemand,
    PoissonDemand,
    PowerVariant,
    SSMethod,
    newsvendor_counted,
    s_s_cost,
    s_s_cost_poisson,
    s_s_exact,
    s_s_exact_poisson,
    s_s_power_approximation,
)

MEANS = [*range(10, 80, 5), 21, 22, 23, 24, 51, 52, 59, 61, 63, 64]
REORDER_POINTS = [
    6,
    10,
    14,
    19,
    23,
    28,
    33,
    37,
    42,
    47,
    52,
    56,
    62,
    67,
    15,
    16,
    17,
    18,
    43,
    44,
    51,
    52,
    54,
    55,
]
LEVELS = [
    40,
    49,
    62,
    56,
    66,
    77,
    87,
    97,
    108,
    118,
    129,
    75,
    81,
    86,
    65,
    68,
    52,
    54,
    110,
    112,
    126,
    131,
    73,
    74,
]
COSTS = [
    *(35.022, 42.698, 49.173, 54.262, 57.819, 61.215, 64.512, 67.776, 70.975, 74.149, 77.306, 78.518),
    *(79.037, 79.554, 50.406, 51.632, 52.757, 53.518, 71.611, 72.246, 76.679, 77.929, 78.287, 78.402),
]


@pytest.mark.parametrize(
    ("mean", "low", "high", "cost"), list(zip(MEANS, REORDER_POINTS, LEVELS, COSTS, strict=True))
)
def test_policy_is_that_of_zheng_and_federgruens_table(mean: int, low: int, high: int, cost: float) -> None:
    # Zheng and Federgruen (1991), table I: Poisson demand, h = 1, p = 9, K = 64
    found = s_s_exact_poisson(1, 9, 64, mean)
    assert (found.reorder_point, found.order_up_to_level) == (low, high)
    assert found.cost == pytest.approx(cost, abs=5e-4)


def test_policies_of_snyder_and_shen() -> None:
    # Snyder and Shen (2019), example 4.7 and problem 4.31; stockpyl
    example = {"holding_cost": 1, "stockout_cost": 4, "fixed_cost": 5, "demand_mean": 6}
    problem = {"holding_cost": 40, "stockout_cost": 125, "fixed_cost": 150, "demand_mean": 4}
    for asked, low, high, cost in ((example, 4, 10, 8.034111561471644), (problem, 2, 7, 223.5748295669688)):
        found = s_s_exact_poisson(**asked)
        assert (found.reorder_point, found.order_up_to_level, found.method) == (low, high, SSMethod.EXACT)
        assert found.cost == pytest.approx(cost, abs=1e-9)
        assert s_s_cost_poisson(low, high, **asked).cost == pytest.approx(cost, abs=1e-9)
    assert s_s_cost_poisson(6, 18, **example).cost == pytest.approx(10.193798671644046, abs=1e-9)
    assert s_s_cost_poisson(4, 10, **problem).cost == pytest.approx(262.2755613772775, abs=1e-9)


HALF: int = 0.5  # type: ignore[assignment] # what a caller without types may pass


def random_demand(draw: np.random.Generator) -> CountedDemand:
    mean = float(draw.gamma(2, 1.2)) + 0.05
    kinds = (
        PoissonDemand(mean),
        NegativeBinomialDemand(mean, float(np.sqrt(mean * (1.2 + draw.gamma(1, 1))))),
        EmpiricalDemand(draw.dirichlet(np.full(5, 0.7))),
    )
    return kinds[int(draw.integers(3))]


def rates(h: float, p: float, demand: CountedDemand, levels: NDArray[np.int64]) -> NDArray[np.float64]:
    """Holding and stockout cost of a period from each position, summed over what can happen."""
    many = np.arange(300)
    gaps = levels[:, np.newaxis] - many
    found: NDArray[np.float64] = (h * np.maximum(gaps, 0) + p * np.maximum(-gaps, 0)) @ demand.probabilities(
        300
    )
    return found


def test_cost_is_that_of_the_chain_of_positions() -> None:
    """Positions right after review are a Markov chain: its stationary distribution gives the cost without renewal theory."""
    draw = np.random.default_rng(18)
    for _ in range(1000):
        demand, lead_time = random_demand(draw), int(draw.integers(0, 3))
        h, p, k = draw.uniform(0.2, 5), draw.uniform(0.5, 30), draw.uniform(0, 60)
        low, size = int(draw.integers(-8, 15)), int(draw.integers(1, 15))
        chances = demand.probabilities(size)
        steps = np.zeros(
            (size, size)
        )  # from S - row to S - column; what falls to s or below starts at S again
        for row in range(size):
            steps[row, row:] = chances[: size - row]
            steps[row, 0] += 1 - steps[row].sum()
        equations = np.vstack([steps.T - np.eye(size), np.ones(size)])
        stationary = np.linalg.lstsq(equations, np.append(np.zeros(size), 1.0), rcond=None)[0]
        orders = float(sum(stationary[row] * (1 - chances[: size - row].sum()) for row in range(size)))
        levels = low + size - np.arange(size)
        cost = k * orders + float(stationary @ rates(h, p, demand.over(lead_time + 1), levels))
        found = s_s_cost(
            low, low + size, holding_cost=h, stockout_cost=p, fixed_cost=k, demand=demand, lead_time=lead_time
        )
        assert found.cost == pytest.approx(cost, rel=1e-7)


def test_policy_costs_least_of_all_enumerated() -> None:
    draw = np.random.default_rng(19)
    for _ in range(1000):
        demand, lead_time = random_demand(draw), int(draw.integers(0, 3))
        h, p, k = draw.uniform(0.3, 5), draw.uniform(0.5, 20), draw.uniform(0, 25)
        found = s_s_exact(h, p, k, demand, lead_time=lead_time)
        chances = demand.probabilities(45)
        visits = np.zeros(45)
        visits[0] = 1 / (1 - chances[0])
        for gone in range(1, 45):
            visits[gone] = visits[0] * float(chances[1 : gone + 1] @ visits[gone - 1 :: -1])
        highest = found.order_up_to_level + 12
        levels = highest - np.arange(100)
        costs = rates(h, p, demand.over(lead_time + 1), levels)
        # row: S from the highest down; column: how far s lies below it
        windows = np.lib.stride_tricks.sliding_window_view(costs, 45)
        best = float(((k + np.cumsum(windows * visits, axis=1)) / np.cumsum(visits)).min())
        assert found.cost == pytest.approx(best, rel=1e-9)
        assert found.reorder_point < found.order_up_to_level


def test_free_orders_fill_up_to_the_base_stock_every_time() -> None:
    demand = PoissonDemand(6)
    found, base = s_s_exact(1, 4, 0, demand, lead_time=2), newsvendor_counted(1, 4, demand, lead_time=2)
    assert found.order_up_to_level == base.base_stock_level == found.reorder_point + 1
    assert found.cost == pytest.approx(base.cost)


def test_rare_and_large_demand_are_solved_too() -> None:
    rare, large = s_s_exact_poisson(0.01, 5, 10, 1e-4), s_s_exact_poisson(1, 20, 2000, 3000)
    assert rare.reorder_point < rare.order_up_to_level
    assert rare.cost > 0
    assert large.reorder_point < 3000 < large.order_up_to_level


def test_demand_of_always_the_same_units_is_stepped_through() -> None:
    # two units in every period: order 2 n of them every n periods
    found = s_s_exact(1, 100, 12, EmpiricalDemand([0, 0, 1]))
    n = np.arange(1, 20)
    assert found.cost == pytest.approx(float((12 / n + (n - 1)).min()))


def test_power_approximation_is_the_published_one() -> None:
    # Snyder and Shen (2019), example 4.8 and problem 4.32; stockpyl
    for asked, low, high in (
        ((0.18, 0.70, 2.5, 50, 8), 40.194616956474071, 74.290170109805786),
        ((2, 36, 60, 190, 48), 226.6137928222839, 324.3797868133974),
    ):
        found = s_s_power_approximation(*asked)
        assert (found.reorder_point, found.order_up_to_level) == pytest.approx((low, high))
        assert found.order_quantity == pytest.approx(high - low)


def test_power_approximation_is_its_formula() -> None:
    draw = np.random.default_rng(20)
    for _ in range(1000):
        h, p, k, mu, sd = draw.uniform(0.1, 50, 5)
        lead_time = int(draw.integers(0, 5))
        spread = sd * np.sqrt(lead_time + 1)
        q = 1.30 * mu**0.494 * (k / h) ** 0.506 * (1 + spread**2 / mu**2) ** 0.116
        z = np.sqrt(q * h / (spread * p))
        low = 0.973 * mu * (lead_time + 1) + spread * (0.183 / z + 1.063 - 2.192 * z)
        found = s_s_power_approximation(h, p, k, mu, sd, lead_time=lead_time)
        assert (found.reorder_point, found.order_up_to_level) == pytest.approx((low, low + q))
        capped = s_s_power_approximation(h, p, k, mu, sd, lead_time=lead_time, variant=PowerVariant.CAPPED)
        base = mu * (lead_time + 1) + spread * stats.norm.ppf(p / (p + h)) if q <= 1.5 * mu else np.inf
        assert capped.reorder_point == pytest.approx(min(low, base))
        assert capped.order_up_to_level == pytest.approx(min(low + q, base))


def test_power_approximation_costs_little_more_than_the_best() -> None:
    for mean in (15, 30, 60):
        best, rough = (
            s_s_exact_poisson(1, 9, 64, mean),
            s_s_power_approximation(1, 9, 64, mean, np.sqrt(mean)),
        )
        low, high = round(rough.reorder_point), round(rough.order_up_to_level)
        cost = s_s_cost_poisson(
            low, high, holding_cost=1, stockout_cost=9, fixed_cost=64, demand_mean=mean
        ).cost
        assert best.cost <= cost <= 1.1 * best.cost


ASKED = {"holding_cost": 1, "stockout_cost": 4, "fixed_cost": 5, "demand_mean": 6}


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: s_s_cost_poisson(10, 10, **ASKED), "reorder_point 10 must lie below order_up_to_level 10"),
        (lambda: s_s_cost_poisson(HALF, 10, **ASKED), "reorder_point must be a whole number"),
        (lambda: s_s_exact_poisson(1, 4, -1, 6), "fixed_cost is negative"),
        (lambda: s_s_exact_poisson(0, 4, 1, 6), "holding_cost must be above 0"),
        (lambda: s_s_exact_poisson(1, 4, 1, 0), "demand.mean must be above 0"),
        (lambda: s_s_exact_poisson(1, 4, 1, 1e-20), "demand is 0 in every period"),
        (lambda: s_s_exact_poisson(1, 4, 1e15, 6), "more than 30000 units"),
        (lambda: s_s_exact_poisson(1, 1e20, 1, 6), "cannot be weighed against each other"),
        (lambda: s_s_exact_poisson(1, 4, 1, 6, lead_time=HALF), "lead_time must be a whole number"),
        (lambda: s_s_exact(1, 4, 1, EmpiricalDemand([1.0])), "demand.mean must be above 0"),
        (lambda: s_s_power_approximation(1, 4, 5, 6, 0), "demand_sd must be above 0"),
    ],
)
def test_wrong_arguments_are_named(call: Callable[[], object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        call()
