"""What people call how purchase orders stand."""

from __future__ import annotations

from collections.abc import Mapping

from plugins.parts.models import OrderState
from saas.plugin_api import LazyStr, _l

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
    "late": _l("Late"),
    "all": _l("All"),
}
"""How the list of orders is narrowed."""
