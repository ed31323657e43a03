"""Reorder points of many part-stores at once: the distribution that fits each, and the service that comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from .arguments import Floats, Numbers, numbers, shares
from .covering import FAMILIES, Covered
from .demand import Distribution
from .shortfall import is_overdispersed

LOW_DEMAND = 10.0
"""Units in a lead time below which demand is counted and not taken as normal."""


class ServiceMeasure(StrEnum):
    """What a promise of service is about."""

    CYCLE_SERVICE = "cycle_service"
    """P1: the share of order cycles without a shortage."""
    FILL_RATE = "fill_rate"
    """P2: the share of demand served at once, 1 - (n(r) - n(r + Q)) / Q."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReorderPoints:
    """Arrays of the arguments' common shape."""

    reorder_point: Floats
    """Order at this position or below: whole units where demand is counted, and never below 0."""
    safety_stock: Floats
    """The reorder point less the mean of the lead time."""
    lead_time_mean: Floats
    lead_time_sd: Floats
    cycle_service_level: Floats
    """P1 that comes of it."""
    fill_rate: Floats | None
    """P2 that comes of it; None without order quantities."""
    distribution: NDArray[np.str_]
    """The value of a `Distribution` for each."""


def plan_reorder_points(
    demand_mean: Numbers,
    demand_sd: Numbers,
    lead_time: Numbers,
    service_level: Numbers,
    *,
    measure: ServiceMeasure = ServiceMeasure.CYCLE_SERVICE,
    order_quantity: Numbers | None = None,
    lead_time_sd: Numbers = 0.0,
    review_period: Numbers = 0.0,
    low_demand: float = LOW_DEMAND,
) -> ReorderPoints:
    """The least reorder point, 0 or more, with which each part-store keeps its promise; what is missing comes later.

    Below `low_demand` units in a lead time (and review), demand is counted: as Poisson where its variance is not above its
    mean, else as negative binomial; from there on it is normal. Arguments are numbers or arrays that broadcast: demand_mean
    and demand_sd of a period, lead_time, lead_time_sd and review_period in periods, service_level above 0 and below 1,
    order_quantity above 0, needed for fill rates. Without any demand the reorder point is 0. Empty arrays give empty ones.
    Raises ValueError that names the first number that is missing, negative or no share.
    """
    measure = ServiceMeasure(measure)
    covered = _covered(
        demand_mean, demand_sd, lead_time, lead_time_sd=lead_time_sd, review_period=review_period
    )
    quantity = None if order_quantity is None else numbers("order_quantity", order_quantity, above=0)
    by_fill_rate = ServiceMeasure(measure) is ServiceMeasure.FILL_RATE
    if by_fill_rate and quantity is None:
        msg = "order_quantity is missing: a fill rate depends on it"
        raise ValueError(msg)
    lots = np.ones(()) if quantity is None else quantity
    mean, sd, service, lots = np.broadcast_arrays(*covered, shares("service_level", service_level), lots)
    return _planned(
        Covered(mean=mean, sd=sd, service=service, lot=lots),
        by_fill_rate=by_fill_rate,
        with_lots=quantity is not None,
        low_demand=low_demand,
    )


def _covered(
    demand_mean: Numbers,
    demand_sd: Numbers,
    lead_time: Numbers,
    *,
    lead_time_sd: Numbers,
    review_period: Numbers,
) -> tuple[Floats, Floats]:
    """Mean and standard deviation of demand over lead time and review, as in `lead_time_demand`."""
    mean, sd = numbers("demand_mean", demand_mean, least=0), numbers("demand_sd", demand_sd, least=0)
    periods = numbers("lead_time", lead_time, least=0) + numbers("review_period", review_period, least=0)
    wandering = numbers("lead_time_sd", lead_time_sd, least=0)
    return mean * periods, np.sqrt(periods * sd**2 + (mean * wandering) ** 2)


def _planned(covered: Covered, *, by_fill_rate: bool, with_lots: bool, low_demand: float) -> ReorderPoints:
    counted = covered.mean < low_demand
    spread = is_overdispersed(covered.mean, covered.sd**2)
    groups = {
        Distribution.POISSON: counted & ~spread,
        Distribution.NEGATIVE_BINOMIAL: counted & spread,
        Distribution.NORMAL: ~counted,
    }
    point, cycle, filled = (np.zeros(covered.mean.shape) for _ in range(3))
    names = np.empty(covered.mean.shape, dtype="<U17")
    for distribution, rows in groups.items():
        family, part = FAMILIES[distribution], covered.part(rows)
        found = family.for_fill_rate(part) if by_fill_rate else family.for_cycle_service(part)
        point[rows] = found
        cycle[rows] = family.suffices(part, found)
        filled[rows] = family.fill_rate(part, found)
        names[rows] = distribution.value
    return ReorderPoints(
        reorder_point=point,
        safety_stock=point - covered.mean,
        lead_time_mean=covered.mean,
        lead_time_sd=covered.sd,
        cycle_service_level=cycle,
        fill_rate=filled if with_lots else None,
        distribution=names,
    )
