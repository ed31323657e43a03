"""Moving money between two lines of a year, or two months of one, decided by somebody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from plugins.budget.models import EntryKind, Pot, Transfer, TransferState
from plugins.budget.operations.pots import Posting, lock_pots, post
from plugins.budget.permissions import APPROVE_TRANSFER, NOT_OWN_TRANSFER, REQUEST_TRANSFER
from plugins.budget.queries.pots import months_of
from saas.plugin_api import (
    Conflict,
    Invalid,
    NotFound,
    _,
    allowed,
    current_actor,
    load,
    load_for_change,
    money,
    now,
    record,
    require,
    require_another,
    session,
    take_number,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferDetails:
    """What is to be moved, and why."""

    from_pot_id: int
    from_month: int
    to_pot_id: int
    to_month: int
    amount_fen: int
    reason: str


def request_transfer(details: TransferDetails) -> Transfer:
    """Ask for money to be moved. Raises NotFound out of reach, Forbidden, and Invalid for what cannot be moved."""
    source, target = _line(details.from_pot_id, "from_pot_id"), _line(details.to_pot_id, "to_pot_id")
    for pot in (source, target):
        require(REQUEST_TRANSFER, store_id=pot.store_id)
    if source.year != target.year:
        raise Invalid("to_pot_id", _("Money is moved within one year."))
    if (source.id, details.from_month) == (target.id, details.to_month):
        raise Invalid("to_month", _("Choose another line or another month."))
    _refuse_more_than_left(details.from_pot_id, details.from_month, details.amount_fen)
    made = Transfer(
        document_no=take_number("YT", period=str(source.year)),
        from_pot_id=source.id,
        from_month=details.from_month,
        to_pot_id=target.id,
        to_month=details.to_month,
        amount_fen=details.amount_fen,
        reason=details.reason,
        requested_by_id=current_actor().member_id,
    )
    session().add(made)
    session().flush()
    return _done(made, "requested")


def decide_transfer(
    transfer_id: int, *, approve: bool, text: str = "", version: int | None = None
) -> Transfer:
    """Approve a transfer, which books it, or reject it with a reason.

    Raises Forbidden for whoever asked for it, Conflict where it was decided or its line has too little left by now.
    """
    transfer = load_for_change(Transfer, transfer_id, version=version)
    source = load(Pot, transfer.from_pot_id)
    if not allowed(APPROVE_TRANSFER, store_id=source.store_id):
        raise NotFound(_("This does not exist, or no longer."))
    require_another(NOT_OWN_TRANSFER, APPROVE_TRANSFER, than=[transfer.requested_by_id])
    _refuse_decided(transfer)
    if not approve and not text.strip():
        raise Invalid("text", _("Say why it is rejected."))
    if approve:
        _book(transfer, source.year)
    transfer.state = TransferState.APPROVED if approve else TransferState.REJECTED
    transfer.decided_by_id, transfer.decided_at = current_actor().member_id, now()
    transfer.decision = text
    session().flush()
    return _done(transfer, "approved" if approve else "rejected")


def cancel_transfer(transfer_id: int, *, version: int | None = None) -> Transfer:
    """Take back a transfer that nobody decided yet; only whoever asked for it does."""
    transfer = load_for_change(Transfer, transfer_id, version=version)
    if transfer.requested_by_id != current_actor().member_id:
        raise NotFound(_("This does not exist, or no longer."))
    _refuse_decided(transfer)
    transfer.state = TransferState.CANCELLED
    session().flush()
    return _done(transfer, "cancelled")


def _line(pot_id: int, field: str) -> Pot:
    try:
        pot = load(Pot, pot_id)
    except NotFound:
        raise Invalid(field, _("This does not exist, or no longer.")) from None
    if pot.budget_id is None:
        raise Invalid(field, _("There is no budget in force for this line."))
    return pot


def _book(transfer: Transfer, year: int) -> None:
    lock_pots({transfer.from_pot_id, transfer.to_pot_id})
    _refuse_more_than_left(transfer.from_pot_id, transfer.from_month, transfer.amount_fen)
    ends = (
        ("from", transfer.from_pot_id, transfer.from_month, -transfer.amount_fen),
        ("to", transfer.to_pot_id, transfer.to_month, transfer.amount_fen),
    )
    post(
        [
            Posting(
                pot_id=pot_id,
                month=month,
                kind=EntryKind.TRANSFER,
                amount_fen=amount,
                act=f"transfer:{transfer.id}:{end}",
                document=f"budget.transfer:{transfer.id}",
                title=transfer.document_no,
                spent_on=date(year, month, 1),
            )
            for end, pot_id, month, amount in ends
        ]
    )


def _refuse_more_than_left(pot_id: int, month: int, amount: int) -> None:
    left = months_of([pot_id])[pot_id][month - 1].room_fen
    if amount > left:
        raise Conflict(_("No more than %(left)s is left in this month.", left=money(max(left, 0))))


def _refuse_decided(transfer: Transfer) -> None:
    if transfer.state is not TransferState.REQUESTED:
        raise Conflict(_("This transfer was decided already."))


def _done(transfer: Transfer, act: str) -> Transfer:
    detail = {"document_no": transfer.document_no, "amount_fen": transfer.amount_fen}
    record(f"budget.transfer.{act}", "budget_transfer", transfer.id, detail=detail)
    return transfer
