"""(s, S) by the power approximation: formulas fitted to many exact policies, from mean and spread alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from scipy.special import ndtri

from .arguments import not_negative, positive


class PowerVariant(StrEnum):
    """What is done where an order is small against the demand of a period."""

    FORMULA = "formula"
    """The formula everywhere, as in Snyder and Shen (2019), 4.77 to 4.80."""
    CAPPED = "capped"
    """At Q up to 1.5 periods' demand, s and S are at most the best base stock (Ehrhardt and Mosier, 1984)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SSApproximation:
    """When to order, and up to where; not rounded."""

    reorder_point: float
    order_up_to_level: float
    order_quantity: float
    """Q, before it is capped: the distance of the two."""
    variant: PowerVariant


def s_s_power_approximation(
    holding_cost: float,
    stockout_cost: float,
    fixed_cost: float,
    demand_mean: float,
    demand_sd: float,
    *,
    lead_time: float = 0.0,
    variant: PowerVariant = PowerVariant.FORMULA,
) -> SSApproximation:
    """The revised power approximation (Ehrhardt and Mosier, 1984, Management Science 30, 618-622).

    Q = 1.30 mu^.494 (K / h)^.506 (1 + sigma_L^2 / mu^2)^.116, z = sqrt(Q h / (sigma_L p)),
    s = .973 mu_L + sigma_L (.183 / z + 1.063 - 2.192 z), S = s + Q; mu_L and sigma_L over lead_time + 1 periods.
    holding_cost, stockout_cost: of a unit and period; all but lead_time must be above 0, or ValueError names which.
    """
    variant = PowerVariant(variant)
    periods = not_negative("lead_time", lead_time) + 1
    h, p = positive("holding_cost", holding_cost), positive("stockout_cost", stockout_cost)
    mu, sd = positive("demand_mean", demand_mean), positive("demand_sd", demand_sd) * sqrt(periods)
    ratio = positive("fixed_cost", fixed_cost) / h
    quantity = 1.30 * mu**0.494 * ratio**0.506 * (1 + (sd / mu) ** 2) ** 0.116
    z = sqrt(quantity * h / (sd * p))
    low = 0.973 * mu * periods + sd * (0.183 / z + 1.063 - 2.192 * z)
    high = low + quantity
    variant = PowerVariant(variant)
    if variant is PowerVariant.CAPPED and quantity <= 1.5 * mu:
        base_stock = mu * periods + sd * float(ndtri(p / (p + h)))
        low, high = min(low, base_stock), min(high, base_stock)
    return SSApproximation(
        reorder_point=low, order_up_to_level=high, order_quantity=quantity, variant=variant
    )
