"""What people call how purchase orders stand."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from plugins.parts.models import OrderState, PromiseOutcome, SupplierPart
from plugins.parts.numbers import plain, value_fen
from plugins.parts.offer import DiscountKind
from saas.plugin_api import LazyStr, _, _l, money

ORDER_STATES: Mapping[OrderState, tuple[LazyStr, str]] = {
    OrderState.DRAFT: (_l("being written"), "plain"),
    OrderState.SUBMITTED: (_l("waits for approval"), "warn"),
    OrderState.APPROVED: (_l("to be placed"), "info"),
    OrderState.PLACED: (_l("ordered"), "accent"),
    OrderState.PARTLY_RECEIVED: (_l("partly received"), "accent"),
    OrderState.RECEIVED: (_l("received"), "good"),
    OrderState.CLOSED: (_l("closed"), "good"),
    OrderState.CANCELLED: (_l("cancelled"), "plain"),
}

ORDER_TABS: Mapping[str, LazyStr] = {
    "open": _l("Open"),
    "submitted": _l("To approve"),
    "approved": _l("To place"),
    "placed": _l("Ordered"),
    "answered": _l("Answered by the supplier"),
    "late": _l("Late"),
    "all": _l("All"),
}
"""How the list of orders is narrowed."""

PROMISE_OUTCOMES: Mapping[PromiseOutcome, tuple[LazyStr, str]] = {
    PromiseOutcome.AT_ONCE: (_l("taken over"), "good"),
    PromiseOutcome.ACCEPTED: (_l("accepted"), "good"),
    PromiseOutcome.NOT_ACCEPTED: (_l("not accepted"), "plain"),
}
"""What was made of what a supplier said."""

DISCOUNTS: Mapping[DiscountKind, LazyStr] = {
    DiscountKind.ALL_UNITS: _l("all units of the order"),
    DiscountKind.INCREMENTAL: _l("the units beyond its quantity"),
}
"""What a lower price is for."""


def lower_prices(terms: SupplierPart) -> str:
    """From which quantity on which lower price holds, in the reader's language; nothing without."""
    each = [
        _(
            "%(price)s from %(from)s on",
            price=money(value_fen(one.unit_price, Decimal(1))),
            **{"from": plain(one.quantity)},
        )
        for one in terms.offer.breaks
    ]
    if terms.discount is DiscountKind.INCREMENTAL and each:
        return _("%(prices)s, for the units beyond", prices=" · ".join(each))
    return " · ".join(each)
