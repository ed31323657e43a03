"""Reads of what lies in the stores within reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true

from plugins.parts.models import Balance, Lot, Part, PartStore, StockClass
from plugins.parts.permissions import STOCK_READ
from plugins.parts.queries.catalogue import matching, parts_page
from plugins.parts.queries.orders import on_order
from saas.plugin_api import (
    NotFound,
    Page,
    Store,
    _,
    current_tenant,
    keyset_page,
    open_stores,
    scope_filter,
    session,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StockFilter:
    """What a list of stock is narrowed to. state: stocked, short, out or all."""

    state: str = "all"
    store_id: int | None = None
    stock_class: StockClass | None = None
    text: str = ""


FREE = Balance.on_hand - Balance.quarantine - Balance.reserved
"""What may be promised or taken."""


def stock_page(
    wanted: StockFilter,
    *,
    limit: int,
    after: str | None = None,
    before: str | None = None,
    permission: str = STOCK_READ,
) -> Page[Any]:
    """One page of the parts in the stores within reach, by number; one statement."""
    ordered = on_order()
    there = and_(ordered.c.part_id == PartStore.part_id, ordered.c.store_id == PartStore.store_id)
    to_come = func.coalesce(ordered.c.quantity, 0)
    return keyset_page(
        _kept(permission)
        .add_columns(to_come.label("on_order"))
        .outerjoin(ordered, there)
        .where(*_narrowed(wanted, to_come)),
        keys=[Part.number, PartStore.id],
        limit=limit,
        after=after,
        before=before,
    )


def of_part(part_id: int) -> Sequence[Any]:
    """A part in each open store within reach, also in those that have none; by the store's code. One statement."""
    return session().execute(_places(part_id).order_by(Store.code)).all()


def place(part_id: int, store_id: int) -> Any:
    """A part in one store within reach; raises NotFound. One statement."""
    found = session().execute(_places(part_id).where(Store.id == store_id)).one_or_none()
    if found is None:
        raise NotFound(_("This does not exist, or no longer."))
    return found


def _kept(permission: str) -> Select[*tuple[Any, ...]]:
    return (
        select(PartStore, Part, Balance, Store.name.label("store"))
        .join(Part, and_(Part.tenant_id == PartStore.tenant_id, Part.id == PartStore.part_id))
        .join(Balance, _balance_of(PartStore.part_id, PartStore.store_id))
        .join(Store, and_(Store.tenant_id == PartStore.tenant_id, Store.id == PartStore.store_id))
        .where(
            PartStore.tenant_id == current_tenant(), scope_filter(permission, store_column=PartStore.store_id)
        )
    )


def _places(part_id: int) -> Select[*tuple[Any, ...]]:
    there = and_(
        PartStore.tenant_id == current_tenant(), PartStore.part_id == Part.id, PartStore.store_id == Store.id
    )
    stores = [store.id for store in open_stores()]
    return (
        select(Part, Store, PartStore, Balance)
        .select_from(Part)
        .join(Store, true())
        .outerjoin(PartStore, there)
        .outerjoin(Balance, _balance_of(Part.id, Store.id))
        .where(
            Part.tenant_id == current_tenant(),
            Part.id == part_id,
            Store.tenant_id == current_tenant(),
            or_(Store.id.in_(stores), Balance.on_hand > 0),
            scope_filter(STOCK_READ, store_column=Store.id),
        )
    )


def _balance_of(part: Any, store: Any) -> ColumnElement[bool]:
    return and_(Balance.tenant_id == current_tenant(), Balance.part_id == part, Balance.store_id == store)


def _narrowed(wanted: StockFilter, to_come: ColumnElement[Decimal]) -> list[ColumnElement[bool]]:
    states: dict[str, ColumnElement[bool]] = {
        "stocked": Balance.on_hand > 0,
        "short": FREE + Balance.in_transit_in + to_come <= PartStore.reorder_point,
        "out": and_(FREE <= 0, PartStore.stocked),
    }
    criteria = [states[wanted.state]] if wanted.state in states else []
    if wanted.store_id is not None:
        criteria.append(PartStore.store_id == wanted.store_id)
    if wanted.stock_class is not None:
        criteria.append(func.coalesce(PartStore.own_class, PartStore.computed_class) == wanted.stock_class)
    if wanted.text.strip():
        criteria.append(matching(wanted.text))
    return criteria


def lots_in(part_id: int, store_id: int) -> Sequence[Lot]:
    """The lots of a part that lie in a store, those that expire first before the others."""
    mine = (
        Lot.tenant_id == current_tenant(),
        Lot.part_id == part_id,
        Lot.store_id == store_id,
        Lot.on_hand > 0,
    )
    order = (Lot.expires_on.nulls_last(), Lot.received_on, Lot.id)
    return session().scalars(select(Lot).where(*mine).order_by(*order)).all()


@dataclass(frozen=True, slots=True, kw_only=True)
class StockMap:
    """Parts with what is free of each in every open store of the group, by part and store; what no store knows is left out."""

    page: Page[Part]
    stores: Sequence[Store]
    free: Mapping[tuple[int, int], Decimal]

    def total(self, part_id: int) -> Decimal:
        """What is free of a part in all stores together."""
        return sum((free for (part, _store), free in self.free.items() if part == part_id), Decimal(0))


def stock_map(text: str, *, limit: int, after: str | None = None, before: str | None = None) -> StockMap:
    """What is free in all stores of the group, of one page of the parts that a text finds; three statements.

    Whoever calls has asked for the permission.
    """
    page = parts_page(text, limit=limit, after=after, before=before)
    stores = open_stores()
    mine = (
        Balance.tenant_id == current_tenant(),
        Balance.part_id.in_([part.id for part in page.rows]),
        Balance.store_id.in_([store.id for store in stores]),
    )
    rows = session().execute(select(Balance.part_id, Balance.store_id, FREE).where(*mine))
    return StockMap(page=page, stores=stores, free={(part, store): free for part, store, free in rows})
