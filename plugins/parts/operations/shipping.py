"""Sending what was held for another store, and taking it in there; between the two it is nobody's to give out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from plugins.parts.models import (
    DemandKind,
    MovementKind,
    StockTransfer,
    StockTransferLine,
    TransferState,
    TransferStep,
)
from plugins.parts.numbers import plain, quantity_of
from plugins.parts.operations.asking import Asked, note_demand
from plugins.parts.operations.holding import entries_with, lock_balances
from plugins.parts.operations.mending import mended, not_mended
from plugins.parts.operations.moving import Movement, post
from plugins.parts.operations.reserving import consume
from plugins.parts.operations.transferring import held_for, require_either, take, tell, transfer_at
from plugins.parts.permissions import STOCK_ADJUST, STOCK_WRITE
from plugins.parts.queries.transfers import lines_of_transfer, sent_batches
from saas.plugin_api import Conflict, Invalid, _, load_for_change, now, require, session

UNDER_WAY = (TransferState.SENT, TransferState.PARTLY_RECEIVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """How many of a line arrived."""

    line_id: int
    quantity: Decimal


def send_transfer(transfer_id: int, *, version: int | None = None) -> StockTransfer:
    """Let the parts leave: they go out of the giving store and are on their way to the other.

    Raises Forbidden, NotFound, Conflict in another state and for more than is there to be given, VersionConflict.
    """
    transfer = transfer_at(transfer_id, TransferStep.SEND, version)
    require(STOCK_WRITE, store_id=transfer.from_store_id)
    lines = lines_of_transfer(transfer.id)
    stores = (transfer.from_store_id, transfer.store_id)
    balances = lock_balances([(line.part_id, store) for line in lines for store in stores])
    held = held_for(lines)
    movements = {
        line.id: Movement(
            part_id=line.part_id,
            store_id=transfer.from_store_id,
            kind=MovementKind.TRANSFER_OUT,
            quantity=-line.quantity,
            document=transfer.document,
            # Where the reservation has run out meanwhile, only what is free goes.
            reserved=held[line.id].open_quantity if line.id in held else Decimal(0),
            key=f"transfer:{line.id}:out",
        )
        for line in lines
    }
    written = {entry.idem_key: entry for entry in post(list(movements.values()))}
    for line in lines:
        if line.id in held:
            consume(held[line.id], line.quantity, written[f"{movements[line.id].key}#1"])
        line.sent = line.quantity
        balances[line.part_id, transfer.store_id].in_transit_in += line.quantity
        _note_demand(transfer, line)
    transfer.sent_at = now()
    take(transfer, TransferStep.SEND)
    tell(transfer, "sent", {"lines": len(lines)})
    return transfer


def receive_transfer(
    transfer_id: int, came: Sequence[Came], *, key: str, version: int | None = None
) -> StockTransfer:
    """Take in what arrived, with its lots and at what it cost where it came from; the rest stays on its way.

    key: the same key a second time takes in nothing. Raises Forbidden, NotFound, Conflict for a transfer that is not on its
    way and for more than was sent, Invalid for lines of another one, VersionConflict.
    """
    transfer = load_for_change(StockTransfer, transfer_id)
    require_either(transfer)
    require(STOCK_WRITE, store_id=transfer.store_id)
    lines = {line.id: line for line in lines_of_transfer(transfer.id)}
    arrived = _checked(came, lines)
    keys = [_key(lines[one.line_id], key, 1) for one in arrived]
    if entries_with(keys):
        return transfer
    if version is not None:
        transfer = load_for_change(StockTransfer, transfer_id, version=version)
    if transfer.state not in UNDER_WAY:
        raise Conflict(_("Nothing of this transfer is on its way."))
    for one in arrived:
        if one.quantity > lines[one.line_id].under_way:
            told = {"came": plain(one.quantity), "sent": plain(lines[one.line_id].under_way)}
            raise Conflict(_("%(came)s were to be taken in, and %(sent)s are on their way.", **told))
    balances = lock_balances([(lines[one.line_id].part_id, transfer.store_id) for one in arrived])
    batches = sent_batches(transfer.document)
    post([move for one in arrived for move in _into(transfer, lines[one.line_id], one, key, batches)])
    for one in arrived:
        line = lines[one.line_id]
        line.received += one.quantity
        balances[line.part_id, transfer.store_id].in_transit_in -= one.quantity
    _onward(transfer, list(lines.values()))
    tell(transfer, "received", {"lines": len(arrived)})
    return transfer


def end_transfer(transfer_id: int, *, version: int | None = None) -> StockTransfer:
    """Wait no longer for what has not arrived: it is missing, and in no store's books any more."""
    transfer = transfer_at(transfer_id, TransferStep.RECEIVE_ALL, version)
    require(STOCK_ADJUST, store_id=transfer.store_id)
    lines = [line for line in lines_of_transfer(transfer.id) if line.under_way]
    balances = lock_balances([(line.part_id, transfer.store_id) for line in lines])
    lost = sum((line.under_way for line in lines), Decimal(0))
    for line in lines:
        balances[line.part_id, transfer.store_id].in_transit_in -= line.under_way
        line.missing = line.sent - line.received
    _onward(transfer, lines)
    tell(transfer, "missing", {"lines": len(lines), "quantity": plain(lost)})
    return transfer


