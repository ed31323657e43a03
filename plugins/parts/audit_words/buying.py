"""What the audit calls what is done to suppliers and purchase orders."""

from __future__ import annotations

from saas.plugin_api import _l, audit_labels

BUYING_LABELS = (
    *audit_labels(
        {
            "parts.supplier.added": _l("Supplier added"),
            "parts.supplier.changed": _l("Supplier changed"),
            "parts.supplier.terms_added": _l("Terms of a supplier added"),
            "parts.supplier.terms_changed": _l("Terms of a supplier changed"),
            "parts.supplier.terms_imported": _l("Price lists of suppliers imported"),
        },
        endpoint="parts.supplier",
        argument="supplier_id",
    ),
    *audit_labels(
        {
            "parts.order.opened": _l("Purchase order begun"),
            "parts.order.line_written": _l("Line of a purchase order written"),
            "parts.order.line_removed": _l("Line of a purchase order removed"),
            "parts.order.submitted": _l("Purchase order submitted"),
            "parts.order.sent_back": _l("Purchase order sent back"),
            "parts.order.approved": _l("Purchase order approved"),
            "parts.order.placed": _l("Purchase order placed"),
            "parts.order.received": _l("Goods received for a purchase order"),
            "parts.order.closed": _l("Purchase order closed"),
            "parts.order.cancelled": _l("Purchase order cancelled"),
            "parts.order.linked": _l("Link for a supplier made"),
            "parts.order.link_revoked": _l("Link for a supplier revoked"),
            "parts.order.answered": _l("Supplier answered to a purchase order"),
            "parts.order.promise_accepted": _l("Delivery date of a supplier accepted"),
            "parts.order.promise_left": _l("Delivery date of a supplier not accepted"),
        },
        endpoint="parts.order",
        argument="order_id",
    ),
    *audit_labels(
        {
            "parts.transfer.requested": _l("Transfer asked for"),
            "parts.transfer.line_written": _l("Line of a transfer written"),
            "parts.transfer.approved": _l("Transfer approved, parts held"),
            "parts.transfer.sent": _l("Transfer sent"),
            "parts.transfer.received": _l("Goods received of a transfer"),
            "parts.transfer.missing": _l("Rest of a transfer written down as missing"),
            "parts.transfer.cancelled": _l("Transfer cancelled"),
        },
        endpoint="parts.transfer",
        argument="stock_transfer_id",
    ),
)
