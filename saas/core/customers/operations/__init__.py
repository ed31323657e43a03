"""The verbs that change customers."""

from saas.core.customers.operations.contacts import (
    add_contact_point,
    edit_contact_point,
    remove_contact_point,
    set_contact_status,
    set_primary,
)
from saas.core.customers.operations.customers import (
    TRANSITIONS,
    change_lifecycle,
    create_customer,
    edit_customer,
    mark_update_wanted,
    mark_verified,
)
from saas.core.customers.operations.documents import set_id_document
from saas.core.customers.operations.duplicates import settle_candidate
from saas.core.customers.operations.revealing import reveal_contact, reveal_document

__all__ = [
    "TRANSITIONS",
    "add_contact_point",
    "change_lifecycle",
    "create_customer",
    "edit_contact_point",
    "edit_customer",
    "mark_update_wanted",
    "mark_verified",
    "remove_contact_point",
    "reveal_contact",
    "reveal_document",
    "set_contact_status",
    "set_id_document",
    "set_primary",
    "settle_candidate",
]
