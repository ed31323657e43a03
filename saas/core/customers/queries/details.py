"""One customer: their own row, contacts and identity numbers masked, and who else they may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, bindparam, case, or_, select
from sqlalchemy.orm import InstrumentedAttribute

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
from saas.core.customers.sharing import open_in_lists, open_to_reader
from saas.core.organisation.models import Store
from saas.platform.database import session
from saas.platform.errors import NotFound
from saas.platform.i18n import _
from saas.platform.permissions import allowed, scope_filter
from saas.platform.security.masks import mask_phone, mask_tail
from saas.platform.tenancy import TENANT, current_tenant


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


def within_reach(permission: str) -> ColumnElement[bool]:
    """The criterion of the customers that a permission reaches, those of other companies only if they may be shared."""
    return and_(scope_filter(permission, Customer.store_id, Customer.owner_id), open_in_lists(permission))


def visible_customer(customer_id: int, permission: str, *, follow: bool = False) -> Customer:
    """The customer, if within reach of a permission; raises NotFound for all others alike, also one who is gone.

    follow: one who was merged leads to the winner, for pages and programs that only read.
    """
    customer = session().scalars(_customer(), {"id": customer_id}).one_or_none()
    if follow and customer is not None and customer.merged_into_id is not None:
        return visible_customer(customer.merged_into_id, permission)
    if (
        customer is None
        or customer.gone_at is not None
        or not allowed(permission, store_id=customer.store_id, owner_id=customer.owner_id)
        or not open_to_reader(customer)
    ):
        raise NotFound(_("This does not exist, or no longer."))
    return customer


def reachable_ids(customer_ids: Sequence[int], permission: str) -> list[int]:
    """Those of the customers that are within reach of a permission, in the given order."""
    if not customer_ids:
        return []
    mine = (Customer.tenant_id == TENANT, Customer.id.in_(customer_ids), within_reach(permission))
    found = set(session().scalars(select(Customer.id).where(*mine)))
    return [one for one in customer_ids if one in found]


def customer_ids_of(customer_id: int) -> tuple[int, ...]:
    """All ids that rows about a customer may carry: their own, and those of customers who were merged into them.

    For tables that are only added to: a merge moves everything else.
    """
    merged = session().scalars(_merged(), {"id": customer_id})
    return (customer_id, *merged)


def same_customer(column: InstrumentedAttribute[int], customer_id: int) -> ColumnElement[bool]:
    """Whether a column of a table that is only added to names a customer, or one who was merged into them."""
    merged = select(Customer.id).where(
        Customer.tenant_id == current_tenant(), Customer.merged_into_id == customer_id
    )
    return or_(column == customer_id, column.in_(merged))


@cache
def _merged() -> Select[int]:
    return (
        select(Customer.id)
        .where(Customer.tenant_id == TENANT, Customer.merged_into_id == bindparam("id"))
        .order_by(Customer.id)
    )


@cache
def _customer() -> Select[Customer]:
    return select(Customer).where(Customer.tenant_id == TENANT, Customer.id == bindparam("id"))


def contact_lines(customer_id: int) -> list[ContactLine]:
    """The contacts, each kind's primary one first."""
    rows = session().execute(_contacts(), {"customer_id": customer_id})
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


@cache
def _contacts() -> Select[*tuple[Any, ...]]:
    return (
        select(
            ContactPoint.id,
            ContactPoint.kind,
            ContactPoint.tail,
            ContactPoint.label,
            ContactPoint.is_primary,
            ContactPoint.status,
            ContactPoint.row_version,
        )
        .where(ContactPoint.tenant_id == TENANT, ContactPoint.customer_id == bindparam("customer_id"))
        .order_by(_kind_order(), ContactPoint.is_primary.desc(), ContactPoint.id)
    )


def masked_contact(tail: str) -> str:
    """A contact of which only the tail is in clear; nothing is known of an e-mail or address."""
    return mask_phone(tail) if tail else "****"


def document_lines(customer_id: int) -> list[DocumentLine]:
    """The identity numbers, masked."""
    rows = session().execute(_documents(), {"customer_id": customer_id})
    return [DocumentLine(id=row.id, kind=row.kind, masked=mask_tail(row.tail)) for row in rows]


@cache
def _documents() -> Select[int, DocumentKind, str]:
    document = CustomerIdDocument
    return (
        select(document.id, document.kind, document.tail)
        .where(document.tenant_id == TENANT, document.customer_id == bindparam("customer_id"))
        .order_by(document.id)
    )


def duplicate_lines(customer_id: int, permission: str) -> list[DuplicateLine]:
    """Open candidates with customers within reach, the likeliest first, ten at most."""
    reached = _duplicates().where(within_reach(permission))
    rows = session().execute(reached, {"customer_id": customer_id})
    return [
        DuplicateLine(
            id=row.id, other_id=row.other_id, other_name=row.name, reason=row.reason, score=row.score
        )
        for row in rows
    ]


@cache
def _duplicates() -> Select[*tuple[Any, ...]]:
    candidate, customer_id = DuplicateCandidate, bindparam("customer_id", type_=BigInteger)
    other = case((candidate.first_id == customer_id, candidate.second_id), else_=candidate.first_id)
    return (
        select(candidate.id, Customer.id.label("other_id"), Customer.name, candidate.reason, candidate.score)
        .join(Customer, and_(Customer.tenant_id == candidate.tenant_id, Customer.id == other))
        .where(
            candidate.tenant_id == TENANT,
            or_(candidate.first_id == customer_id, candidate.second_id == customer_id),
            candidate.status == CandidateStatus.OPEN,
        )
        .order_by(candidate.score.desc(), candidate.id)
        .limit(10)
    )


def _kind_order() -> ColumnElement[int]:
    return case(
        {ContactKind.PHONE: 1, ContactKind.EMAIL: 2, ContactKind.ADDRESS: 3}, value=ContactPoint.kind, else_=4
    )


def names_of_places(customer: Customer) -> tuple[str, str]:
    """The names of the customer's store and of who looks after them, `""` for none; one statement."""
    found = session().execute(_places(), {"store_id": customer.store_id, "owner_id": customer.owner_id})
    store, owner = found.one()
    return store or "", owner or ""


@cache
def _places() -> Select[str | None, str | None]:
    store = select(Store.name).where(Store.tenant_id == TENANT, Store.id == bindparam("store_id"))
    owner = select(Member.display_name).where(Member.tenant_id == TENANT, Member.id == bindparam("owner_id"))
    return select(store.scalar_subquery(), owner.scalar_subquery())
