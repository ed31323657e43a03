"""What the audit calls the acts of this room."""

from __future__ import annotations

from saas.core.contracts.audit_labels import audit_labels
from saas.platform.i18n import _l

LABELS = (
    *audit_labels(
        {
            "messaging.message.sent_again": _l("Message sent again"),
            "messaging.message.written": _l("Message written to a customer"),
        },
        endpoint="customers.show",
        argument="customer_id",
    ),
)
