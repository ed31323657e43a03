"""Holding stock for somebody, letting it go, and giving out what was held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from plugins.parts.models import Balance, LedgerEntry, Part, Reservation, ReservationPurpose, ReservationState
from plugins.parts.numbers import plain, quantity_of
from plugins.parts.operations.holding import entries_with, lock_balances
from plugins.parts.operations.reaching import part_in_reach
from plugins.parts.permissions import STOCK_WRITE
from plugins.parts.settings.stock import reservation_lasts
from saas.plugin_api import (
    Conflict,
    Invalid,
    _,
    current_tenant,
    load,
    load_for_change,
    now,
    record,
    require,
    session,
)

CHUNK = 200
"""How many reservations that have run out are let go in one transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be held. expires_at: none for as long as the store's setting says; aware."""

    part_id: int
    store_id: int
    quantity: Decimal
    purpose: ReservationPurpose = ReservationPurpose.SALE
    reference: str = ""
    expires_at: datetime | None = None


def reserve(wish: Wish, *, key: str) -> Reservation:
    """Hold so many for somebody.

    key: the same key a second time holds nothing more and answers what is held. Raises Forbidden, NotFound, Conflict for
    more than is free, Invalid for a time that has passed and for a purpose that is the system's.
    """
    part_in_reach(wish.part_id, wish.store_id, STOCK_WRITE)
    if wish.purpose is ReservationPurpose.TRANSFER:
        raise Invalid("purpose", _("What goes to another store is held by its transfer."))
    if wish.quantity <= 0:
        raise Invalid("quantity", _("Enter a quantity above 0."))
    if wish.expires_at is not None and wish.expires_at <= now():
        raise Invalid("expires_at", _("This time has passed."))
    return hold(wish, key=f"reserve:{key}")


def hold(wish: Wish, *, key: str) -> Reservation:
    """Hold stock, for callers that have asked for the permission; as `reserve`."""
    pair = (wish.part_id, wish.store_id)
    balance = lock_balances([pair])[pair]
    known = session().scalar(
        select(Reservation).where(Reservation.tenant_id == current_tenant(), Reservation.idem_key == key)
    )
    if known is not None:
        return known
    quantity = quantity_of(wish.quantity)
    if quantity > balance.free:
        part, free = load(Part, wish.part_id), max(balance.free, Decimal(0))
        told = {"part": f"{part.number} {part.name}", "wanted": plain(quantity), "free": plain(free)}
        raise Conflict(_("%(part)s: %(wanted)s were to be reserved, and %(free)s are free.", **told))
    balance.reserved += quantity
    lasts = reservation_lasts(wish.store_id)
    held = Reservation(
        part_id=wish.part_id,
        store_id=wish.store_id,
        purpose=wish.purpose,
        reference=wish.reference,
        quantity=quantity,
        taken=Decimal(0),
        state=ReservationState.ACTIVE,
        expires_at=wish.expires_at or (now() + lasts if lasts else None),
        idem_key=key,
    )
    session().add(held)
    session().flush()
    _tell(held, "made")
    return held


def release(reservation_id: int, *, version: int | None = None) -> Reservation:
    """Let go what is held; raises NotFound out of reach, Conflict for one that is over, and VersionConflict."""
    held = load(Reservation, reservation_id)
    require(STOCK_WRITE, store_id=held.store_id)
    if held.purpose is ReservationPurpose.TRANSFER:
        raise Conflict(_("What goes to another store is held by its transfer."))
    return let_go(held, version=version)


def let_go(held: Reservation, *, version: int | None = None) -> Reservation:
    """Let go what is held, for callers that have asked for the permission; as `release`."""
    balance = _locked(held)
    held = load_for_change(Reservation, held.id, version=version)
    if held.state is not ReservationState.ACTIVE:
        raise Conflict(_("This reservation is over."))
    _end(held, balance, ReservationState.RELEASED)
    _tell(held, "released")
    return held


def open_reservation(
    reservation_id: int, part_id: int, store_id: int, quantity: Decimal, *, key: str
) -> Reservation | None:
    """The reservation from which so many are to be given out, locked; none where that was done under this key.

    Raises Invalid for one of another part or store, Conflict for one that is over or holds fewer.
    """
    held = load(Reservation, reservation_id)
    if (held.part_id, held.store_id) != (part_id, store_id):
        raise Invalid("reservation_id", _("This does not exist, or no longer."))
    _locked(held)
    if entries_with([key]):
        return None
    held = load_for_change(Reservation, held.id)
    if held.open_quantity < quantity:
        raise Conflict(_("The reservation holds %(held)s.", held=plain(held.open_quantity)))
    return held


def consume(held: Reservation, quantity: Decimal, line: LedgerEntry) -> None:
    """Take what was given out off what is held; the balance is locked. line: of the ledger."""
    balance = _locked(held)
    held.taken += quantity
    balance.reserved -= quantity
    if held.taken == held.quantity:
        held.state = ReservationState.CONSUMED
    session().flush()
    detail = {"reference": held.reference, "quantity": plain(quantity), "line": line.id}
    record("parts.reservation.consumed", "parts_reservation", held.id, detail=detail)


def expire_due() -> int:
    """Let go the first reservations whose time has passed; how many. Twice lets go once."""
    found = _due(now())
    balances = lock_balances([(held.part_id, held.store_id) for held in found])
    # Under the locks: somebody may have given out or let go in between.
    over = [held for held in _again(found) if held.state is ReservationState.ACTIVE]
    for held in over:
        _end(held, balances[held.part_id, held.store_id], ReservationState.EXPIRED)
    if over:
        record("parts.reservation.expired", "parts_reservation", None, detail={"count": len(over)})
    return len(over)


def _again(found: Sequence[Reservation]) -> Sequence[Reservation]:
    mine = select(Reservation).where(
        Reservation.tenant_id == current_tenant(), Reservation.id.in_([held.id for held in found])
    )
    fresh = mine.order_by(Reservation.id).with_for_update().execution_options(populate_existing=True)
    return session().scalars(fresh).all()


def _due(moment: datetime) -> list[Reservation]:
    mine = select(Reservation).where(
        Reservation.tenant_id == current_tenant(),
        Reservation.state == ReservationState.ACTIVE,
        Reservation.expires_at <= moment,
    )
    return list(session().scalars(mine.order_by(Reservation.expires_at, Reservation.id).limit(CHUNK)))


def _locked(held: Reservation) -> Balance:
    # The balance before the reservation, as everybody who moves stock.
    pair = (held.part_id, held.store_id)
    return lock_balances([pair])[pair]


def _end(held: Reservation, balance: Balance, state: ReservationState) -> None:
    balance.reserved = max(balance.reserved - held.open_quantity, Decimal(0))
    held.state = state
    session().flush()


def _tell(held: Reservation, what: str) -> None:
    detail = {
        "part_id": held.part_id,
        "store_id": held.store_id,
        "quantity": plain(held.quantity),
        "reference": held.reference,
    }
    record(f"parts.reservation.{what}", "parts_reservation", held.id, detail=detail)
