"""What the audit calls the acts of this room."""

from __future__ import annotations

from saas.core.contracts.audit_labels import audit_labels
from saas.platform.i18n import _l

LABELS = (
    *audit_labels(
        {
            "messaging.message.sent_again": _l("Message sent again"),
            "messaging.message.written": _l("Message written to a customer"),
            "messaging.reply.received": _l("Reply received"),
        },
        endpoint="customers.show",
        argument="customer_id",
    ),
    *audit_labels(
        {
            "messaging.template.added": _l("Template of messages added"),
            "messaging.template.changed": _l("Template of messages changed"),
            "messaging.template.retired": _l("Template of messages retired"),
            "messaging.template.offered": _l("Template of messages offered again"),
        },
        endpoint="messaging_settings.template",
        argument="template_id",
    ),
    *audit_labels(
        {
            "messaging.channel.set": _l("Channel of messages set up"),
            "messaging.channel.secret_renewed": _l("Secret of a gateway renewed"),
        }
    ),
)
