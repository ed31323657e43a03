"""The customer list: filtered, kept to the rows within reach, paged by keyset."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Select, and_, any_, bindparam, select

from saas.core.customers.models import ContactKind, ContactPoint, Customer, CustomerKind, Lifecycle
from saas.core.customers.queries.details import within_reach
from saas.core.customers.queries.search import matching, matching_in_order
from saas.core.organisation.models import Store
from saas.platform.database import Page, keyset_page, session
from saas.platform.database.paging import capped_count
from saas.platform.tenancy import TENANT
from saas.platform.web import narrowed

READ = "customers.customer:read"
LIST_SLOT = "core.customers"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFilter:
    """What a list is narrowed to; `text` is a search term, `extra` the name of a filter of a plugin."""

    text: str = ""
    store_id: int | None = None
    lifecycle: Lifecycle | None = None
    kind: CustomerKind | None = None
    update_wanted: bool = False
    extra: str = ""


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
    """One page of the customers within reach of `permission`, by pinyin; three statements, four for a search.

    Raises Invalid for a cursor that was never answered.
    """
    # The order is walked in the index alone; the rows are fetched only for what is shown.
    found = keyset_page(
        _found(wanted, permission, matching_in_order),
        keys=[Customer.name_sort, Customer.id],
        limit=limit,
        after=after,
        before=before,
    )
    ids: list[int] = list(found.rows)
    details, tails = _details(ids), primary_tails(ids)
    rows = [_row(details[one], tails.get(one, "")) for one in ids if one in details]
    return Page(rows=rows, after=found.after, before=found.before)


def count_customers(wanted: CustomerFilter, *, permission: str = READ) -> int:
    """How many there are, counted up to 1001."""
    return capped_count(filtered(wanted, permission))


def filtered(wanted: CustomerFilter, permission: str) -> Select[Any]:
    """The customers of a filter within reach of a permission, in no order."""
    return _found(wanted, permission, matching)


def _found(
    wanted: CustomerFilter, permission: str, search: Callable[[str], ColumnElement[bool]]
) -> Select[Any]:
    statement = _all().where(within_reach(permission))
    if wanted.text:
        statement = statement.where(search(wanted.text))
    if wanted.store_id is not None:
        statement = statement.where(Customer.store_id == wanted.store_id)
    if wanted.lifecycle is not None:
        statement = statement.where(Customer.lifecycle == wanted.lifecycle)
    if wanted.kind is not None:
        statement = statement.where(Customer.kind == wanted.kind)
    if wanted.update_wanted:
        statement = statement.where(Customer.update_wanted)
    return narrowed(statement, LIST_SLOT, wanted.extra) if wanted.extra else statement


@cache
def _all() -> Select[int]:
    return select(Customer.id).where(Customer.tenant_id == TENANT, Customer.gone_at.is_(None))


def primary_tails(customer_ids: Sequence[int]) -> dict[int, str]:
    """Customer to the last four digits of their first number."""
    if not customer_ids:
        return {}
    rows = session().execute(_primary(), {"customer_ids": list(customer_ids)})
    return {row.customer_id: row.tail for row in rows}


@cache
def _primary() -> Select[int, str]:
    return select(ContactPoint.customer_id, ContactPoint.tail).where(
        ContactPoint.tenant_id == TENANT,
        ContactPoint.customer_id == any_(bindparam("customer_ids", type_=ARRAY(BigInteger))),
        ContactPoint.kind == ContactKind.PHONE,
        ContactPoint.is_primary,
    )


def _details(customer_ids: Sequence[int]) -> dict[int, Any]:
    if not customer_ids:
        return {}
    rows = session().execute(_lines(), {"customer_ids": list(customer_ids)})
    return {row.id: row for row in rows}


@cache
def _lines() -> Select[*tuple[Any, ...]]:
    store = and_(Store.tenant_id == Customer.tenant_id, Store.id == Customer.store_id)
    ids = bindparam("customer_ids", type_=ARRAY(BigInteger))
    return (
        select(
            Customer.id,
            Customer.name,
            Customer.kind,
            Customer.lifecycle,
            Store.name.label("store"),
            Customer.source_id,
            Customer.updated_at,
            Customer.row_version,
        )
        .outerjoin(Store, store)
        .where(Customer.tenant_id == TENANT, Customer.id == any_(ids))
    )


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
