"""One decision for one period: how high to fill up, when what is left over and what is missing both cost.

The best level is the smallest that covers demand with the critical ratio p / (h + p) (Arrow, Harris and Marschak, 1951;
Snyder and Shen, 2019, section 4.3). With a lead time of L periods the level covers the demand of L + 1 of them: those an
order takes, and the one in which it is looked at again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

import numpy as np
from scipy.special import ndtri

from .arguments import comparable, finite, not_negative, positive, whole
from .demand import CountedDemand, Distribution, EmpiricalDemand, NegativeBinomialDemand, PoissonDemand
from .loss_functions import LARGEST_EXPONENT, Loss, lognormal_loss, normal_loss, uniform_loss


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCosts:
    """What one unit too few and one too many cost, and the share of periods that should be covered."""

    underage: float
    """Stockout cost of a unit."""
    overage: float
    """Holding cost of a unit."""

    @property
    def critical_ratio(self) -> float:
        """underage / (underage + overage)."""
        return self.underage / (self.underage + self.overage)


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsvendor:
    """A base-stock level and what it costs."""

    base_stock_level: float
    """Units on hand and on order after ordering: the best, or the one that was asked about."""
    cost: float
    """Expected holding and stockout cost of a period."""
    critical_ratio: float
    expected_shortage: float
    """Units short in a period on average."""
    expected_overage: float
    """Units left over in a period on average."""
    distribution: Distribution


def unit_costs(price: float, cost: float, salvage: float = 0.0, goodwill: float = 0.0) -> UnitCosts:
    """Of goods bought at `cost`, sold at `price` or given away at `salvage`; goodwill: what a lost sale costs besides.

    Raises ValueError unless salvage < cost < price + goodwill, since outside of it one buys nothing or without end.
    """
    underage = finite("price", price) + finite("goodwill", goodwill) - finite("cost", cost)
    overage = cost - finite("salvage", salvage)
    return UnitCosts(
        underage=positive("price + goodwill - cost", underage), overage=positive("cost - salvage", overage)
    )


def newsvendor_normal(
    holding_cost: float,
    stockout_cost: float,
    demand_mean: float,
    demand_sd: float,
    *,
    lead_time: float = 0,
    base_stock_level: float | None = None,
) -> Newsvendor:
    """For normal demand with this mean and standard deviation a period; at the optimum the cost is (h + p) sigma phi(z).

    holding_cost, stockout_cost: of a unit and period, above 0. lead_time: periods, 0 or more. base_stock_level: asked
    about instead of the best. demand_sd 0: demand is known. Raises ValueError for what is negative or missing.
    """
    ratio, periods = _ratio(holding_cost, stockout_cost), not_negative("lead_time", lead_time) + 1
    mean = not_negative("demand_mean", demand_mean) * periods
    sd = not_negative("demand_sd", demand_sd) * float(np.sqrt(periods))
    level = (
        mean + sd * float(ndtri(ratio))
        if base_stock_level is None
        else finite("base_stock_level", base_stock_level)
    )
    return _judged(level, holding_cost, stockout_cost, normal_loss(level, mean, sd), Distribution.NORMAL)


def newsvendor_lognormal(
    holding_cost: float,
    stockout_cost: float,
    mu: float,
    sigma: float,
    *,
    base_stock_level: float | None = None,
) -> Newsvendor:
    """For demand whose logarithm is normal with mean mu and standard deviation sigma (above 0)."""
    ratio = _ratio(holding_cost, stockout_cost)
    best = exp(min(finite("mu", mu) + positive("sigma", sigma) * float(ndtri(ratio)), LARGEST_EXPONENT))
    level = best if base_stock_level is None else finite("base_stock_level", base_stock_level)
    return _judged(
        level, holding_cost, stockout_cost, lognormal_loss(level, mu, sigma), Distribution.LOGNORMAL
    )


def newsvendor_uniform(
    holding_cost: float,
    stockout_cost: float,
    low: float,
    high: float,
    *,
    base_stock_level: float | None = None,
) -> Newsvendor:
    """For demand that is as likely anywhere from low to high."""
    best = low + (high - low) * _ratio(holding_cost, stockout_cost)
    level = best if base_stock_level is None else finite("base_stock_level", base_stock_level)
    return _judged(level, holding_cost, stockout_cost, uniform_loss(level, low, high), Distribution.UNIFORM)


def newsvendor_poisson(
    holding_cost: float,
    stockout_cost: float,
    demand_mean: float,
    *,
    lead_time: int = 0,
    base_stock_level: int | None = None,
) -> Newsvendor:
    """For Poisson demand: the smallest S with F(S) >= p / (h + p)."""
    demand = PoissonDemand(demand_mean)
    return newsvendor_counted(
        holding_cost, stockout_cost, demand, lead_time=lead_time, base_stock_level=base_stock_level
    )


def newsvendor_negative_binomial(
    holding_cost: float,
    stockout_cost: float,
    demand_mean: float,
    demand_sd: float,
    *,
    lead_time: int = 0,
    base_stock_level: int | None = None,
) -> Newsvendor:
    """For negative-binomial demand; demand_sd squared must be above demand_mean."""
    demand = NegativeBinomialDemand(demand_mean, demand_sd)
    return newsvendor_counted(
        holding_cost, stockout_cost, demand, lead_time=lead_time, base_stock_level=base_stock_level
    )


def newsvendor_discrete(
    holding_cost: float,
    stockout_cost: float,
    probabilities: Sequence[float],
    *,
    lead_time: int = 0,
    base_stock_level: int | None = None,
) -> Newsvendor:
    """For demand of 0, 1, 2, … units with these probabilities, which sum to 1."""
    demand = EmpiricalDemand(probabilities)
    return newsvendor_counted(
        holding_cost, stockout_cost, demand, lead_time=lead_time, base_stock_level=base_stock_level
    )


def newsvendor_counted(
    holding_cost: float,
    stockout_cost: float,
    demand: CountedDemand,
    *,
    lead_time: int = 0,
    base_stock_level: int | None = None,
) -> Newsvendor:
    """For any demand in whole units."""
    ratio = _ratio(holding_cost, stockout_cost)
    covered = demand.over(whole("lead_time", not_negative("lead_time", lead_time)) + 1)
    level = (
        covered.quantile(ratio) if base_stock_level is None else whole("base_stock_level", base_stock_level)
    )
    short, left = covered.shortfall(np.asarray(level, dtype=np.float64))
    loss = Loss(loss=float(short), complementary=float(left))
    return _judged(level, holding_cost, stockout_cost, loss, demand.distribution)


def _ratio(holding_cost: float, stockout_cost: float) -> float:
    comparable(holding_cost=holding_cost, stockout_cost=stockout_cost)
    return UnitCosts(underage=stockout_cost, overage=holding_cost).critical_ratio


def _judged(
    level: float, holding_cost: float, stockout_cost: float, loss: Loss, distribution: Distribution
) -> Newsvendor:
    return Newsvendor(
        base_stock_level=level,
        cost=holding_cost * loss.complementary + stockout_cost * loss.loss,
        critical_ratio=_ratio(holding_cost, stockout_cost),
        expected_shortage=loss.loss,
        expected_overage=loss.complementary,
        distribution=distribution,
    )
