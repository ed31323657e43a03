"""The pictures of a plan: demand with its forecast, and what an order costs by its size. Pure."""

from __future__ import annotations

from datetime import date
from typing import Any

from plugins.parts.models import PartPlan
from saas.plugin_api import _

PAST = 24
"""How many periods back the picture shows; the plan keeps all."""
AHEAD = 6
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
    """K D / Q + h Q / 2 around the economic quantity Q, a year, in yuan; none where there is none."""
    lot = plan.lot
    best, yearly, cost = lot.get("economic"), lot.get("yearly"), lot.get("unit_cost_fen")
    if not best or not yearly or not cost:
        return None
    lots = [best * share for share in SHARES]
    ordering = [lot["order_cost_fen"] * yearly / one / 100 for one in lots]
    holding = [cost * lot["holding_share"] * one / 200 for one in lots]
    return {
        "kind": "line",
        "labels": [f"{one:.1f}" for one in lots],
        "labelsTitle": _("Quantity of an order"),
        "unit": _("yuan a year"),
        "series": [
            {"name": _("Ordering"), "values": [round(one, 2) for one in ordering]},
            {"name": _("Keeping"), "values": [round(one, 2) for one in holding]},
            {
                "name": _("Together"),
                "values": [round(a + b, 2) for a, b in zip(ordering, holding, strict=True)],
            },
        ],
        "summary": _("Least at %(n)s", n=f"{best:.1f}"),
    }
