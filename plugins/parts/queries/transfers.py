"""Reads of transfers between stores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from plugins.parts.models import (
    LedgerEntry,
    Lot,
    MovementKind,
    Part,
    StockTransfer,
    StockTransferLine,
    TransferState,
)
from plugins.parts.permissions import STOCK_READ, TRANSFER_APPROVE
from plugins.parts.transfer_states import ENDED
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

Giver, Requester, Approver = aliased(Store), aliased(Member), aliased(Member)


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferFilter:
    """What a list of transfers is narrowed to. state: a state, open or all. store_id: of either of both stores."""

    state: str = "open"
    store_id: int | None = None


def transfers_page(
    wanted: TransferFilter, *, limit: int, after: str | None = None, before: str | None = None
) -> Page[Any]:
    """One page of the transfers of which a store is within reach, the newest first; one statement."""
    return keyset_page(
        _transfers().where(*_narrowed(wanted)),
        keys=[StockTransfer.id],
        limit=limit,
        after=after,
        before=before,
        descending=True,
    )


def transfer_row(transfer_id: int) -> Any:
    """One transfer within reach with its stores and people; raises NotFound. One statement."""
    found = session().execute(_transfers().where(StockTransfer.id == transfer_id)).one_or_none()
    if found is None:
        raise NotFound(_("This does not exist, or no longer."))
    return found


def lines_of_transfer(transfer_id: int) -> Sequence[StockTransferLine]:
    """The lines of a transfer in the order of their parts, as everybody locks balances."""
    mine = (
        StockTransferLine.tenant_id == current_tenant(),
        StockTransferLine.transfer_id == transfer_id,
    )
    return session().scalars(select(StockTransferLine).where(*mine).order_by(StockTransferLine.part_id)).all()


def transfer_lines(transfer_id: int) -> Sequence[Any]:
    """The lines of a transfer with their parts, by number; one statement."""
    statement = (
        select(StockTransferLine, Part)
        .join(Part, and_(Part.tenant_id == StockTransferLine.tenant_id, Part.id == StockTransferLine.part_id))
        .where(StockTransferLine.tenant_id == current_tenant(), StockTransferLine.transfer_id == transfer_id)
        .order_by(Part.number, StockTransferLine.id)
    )
    return session().execute(statement).all()


def sent_batches(document: str) -> Mapping[int, Sequence[Any]]:
    """In which lots and at what cost the parts of a transfer left, in their order, by part; one statement."""
    statement = (
        select(
            LedgerEntry.part_id,
            (-LedgerEntry.quantity).label("quantity"),
            LedgerEntry.unit_cost,
            Lot.lot_no,
            Lot.expires_on,
        )
        .outerjoin(Lot, and_(Lot.tenant_id == LedgerEntry.tenant_id, Lot.id == LedgerEntry.lot_id))
        .where(
            LedgerEntry.tenant_id == current_tenant(),
            LedgerEntry.document == document,
            LedgerEntry.kind == MovementKind.TRANSFER_OUT,
        )
        .order_by(LedgerEntry.id)
    )
    found: dict[int, list[Any]] = {}
    for row in session().execute(statement):
        found.setdefault(row.part_id, []).append(row)
    return found


def waiting_transfers() -> int | None:
    """How many requests wait for a yes of whoever looks; none for the navigation where there are none."""
    mine = (
        StockTransfer.tenant_id == current_tenant(),
        StockTransfer.state == TransferState.REQUESTED,
        scope_filter(TRANSFER_APPROVE, store_column=StockTransfer.from_store_id),
    )
    return session().scalar(select(func.count()).select_from(StockTransfer).where(*mine)) or None


def _transfers() -> Select[*tuple[Any, ...]]:
    mine = (
        StockTransferLine.tenant_id == StockTransfer.tenant_id,
        StockTransferLine.transfer_id == StockTransfer.id,
    )
    lines = select(func.count()).where(*mine).correlate(StockTransfer).scalar_subquery()
    return (
        select(
            StockTransfer,
            Store.name.label("store"),
            Giver.name.label("from_store"),
            Requester.display_name.label("requested_by"),
            Approver.display_name.label("approved_by"),
            lines.label("lines"),
        )
        .join(Store, and_(Store.tenant_id == StockTransfer.tenant_id, Store.id == StockTransfer.store_id))
        .join(
            Giver, and_(Giver.tenant_id == StockTransfer.tenant_id, Giver.id == StockTransfer.from_store_id)
        )
        .outerjoin(Requester, _is(Requester, StockTransfer.requested_by_id))
        .outerjoin(Approver, _is(Approver, StockTransfer.approved_by_id))
        .where(
            StockTransfer.tenant_id == current_tenant(),
            or_(
                scope_filter(STOCK_READ, store_column=StockTransfer.store_id),
                scope_filter(STOCK_READ, store_column=StockTransfer.from_store_id),
            ),
        )
    )


def _is(member: Any, column: Any) -> ColumnElement[bool]:
    return and_(member.tenant_id == StockTransfer.tenant_id, member.id == column)


def _narrowed(wanted: TransferFilter) -> list[ColumnElement[bool]]:
    states: dict[str, ColumnElement[bool]] = {
        "open": StockTransfer.state.not_in(ENDED),
        **{state.value: StockTransfer.state == state for state in TransferState},
    }
    criteria = [states[wanted.state]] if wanted.state in states else []
    if wanted.store_id is not None:
        either = (StockTransfer.store_id == wanted.store_id, StockTransfer.from_store_id == wanted.store_id)
        criteria.append(or_(*either))
    return criteria
