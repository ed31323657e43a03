"""Goods that move, are held or are missing, for other systems such as a workshop's."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from plugins.parts import operations
from plugins.parts.api.blueprint import api
from plugins.parts.models import LedgerEntry, PartStore, Reservation
from plugins.parts.operations import Issued, Policy, Received, Wish
from plugins.parts.permissions import MAP_READ, POLICY_WRITE, STOCK_READ, STOCK_WRITE
from plugins.parts.queries import movements_page, place, reservation_row, reservations_page, stock_map
from plugins.parts.schemas.goods import (
    MapQuery,
    PartIssueSchema,
    PartMapOut,
    PartMovementOut,
    PartPolicyOut,
    PartPolicySchema,
    PartReceiptSchema,
    PartReservationOut,
    PartReserveSchema,
    PartTakeBackSchema,
    PartUnmetOut,
    PartUnmetSchema,
    PlacesQuery,
    ReservationQuery,
)
from saas.plugin_api import Page, expected_version, listed, page_of, requires, tell_version

_PLACE = "/parts/<int:part_id>/stores/<int:store_id>"


@api.post(f"{_PLACE}/receive")
@api.arguments(PartReceiptSchema)
@api.response(201, PartMovementOut)
@requires(STOCK_WRITE)
def receive(body: Mapping[str, Any], part_id: int, store_id: int) -> LedgerEntry:
    """Take in what came without an order."""
    what, key = _keyed(body)
    return operations.receive(part_id, store_id, Received(**what), key=key)


@api.post(f"{_PLACE}/issue")
@api.arguments(PartIssueSchema)
@api.response(201, PartMovementOut)
@requires(STOCK_WRITE)
def issue(body: Mapping[str, Any], part_id: int, store_id: int) -> LedgerEntry:
    """Give out what was sold or what an order needs, also from a reservation."""
    what, key = _keyed(body)
    return operations.issue(part_id, store_id, Issued(**what), key=key)


@api.post(f"{_PLACE}/take-back")
@api.arguments(PartTakeBackSchema)
@api.response(201, PartMovementOut)
@requires(STOCK_WRITE)
def take_back(body: Mapping[str, Any], part_id: int, store_id: int) -> LedgerEntry:
    """Take back what was given out."""
    what, key = _keyed(body)
    return operations.take_back(part_id, store_id, **what, key=key)


@api.post(f"{_PLACE}/unmet")
@api.arguments(PartUnmetSchema)
@api.response(200, PartUnmetOut)
@requires(STOCK_WRITE)
def record_unmet(body: Mapping[str, Any], part_id: int, store_id: int) -> dict[str, object]:
    """Write down what was asked for and not there."""
    what, key = _keyed(body)
    return {"recorded": operations.record_unmet(part_id, store_id, **what, key=key)}


@api.get(f"{_PLACE}/policy")
@api.response(200, PartPolicyOut)
@requires(STOCK_READ)
def read_policy(part_id: int, store_id: int) -> PartStore:
    """Show how a part is kept in a store; version 0 where the store does not know it yet."""
    kept: PartStore | None = place(part_id, store_id).PartStore
    if kept is None:
        none = dict.fromkeys(("bin", "xyz", "fsn", "pattern"), "")
        kept = PartStore(
            part_id=part_id, store_id=store_id, stocked=False, pinned=False, row_version=0, **none
        )
    tell_version(kept)
    return kept


@api.put(f"{_PLACE}/policy")
@api.arguments(PartPolicySchema)
@api.response(200, PartPolicyOut)
@requires(POLICY_WRITE)
def keep_part(body: Mapping[str, Any], part_id: int, store_id: int) -> PartStore:
    """Decide how a part is kept in a store."""
    kept = operations.keep_part(part_id, store_id, Policy.from_input(body), version=expected_version())
    tell_version(kept)
    return kept


@api.get("/movements")
@api.arguments(PlacesQuery, location="query")
@api.response(200, page_of(PartMovementOut))
@requires(STOCK_READ)
def list_movements(query: dict[str, Any]) -> dict[str, object]:
    """List the ledger, the newest line first."""
    page = movements_page(**query)
    return listed(Page(rows=[row.LedgerEntry for row in page.rows], after=page.after, before=page.before))


@api.get("/reservations")
@api.arguments(ReservationQuery, location="query")
@api.response(200, page_of(PartReservationOut))
@requires(STOCK_READ)
def list_reservations(query: dict[str, Any]) -> dict[str, object]:
    """List reservations, the newest first."""
    page = reservations_page(**query)
    return listed(Page(rows=[row.Reservation for row in page.rows], after=page.after, before=page.before))


@api.post("/reservations")
@api.arguments(PartReserveSchema)
@api.response(201, PartReservationOut)
@requires(STOCK_WRITE)
def reserve(body: Mapping[str, Any]) -> Reservation:
    """Hold so many of a part."""
    what, key = _keyed(body)
    held = operations.reserve(Wish(**what), key=key)
    tell_version(held)
    return held


@api.get("/reservations/<int:reservation_id>")
@api.response(200, PartReservationOut)
@requires(STOCK_READ)
def read_reservation(reservation_id: int) -> Reservation:
    """Show one reservation."""
    held = reservation_row(reservation_id)
    tell_version(held)
    return held


@api.post("/reservations/<int:reservation_id>/release")
@api.response(200, PartReservationOut)
@requires(STOCK_WRITE)
def release(reservation_id: int) -> Reservation:
    """Let go what is held."""
    held = operations.release(reservation_id)
    tell_version(held)
    return held


@api.get("/map")
@api.arguments(MapQuery, location="query")
@api.response(200, page_of(PartMapOut))
@requires(MAP_READ)
def list_map(query: dict[str, Any]) -> dict[str, object]:
    """List what is free of each part in all stores of the group."""
    found = stock_map(query["q"], limit=query["limit"], after=query["after"])
    rows = [
        {
            "part_id": part.id,
            "number": part.number,
            "brand": part.brand,
            "name": part.name,
            "total": found.total(part.id),
            "stores": [
                {"store_id": store.id, "free": found.free[part.id, store.id]}
                for store in found.stores
                if (part.id, store.id) in found.free
            ],
        }
        for part in found.page.rows
    ]
    return listed(Page(rows=rows, after=found.page.after, before=found.page.before))


def _keyed(body: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """What was sent without its key, and the key, one that nobody has where none was sent."""
    what = dict(body)
    return what, what.pop("key") or secrets.token_urlsafe(16)
