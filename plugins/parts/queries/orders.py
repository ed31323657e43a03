"""Reads of purchase orders, and of what is on order."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, Subquery, and_, cast, func, select, tuple_
from sqlalchemy.orm import aliased

from plugins.parts.models import OrderState, Part, PurchaseLine, PurchaseOrder, Supplier
from plugins.parts.order_states import ENDED, ON_ORDER
from plugins.parts.permissions import ORDER_APPROVE, ORDER_READ, ORDER_WRITE
from saas.plugin_api import (
    Member,
    NotFound,
    Page,
    Store,
    _,
    current_actor,
    current_tenant,
    keyset_page,
    scope_filter,
    session,
)

Submitter, Decider = aliased(Member), aliased(Member)

LEFT = PurchaseLine.quantity - PurchaseLine.received - PurchaseLine.cancelled
"""What of a line is still to come; below zero where more came."""
EXPECTED = func.coalesce(PurchaseLine.expected_on, PurchaseOrder.expected_on)
"""When the rest of a line should come: as its supplier said and was accepted, else as the order says."""
OF_ORDER = (PurchaseLine.tenant_id == PurchaseOrder.tenant_id, PurchaseLine.order_id == PurchaseOrder.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFilter:
    """What a list of orders is narrowed to.

    state: a state, open, late, answered (its supplier said something that waits for a decision) or all. text: the beginning of
    a number.
    """

    state: str = "open"
    store_id: int | None = None
    supplier_id: int | None = None
    part_id: int | None = None
    text: str = ""


def orders_page(
    wanted: OrderFilter, day: date, *, limit: int, after: str | None = None, before: str | None = None
) -> Page[Any]:
    """One page of the orders within reach, the newest first, with supplier, store and worth; one statement. day: today."""
    return keyset_page(
        _orders().where(*_narrowed(wanted, day)),
        keys=[PurchaseOrder.id],
        limit=limit,
        after=after,
        before=before,
        descending=True,
    )


def order_row(order_id: int) -> Any:
    """One order within reach with what it refers to; raises NotFound. One statement."""
    found = session().execute(_orders().where(PurchaseOrder.id == order_id)).one_or_none()
    if found is None:
        raise NotFound(_("This does not exist, or no longer."))
    return found


def lines_of_order(order_id: int) -> Sequence[PurchaseLine]:
    """The lines of an order in the order of their parts, as everybody locks balances."""
    mine = (PurchaseLine.tenant_id == current_tenant(), PurchaseLine.order_id == order_id)
    return session().scalars(select(PurchaseLine).where(*mine).order_by(PurchaseLine.part_id)).all()


def lines_of_locked(order_id: int) -> Sequence[PurchaseLine]:
    """The same of an order that is locked, as they stand now, whatever was read of them before."""
    mine = (PurchaseLine.tenant_id == current_tenant(), PurchaseLine.order_id == order_id)
    statement = select(PurchaseLine).where(*mine).order_by(PurchaseLine.part_id)
    return session().scalars(statement.execution_options(populate_existing=True)).all()


def order_lines(order_id: int) -> Sequence[Any]:
    """The lines of an order with their parts, by number; one statement."""
    statement = (
        select(PurchaseLine, Part)
        .join(Part, and_(Part.tenant_id == PurchaseLine.tenant_id, Part.id == PurchaseLine.part_id))
        .where(PurchaseLine.tenant_id == current_tenant(), PurchaseLine.order_id == order_id)
        .order_by(Part.number, PurchaseLine.id)
    )
    return session().execute(statement).all()


def on_order() -> Subquery:
    """What is on order by part and store, with the day on which the first of it should come: `part_id`, `store_id`,
    `quantity`, `expected_on`."""
    return (
        select(
            PurchaseLine.part_id,
            PurchaseOrder.store_id,
            func.sum(LEFT).label("quantity"),
            func.min(EXPECTED).label("expected_on"),
        )
        .join(
            PurchaseOrder,
            and_(
                PurchaseOrder.tenant_id == PurchaseLine.tenant_id, PurchaseOrder.id == PurchaseLine.order_id
            ),
        )
        .where(PurchaseLine.tenant_id == current_tenant(), PurchaseOrder.state.in_(ON_ORDER), LEFT > 0)
        .group_by(PurchaseLine.part_id, PurchaseOrder.store_id)
        .subquery("on_order")
    )


def ordered_for(pairs: Collection[tuple[int, int]]) -> Mapping[tuple[int, int], tuple[Decimal, date | None]]:
    """What is on order of parts for stores, and when the first of it should come; pairs without are left out. One statement."""
    if not pairs:
        return {}
    open_lines = on_order()
    wanted = tuple_(open_lines.c.part_id, open_lines.c.store_id).in_(sorted(set(pairs)))
    rows = session().execute(select(open_lines).where(wanted))
    return {(row.part_id, row.store_id): (row.quantity, row.expected_on) for row in rows}


def waiting_orders() -> int | None:
    """How many orders within reach wait for whoever looks to approve them; none for the navigation where there are none."""
    mine = (
        PurchaseOrder.tenant_id == current_tenant(),
        PurchaseOrder.state == OrderState.SUBMITTED,
        PurchaseOrder.submitted_by_id.is_distinct_from(current_actor().member_id),
        scope_filter(ORDER_APPROVE, store_column=PurchaseOrder.store_id),
    )
    return session().scalar(select(func.count()).select_from(PurchaseOrder).where(*mine)) or None


def answered_orders() -> int | None:
    """How many orders within reach have something of their supplier that waits for a decision; none for the navigation
    where there are none."""
    mine = (
        PurchaseOrder.tenant_id == current_tenant(),
        _ANSWERED,
        scope_filter(ORDER_WRITE, store_column=PurchaseOrder.store_id),
    )
    return session().scalar(select(func.count()).select_from(PurchaseOrder).where(*mine)) or None


def _orders() -> Select[*tuple[Any, ...]]:
    worth = func.round(PurchaseLine.quantity * PurchaseLine.unit_price)
    total = select(cast(func.coalesce(func.sum(worth), 0), BigInteger)).where(*OF_ORDER)
    lines = select(func.count()).where(*OF_ORDER)
    first = select(func.min(EXPECTED)).where(*OF_ORDER, LEFT > 0)
    return (
        select(
            PurchaseOrder,
            Supplier,
            Store.name.label("store"),
            Submitter.display_name.label("submitted_by"),
            Decider.display_name.label("decided_by"),
            total.correlate(PurchaseOrder).scalar_subquery().label("total_fen"),
            lines.correlate(PurchaseOrder).scalar_subquery().label("lines"),
            # When the first of what is still to come should come.
            func.coalesce(first.correlate(PurchaseOrder).scalar_subquery(), PurchaseOrder.expected_on).label(
                "expected_on"
            ),
            _ANSWERED.label("answered"),
        )
        .join(
            Supplier,
            and_(Supplier.tenant_id == PurchaseOrder.tenant_id, Supplier.id == PurchaseOrder.supplier_id),
        )
        .join(Store, and_(Store.tenant_id == PurchaseOrder.tenant_id, Store.id == PurchaseOrder.store_id))
        .outerjoin(Submitter, _is(Submitter, PurchaseOrder.submitted_by_id))
        .outerjoin(Decider, _is(Decider, PurchaseOrder.decided_by_id))
        .where(
            PurchaseOrder.tenant_id == current_tenant(),
            scope_filter(ORDER_READ, store_column=PurchaseOrder.store_id),
        )
    )


_ANSWERED = and_(
    PurchaseOrder.state.in_([state for state in OrderState if state.takes_goods]),
    select(PurchaseLine.id)
    .where(*OF_ORDER, LEFT > 0, PurchaseLine.waiting_promise_id.is_not(None))
    .correlate(PurchaseOrder)
    .exists(),
)


def _is(member: Any, column: Any) -> ColumnElement[bool]:
    return and_(member.tenant_id == PurchaseOrder.tenant_id, member.id == column)


def _narrowed(wanted: OrderFilter, day: date) -> list[ColumnElement[bool]]:
    states: dict[str, ColumnElement[bool]] = {
        "open": PurchaseOrder.state.not_in(ENDED),
        "late": and_(
            PurchaseOrder.state.in_(ON_ORDER),
            select(PurchaseLine.id)
            .where(*OF_ORDER, LEFT > 0, day > EXPECTED)
            .correlate(PurchaseOrder)
            .exists(),
        ),
        "answered": _ANSWERED,
        **{state.value: PurchaseOrder.state == state for state in OrderState},
    }
    criteria = [states[wanted.state]] if wanted.state in states else []
    if wanted.store_id is not None:
        criteria.append(PurchaseOrder.store_id == wanted.store_id)
    if wanted.supplier_id is not None:
        criteria.append(PurchaseOrder.supplier_id == wanted.supplier_id)
    if wanted.part_id is not None:
        with_part = select(PurchaseLine.order_id).where(
            PurchaseLine.tenant_id == current_tenant(), PurchaseLine.part_id == wanted.part_id
        )
        criteria.append(PurchaseOrder.id.in_(with_part))
    if wanted.text.strip():
        criteria.append(PurchaseOrder.document_no.startswith(wanted.text.strip().upper(), autoescape=True))
    return criteria
