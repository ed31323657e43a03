"""What the audit calls the acts of this room."""

from __future__ import annotations

from saas.core.contracts.audit_labels import audit_labels
from saas.platform.i18n import _l

LABELS = audit_labels(
    {
        "webhooks.endpoint.added": _l("Webhook added"),
        "webhooks.endpoint.changed": _l("Webhook changed"),
        "webhooks.endpoint.switched_on": _l("Webhook switched on"),
        "webhooks.endpoint.switched_off": _l("Webhook switched off"),
        "webhooks.endpoint.given_up": _l("Webhook switched off by itself"),
        "webhooks.endpoint.secret_renewed": _l("Secret of a webhook renewed"),
        "webhooks.endpoint.removed": _l("Webhook removed"),
        "webhooks.telling.sent_again": _l("Event sent to a webhook again"),
    },
    endpoint="webhooks.show",
    argument="endpoint_id",
)
