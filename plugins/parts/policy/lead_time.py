"""Demand while an order is under way."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from .arguments import not_negative


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadTimeDemand:
    """What is asked for until the next order can arrive."""

    mean: float
    sd: float


def lead_time_demand(
    demand_mean: float,
    demand_sd: float,
    lead_time: float,
    *,
    lead_time_sd: float = 0.0,
    review_period: float = 0.0,
) -> LeadTimeDemand:
    """Mean d (L + R) and standard deviation sqrt((L + R) sd_d^2 + d^2 sd_L^2) of demand over lead time and review.

    demand_mean, demand_sd: of one period; periods are independent. lead_time, lead_time_sd, review_period: in the same
    periods; review_period 0 is a stock that is watched all the time. Hadley and Whitin (1963), Silver, Pyke and Peterson
    (1998), 7.10.
    """
    d, covered = not_negative("demand_mean", demand_mean), not_negative("lead_time", lead_time)
    covered += not_negative("review_period", review_period)
    variance = covered * not_negative("demand_sd", demand_sd) ** 2
    variance += (d * not_negative("lead_time_sd", lead_time_sd)) ** 2
    return LeadTimeDemand(mean=d * covered, sd=sqrt(variance))
