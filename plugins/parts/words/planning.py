"""What people call alerts, ways out of a shortage, and why."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from plugins.parts.models import AlertKind, AlertState, ProposalKind
from plugins.parts.numbers import value_fen
from saas.plugin_api import LazyStr, _, _l, money

ALERT_KINDS: Mapping[AlertKind, tuple[LazyStr, str]] = {
    AlertKind.LOW: (_l("Low stock"), "warn"),
    AlertKind.OUT: (_l("Out of stock"), "bad"),
    AlertKind.OVERSTOCK: (_l("Overstock"), "warn"),
    AlertKind.SLOW: (_l("Slow-moving"), "warn"),
    AlertKind.DEAD: (_l("Dead stock"), "bad"),
    AlertKind.EXPIRING: (_l("Soon out of date"), "warn"),
    AlertKind.NEGATIVE: (_l("Promised too much"), "bad"),
}

ALERT_STATES: Mapping[AlertState, tuple[LazyStr, str]] = {
    AlertState.OPEN: (_l("Not taken up yet"), "warn"),
    AlertState.ACKNOWLEDGED: (_l("Taken up"), "info"),
    AlertState.ACTING: (_l("Being mended"), "accent"),
    AlertState.RESOLVED: (_l("Resolved"), "good"),
    AlertState.DISMISSED: (_l("Dismissed"), "plain"),
}

ALERT_TABS: Mapping[str, LazyStr] = {
    "running": _l("Open"),
    "open": _l("Not taken up yet"),
    "acting": _l("Being mended"),
    "dismissed": _l("Dismissed"),
    "all": _l("All"),
}
"""How the list of alerts is narrowed."""

WAYS: Mapping[ProposalKind, LazyStr] = {
    ProposalKind.TRANSFER: _l("Transfer from a store"),
    ProposalKind.PURCHASE: _l("Purchase"),
    ProposalKind.WAIT: _l("Wait"),
}

DOUBTS: Mapping[str, LazyStr] = {
    "none": _l("valid"),
    "no_demand": _l("not valid: nobody asks for it"),
    "seasonal": _l("not valid: demand has a season"),
    "intermittent": _l("not valid: it is asked for now and then"),
    "varying": _l("not valid: demand varies too much"),
}


def why(reason: Mapping[str, Any]) -> str:
    """Why a way is proposed, in the reader's language; nothing for a code that is not known."""
    return " ".join(filter(None, (_why(reason), _price(reason))))


def _price(reason: Mapping[str, Any]) -> str:
    """Which price the quantity reaches, where that depends on it."""
    if "price_fen" not in reason:
        return ""
    told = {"price": money(value_fen(Decimal(reason["price_fen"]), Decimal(1))), "more": reason["more"]}
    if told["more"] == "0":
        return _("So many cost %(price)s each.", **told)
    return _(
        "%(more)s more than needed, since all of them then cost %(price)s each and less together.", **told
    )


def _why(reason: Mapping[str, Any]) -> str:
    told = {name: value for name, value in reason.items() if name != "code"}
    match reason.get("code"):
        case "transfer":
            return _(
                "The store keeps %(keeps)s, its reorder point being %(reorder_point)s; %(sooner_days)s days before an order.",
                **told,
            )
        case "rest":
            return _("%(left)s are still missing after the transfers; in packs of %(pack)s.", **told)
        case "purchase":
            return _("No store can give any more cheaply; in packs of %(pack)s.", **told)
        case "compared":
            return _("For comparison: %(later_days)s days later than a transfer.", **told)
        case "not_ordered":
            return _(
                "It is no longer ordered and no store can give any; what is free lasts %(lasts_days)s days.",
                **told,
            )
        case "wait" if told["lost"] == "0.0":
            return _("What is free lasts %(lasts_days)s days, and an order takes %(days)s.", **told)
        case "wait":
            return _(
                "What is free lasts %(lasts_days)s days; in the %(days)s days of an order some %(lost)s would be missing.",
                **told,
            )
    return ""


FACTS: Mapping[str, LazyStr] = {
    "free": _l("Free"),
    "coming": _l("On its way or on order"),
    "reorder_point": _l("Reorder point"),
    "maximum": _l("Most stock"),
    "lasts_days": _l("Lasts how many days"),
    "rested_days": _l("Days without a movement"),
    "since": _l("Has not moved since"),
    "expiring": _l("Soon out of date"),
    "expires_on": _l("Expires on"),
}
"""What the numbers that an alert was raised by are called, in the order in which they are read."""


def facts_of(facts: Mapping[str, Any]) -> list[tuple[LazyStr, str]]:
    """The numbers that an alert was raised by, with what they are called; what is not known is left out."""
    return [(label, str(facts[name])) for name, label in FACTS.items() if facts.get(name)]
