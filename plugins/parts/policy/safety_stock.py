"""Safety stock and reorder point of one part for a promise of service, with normal demand over the lead time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from scipy.special import ndtr, ndtri

from .arguments import positive, share
from .lead_time import LeadTimeDemand, lead_time_demand
from .loss_drops import loss_drop
from .loss_functions import standard_normal_loss_inverse, unit_loss

_HALVINGS = 200


class FillRateFormula(StrEnum):
    """How the shortage of a cycle is counted when stock is held for a share of demand served at once (P2)."""

    BACKORDERS = "backorders"
    """G(k) = Q (1 - P2) / sigma: what is missing is delivered later (Silver, Pyke and Peterson, 1998, 7.27)."""
    LOST_SALES = "lost_sales"
    """G(k) = Q (1 - P2) / (P2 sigma): what is missing is not sold (the same, 7.28)."""
    EXACT = "exact"
    """G(k) - G(k + Q / sigma) = Q (1 - P2) / sigma: what was missing already when the last delivery came counts once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyStock:
    """How much is held against what cannot be foreseen, and when to order."""

    safety_stock: float
    """Units; below 0 where the promise is kept with less than the mean demand."""
    reorder_point: float
    """Mean demand of the lead time and the safety stock; at review, the level to fill up to."""
    safety_factor: float | None
    """k, in standard deviations; None where demand is known (sd 0), which needs no safety stock."""
    lead_time_mean: float
    lead_time_sd: float
    cycle_service_level: float
    """P1: the share of order cycles without a shortage."""
    expected_shortage: float
    """Units short in a cycle on average."""
    fill_rate: float | None
    """P2: the share of demand served at once, by `formula`; None without an order quantity."""
    formula: FillRateFormula


def safety_stock_cycle_service(
    cycle_service_level: float,
    demand_mean: float,
    demand_sd: float,
    lead_time: float,
    *,
    lead_time_sd: float = 0.0,
    review_period: float = 0.0,
    order_quantity: float | None = None,
) -> SafetyStock:
    """k = z(P1): so that a share P1 (above 0, below 1) of the order cycles sees no shortage.

    Periods and spreads as in `lead_time_demand`. order_quantity: only for the fill rate that comes of it; under review it
    is the mean demand of a review period if not given. Raises ValueError for what is negative, missing or no share.
    """
    service = share("cycle_service_level", cycle_service_level)
    over = lead_time_demand(
        demand_mean, demand_sd, lead_time, lead_time_sd=lead_time_sd, review_period=review_period
    )
    quantity = order_quantity if order_quantity is not None else demand_mean * review_period or None
    return _held(over, float(ndtri(service)), quantity, FillRateFormula.BACKORDERS)


def safety_stock_fill_rate(
    fill_rate: float,
    order_quantity: float,
    demand_mean: float,
    demand_sd: float,
    lead_time: float,
    *,
    lead_time_sd: float = 0.0,
    review_period: float = 0.0,
    formula: FillRateFormula = FillRateFormula.BACKORDERS,
) -> SafetyStock:
    """The k with which a share P2 (above 0, below 1) of demand is served at once from lots of `order_quantity`.

    Periods and spreads as in `lead_time_demand`; under review, order_quantity is demand_mean * review_period.
    """
    promise, quantity = share("fill_rate", fill_rate), positive("order_quantity", order_quantity)
    formula = FillRateFormula(formula)
    over = lead_time_demand(
        demand_mean, demand_sd, lead_time, lead_time_sd=lead_time_sd, review_period=review_period
    )
    factor = _fill_rate_factor(promise, quantity / over.sd, formula) if over.sd else None
    return _held(over, factor, quantity, formula)


def _fill_rate_factor(promise: float, lot: float, formula: FillRateFormula) -> float:
    """k for lots of so many standard deviations."""
    short = lot * (1 - promise)
    if formula is FillRateFormula.LOST_SALES:
        short /= promise
    if formula is not FillRateFormula.EXACT:
        return standard_normal_loss_inverse(short)
    low, high = -lot - 38, 38.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if loss_drop(middle, lot, 1.0) <= short else (middle, high)
    return high


def _held(
    over: LeadTimeDemand, factor: float | None, quantity: float | None, formula: FillRateFormula
) -> SafetyStock:
    held = 0.0 if factor is None else factor * over.sd
    short = 0.0 if factor is None or not over.sd else over.sd * unit_loss(factor)
    return SafetyStock(
        safety_stock=held,
        reorder_point=over.mean + held,
        safety_factor=factor if over.sd else None,
        lead_time_mean=over.mean,
        lead_time_sd=over.sd,
        cycle_service_level=float(ndtr(factor)) if factor is not None and over.sd else 1.0,
        expected_shortage=short,
        fill_rate=None
        if quantity is None
        else _served(over, factor, positive("order_quantity", quantity), formula),
        formula=formula,
    )


def _served(over: LeadTimeDemand, factor: float | None, quantity: float, formula: FillRateFormula) -> float:
    if factor is None or not over.sd:
        return 1.0
    short = over.sd * unit_loss(factor)
    if formula is FillRateFormula.EXACT:
        short = over.sd * loss_drop(factor, quantity / over.sd, 1.0)
    if formula is FillRateFormula.LOST_SALES:
        return quantity / (quantity + short)
    # Short of more than a whole lot in every cycle, the formula has left the ground it stands on.
    return max(1 - short / quantity, 0.0)
