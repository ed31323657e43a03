"""One customer: their own row, contacts and identity numbers masked, and who else they may be."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, or_, select

from saas.core.accounts.models import Member
from saas.core.customers.models import (
    CandidateStatus,
    ContactKind,
    ContactPoint,
    ContactStatus,
    Customer,
    CustomerIdDocument,
    DocumentKind,
    DuplicateCandidate,
)
from saas.core.organisation.models import Store
from saas.platform.database import session
from saas.platform.errors import NotFound
from saas.platform.i18n import _
from saas.platform.permissions import scope_filter
from saas.platform.security.masks import mask_phone, mask_tail
from saas.platform.tenancy import current_tenant


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLine:
    """A contact as a page shows it: masked, since the sealed value is not even read."""

    id: int
    kind: ContactKind
    masked: str
    label: str
    is_primary: bool
    status: ContactStatus
    row_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLine:
    """An identity number as a page shows it."""

    id: int
    kind: DocumentKind
    masked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateLine:
    """Another customer who may be this one. other_id, other_name: of that one."""

    id: int
    other_id: int
    other_name: str
    reason: str
    score: int


def visible_customer(customer_id: int, permission: str) -> Customer:
    """The customer, if within reach of a permission; raises NotFound for all others alike."""
    statement = select(Customer).where(
        Customer.tenant_id == current_tenant(),
        Customer.id == customer_id,
        scope_filter(permission, Customer.store_id, Customer.owner_id),
    )
    customer = session().scalars(statement).one_or_none()
    if customer is None:
        raise NotFound(_("This does not exist, or no longer."))
    return customer


def contact_lines(customer_id: int) -> list[ContactLine]:
    """The contacts, each kind's primary one first."""
    rows = session().execute(
        select(
            ContactPoint.id,
            ContactPoint.kind,
            ContactPoint.tail,
            ContactPoint.label,
            ContactPoint.is_primary,
            ContactPoint.status,
            ContactPoint.row_version,
        )
        .where(ContactPoint.tenant_id == current_tenant(), ContactPoint.customer_id == customer_id)
        .order_by(_kind_order(), ContactPoint.is_primary.desc(), ContactPoint.id)
    )
    return [
        ContactLine(
            id=row.id,
            kind=row.kind,
            masked=masked_contact(row.tail),
            label=row.label,
            is_primary=row.is_primary,
            status=row.status,
            row_version=row.row_version,
        )
        for row in rows
    ]


def masked_contact(tail: str) -> str:
    """A contact of which only the tail is in clear; nothing is known of an e-mail or address."""
    return mask_phone(tail) if tail else "****"


def document_lines(customer_id: int) -> list[DocumentLine]:
    """The identity numbers, masked."""
    rows = session().execute(
        select(CustomerIdDocument.id, CustomerIdDocument.kind, CustomerIdDocument.tail)
        .where(
            CustomerIdDocument.tenant_id == current_tenant(), CustomerIdDocument.customer_id == customer_id
        )
        .order_by(CustomerIdDocument.id)
    )
    return [DocumentLine(id=row.id, kind=row.kind, masked=mask_tail(row.tail)) for row in rows]


def duplicate_lines(customer_id: int, permission: str) -> list[DuplicateLine]:
    """Open candidates with customers within reach, the likeliest first, ten at most."""
    candidate = DuplicateCandidate
    other = case((candidate.first_id == customer_id, candidate.second_id), else_=candidate.first_id)
    rows = session().execute(
        select(candidate.id, Customer.id.label("other_id"), Customer.name, candidate.reason, candidate.score)
        .join(Customer, and_(Customer.tenant_id == candidate.tenant_id, Customer.id == other))
        .where(
            candidate.tenant_id == current_tenant(),
            or_(candidate.first_id == customer_id, candidate.second_id == customer_id),
            candidate.status == CandidateStatus.OPEN,
            scope_filter(permission, Customer.store_id, Customer.owner_id),
        )
        .order_by(candidate.score.desc(), candidate.id)
        .limit(10)
    )
    return [
        DuplicateLine(
            id=row.id, other_id=row.other_id, other_name=row.name, reason=row.reason, score=row.score
        )
        for row in rows
    ]


def _kind_order() -> ColumnElement[int]:
    return case(
        {ContactKind.PHONE: 1, ContactKind.EMAIL: 2, ContactKind.ADDRESS: 3}, value=ContactPoint.kind, else_=4
    )


def names_of_places(customer: Customer) -> tuple[str, str]:
    """The names of the customer's store and of who looks after them, `""` for none; one statement."""
    row = (
        session()
        .execute(
            select(
                select(Store.name)
                .where(Store.tenant_id == current_tenant(), Store.id == customer.store_id)
                .scalar_subquery(),
                select(Member.display_name)
                .where(Member.tenant_id == current_tenant(), Member.id == customer.owner_id)
                .scalar_subquery(),
            )
        )
        .one()
    )
    return row[0] or "", row[1] or ""
