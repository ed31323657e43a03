"""What parts owe people: what suppliers wrote to orders in words is forgotten in time."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import and_, select

from plugins.parts.models import KEY_OF_ANSWERS, PurchaseOrder, SupplierAnswer
from saas.plugin_api import RetentionReport, current_tenant, forget_keys, session

KEPT = timedelta(days=3 * 365)
"""How long after an order's end it is kept what its supplier wrote: as long as there may be a dispute about a delivery."""


def apply_retention(at: datetime) -> RetentionReport:
    """Forget what suppliers wrote to orders that ended three years ago; days and quantities stay."""
    old = (
        select(PurchaseOrder.id)
        .join(
            SupplierAnswer,
            and_(
                SupplierAnswer.tenant_id == PurchaseOrder.tenant_id,
                SupplierAnswer.order_id == PurchaseOrder.id,
            ),
        )
        .where(
            PurchaseOrder.tenant_id == current_tenant(),
            PurchaseOrder.ended_at < at - KEPT,
            SupplierAnswer.sealed_remark != b"",
        )
    )
    gone = forget_keys(KEY_OF_ANSWERS, set(session().scalars(old)))
    return RetentionReport(anonymised={PurchaseOrder.__tablename__: gone} if gone else {})
