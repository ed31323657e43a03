"""The customer list: filtered, kept to the rows within reach, paged by keyset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Select, and_, select

from saas.core.customers.models import ContactKind, ContactPoint, Customer, CustomerKind, Lifecycle
from saas.core.customers.queries.search import matching
from saas.core.organisation.models import Store
from saas.platform.database import Page, keyset_page, session
from saas.platform.database.paging import capped_count
from saas.platform.permissions import scope_filter
from saas.platform.tenancy import current_tenant

READ = "customers.customer:read"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFilter:
    """What a list is narrowed to; `text` is a search term."""

    text: str = ""
    store_id: int | None = None
    lifecycle: Lifecycle | None = None
    kind: CustomerKind | None = None
    update_wanted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRow:
    """A line of the list; of the number only its last four digits."""

    id: int
    name: str
    kind: CustomerKind
    lifecycle: Lifecycle
    store: str
    phone_tail: str
    source_id: str
    updated_at: datetime
    row_version: int


def customer_page(
    wanted: CustomerFilter,
    *,
    limit: int = 50,
    after: str | None = None,
    before: str | None = None,
    permission: str = READ,
) -> Page[CustomerRow]:
    """One page of the customers within reach of `permission`, by pinyin; two statements.

    Raises Invalid for a cursor that was never answered.
    """
    found = keyset_page(
        _selected(wanted, permission),
        keys=[Customer.name_sort, Customer.id],
        limit=limit,
        after=after,
        before=before,
    )
    tails = primary_tails([row.id for row in found.rows])
    rows = [_row(row, tails.get(row.id, "")) for row in found.rows]
    return Page(rows=rows, after=found.after, before=found.before)


def count_customers(wanted: CustomerFilter, *, permission: str = READ) -> int:
    """How many there are, counted up to 1001."""
    return capped_count(filtered(wanted, permission))


def filtered(wanted: CustomerFilter, permission: str) -> Select[Any]:
    """The customers of a filter within reach of a permission, in no order."""
    statement = select(Customer.id).where(
        Customer.tenant_id == current_tenant(),
        scope_filter(permission, Customer.store_id, Customer.owner_id),
    )
    if wanted.text:
        statement = statement.where(matching(wanted.text))
    if wanted.store_id is not None:
        statement = statement.where(Customer.store_id == wanted.store_id)
    if wanted.lifecycle is not None:
        statement = statement.where(Customer.lifecycle == wanted.lifecycle)
    if wanted.kind is not None:
        statement = statement.where(Customer.kind == wanted.kind)
    if wanted.update_wanted:
        statement = statement.where(Customer.update_wanted)
    return statement


def primary_tails(customer_ids: Sequence[int]) -> dict[int, str]:
    """Customer to the last four digits of their first number."""
    if not customer_ids:
        return {}
    rows = session().execute(
        select(ContactPoint.customer_id, ContactPoint.tail).where(
            ContactPoint.tenant_id == current_tenant(),
            ContactPoint.customer_id.in_(customer_ids),
            ContactPoint.kind == ContactKind.PHONE,
            ContactPoint.is_primary,
        )
    )
    return {row.customer_id: row.tail for row in rows}


def _selected(wanted: CustomerFilter, permission: str) -> Select[Any]:
    store = and_(Store.tenant_id == Customer.tenant_id, Store.id == Customer.store_id)
    selected = (
        filtered(wanted, permission)
        .outerjoin(Store, store)
        .with_only_columns(
            Customer.id,
            Customer.name,
            Customer.kind,
            Customer.lifecycle,
            Store.name.label("store"),
            Customer.source_id,
            Customer.updated_at,
            Customer.row_version,
        )
    )
    return cast("Select[Any]", selected)


def _row(row: Any, tail: str) -> CustomerRow:
    return CustomerRow(
        id=row.id,
        name=row.name,
        kind=row.kind,
        lifecycle=row.lifecycle,
        store=row.store or "",
        phone_tail=tail,
        source_id=row.source_id or "",
        updated_at=row.updated_at,
        row_version=row.row_version,
    )
