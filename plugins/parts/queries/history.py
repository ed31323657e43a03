"""Reads of what happened: movements, reservations, what was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, and_, func, literal, select, union_all

from plugins.parts.models import (
    CountSession,
    DemandEvent,
    DemandKind,
    LedgerEntry,
    Lot,
    Part,
    PurchaseOrder,
    Reservation,
    ReservationState,
    StockTransfer,
)
from plugins.parts.permissions import STOCK_READ
from saas.plugin_api import (
    Member,
    NotFound,
    Page,
    Store,
    _,
    current_tenant,
    keyset_page,
    scope_filter,
    session,
)

_OF_OURS: Mapping[str, type[CountSession | PurchaseOrder | StockTransfer]] = {
    "parts.order": PurchaseOrder,
    "parts.transfer": StockTransfer,
    "parts.count": CountSession,
}


def movements_page(
    *,
    part_id: int | None = None,
    store_id: int | None = None,
    limit: int,
    after: str | None = None,
    before: str | None = None,
) -> Page[Any]:
    """One page of the ledger within reach, the newest first, with part, store, lot and who moved it; one statement."""
    statement: Select[*tuple[Any, ...]] = (
        select(
            LedgerEntry,
            Part.number.label("number"),
            Part.name.label("part"),
            Store.name.label("store"),
            Lot.lot_no.label("lot_no"),
            Member.display_name.label("actor"),
        )
        .join(Part, and_(Part.tenant_id == LedgerEntry.tenant_id, Part.id == LedgerEntry.part_id))
        .join(Store, and_(Store.tenant_id == LedgerEntry.tenant_id, Store.id == LedgerEntry.store_id))
        .outerjoin(Lot, and_(Lot.tenant_id == LedgerEntry.tenant_id, Lot.id == LedgerEntry.lot_id))
        .outerjoin(
            Member,
            and_(
                Member.tenant_id == LedgerEntry.tenant_id,
                Member.id == LedgerEntry.actor_id,
                LedgerEntry.actor_kind == "member",
            ),
        )
        .where(
            LedgerEntry.tenant_id == current_tenant(),
            scope_filter(STOCK_READ, store_column=LedgerEntry.store_id),
        )
    )
    if part_id is not None:
        statement = statement.where(LedgerEntry.part_id == part_id)
    if store_id is not None:
        statement = statement.where(LedgerEntry.store_id == store_id)
    return keyset_page(
        statement, keys=[LedgerEntry.id], limit=limit, after=after, before=before, descending=True
    )


def reservations_page(
    *,
    part_id: int | None = None,
    store_id: int | None = None,
    state: ReservationState | None = None,
    limit: int,
    after: str | None = None,
    before: str | None = None,
) -> Page[Any]:
    """One page of the reservations within reach, the newest first, with part and store; one statement."""
    statement = _reservations()
    for column, value in (
        (Reservation.part_id, part_id),
        (Reservation.store_id, store_id),
        (Reservation.state, state),
    ):
        if value is not None:
            statement = statement.where(column == value)
    return keyset_page(
        statement, keys=[Reservation.id], limit=limit, after=after, before=before, descending=True
    )


def reservation_row(reservation_id: int) -> Reservation:
    """One reservation within reach; raises NotFound."""
    found = session().execute(_reservations().where(Reservation.id == reservation_id)).one_or_none()
    if found is None:
        raise NotFound(_("This does not exist, or no longer."))
    held: Reservation = found.Reservation
    return held


def _reservations() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Reservation,
            Part.number.label("number"),
            Part.name.label("part"),
            Store.name.label("store"),
        )
        .join(Part, and_(Part.tenant_id == Reservation.tenant_id, Part.id == Reservation.part_id))
        .join(Store, and_(Store.tenant_id == Reservation.tenant_id, Store.id == Reservation.store_id))
        .where(
            Reservation.tenant_id == current_tenant(),
            scope_filter(STOCK_READ, store_column=Reservation.store_id),
        )
    )


def demand_of(part_id: int, store_id: int) -> Sequence[tuple[DemandKind, int, Any]]:
    """What was asked for of a part in a store, of each kind how often and how many; one statement."""
    mine = (
        DemandEvent.tenant_id == current_tenant(),
        DemandEvent.part_id == part_id,
        DemandEvent.store_id == store_id,
    )
    statement = (
        select(DemandEvent.kind, func.count(), func.sum(DemandEvent.quantity))
        .where(*mine)
        .group_by(DemandEvent.kind)
        .order_by(DemandEvent.kind)
    )
    return [(kind, count, quantity) for kind, count, quantity in session().execute(statement)]


def document_numbers(documents: Iterable[str]) -> Mapping[str, str]:
    """By what the ledger calls documents of ours the number that people know them by; one statement."""
    ids: dict[str, list[int]] = {prefix: [] for prefix in _OF_OURS}
    for document in documents:
        prefix, colon, number = document.partition(":")
        if colon and prefix in ids and number.isdecimal():
            ids[prefix].append(int(number))
    wanted = [
        select(literal(prefix).label("prefix"), kind.id.label("id"), kind.document_no.label("number")).where(
            kind.tenant_id == current_tenant(), kind.id.in_(ids[prefix])
        )
        for prefix, kind in _OF_OURS.items()
        if ids[prefix]
    ]
    if not wanted:
        return {}
    return {f"{row.prefix}:{row.id}": row.number for row in session().execute(union_all(*wanted))}


def movements_of(document: str, limit: int = 200) -> Sequence[Any]:
    """What moved for a document, the newest first, with parts and lots; one statement.

    Whoever calls has seen to it that the document is within reach.
    """
    statement = (
        select(LedgerEntry, Part.number.label("number"), Part.name.label("part"), Lot.lot_no.label("lot_no"))
        .join(Part, and_(Part.tenant_id == LedgerEntry.tenant_id, Part.id == LedgerEntry.part_id))
        .outerjoin(Lot, and_(Lot.tenant_id == LedgerEntry.tenant_id, Lot.id == LedgerEntry.lot_id))
        .where(LedgerEntry.tenant_id == current_tenant(), LedgerEntry.document == document)
    )
    return session().execute(statement.order_by(LedgerEntry.id.desc()).limit(limit)).all()
