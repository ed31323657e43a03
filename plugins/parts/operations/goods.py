"""What people do with goods: receive, issue, take back, scrap, correct; each writes the ledger through `post`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from plugins.parts.models import DemandKind, LedgerEntry, MovementKind, Part, Reservation
from plugins.parts.numbers import plain
from plugins.parts.operations.asking import Asked, note_demand
from plugins.parts.operations.moving import Movement, post
from plugins.parts.operations.reaching import check_orderable, part_in_reach
from plugins.parts.operations.reserving import consume, open_reservation
from plugins.parts.permissions import STOCK_ADJUST, STOCK_WRITE
from saas.plugin_api import Invalid, _, record


class WriteOff(StrEnum):
    """Why stock is scrapped or corrected."""

    DAMAGED = "damaged"
    EXPIRED = "expired"
    OBSOLETE = "obsolete"
    LOST = "lost"
    FOUND = "found"
    MISTAKE = "mistake"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What came. unit_cost: in fen, none where it costs as much as what lies there. document: where it is from."""

    quantity: Decimal
    unit_cost: Decimal | None = None
    lot_no: str = ""
    expires_on: date | None = None
    document: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """What goes out. kind: for a sale or for an order of another system. reservation_id: held for it before."""

    quantity: Decimal
    kind: DemandKind = DemandKind.SALE
    reference: str = ""
    reservation_id: int | None = None
    lot_id: int | None = None


def receive(part_id: int, store_id: int, what: Received, *, key: str) -> LedgerEntry:
    """Take in what came without an order.

    key: the same key a second time takes in nothing. Raises Forbidden, NotFound, Invalid for a part that is no longer ordered.
    """
    part = part_in_reach(part_id, store_id, STOCK_WRITE)
    check_orderable(part)
    movement = Movement(
        part_id=part_id,
        store_id=store_id,
        kind=MovementKind.RECEIPT,
        quantity=_positive(what.quantity),
        unit_cost=what.unit_cost,
        lot_no=what.lot_no.strip(),
        expires_on=what.expires_on,
        document=what.document,
        key=f"receive:{key}",
    )
    return _done("received", part, movement)


def issue(part_id: int, store_id: int, what: Issued, *, key: str) -> LedgerEntry:
    """Give out what was sold or what an order needs; it counts as demand.

    Raises Conflict for more than is free, or than is held for it where it names a reservation.
    """
    part = part_in_reach(part_id, store_id, STOCK_WRITE)
    quantity = _positive(what.quantity)
    if what.kind not in (DemandKind.SALE, DemandKind.ORDER):
        raise Invalid("kind", _("Only a sale or an order takes goods."))
    held: Reservation | None = None
    if what.reservation_id is not None:
        held = open_reservation(what.reservation_id, part_id, store_id, quantity, key=f"issue:{key}")
    movement = Movement(
        part_id=part_id,
        store_id=store_id,
        kind=MovementKind.ISSUE,
        quantity=-quantity,
        document=what.reference or (held.reference if held else ""),
        lot_id=what.lot_id,
        reserved=min(quantity, held.open_quantity) if held else Decimal(0),
        key=f"issue:{key}",
    )
    line = _done("issued", part, movement)
    note_demand(
        Asked(
            part_id=part_id,
            store_id=store_id,
            kind=what.kind,
            quantity=quantity,
            reference=movement.document,
            key=f"issue:{key}",
        )
    )
    if held is not None:
        consume(held, quantity, line)
    return line


def take_back(
    part_id: int, store_id: int, quantity: Decimal, *, reference: str = "", key: str
) -> LedgerEntry:
    """Take back what was given out; it is worth what those that lie there cost, and is no negative demand."""
    part = part_in_reach(part_id, store_id, STOCK_WRITE)
    movement = Movement(
        part_id=part_id,
        store_id=store_id,
        kind=MovementKind.RETURN,
        quantity=_positive(quantity),
        document=reference,
        key=f"return:{key}",
    )
    return _done("taken_back", part, movement)


def scrap(
    part_id: int, store_id: int, quantity: Decimal, *, reason: WriteOff, lot_id: int | None = None, key: str
) -> LedgerEntry:
    """Write off what cannot be used; raises Conflict for more than is free."""
    part = part_in_reach(part_id, store_id, STOCK_ADJUST)
    movement = Movement(
        part_id=part_id,
        store_id=store_id,
        kind=MovementKind.SCRAP,
        quantity=-_positive(quantity),
        reason=reason.value,
        lot_id=lot_id,
        key=f"scrap:{key}",
    )
    return _done("scrapped", part, movement)


def correct(part_id: int, store_id: int, difference: Decimal, *, reason: WriteOff, key: str) -> LedgerEntry:
    """Correct the books outside a count, up or down; raises Conflict for more than lies there."""
    part = part_in_reach(part_id, store_id, STOCK_ADJUST)
    if not difference:
        raise Invalid("quantity", _("Enter how many more or fewer there are."))
    movement = Movement(
        part_id=part_id,
        store_id=store_id,
        kind=MovementKind.ADJUST,
        quantity=difference,
        reason=reason.value,
        reserved=None,
        key=f"correct:{key}",
    )
    return _done("corrected", part, movement)


def _positive(quantity: Decimal) -> Decimal:
    if quantity <= 0:
        raise Invalid("quantity", _("Enter a quantity above 0."))
    return quantity


def _done(what: str, part: Part, movement: Movement) -> LedgerEntry:
    lines = post([movement])
    detail: dict[str, object] = {
        "number": part.number,
        "store_id": movement.store_id,
        "quantity": plain(movement.quantity),
    }
    told = {"document": movement.document, "reason": movement.reason}
    known = {key: word for key, word in told.items() if word}
    record(f"parts.stock.{what}", "parts_part", part.id, detail=detail | known)
    return lines[0]
