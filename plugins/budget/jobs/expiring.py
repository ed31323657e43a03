"""The nightly closing of requests to exceed the budget."""

from __future__ import annotations

from collections.abc import Mapping

from plugins.budget.operations.claim_overbudget import expire_overbudget
from saas.plugin_api import checkpoint


def expire(*, period: str = "") -> Mapping[str, int | str]:
    """Close what is over, some hundred at a time. period: the instant that was due."""
    closed = 0
    while done := expire_overbudget():
        closed += done
        checkpoint({"closed": closed})
    return {"closed": closed, "period": period}
