"""Reads of what nights found wrong with parts in stores, and of what was made to mend it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, cast, func, select
from sqlalchemy.orm import aliased

from plugins.parts.models import (
    RUNNING,
    AlertKind,
    AlertState,
    Part,
    Proposal,
    PurchaseOrder,
    StockAlert,
    StockTransfer,
    Supplier,
)
from plugins.parts.permissions import ALERT_WRITE, STOCK_READ
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

Giver = aliased(Store)


@dataclass(frozen=True, slots=True, kw_only=True)
class StockAlertFilter:
    """What a list of alerts is narrowed to. state: a state, running or all."""

    state: str = "running"
    kind: AlertKind | None = None
    store_id: int | None = None


def alerts_page(
    wanted: StockAlertFilter, *, limit: int, after: str | None = None, before: str | None = None
) -> Page[Any]:
    """One page of the alerts of stores within reach, the newest first; one statement."""
    return keyset_page(
        _alerts().where(*_narrowed(wanted)),
        keys=[StockAlert.id],
        limit=limit,
        after=after,
        before=before,
        descending=True,
    )


def alert_row(alert_id: int) -> Any:
    """One alert within reach with its part, its store and who took it up; raises NotFound. One statement."""
    found = session().execute(_alerts().where(StockAlert.id == alert_id)).one_or_none()
    if found is None:
        raise NotFound(_("This does not exist, or no longer."))
    return found


def remedies_of(alert_ids: Sequence[int]) -> Mapping[int, Sequence[Any]]:
    """What is proposed for alerts, and the orders and transfers that were made of it, by alert; one statement.

    What was made comes first, then what is recommended.
    """
    number = cast(func.substring(Proposal.document, r":(\d{1,18})$"), BigInteger)
    made = Proposal.tenant_id
    statement = (
        select(
            Proposal,
            Giver.name.label("from_store"),
            Supplier.name.label("supplier"),
            PurchaseOrder,
            StockTransfer,
        )
        .outerjoin(Giver, and_(Giver.tenant_id == made, Giver.id == Proposal.from_store_id))
        .outerjoin(Supplier, and_(Supplier.tenant_id == made, Supplier.id == Proposal.supplier_id))
        .outerjoin(
            PurchaseOrder,
            and_(
                PurchaseOrder.tenant_id == made,
                Proposal.document.startswith("parts.order:"),
                PurchaseOrder.id == number,
            ),
        )
        .outerjoin(
            StockTransfer,
            and_(
                StockTransfer.tenant_id == made,
                Proposal.document.startswith("parts.transfer:"),
                StockTransfer.id == number,
            ),
        )
        .where(Proposal.tenant_id == current_tenant(), Proposal.alert_id.in_(list(alert_ids)))
        .order_by(Proposal.taken_at.desc().nulls_last(), Proposal.recommended.desc(), Proposal.id)
    )
    found: dict[int, list[Any]] = {}
    for row in session().execute(statement) if alert_ids else ():
        found.setdefault(row.Proposal.alert_id, []).append(row)
    return found


def new_alerts() -> int | None:
    """How many alerts wait for whoever looks to take them up; none for the navigation where there are none."""
    mine = (
        StockAlert.tenant_id == current_tenant(),
        StockAlert.state == AlertState.OPEN,
        scope_filter(ALERT_WRITE, store_column=StockAlert.store_id),
    )
    return session().scalar(select(func.count()).select_from(StockAlert).where(*mine)) or None


def _alerts() -> Select[*tuple[Any, ...]]:
    group = StockAlert.tenant_id
    return (
        select(StockAlert, Part, Store.name.label("store"), Member.display_name.label("owner"))
        .join(Part, and_(Part.tenant_id == group, Part.id == StockAlert.part_id))
        .join(Store, and_(Store.tenant_id == group, Store.id == StockAlert.store_id))
        .outerjoin(Member, and_(Member.tenant_id == group, Member.id == StockAlert.owner_id))
        .where(
            StockAlert.tenant_id == current_tenant(),
            scope_filter(STOCK_READ, store_column=StockAlert.store_id),
        )
    )


def _narrowed(wanted: StockAlertFilter) -> list[ColumnElement[bool]]:
    states: dict[str, ColumnElement[bool]] = {
        "running": StockAlert.state.in_(RUNNING),
        **{state.value: StockAlert.state == state for state in AlertState},
    }
    criteria = [states[wanted.state]] if wanted.state in states else []
    if wanted.kind is not None:
        criteria.append(StockAlert.kind == wanted.kind)
    if wanted.store_id is not None:
        criteria.append(StockAlert.store_id == wanted.store_id)
    return criteria
