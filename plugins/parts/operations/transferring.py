"""Asking another store for parts: the request, its lines, the yes of the store that has them, and giving it up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from plugins.parts.models import (
    Part,
    Reservation,
    ReservationPurpose,
    ReservationState,
    StockTransfer,
    StockTransferLine,
    TransferState,
    TransferStep,
)
from plugins.parts.numbers import plain, quantity_of
from plugins.parts.operations.holding import lock_balances
from plugins.parts.operations.mending import not_mended
from plugins.parts.operations.reaching import open_store
from plugins.parts.operations.reserving import Wish, hold, let_go
from plugins.parts.permissions import STOCK_ADJUST, STOCK_WRITE, TRANSFER_APPROVE, TRANSFER_WRITE
from plugins.parts.queries.transfers import lines_of_transfer
from plugins.parts.transfer_states import state_after
from saas.plugin_api import (
    Conflict,
    Invalid,
    NotFound,
    _,
    allowed,
    current_actor,
    current_tenant,
    load,
    load_for_change,
    local_day,
    now,
    record,
    require,
    session,
    take_number,
)

NUMBER_LETTERS = "DB"
MOST_LINES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferRequest:
    """How many of a part one store wants of another."""

    from_store_id: int
    store_id: int
    part_id: int
    quantity: Decimal
    note: str = ""


def request_transfer(wanted: TransferRequest) -> StockTransfer:
    """Ask another store for parts; nothing is held yet.

    Raises Forbidden, NotFound, Invalid for one and the same store, a part that is not there and a quantity of 0 or less.
    """
    require(TRANSFER_WRITE, store_id=wanted.store_id)
    store = open_store(wanted.store_id)
    if wanted.from_store_id == wanted.store_id:
        raise Invalid("from_store_id", _("Choose another store than the one that receives."))
    try:
        open_store(wanted.from_store_id)
    except NotFound:
        raise Invalid("from_store_id", _("This does not exist, or no longer.")) from None
    transfer = StockTransfer(
        document_no=take_number(
            NUMBER_LETTERS,
            period=local_day(now(), store.timezone).strftime("%Y%m"),
            store_id=store.id,
            store_code=store.code,
        ),
        from_store_id=wanted.from_store_id,
        store_id=wanted.store_id,
        state=TransferState.REQUESTED,
        note=wanted.note.strip(),
        requested_by_id=current_actor().member_id,
    )
    session().add(transfer)
    session().flush()
    _write(transfer, wanted.part_id, wanted.quantity)
    tell(transfer, "requested", {"from_store_id": transfer.from_store_id})
    return transfer


def write_transfer_line(
    transfer_id: int, part_id: int, quantity: Decimal, *, version: int | None = None
) -> StockTransferLine:
    """Ask for so many of a part, instead of how many stood there.

    Raises as `request_transfer`, Conflict once the other store said yes, VersionConflict.
    """
    transfer = load_for_change(StockTransfer, transfer_id)
    require(TRANSFER_WRITE, store_id=transfer.store_id)
    if transfer.state is not TransferState.REQUESTED:
        raise Conflict(_("The other store has answered this request already."))
    if version is not None:
        transfer = load_for_change(StockTransfer, transfer_id, version=version)
    line = _write(transfer, part_id, quantity)
    transfer.updated_at = now()
    session().flush()
    return line


def approve_transfer(transfer_id: int, *, version: int | None = None) -> StockTransfer:
    """The store that has the parts holds them for the other; raises Conflict for more than is free there."""
    transfer = transfer_at(transfer_id, TransferStep.APPROVE, version)
    require(TRANSFER_APPROVE, store_id=transfer.from_store_id)
    lines = lines_of_transfer(transfer.id)
    # All of them first, in the order in which everybody locks them.
    lock_balances([(line.part_id, transfer.from_store_id) for line in lines])
    for line in lines:
        wish = Wish(
            part_id=line.part_id,
            store_id=transfer.from_store_id,
            quantity=line.quantity,
            purpose=ReservationPurpose.TRANSFER,
            reference=transfer.document_no,
        )
        line.reservation_id = hold(wish, key=f"transfer:{line.id}").id
    transfer.approved_at, transfer.approved_by_id = now(), current_actor().member_id
    take(transfer, TransferStep.APPROVE)
    tell(transfer, "approved", {"lines": len(lines)})
    return transfer


def cancel_transfer(transfer_id: int, *, version: int | None = None) -> StockTransfer:
    """Give a transfer up before it left; either of both stores may. What was held is free again."""
    transfer = transfer_at(transfer_id, TransferStep.CANCEL, version)
    if not allowed(TRANSFER_APPROVE, store_id=transfer.from_store_id):
        require(TRANSFER_WRITE, store_id=transfer.store_id)
    lines = lines_of_transfer(transfer.id)
    lock_balances([(line.part_id, transfer.from_store_id) for line in lines])
    for held in held_for(lines).values():
        let_go(held)
    transfer.ended_at = now()
    not_mended(transfer.document, [line.part_id for line in lines])
    take(transfer, TransferStep.CANCEL)
    tell(transfer, "cancelled", {})
    return transfer


def transfer_at(transfer_id: int, step: TransferStep, version: int | None) -> StockTransfer:
    """A transfer that allows a step, locked; raises NotFound, Conflict, VersionConflict. Whoever calls asks for the right."""
    transfer = load_for_change(StockTransfer, transfer_id)
    require_either(transfer)
    if state_after(transfer.state, step) is None:
        raise Conflict(_("This cannot be done with the transfer as it stands now."))
    return transfer if version is None else load_for_change(StockTransfer, transfer_id, version=version)


def take(transfer: StockTransfer, step: TransferStep) -> None:
    """Bring a transfer to the state after a step; raises Conflict where it is not allowed."""
    after = state_after(transfer.state, step)
    if after is None:
        raise Conflict(_("This cannot be done with the transfer as it stands now."))
    transfer.state = after
    session().flush()


def require_either(transfer: StockTransfer) -> None:
    """Raise NotFound for whoever has nothing to do with either of both stores."""
    rights = (TRANSFER_WRITE, TRANSFER_APPROVE, STOCK_WRITE, STOCK_ADJUST)
    stores = (transfer.from_store_id, transfer.store_id)
    if not any(allowed(right, store_id=store) for right in rights for store in stores):
        raise NotFound(_("This does not exist, or no longer."))


def held_for(lines: Sequence[StockTransferLine]) -> dict[int, Reservation]:
    """What is still held for lines, by line; what has run out meanwhile is left out. One statement."""
    ids = {line.reservation_id: line.id for line in lines if line.reservation_id is not None}
    mine = select(Reservation).where(
        Reservation.tenant_id == current_tenant(),
        Reservation.id.in_(list(ids)),
        Reservation.state == ReservationState.ACTIVE,
    )
    return {ids[held.id]: held for held in session().scalars(mine)} if ids else {}


def _write(transfer: StockTransfer, part_id: int, wanted: Decimal) -> StockTransferLine:
    quantity = quantity_of(wanted)
    if quantity <= 0:
        raise Invalid("quantity", _("Enter a quantity above 0."))
    try:
        part = load(Part, part_id)
    except NotFound:
        raise Invalid("part_id", _("This does not exist, or no longer.")) from None
    lines = {line.part_id: line for line in lines_of_transfer(transfer.id)}
    if part_id not in lines and len(lines) >= MOST_LINES:
        raise Invalid("", _("A transfer has at most %(most)d lines.", most=MOST_LINES))
    line = lines.get(part_id) or StockTransferLine(
        transfer_id=transfer.id, part_id=part_id, sent=Decimal(0), received=Decimal(0), missing=Decimal(0)
    )
    line.quantity = quantity
    session().add(line)
    session().flush()
    tell(transfer, "line_written", {"number": part.number, "quantity": plain(quantity)})
    return line


def tell(transfer: StockTransfer, what: str, detail: Mapping[str, object]) -> None:
    """Write into the audit what was done to a transfer."""
    told = {"document_no": transfer.document_no, **detail}
    record(f"parts.transfer.{what}", "parts_transfer", transfer.id, detail=told)
