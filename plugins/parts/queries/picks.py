"""What storekeepers take off the shelves: what is reserved and still lies there, in the order of the bins."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, func, select

from plugins.parts.models import Lot, LotState, Part, PartStore, Reservation, ReservationState
from plugins.parts.permissions import STOCK_READ
from saas.plugin_api import Page, Store, current_tenant, keyset_page, scope_filter

FIRST_LOT = (
    select(Lot.lot_no)
    .where(
        Lot.tenant_id == Reservation.tenant_id,
        Lot.part_id == Reservation.part_id,
        Lot.store_id == Reservation.store_id,
        Lot.on_hand > 0,
        Lot.state == LotState.OK,
    )
    .order_by(Lot.expires_on.nulls_last(), Lot.received_on, Lot.id)
    .limit(1)
    .correlate(Reservation)
    .scalar_subquery()
)
"""The lot of a reserved part that giving out takes from first."""


def picks_page(
    *,
    store_id: int | None = None,
    reference: str = "",
    limit: int,
    after: str | None = None,
    before: str | None = None,
) -> Page[Any]:
    """One page of what is to be picked in the stores within reach, by store, bin and part; one statement.

    reference: the document it is for, whole; empty for all.
    """
    bin_ = func.coalesce(PartStore.bin, "")
    kept = and_(
        PartStore.tenant_id == Reservation.tenant_id,
        PartStore.part_id == Reservation.part_id,
        PartStore.store_id == Reservation.store_id,
    )
    statement = (
        select(Reservation, Part, Store.name.label("store"), bin_.label("bin"), FIRST_LOT.label("lot_no"))
        .join(Part, and_(Part.tenant_id == Reservation.tenant_id, Part.id == Reservation.part_id))
        .join(Store, and_(Store.tenant_id == Reservation.tenant_id, Store.id == Reservation.store_id))
        .outerjoin(PartStore, kept)
        .where(
            Reservation.tenant_id == current_tenant(),
            Reservation.state == ReservationState.ACTIVE,
            scope_filter(STOCK_READ, store_column=Reservation.store_id),
        )
    )
    if store_id is not None:
        statement = statement.where(Reservation.store_id == store_id)
    if reference:
        statement = statement.where(Reservation.reference == reference)
    return keyset_page(
        statement,
        keys=[Store.code, bin_, Part.number, Reservation.id],
        limit=limit,
        after=after,
        before=before,
    )
