"""What becomes of an alert once the goods that were to mend it are there, or will not come."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from plugins.parts.models import AlertState, Proposal, StockAlert
from saas.plugin_api import current_tenant, now, session


def mended(document: str, part_ids: Collection[int]) -> None:
    """The goods of an order or a transfer are there: the alerts that it was to mend are resolved."""
    for alert in _acting_on(document, part_ids):
        alert.state, alert.lasts, alert.closed_at = AlertState.RESOLVED, False, now()
    session().flush()


def not_mended(document: str, part_ids: Collection[int]) -> None:
    """An order or a transfer will not bring what it was to: somebody has to look at its alerts again."""
    for alert in _acting_on(document, part_ids):
        alert.state = AlertState.OPEN
    session().flush()


def _acting_on(document: str, part_ids: Collection[int]) -> list[StockAlert]:
    taken = select(Proposal.alert_id).where(
        Proposal.tenant_id == current_tenant(),
        Proposal.document == document,
        Proposal.part_id.in_(list(part_ids)),
    )
    mine = select(StockAlert).where(
        StockAlert.tenant_id == current_tenant(),
        StockAlert.id.in_(taken),
        StockAlert.state == AlertState.ACTING,
    )
    locked = mine.order_by(StockAlert.id).with_for_update().execution_options(populate_existing=True)
    return list(session().scalars(locked)) if part_ids else []
