"""What the audit calls the acts of this room."""

from __future__ import annotations

from saas.core.contracts.audit_labels import audit_labels
from saas.platform.i18n import _l

LABELS = (
    *audit_labels(
        {
            "customers.contact_point.added": _l("Contact added"),
            "customers.contact_point.edited": _l("Contact changed"),
            "customers.contact_point.judged": _l("Contact judged"),
            "customers.contact_point.made_primary": _l("Contact made the main one"),
            "customers.contact_point.removed": _l("Contact removed"),
            "customers.contact_point.revealed": _l("Contact looked at in full"),
            "customers.customer.created": _l("Customer added"),
            "customers.customer.edited": _l("Customer changed"),
            "customers.customer.moved": _l("Customer given to another store or person"),
            "customers.customer.update_wanted": _l("Customer's data asked to be checked"),
            "customers.customer.verified": _l("Customer's data confirmed"),
            "customers.duplicate.settled": _l("Possible duplicate judged"),
            "customers.id_document.revealed": _l("Identity number looked at in full"),
            "customers.id_document.set": _l("Identity number entered"),
        },
        endpoint="customers.show",
        argument="customer_id",
    ),
)
