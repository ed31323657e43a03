"""Reads of what nights proposed and nobody took up yet."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import aliased

from plugins.parts.models import RUNNING, Part, Proposal, ProposalKind, StockAlert, Supplier
from plugins.parts.permissions import STOCK_READ
from saas.plugin_api import Page, Store, current_tenant, keyset_page, scope_filter

Giver = aliased(Store)


def proposals_page(
    *,
    store_id: int | None = None,
    limit: int,
    after: str | None = None,
    before: str | None = None,
) -> Page[Any]:
    """One page of the transfers and purchases that are proposed for running alerts within reach, the newest first.

    Each with its part, its store, its alert, who would give and who would deliver; one statement.
    """
    statement: Select[*tuple[Any, ...]] = (
        select(
            Proposal,
            Part,
            StockAlert,
            Store.name.label("store"),
            Giver.name.label("from_store"),
            Supplier.name.label("supplier"),
        )
        .join(Part, and_(Part.tenant_id == Proposal.tenant_id, Part.id == Proposal.part_id))
        .join(
            StockAlert, and_(StockAlert.tenant_id == Proposal.tenant_id, StockAlert.id == Proposal.alert_id)
        )
        .join(Store, and_(Store.tenant_id == Proposal.tenant_id, Store.id == Proposal.store_id))
        .outerjoin(Giver, and_(Giver.tenant_id == Proposal.tenant_id, Giver.id == Proposal.from_store_id))
        .outerjoin(
            Supplier, and_(Supplier.tenant_id == Proposal.tenant_id, Supplier.id == Proposal.supplier_id)
        )
        .where(
            Proposal.tenant_id == current_tenant(),
            Proposal.taken_at.is_(None),
            Proposal.kind != ProposalKind.WAIT,
            StockAlert.state.in_(RUNNING),
            scope_filter(STOCK_READ, store_column=Proposal.store_id),
        )
    )
    if store_id is not None:
        statement = statement.where(Proposal.store_id == store_id)
    return keyset_page(
        statement, keys=[Proposal.id], limit=limit, after=after, before=before, descending=True
    )
