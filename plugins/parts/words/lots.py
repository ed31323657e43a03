"""Why so many are ordered at once where the price depends on the quantity, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from plugins.parts.numbers import plain, value_fen
from plugins.parts.offer import DiscountKind, Offer, restored
from saas.plugin_api import _, money


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedOption:
    """A price that was compared. best: the quantity that costs least at it; cost_fen: what that costs a year, with the goods.

    best, cost_fen: none where another price holds for every quantity that could be the best. taken: this one was chosen.
    """

    supplier_id: int
    start: str
    price: str
    best: str
    cost_fen: int | None
    taken: bool


def offer_of(lot: Mapping[str, Any]) -> Offer | None:
    """The terms that the lot of a plan is ordered by; none where the price does not depend on the quantity."""
    kept = lot.get("prices")
    if not kept:
        return None
    return Offer(
        supplier_id=kept["supplier_id"],
        unit_price=Decimal(kept["unit_price"]),
        pack=Decimal(kept["pack"]),
        minimum=Decimal(kept["minimum"]),
        discount=DiscountKind(kept["discount"]),
        breaks=restored(kept["breaks"]),
    )


def priced_options(lot: Mapping[str, Any]) -> list[PricedOption]:
    """The prices that were compared for the lot of a plan, the taken one marked; nothing where none were."""
    rows = lot["prices"]["options"] if lot.get("prices") else []
    costs = [row["cost_fen"] for row in rows if row["cost_fen"] is not None]
    return [
        PricedOption(
            supplier_id=row["supplier_id"],
            start=row["from"],
            price=_price(Decimal(row["unit_price"])),
            best="" if row["quantity"] is None else plain(Decimal(str(row["quantity"]))),
            cost_fen=None if row["cost_fen"] is None else round(row["cost_fen"]),
            taken=row["cost_fen"] is not None
            and (row["cost_fen"], row["quantity"]) == (min(costs), lot["quantity"]),
        )
        for row in rows
    ]


def why_so_many(lot: Mapping[str, Any]) -> str:
    """Which price the quantity of a plan reaches, and why; nothing where the price does not depend on it."""
    offer = offer_of(lot)
    if offer is None or not lot.get("quantity"):
        return ""
    quantity = Decimal(str(lot["quantity"]))
    reached = offer.prices[offer.reached(quantity)]
    told = {
        "n": plain(quantity),
        "price": _price(offer.price_of(quantity)),
        "from": plain(reached.quantity),
    }
    if lot["doubt"] != "none":
        return _("%(n)s at a time, as many as an order is to last for; a unit then costs %(price)s.", **told)
    if not offer.breaks:
        return _(
            "%(n)s at a time, as this supplier delivers them: so the year costs least; a unit costs %(price)s.",
            **told,
        )
    if not reached.quantity:
        return _(
            "%(n)s at a time at %(price)s a unit: a lower price would not pay for the stock that it needs.",
            **told,
        )
    if offer.discount is DiscountKind.INCREMENTAL:
        return _(
            "%(n)s at a time: those from %(from)s on are cheaper, and a unit costs %(price)s on the average.",
            **told,
        )
    return _("%(n)s at a time, since from %(from)s on a unit costs %(price)s.", **told)


def _price(fen: Decimal) -> str:
    return money(value_fen(fen, Decimal(1)))
