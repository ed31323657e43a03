"""Moving stock: the one way into the ledger, under the locks of the balances that it changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from plugins.parts.models import Balance, LedgerEntry, Lot, LotState, MovementKind, Part
from plugins.parts.numbers import average_after, plain, quantity_of
from plugins.parts.operations.holding import Held, entries_with, lock_balances, lots_of, make_lot, parts_of
from saas.plugin_api import Conflict, _, current_actor, now, session, today, zone_of

Pair = tuple[int, int]
"""A part and a store."""

_OUT_OF_QUARANTINE = frozenset({MovementKind.SCRAP, MovementKind.SUPPLIER_RETURN, MovementKind.ADJUST})


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """What comes, or goes if its quantity is negative.

    key: the same key a second time moves nothing. unit_cost: of what comes, in fen; none for what lies there already
    costs. lot_no, expires_on: the batch of what comes. lot_id: the lot that it goes from; none for those that expire
    first. reserved: how many of what goes may be taken from what is reserved, because they are taken for it; none for all,
    for what is found missing or broken whoever holds it.
    """

    part_id: int
    store_id: int
    kind: MovementKind
    quantity: Decimal
    key: str
    document: str = ""
    reason: str = ""
    unit_cost: Decimal | None = None
    lot_no: str = ""
    expires_on: date | None = None
    lot_id: int | None = None
    reserved: Decimal | None = Decimal(0)

    @property
    def pair(self) -> Pair:
        """The part and the store."""
        return self.part_id, self.store_id


@dataclass(slots=True, kw_only=True)
class _Posting:
    """What one call works on: all locked."""

    balances: Mapping[Pair, Balance]
    lots: dict[Pair, list[Lot]]
    parts: Mapping[int, Part]
    moment: datetime
    lines: list[LedgerEntry]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """What a movement comes to in one lot, or in none."""

    quantity: Decimal
    unit_cost: Decimal
    lot: Lot | None
    number: int


def post(movements: Sequence[Movement], *, moment: datetime | None = None) -> list[LedgerEntry]:
    """Write movements into the ledger and the balances; what was written before under a key is answered by its first line.

    All movements of one document go in one call: the balances are locked in one order, so that two callers never wait in a
    circle. Whoever calls has asked for the permission. moment: when it was, for a history that is told afterwards; none for
    now. Raises Conflict for what is not there, or not free, and for a moment before the last line of a balance.
    """
    pairs = {one.pair for one in movements}
    balances = lock_balances(pairs)
    known = entries_with([one.key for one in movements])
    fresh = [one for one in movements if one.key not in known]
    posting = _Posting(
        balances=balances,
        lots=lots_of({one.pair for one in fresh}),
        parts=parts_of({one.part_id for one in fresh}),
        # After the locks: in each balance's ledger the moments then stand in the order of the lines.
        moment=moment or now(),
        lines=[],
    )
    if any(one.moved_at and one.moved_at > posting.moment for one in balances.values()):
        raise Conflict(_("The ledger is written in the order of time."))
    for one in fresh:
        _post_one(posting, one)
    session().add_all(posting.lines)
    session().flush()
    return [*(line for lines in known.values() for line in lines), *posting.lines]


def _post_one(posting: _Posting, one: Movement) -> None:
    quantity = quantity_of(one.quantity)
    if not quantity:
        return
    if quantity > 0:
        _bring(posting, one, quantity)
    else:
        _take(posting, one, -quantity)


def _bring(posting: _Posting, one: Movement, quantity: Decimal) -> None:
    balance = posting.balances[one.pair]
    cost = one.unit_cost
    if cost is None:
        cost = balance.average_cost or posting.parts[one.part_id].unit_cost
    balance.average_cost = average_after(balance.on_hand, balance.average_cost, quantity, cost)
    lot = _lot_of(posting, one)
    if lot is not None and lot.state is not LotState.OK:
        balance.quarantine += quantity
    balance.received_at = posting.moment
    _write(posting, one, _Line(quantity=quantity, unit_cost=cost, lot=lot, number=1))


def _lot_of(posting: _Posting, one: Movement) -> Lot | None:
    lots = posting.lots.setdefault(one.pair, [])
    if one.lot_id is not None:
        return _named(lots, one.lot_id)
    if not one.lot_no:
        return None
    found = next((lot for lot in lots if lot.lot_no == one.lot_no), None)
    if found is None:
        found = make_lot(one.part_id, one.store_id, one.lot_no, one.expires_on, today(zone_of(one.store_id)))
        lots.append(found)
    elif one.expires_on and found.expires_on is None:
        found.expires_on = one.expires_on
    return found


def _named(lots: Sequence[Lot], lot_id: int) -> Lot:
    found = next((lot for lot in lots if lot.id == lot_id), None)
    if found is None:
        raise Conflict(_("This lot is not in the store."))
    return found


def _take(posting: _Posting, one: Movement, quantity: Decimal) -> None:
    balance, part = posting.balances[one.pair], posting.parts[one.part_id]
    lots = posting.lots.get(one.pair, [])
    free = _free(balance, lots, one)
    if quantity > free:
        raise Conflict(
            _(
                "%(part)s: %(wanted)s were to be taken, and %(free)s may be.",
                part=f"{part.number} {part.name}",
                wanted=plain(quantity),
                free=plain(max(free, Decimal(0))),
            )
        )
    for number, (lot, some) in enumerate(Held.of(balance, lots).split(quantity, one.lot_id), start=1):
        _write(posting, one, _Line(quantity=-some, unit_cost=balance.average_cost, lot=lot, number=number))
    if one.kind in (MovementKind.ISSUE, MovementKind.TRANSFER_OUT):
        balance.issued_at = posting.moment


def _free(balance: Balance, lots: Sequence[Lot], one: Movement) -> Decimal:
    """How many may be taken for a movement."""
    lot = None if one.lot_id is None else _named(lots, one.lot_id)
    if one.reserved is None:
        return lot.on_hand if lot else balance.on_hand
    if lot is not None and lot.state is not LotState.OK:
        return lot.on_hand if one.kind in _OUT_OF_QUARANTINE else Decimal(0)
    free = balance.on_hand - balance.quarantine - max(balance.reserved - one.reserved, Decimal(0))
    return min(free, lot.on_hand) if lot else free


def _write(posting: _Posting, one: Movement, line: _Line) -> None:
    balance, lot, actor = posting.balances[one.pair], line.lot, current_actor()
    balance.on_hand += line.quantity
    balance.moved_at = posting.moment
    if lot is not None:
        lot.on_hand += line.quantity
        if line.quantity < 0 and lot.state is not LotState.OK:
            balance.quarantine += line.quantity
    posting.lines.append(
        LedgerEntry(
            part_id=one.part_id,
            store_id=one.store_id,
            lot_id=lot.id if lot else None,
            kind=one.kind,
            quantity=line.quantity,
            unit_cost=line.unit_cost,
            balance_after=balance.on_hand,
            document=one.document,
            reason=one.reason,
            idem_key=f"{one.key}#{line.number}",
            moved_at=posting.moment,
            actor_kind=actor.kind.value,
            actor_id=actor.id,
        )
    )
