"""Reads: every line of the ledger's balances, month by month, for taking out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import and_, or_, select

from plugins.budget.models import Cell, CostCategory, Pot
from plugins.budget.months import Span
from plugins.budget.queries.analysis import MONTH, Extent, balances
from saas.plugin_api import Department, Store, session


def month_rows(extent: Extent, span: Span, limit: int) -> Iterable[Any]:
    """The balances of a span that are not all 0, with their names, in the order of the lines; one statement."""
    columns = (
        Store.name.label("store"),
        Department.name.label("department"),
        CostCategory.names.label("names"),
        Pot.year,
        Cell.month,
        Cell.planned_fen,
        Cell.committed_fen,
        Cell.actual_fen,
    )
    statement = (
        balances(select(*columns), extent)
        .outerjoin(Store, and_(Store.tenant_id == Pot.tenant_id, Store.id == Pot.store_id))
        .outerjoin(
            Department, and_(Department.tenant_id == Pot.tenant_id, Department.id == Pot.department_id)
        )
        .where(
            MONTH.between(span.first, span.last),
            or_(Cell.planned_fen != 0, Cell.committed_fen != 0, Cell.actual_fen != 0),
        )
        .order_by(Pot.year, Pot.id, Cell.month)
    )
    return session().execute(statement.limit(limit))
