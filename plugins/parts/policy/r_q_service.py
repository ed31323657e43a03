"""What a policy (r, Q) does for customers: shares served and stock held, for normal demand."""

from __future__ import annotations

from dataclasses import dataclass

from scipy.special import ndtr

from .arguments import finite, positive
from .lead_time import lead_time_demand
from .loss_drops import loss_drop, mean_drop
from .loss_functions import normal_short


@dataclass(frozen=True, slots=True, kw_only=True)
class RQService:
    """Averages in the long run, with what is missing delivered later."""

    cycle_service_level: float
    """P1: the share of order cycles without a shortage."""
    fill_rate: float
    """P2: the share of demand served at once."""
    expected_backorders: float
    """Units that customers wait for at any moment."""
    expected_on_hand: float
    """Units in stock at any moment: r + Q / 2 - mean + backorders."""
    orders: float
    """Orders in a period: lambda / Q."""


def r_q_service(
    reorder_point: float,
    order_quantity: float,
    *,
    demand_mean: float,
    demand_sd: float,
    lead_time: float,
    lead_time_sd: float = 0.0,
) -> RQService:
    """By loss functions of first and second order over the uniform inventory position (Hadley and Whitin, 1963, 4-9).

    Fill rate 1 - (n(r) - n(r + Q)) / Q, backorders (n2(r) - n2(r + Q)) / Q. Periods and spreads as in `lead_time_demand`.
    """
    over = lead_time_demand(demand_mean, demand_sd, lead_time, lead_time_sd=lead_time_sd)
    gap, lot = finite("reorder_point", reorder_point) - over.mean, positive("order_quantity", order_quantity)
    missed = loss_drop(gap, lot, over.sd) / lot
    waiting = normal_short(gap, over.sd) - mean_drop(gap, lot, over.sd)
    return RQService(
        cycle_service_level=float(ndtr(gap / over.sd)) if over.sd else float(gap >= 0),
        fill_rate=1 - missed,
        expected_backorders=waiting,
        expected_on_hand=gap + lot / 2 + waiting,
        orders=demand_mean / lot,
    )
