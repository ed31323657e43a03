"""The ways of mending the shortages of one part: from other stores, by an order, or by waiting. Pure; for workers only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from math import ceil
from typing import Any

from plugins.parts.models import ProposalKind
from plugins.parts.numbers import plain
from plugins.parts.offer import Offer, cheapest
from plugins.parts.settings.planning import PlanningRules
from plugins.parts.transfer import TransferPlan, plan_transfers, store_positions
from saas.plugin_api import round_half_up


@dataclass(frozen=True, slots=True, kw_only=True)
class Donor:
    """A store that has some. reorder_point: what it keeps, as 0 where it does not mean to have the part."""

    store_id: int
    free: Decimal
    reorder_point: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Short:
    """A store that is short. wanted: units up to its order-up-to level; a_day: expected to be asked for; today: there."""

    alert_id: int
    store_id: int
    wanted: Decimal
    free: Decimal
    a_day: Decimal
    today: date
    rules: PlanningRules


@dataclass(frozen=True, slots=True, kw_only=True)
class PartAtNight:
    """A part that is short somewhere. cost: of a unit, in fen; margin: what a sale brings beyond it; orderable: any more.

    offers: of the approved suppliers; without any, cost and pack have to do.
    """

    part_id: int
    cost: Decimal
    margin: Decimal
    pack: Decimal
    orderable: bool
    offers: Sequence[Offer] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way of mending a shortage, as it is proposed; cost in yuan."""

    short: Short
    kind: ProposalKind
    quantity: Decimal
    cost: Decimal
    expected_on: date
    recommended: bool
    reason: dict[str, Any]
    from_store_id: int | None = None
    supplier_id: int | None = None


def ways(
    part: PartAtNight, shorts: Sequence[Short], donors: Sequence[Donor], seconds: float = 2.0
) -> list[Way]:
    """What is proposed for each store that is short: transfers first, then an order, else waiting; the others beside it.

    seconds: for the transfers, after which the best plan found so far has to do.
    """
    plan = _transfers(part, shorts, donors, seconds)
    found: list[Way] = []
    for place, short in enumerate(shorts):
        given = [one for one in plan.transfers if one.receiver == place]
        moves = [_transfer(short, donors[one.donor], Decimal(str(one.quantity))) for one in given]
        left = short.wanted - sum((one.quantity for one in moves), Decimal(0))
        found += [
            *moves,
            *_orders(part, short, left, moves),
            _wait(part, short, best=not moves and not part.orderable),
        ]
    return found


def _transfers(
    part: PartAtNight, shorts: Sequence[Short], donors: Sequence[Donor], seconds: float
) -> TransferPlan:
    """The cheapest transfers; what would be bought cheaper than it is brought is not moved."""
    positions = store_positions(
        [float(one.free) for one in donors], [float(one.reorder_point) for one in donors]
    )
    wanted = [float(short.wanted.to_integral_value(ROUND_CEILING)) for short in shorts]
    lanes = [[short.rules.transfer_cost_fen for short in shorts] for _ in donors]
    bought = [
        _bought(part, need) + short.rules.order_cost_fen / max(need, 1.0)
        for short, need in zip(shorts, wanted, strict=True)
    ]
    return plan_transfers(
        positions.surplus,
        wanted,
        [[0.0 for _ in shorts] for _ in donors],
        fixed_cost=lanes,
        # What cannot be bought any more is brought at any price.
        unmet_cost=bought if part.orderable else None,
        time_limit=seconds,
    )


def _bought(part: PartAtNight, needed: float) -> float:
    """What a unit that is needed costs where so many are bought, in fen: what is delivered beyond them is paid too."""
    wanted = Decimal(str(max(needed, 1.0)))
    offer = cheapest(part.offers, wanted)
    return float(part.cost if offer is None else offer.total(offer.best_from(wanted)) / wanted)


def _transfer(short: Short, donor: Donor, quantity: Decimal) -> Way:
    rules = short.rules
    facts = {
        "gives": plain(quantity),
        "keeps": plain(donor.free - quantity),
        "reorder_point": plain(donor.reorder_point),
        "sooner_days": str(max(rules.lead_time_days - rules.transfer_days, 0)),
    }
    return Way(
        short=short,
        kind=ProposalKind.TRANSFER,
        quantity=quantity,
        cost=_yuan(rules.transfer_cost_fen),
        expected_on=short.today + timedelta(days=rules.transfer_days),
        recommended=True,
        reason={"code": "transfer", **facts},
        from_store_id=donor.store_id,
    )


def _orders(part: PartAtNight, short: Short, left: Decimal, moves: Sequence[Way]) -> Iterator[Way]:
    """An order for what no store gives; where stores give all, one for all of it to compare."""
    if not part.orderable:
        return
    needed = left if left > 0 else short.wanted
    offer = cheapest(part.offers, needed)
    if offer is None:
        offer, seller = Offer(supplier_id=0, unit_price=part.cost, pack=part.pack), None
    else:
        seller = offer.supplier_id
    quantity = offer.best_from(needed)
    code = "rest" if moves and left > 0 else "compared" if moves else "purchase"
    later = max(short.rules.lead_time_days - short.rules.transfer_days, 0)
    yield Way(
        short=short,
        kind=ProposalKind.PURCHASE,
        quantity=quantity,
        cost=_yuan(short.rules.order_cost_fen + float(offer.total(quantity))),
        expected_on=short.today + timedelta(days=short.rules.lead_time_days),
        recommended=left > 0,
        reason={
            "code": code,
            "left": plain(left),
            "pack": plain(offer.pack),
            "later_days": str(later),
            **_priced(offer, needed, quantity),
        },
        supplier_id=seller,
    )


def _priced(offer: Offer, needed: Decimal, quantity: Decimal) -> dict[str, str]:
    """What is told where the price depends on the quantity: the price, and how many are taken only since that costs less."""
    if not offer.breaks:
        return {}
    more = quantity - offer.deliverable(needed)
    return {"price_fen": plain(offer.price_of(quantity)), "more": plain(more)}


def _wait(part: PartAtNight, short: Short, *, best: bool) -> Way:
    """Waiting for as long as an order takes: what is free lasts so long, and what is asked for beyond it is lost."""
    free = max(short.free, Decimal(0))
    days = short.rules.lead_time_days + short.rules.review_days
    lost = max(short.a_day * days - free, Decimal(0))
    lasts = 365 if short.a_day <= 0 else min(365, int((free / short.a_day).to_integral_value(ROUND_FLOOR)))
    return Way(
        short=short,
        kind=ProposalKind.WAIT,
        quantity=Decimal(0),
        cost=_yuan(float(lost * part.margin)),
        expected_on=short.today + timedelta(days=lasts),
        recommended=best,
        reason={
            "code": "not_ordered" if best else "wait",
            "lasts_days": str(lasts),
            "days": str(days),
            "lost": str(ceil(lost * 10) / 10),
        },
    )


def _yuan(fen: float) -> Decimal:
    return round_half_up(Decimal(str(fen)) / 100, 2)
