"""Show a masked value once, and log who looked."""

from __future__ import annotations

from saas.core.customers.models import ContactPoint, CustomerIdDocument
from saas.platform.audit.recording import record
from saas.platform.database import load, session
from saas.platform.errors import NotFound
from saas.platform.i18n import _


def reveal_contact(customer_id: int, point_id: int, *, reason: str = "") -> str:
    """A contact in clear, for this view only; the look is in the audit. Raises NotFound."""
    point = load(ContactPoint, point_id)
    if point.customer_id != customer_id:
        raise NotFound(_("This does not exist, or no longer."))
    detail = {"contact_point_id": point.id, "kind": point.kind}
    record("customers.contact_point.revealed", "customer", customer_id, detail=detail, reason=reason)
    session().flush()
    return point.value


def reveal_document(customer_id: int, document_id: int, *, reason: str = "") -> str:
    """An identity number in clear, for this view only; the look is in the audit. Raises NotFound."""
    document = load(CustomerIdDocument, document_id)
    if document.customer_id != customer_id:
        raise NotFound(_("This does not exist, or no longer."))
    detail = {"id_document_id": document.id, "kind": document.kind}
    record("customers.id_document.revealed", "customer", customer_id, detail=detail, reason=reason)
    session().flush()
    return document.number
