"""Reads: what a unit costs by the group's standards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import or_, select

from plugins.budget.models import CostCategory, Driver, StandardRate
from saas.plugin_api import Store, current_tenant, session


def rates_of_year(category_id: int, store_id: int | None, driver: Driver, year: int) -> dict[int, Decimal]:
    """The rate of each month: the store's own where it has one by then, else the group's; months without are left out."""
    statement = (
        select(StandardRate.store_id, StandardRate.valid_from, StandardRate.rate_fen)
        .where(
            StandardRate.tenant_id == current_tenant(),
            StandardRate.category_id == category_id,
            StandardRate.driver == driver,
            or_(StandardRate.store_id == store_id, StandardRate.store_id.is_(None)),
            StandardRate.valid_from <= date(year, 12, 1),
        )
        # The last one that holds wins: the group's before the store's, the older before the newer.
        .order_by(StandardRate.store_id.nulls_first(), StandardRate.valid_from)
    )
    rows = session().execute(statement).all()
    return {
        month: next(rate for _store, since, rate in reversed(rows) if since <= date(year, month, 1))
        for month in range(1, 13)
        if any(since <= date(year, month, 1) for _store, since, _rate in rows)
    }


def all_rates() -> Sequence[Any]:
    """All standard rates with the names of category and store, the newest of each first; one statement."""
    statement = (
        select(StandardRate, CostCategory.names.label("category"), Store.name.label("store"))
        .join(
            CostCategory,
            (CostCategory.tenant_id == StandardRate.tenant_id)
            & (CostCategory.id == StandardRate.category_id),
        )
        .outerjoin(Store, (Store.tenant_id == StandardRate.tenant_id) & (Store.id == StandardRate.store_id))
        .where(StandardRate.tenant_id == current_tenant())
        .order_by(
            CostCategory.position,
            CostCategory.id,
            StandardRate.driver,
            StandardRate.store_id.nulls_first(),
            StandardRate.valid_from.desc(),
        )
    )
    return session().execute(statement).all()
