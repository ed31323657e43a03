"""The pictures of a plan: demand with its forecast, and what an order costs by its size. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from plugins.parts.models import PartPlan
from plugins.parts.numbers import plain
from plugins.parts.offer import Offer
from plugins.parts.words.lots import offer_of
from saas.plugin_api import _

PAST = 24
"""How many periods back the picture shows; the plan keeps all."""
AHEAD = 6
NEAR = 6
"""Up to how many times the quantity a price begins that the picture shows."""
SHARES = (0.25, 0.4, 0.55, 0.7, 0.85, 1.0, 1.2, 1.4, 1.7, 2.0, 2.5, 3.0)


def demand_chart(plan: PartPlan, unit: str) -> dict[str, Any]:
    """What was asked for in each period, and what is expected with the interval of past errors."""
    firsts, quantities = plan.demand["firsts"][-PAST:], plan.demand["quantities"][-PAST:]
    ahead, blank = plan.forecast["firsts"][:AHEAD], [None] * len(firsts)
    gap = [None] * len(ahead)
    months = plan.period == "month"
    labels = [f"{date.fromisoformat(one):%Y-%m}" if months else one for one in [*firsts, *ahead]]
    series = [{"name": _("Asked for"), "values": [*quantities, *gap]}]
    for name, key in ((_("Expected"), "mean"), (_("At least"), "lower"), (_("At most"), "upper")):
        series.append({"name": name, "values": [*blank, *plan.forecast[key][:AHEAD]]})
    expected = plan.forecast["mean"][0]
    return {
        "kind": "line",
        "labels": labels,
        "labelsTitle": _("Month") if months else _("Week from"),
        "unit": unit,
        "series": series,
        "summary": _(
            "%(n)s expected in the period that runs", n="—" if expected is None else f"{expected:.1f}"
        ),
    }


def cost_chart(plan: PartPlan) -> dict[str, Any] | None:
    """K D / Q + h Q / 2 around the economic quantity Q, a year, in yuan; none where there is none.

    Where the price depends on the quantity, what the goods cost beyond the lowest price is added: the curve falls where a
    lower price begins.
    """
    lot = plan.lot
    if (offer := offer_of(lot)) is not None:
        return _priced_chart(lot, offer) if lot.get("economic") else None
    best, yearly, cost = lot.get("economic"), lot.get("yearly"), lot.get("unit_cost_fen")
    if not best or not yearly or not cost:
        return None
    lots = [best * share for share in SHARES]
    ordering = [lot["order_cost_fen"] * yearly / one / 100 for one in lots]
    holding = [cost * lot["holding_share"] * one / 200 for one in lots]
    parts = {_("Ordering"): ordering, _("Keeping"): holding}
    return _curves([f"{one:.1f}" for one in lots], parts, least=f"{best:.1f}")


def _priced_chart(lot: Mapping[str, Any], offer: Offer) -> dict[str, Any]:
    """Of quantities that are delivered; money that is tied up in a lot is what was paid for it."""
    yearly = lot["yearly"]
    lots = _around(offer, Decimal(str(lot["quantity"])))
    paid = [float(offer.total(one)) / 100 for one in lots]
    lowest = float(offer.prices[-1].unit_price) / 100
    sizes = [float(one) for one in lots]
    parts = {
        _("Ordering"): [lot["order_cost_fen"] * yearly / one / 100 for one in sizes],
        _("Keeping"): [lot["holding_share"] * worth / 2 for worth in paid],
        _("Price above the lowest"): [
            yearly * (worth / one - lowest) for worth, one in zip(paid, sizes, strict=True)
        ],
    }
    return _curves([plain(one) for one in lots], parts, least=plain(Decimal(str(lot["quantity"]))))


def _around(offer: Offer, best: Decimal) -> list[Decimal]:
    """Deliverable quantities around the best one, and those on either side of each price that begins near it."""
    least = offer.deliverable(offer.pack)
    found = {offer.deliverable(best * Decimal(str(share))) for share in SHARES}
    for one in offer.breaks:
        begins = offer.deliverable(one.quantity)
        if begins <= best * NEAR:
            found |= {begins, begins - offer.pack}
    return sorted(one for one in found if one >= least)


def _curves(labels: Sequence[str], parts: Mapping[str, Sequence[float]], *, least: str) -> dict[str, Any]:
    together = [sum(values) for values in zip(*parts.values(), strict=True)]
    series = {**parts, _("Together"): together}
    return {
        "kind": "line",
        "labels": list(labels),
        "labelsTitle": _("Quantity of an order"),
        "unit": _("yuan a year"),
        "series": [
            {"name": name, "values": [round(one, 2) for one in values]} for name, values in series.items()
        ],
        "summary": _("Least at %(n)s", n=least),
    }
