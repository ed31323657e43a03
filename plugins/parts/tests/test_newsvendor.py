"""The newsvendor against published values and against trying every level."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats

from plugins.parts.policy import (
    Distribution,
    EmpiricalDemand,
    NegativeBinomialDemand,
    PoissonDemand,
    newsvendor_counted,
    newsvendor_discrete,
    newsvendor_lognormal,
    newsvendor_negative_binomial,
    newsvendor_normal,
    newsvendor_poisson,
    newsvendor_uniform,
    unit_costs,
)

MISSING: float = None  # type: ignore[assignment] # what a caller without types may pass
HALF: int = 0.5  # type: ignore[assignment] # what a caller without types may pass


@pytest.mark.parametrize(
    ("arguments", "lead_time", "best", "given"),
    [
        # Snyder and Shen (2019), examples 4.3 and 4.4 and problem 4.1; stockpyl
        ((0.18, 0.70, 50, 8), 0, (56.60395592743389, 1.997605193176645), (40, 7.356131552870388)),
        ((0.18, 0.70, 50, 8), 4, (264.7668943741548, 4.466781004149578), (180, 49.000164748034095)),
        ((43, 79, 900, 60), 0, (922.7214038234755, 2718.196781782411), (1040, 6044.298415188692)),
        ((2, 18, 120, 10), 0, (132.815515655446, 35.09966638649737), (120, 79.78845608028654)),
    ],
)
def test_normal_newsvendor_is_the_published_one(
    arguments: tuple[float, float, float, float],
    lead_time: int,
    best: tuple[float, float],
    given: tuple[float, float],
) -> None:
    found = newsvendor_normal(*arguments, lead_time=lead_time)
    asked = newsvendor_normal(*arguments, lead_time=lead_time, base_stock_level=given[0])
    assert (found.base_stock_level, found.cost) == pytest.approx(best, abs=1e-8)
    assert (asked.base_stock_level, asked.cost) == pytest.approx(given, abs=1e-8)
    assert found.distribution is Distribution.NORMAL


@pytest.mark.parametrize(
    ("arguments", "level", "cost", "asked", "cost_asked"),
    [
        # Snyder and Shen (2019), example 4.7 and problem 4.8a; stockpyl
        ((1, 4, 6), 8, 3.570106945770946, 5, 6.590296024616344),
        ((200, 270, 18), 19, 786.0884409351115, 13, 1445.751062891969),
        ((0.18, 0.70, 50), 56, 1.797235211809178, 56, 1.797235211809178),
    ],
)
def test_poisson_newsvendor_is_the_published_one(
    arguments: tuple[float, float, float], level: int, cost: float, asked: int, cost_asked: float
) -> None:
    best, given = newsvendor_poisson(*arguments), newsvendor_poisson(*arguments, base_stock_level=asked)
    assert (best.base_stock_level, best.cost) == pytest.approx((level, cost), abs=1e-8)
    assert given.cost == pytest.approx(cost_asked, abs=1e-8)


def test_discrete_newsvendor_is_problem_4_7b_of_snyder_and_shen() -> None:
    chances = [0, 0.25, 0.05, 0.1, 0.2, 0.15, 0.10, 0.10, 0.05]
    best = newsvendor_discrete(500_000, 1_000_000, chances)
    assert (best.base_stock_level, best.cost) == pytest.approx((5, 1_225_000))
    assert newsvendor_discrete(500_000, 1_000_000, chances, base_stock_level=3).cost == pytest.approx(
        1_725_000
    )


def test_lognormal_newsvendor_is_problem_4_8b_of_snyder_and_shen() -> None:
    best = newsvendor_lognormal(1, 0.1765, 6, 0.3)
    assert best.base_stock_level == pytest.approx(295.6266448071368)
    assert best.cost == pytest.approx(29.442543582135290)
    assert newsvendor_lognormal(1, 0.1765, 6, 0.3, base_stock_level=350).cost == pytest.approx(
        34.588836685654854
    )


def test_macs_newsstand_of_nahmias_orders_fifteen() -> None:
    # Nahmias, Production and Operations Analysis, example 5.1: bought at .25, sold at .75, taken back at .10
    costs = unit_costs(price=0.75, cost=0.25, salvage=0.10)
    assert costs.critical_ratio == pytest.approx(0.77, abs=0.005)
    level = newsvendor_normal(costs.overage, costs.underage, 11.73, 4.74).base_stock_level
    assert level == pytest.approx(15.24, abs=0.02)


def test_uniform_newsvendor_lies_at_the_ratio_of_the_range() -> None:
    best = newsvendor_uniform(1, 3, 100, 200)
    assert best.base_stock_level == 175
    assert best.cost == pytest.approx(1 * 75**2 / 200 + 3 * 25**2 / 200)


def test_counted_level_costs_least_of_all_tried() -> None:
    draw, levels = np.random.default_rng(6), np.arange(0, 200)
    for _ in range(1000):
        h, p, mean, lead_time = (
            *draw.uniform(0.1, 20, 2),
            float(draw.gamma(1, 5)) + 0.01,
            int(draw.integers(0, 4)),
        )
        demand = (
            PoissonDemand(mean),
            NegativeBinomialDemand(mean, float(np.sqrt(mean * (1.1 + draw.gamma(1, 1))))),
            EmpiricalDemand(draw.dirichlet(np.ones(6))),
        )[int(draw.integers(3))]
        found = newsvendor_counted(h, p, demand, lead_time=lead_time)
        chances = demand.over(lead_time + 1).probabilities(levels.size)
        gaps = levels[:, np.newaxis] - levels
        costs = (h * np.maximum(gaps, 0) + p * np.maximum(-gaps, 0)) @ chances
        assert found.cost == pytest.approx(float(costs.min()), rel=1e-6)
        assert costs[int(found.base_stock_level)] == pytest.approx(float(costs.min()), rel=1e-6)


def test_normal_level_costs_least_of_all_about_it() -> None:
    draw = np.random.default_rng(7)
    for _ in range(1000):
        h, p, mean, sd = draw.uniform(0.1, 20, 4)
        best = newsvendor_normal(h, p, mean, sd)
        assert best.cost == pytest.approx((h + p) * sd * float(stats.norm.pdf(stats.norm.ppf(p / (h + p)))))
        for step in (-0.1, 0.1):
            near = newsvendor_normal(h, p, mean, sd, base_stock_level=best.base_stock_level + step * sd)
            assert near.cost > best.cost


def test_demand_of_several_periods_is_of_the_same_kind() -> None:
    chances = stats.nbinom.pmf(np.arange(60), 2, 0.4)
    once = NegativeBinomialDemand(3, np.sqrt(7.5))
    assert once.probabilities(60) == pytest.approx(chances, abs=1e-12)
    assert once.over(2).probabilities(60) == pytest.approx(np.convolve(chances, chances)[:60], abs=1e-12)
    assert PoissonDemand(2.5).over(3).probabilities(40) == pytest.approx(
        stats.poisson.pmf(np.arange(40), 7.5), abs=1e-13
    )
    dice = EmpiricalDemand([0, *[1 / 6] * 6])
    assert dice.over(2).probabilities(14)[7] == pytest.approx(6 / 36)
    assert (dice.mean, dice.over(3).mean) == pytest.approx((3.5, 10.5))


def test_negative_binomial_newsvendor_asks_scipys_quantile() -> None:
    success = 5 / 20
    size = 5 * success / (1 - success)
    assert newsvendor_negative_binomial(1, 9, 5, np.sqrt(20)).base_stock_level == stats.nbinom.ppf(
        0.9, size, success
    )


def test_certain_demand_costs_nothing() -> None:
    assert newsvendor_normal(1, 2, 10, 0).cost == 0
    assert newsvendor_normal(1, 2, 10, 0).base_stock_level == 10
    assert newsvendor_poisson(1, 2, 0).base_stock_level == 0
    assert newsvendor_discrete(1, 2, [0, 0, 1]).base_stock_level == 2


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: newsvendor_normal(0, 1, 5, 1), "holding_cost must be above 0"),
        (lambda: newsvendor_normal(1, -1, 5, 1), "stockout_cost must be above 0"),
        (lambda: newsvendor_normal(1, 1, MISSING, 1), "demand_mean must be a finite number"),
        (lambda: newsvendor_normal(1, 1, 5, 1, lead_time=-1), "lead_time is negative"),
        (lambda: newsvendor_poisson(1, 1, 5, lead_time=HALF), "lead_time must be a whole number"),
        (
            lambda: newsvendor_poisson(1, 1, 5, base_stock_level=HALF),
            "base_stock_level must be a whole number",
        ),
        (lambda: newsvendor_negative_binomial(1, 1, 5, 2), "take PoissonDemand"),
        (lambda: unit_costs(1, 2), r"price \+ goodwill - cost must be above 0"),
        (lambda: unit_costs(3, 2, salvage=2), "cost - salvage must be above 0"),
    ],
)
def test_wrong_arguments_are_named(call: Callable[[], object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        call()