def _checked(came: Sequence[Came], lines: Mapping[int, StockTransferLine]) -> list[Came]:
    if not came:
        raise Invalid("", _("Enter how many came."))
    if any(one.line_id not in lines for one in came):
        raise Invalid("", _("This does not exist, or no longer."))
    if len({one.line_id for one in came}) < len(came):
        raise Invalid("", _("Name each line once."))
    for one in came:
        if one.quantity <= 0:
            raise Invalid(f"arrived-{one.line_id}", _("Enter a quantity above 0."))
    return [Came(line_id=one.line_id, quantity=quantity_of(one.quantity)) for one in came]


def _key(line: StockTransferLine, key: str, number: int) -> str:
    return f"transfer:{line.id}:in:{key}:{number}"


def _into(
    transfer: StockTransfer,
    line: StockTransferLine,
    one: Came,
    key: str,
    batches: Mapping[int, Sequence[Any]],
) -> Iterator[Movement]:
    """What arrived of a line, by the lots in which it left: in their order, after those that arrived before."""
    skip, left, number = line.received + line.missing, one.quantity, 0
    for batch in batches[line.part_id]:
        passed = min(skip, batch.quantity)
        skip -= passed
        some = min(left, batch.quantity - passed)
        if some <= 0:
            continue
        left, number = left - some, number + 1
        yield Movement(
            part_id=line.part_id,
            store_id=transfer.store_id,
            kind=MovementKind.TRANSFER_IN,
            quantity=some,
            unit_cost=batch.unit_cost,
            lot_no=batch.lot_no or "",
            expires_on=batch.expires_on,
            document=transfer.document,
            key=_key(line, key, number),
        )


def _onward(transfer: StockTransfer, lines: Sequence[StockTransferLine]) -> None:
    whole = not any(line.under_way for line in lines)
    take(transfer, TransferStep.RECEIVE_ALL if whole else TransferStep.RECEIVE_SOME)
    if whole:
        transfer.ended_at = now()
        short = {line.part_id for line in lines if line.missing}
        mended(transfer.document, [line.part_id for line in lines if line.part_id not in short])
        not_mended(transfer.document, short)
    # A version for each delivery, also where the state stays.
    transfer.updated_at = now()
    session().flush()


def _note_demand(transfer: StockTransfer, line: StockTransferLine) -> None:
    note_demand(
        Asked(
            part_id=line.part_id,
            store_id=transfer.from_store_id,
            kind=DemandKind.TRANSFER_REQUEST,
            quantity=line.quantity,
            reference=transfer.document_no,
            key=f"transfer:{line.id}",
        )
    )
