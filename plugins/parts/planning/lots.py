"""How many of each part to order at once: the economic quantity, at the prices that suppliers ask. Pure; for workers only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plugins.parts.arguments import Floats
from plugins.parts.lot_size import (
    DiscountedLot,
    PackLimits,
    economic_order_quantity_with_all_units_discounts,
    economic_order_quantity_with_incremental_discounts,
    packed_order_quantities,
)
from plugins.parts.offer import DiscountKind, Offer, cheapest

_WHOLE: Final = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What ordering once costs, in fen, and keeping for a year, as a share of the value."""

    order: float
    holding: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is known of many parts, in one order. cost: of a unit, in fen; pack: in units, where no supplier says another.

    yearly: demand; covered: what an order lasts for where the economic quantity is not valid; offers: approved, the
    cheapest first.
    """

    cost: Floats
    pack: Floats
    yearly: Floats
    covered: Floats
    valid: NDArray[np.bool_]
    offers: Sequence[Sequence[Offer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedLot:
    """The lot of a part whose suppliers differ by quantity. offer: the one that it is ordered by.

    compared: what each offer would cost a year at its best; empty where the economic quantity is not valid.
    """

    offer: Offer
    quantity: float
    compared: tuple[tuple[Offer, DiscountedLot], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lots:
    """economic: the quantity as the formula has it, nan without costs. quantity: what is ordered. priced: by place."""

    economic: Floats
    quantity: Floats
    priced: Mapping[int, PricedLot]


def plan_lots(wanted: Wanted, costs: Costs) -> Lots:
    """What is ordered of each part: the economic quantity in packs where it is valid, else what lasts for a while.

    Only the parts whose price falls with the quantity, or whose suppliers deliver other packs or minima, are looked at one
    by one.
    """
    pack, least = _limits(wanted)
    holding = wanted.cost * costs.holding
    kept = holding > 0
    economic, lots = np.full((2, len(wanted.yearly)), np.nan)
    if kept.any():
        economic[kept] = np.sqrt(2 * costs.order * wanted.yearly[kept] / holding[kept])
        lots[kept] = packed_order_quantities(
            np.full(kept.sum(), costs.order),
            holding[kept],
            wanted.yearly[kept],
            pack_size=pack[kept],
            minimum_quantity=least[kept],
        )
    packs = np.maximum(np.ceil(np.maximum(wanted.covered, least) / pack - _WHOLE), 1.0) * pack
    quantity = np.where(wanted.valid & kept, lots, np.where(wanted.yearly > 0, packs, 0.0))
    priced = {}
    for place, offers in enumerate(wanted.offers):
        if _differ(offers) and wanted.yearly[place] > 0:
            one = _priced(wanted, place, costs)
            priced[place], quantity[place] = one, one.quantity
            economic[place] = _exact(one, wanted.yearly[place], costs)
    return Lots(economic=economic, quantity=quantity, priced=priced)


def _limits(wanted: Wanted) -> tuple[Floats, Floats]:
    pack, least = wanted.pack.copy(), np.zeros(len(wanted.pack))
    for place, offers in enumerate(wanted.offers):
        if offers:
            pack[place], least[place] = offers[0].pack, offers[0].minimum
    return pack, least


def _differ(offers: Sequence[Offer]) -> bool:
    """Whether it depends on the quantity what is paid, or of whom is bought."""
    if not offers:
        return False
    first = offers[0]
    return any(one.breaks or (one.pack, one.minimum) != (first.pack, first.minimum) for one in offers)


def _priced(wanted: Wanted, place: int, costs: Costs) -> PricedLot:
    # What costs nothing has no economic quantity.
    asked = [one for one in wanted.offers[place] if one.unit_price > 0]
    if wanted.valid[place] and asked:
        demand = float(wanted.yearly[place])
        compared = [(one, discounted(one, demand, costs, _in_packs(one))) for one in asked]
        offer, lot = min(compared, key=lambda pair: pair[1].cost)
        return PricedLot(offer=offer, quantity=lot.order_quantity, compared=tuple(compared))
    needed = Decimal(str(round(float(wanted.covered[place]), 3)))
    chosen = cheapest(wanted.offers[place], needed) or wanted.offers[place][0]
    least = max(chosen.best_from(needed), chosen.deliverable(chosen.pack))
    return PricedLot(offer=chosen, quantity=float(least))


def discounted(offer: Offer, demand: float, costs: Costs, packs: PackLimits) -> DiscountedLot:
    """The lot of the least cost a year at the prices of an offer, all of which are above 0."""
    method = (
        economic_order_quantity_with_all_units_discounts
        if offer.discount is DiscountKind.ALL_UNITS
        else economic_order_quantity_with_incremental_discounts
    )
    breakpoints = [float(one.quantity) for one in offer.prices]
    prices = [float(one.unit_price) for one in offer.prices]
    return method(costs.order, costs.holding, demand, breakpoints, prices, packs=packs)


def _in_packs(offer: Offer) -> PackLimits:
    return PackLimits(pack_size=float(offer.pack), minimum_quantity=float(offer.minimum))


def _exact(one: PricedLot, demand: float, costs: Costs) -> float:
    """The quantity as if any could be ordered; nan where it is not valid."""
    if not one.compared:
        return np.nan
    return discounted(one.offer, float(demand), costs, PackLimits()).order_quantity
