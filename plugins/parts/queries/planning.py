"""Reads of what the nights found: the plan of a part in a store, what is wrong with it, and what would mend it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, select

from plugins.parts.models import PartPlan, Proposal, StockAlert, Supplier
from plugins.parts.permissions import STOCK_READ
from saas.plugin_api import Store, current_tenant, scope_filter, session


def plan_of(part_id: int, store_id: int) -> PartPlan | None:
    """The latest plan of a part in a store within reach; one statement."""
    mine = (
        PartPlan.tenant_id == current_tenant(),
        PartPlan.part_id == part_id,
        PartPlan.store_id == store_id,
        scope_filter(STOCK_READ, store_column=PartPlan.store_id),
    )
    return session().scalar(select(PartPlan).where(*mine))


def lasting_alerts(part_id: int, store_id: int) -> Sequence[StockAlert]:
    """What is wrong with a part in a store within reach, the latest first; one statement."""
    mine = (
        StockAlert.tenant_id == current_tenant(),
        StockAlert.part_id == part_id,
        StockAlert.store_id == store_id,
        StockAlert.lasts,
        scope_filter(STOCK_READ, store_column=StockAlert.store_id),
    )
    return session().scalars(select(StockAlert).where(*mine).order_by(StockAlert.id.desc())).all()


def open_proposals(part_id: int, store_id: int) -> Sequence[Any]:
    """What would mend a shortage, with the name of who gives or delivers, the recommended first; one statement."""
    giver = and_(Store.tenant_id == Proposal.tenant_id, Store.id == Proposal.from_store_id)
    seller = and_(Supplier.tenant_id == Proposal.tenant_id, Supplier.id == Proposal.supplier_id)
    statement = (
        select(Proposal, Store.name.label("giver"), Supplier.name.label("supplier"))
        .outerjoin(Store, giver)
        .outerjoin(Supplier, seller)
        .where(
            Proposal.tenant_id == current_tenant(),
            Proposal.part_id == part_id,
            Proposal.store_id == store_id,
            Proposal.taken_at.is_(None),
            scope_filter(STOCK_READ, store_column=Proposal.store_id),
        )
        .order_by(Proposal.recommended.desc(), Proposal.id)
    )
    return session().execute(statement).all()
