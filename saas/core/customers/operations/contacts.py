"""Add and change the ways to reach a customer."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update

from saas.core.customers.events import CustomerChanged
from saas.core.customers.models import ContactKind, ContactPoint, ContactStatus, Customer
from saas.core.customers.operations.duplicates import note_duplicates
from saas.core.customers.tokens import refresh_own_tokens
from saas.core.customers.values import ContactParts, NewContact, contact_parts
from saas.platform.audit.recording import Change, changes_of, record
from saas.platform.database import load, load_for_change, session
from saas.platform.errors import Conflict
from saas.platform.events import publish
from saas.platform.i18n import _
from saas.platform.tenancy import current_tenant


def attach_contacts(customer: Customer, contacts: Sequence[NewContact]) -> None:
    """Give a new customer their contacts; the first of each kind is its primary one unless another says so."""
    seen: set[tuple[ContactKind, str]] = set()
    chosen = {contact.kind for contact in contacts if contact.is_primary}
    for contact in contacts:
        parts = contact_parts(contact.kind, contact.value)
        if (contact.kind, parts.value_hash) in seen:
            continue
        seen.add((contact.kind, parts.value_hash))
        first = contact.kind not in chosen
        chosen.add(contact.kind)
        session().add(_point(customer.id, contact, parts, is_primary=contact.is_primary or first))
    session().flush()


def add_contact_point(customer_id: int, contact: NewContact) -> ContactPoint:
    """Add a way to reach a customer; the first of its kind becomes primary.

    Raises NotFound, Invalid for a value that is none of its kind, Conflict when the customer has it already.
    """
    customer = load_for_change(Customer, customer_id)
    parts = contact_parts(contact.kind, contact.value)
    known = {point.value_hash for point in _points(customer_id, contact.kind)}
    if parts.value_hash in known:
        raise Conflict(_("The customer has this contact already."))
    point = _point(customer_id, contact, parts, is_primary=contact.is_primary or not known)
    if point.is_primary:
        _clear_primary(customer_id, contact.kind)
    session().add(point)
    session().flush()
    _phones_changed(customer, point)
    detail = {"contact_point_id": point.id, "kind": contact.kind}
    publish(CustomerChanged(customer_id=customer.id))
    record("customers.contact_point.added", "customer", customer_id, detail=detail)
    return point


def edit_contact_point(point_id: int, contact: NewContact, *, version: int) -> ContactPoint:
    """Change a contact's value, label and whether it is the primary one of its kind; a new value is unverified.

    Raises NotFound, Invalid, and Conflict for a value that the customer has already or a row that moved on.
    """
    customer, point = _locked(point_id, version=version)
    parts = contact_parts(point.kind, contact.value)
    if any(o.value_hash == parts.value_hash and o.id != point.id for o in _points(customer.id, point.kind)):
        raise Conflict(_("The customer has this contact already."))
    if point.value_hash != parts.value_hash:
        point.value, point.value_hash, point.tail = parts.value, parts.value_hash, parts.tail
        point.status = ContactStatus.UNVERIFIED
    point.label = contact.label.strip()
    changes = changes_of(point)
    if contact.is_primary and not point.is_primary:
        _make_primary(point)
    session().flush()
    _phones_changed(customer, point)
    detail = {"contact_point_id": point.id, "kind": point.kind}
    publish(CustomerChanged(customer_id=customer.id))
    record("customers.contact_point.edited", "customer", customer.id, changes=changes, detail=detail)
    return point


def set_primary(point_id: int) -> ContactPoint:
    """Let a contact be the first choice of its kind; raises NotFound."""
    customer, point = _locked(point_id)
    if not point.is_primary:
        _make_primary(point)
        session().flush()
        detail = {"contact_point_id": point.id, "kind": point.kind}
        record("customers.contact_point.made_primary", "customer", customer.id, detail=detail)
    return point


def set_contact_status(point_id: int, status: ContactStatus) -> ContactPoint:
    """Note whether a contact was seen to work; raises NotFound."""
    customer, point = _locked(point_id)
    if point.status is not status:
        before, point.status = point.status, status
        session().flush()
        changes = {"status": Change(before=before, after=status)}
        detail = {"contact_point_id": point.id}
        record("customers.contact_point.judged", "customer", customer.id, changes=changes, detail=detail)
    return point


def remove_contact_point(point_id: int) -> None:
    """Take a contact away; the next of its kind becomes primary. Raises NotFound."""
    customer, point = _locked(point_id)
    kind, was_primary = point.kind, point.is_primary
    session().delete(point)
    session().flush()
    rest = _points(customer.id, kind)
    if was_primary and rest:
        rest[0].is_primary = True
    refresh_own_tokens(customer)
    detail = {"contact_point_id": point_id, "kind": kind}
    publish(CustomerChanged(customer_id=customer.id))
    record("customers.contact_point.removed", "customer", customer.id, detail=detail)


def _locked(point_id: int, *, version: int | None = None) -> tuple[Customer, ContactPoint]:
    # The customer first: whoever changes several contacts takes the locks in the same order.
    customer = load_for_change(Customer, load(ContactPoint, point_id).customer_id)
    return customer, load_for_change(ContactPoint, point_id, version=version)


def _points(customer_id: int, kind: ContactKind) -> list[ContactPoint]:
    mine = (
        ContactPoint.tenant_id == current_tenant(),
        ContactPoint.customer_id == customer_id,
        ContactPoint.kind == kind,
    )
    return list(session().scalars(select(ContactPoint).where(*mine).order_by(ContactPoint.id)))


def _point(customer_id: int, contact: NewContact, parts: ContactParts, *, is_primary: bool) -> ContactPoint:
    return ContactPoint(
        customer_id=customer_id,
        kind=contact.kind,
        value=parts.value,
        value_hash=parts.value_hash,
        tail=parts.tail,
        label=contact.label.strip(),
        is_primary=is_primary,
    )


def _make_primary(point: ContactPoint) -> None:
    _clear_primary(point.customer_id, point.kind)
    point.is_primary = True


def _clear_primary(customer_id: int, kind: ContactKind) -> None:
    session().execute(
        update(ContactPoint)
        .where(
            ContactPoint.tenant_id == current_tenant(),
            ContactPoint.customer_id == customer_id,
            ContactPoint.kind == kind,
            ContactPoint.is_primary,
        )
        .values(is_primary=False, row_version=ContactPoint.row_version + 1)
    )


def _phones_changed(customer: Customer, point: ContactPoint) -> None:
    if point.kind is ContactKind.PHONE:
        refresh_own_tokens(customer)
        note_duplicates(customer.id)
