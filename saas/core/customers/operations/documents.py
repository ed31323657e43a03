"""Keep a customer's identity number, which is sensitive data."""

from __future__ import annotations

from sqlalchemy import select

from saas.core.customers.id_documents import id_tail
from saas.core.customers.models import Customer, CustomerIdDocument, DocumentKind
from saas.core.customers.operations.duplicates import note_duplicates
from saas.core.customers.values import document_hash, document_parts
from saas.platform.audit.recording import record
from saas.platform.database import load_for_change, session
from saas.platform.tenancy import current_tenant


def set_id_document(customer_id: int, number: str) -> CustomerIdDocument:
    """Keep an identity number, in place of an earlier one of the same kind; the same again changes nothing.

    Raises NotFound, Invalid for a number that cannot be right.
    """
    load_for_change(Customer, customer_id)
    read = document_parts(number)
    kind, hashed = DocumentKind(read.kind.value), document_hash(read.number)
    same_kind = (
        CustomerIdDocument.tenant_id == current_tenant(),
        CustomerIdDocument.customer_id == customer_id,
        CustomerIdDocument.kind == kind,
    )
    document = session().scalars(select(CustomerIdDocument).where(*same_kind)).one_or_none()
    if document is not None and document.number_hash == hashed:
        return document
    if document is None:
        document = CustomerIdDocument(customer_id=customer_id, kind=kind)
        session().add(document)
    document.number, document.number_hash, document.tail = read.number, hashed, id_tail(read.number)
    session().flush()
    note_duplicates(customer_id)
    record("customers.id_document.set", "customer", customer_id, detail={"kind": kind})
    return document
