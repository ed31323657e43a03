"""Reads: what was planned and spent, summed over months, places and categories, from the balances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, cast, func, select

from plugins.budget.models import Cell, CostCategory, Pot
from plugins.budget.months import Span
from plugins.budget.permissions import READ
from plugins.budget.queries.categories import all_categories
from saas.plugin_api import Department, Store, current_tenant, scope_filter, session


class Dimension(StrEnum):
    """What costs are told apart by."""

    CATEGORY = "category"
    KIND = "kind"
    STORE = "store"
    DEPARTMENT = "department"


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """Which costs count: of a store, a department, a category with those that belong to it; all within reach where none is said.

    permission: the right whose reach counts.
    """

    store_id: int | None = None
    department_id: int | None = None
    category_id: int | None = None
    permission: str = READ


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Planned and spent of one thing in some spans, in the order asked; in fen."""

    key: Any
    planned_fen: tuple[int, ...]
    actual_fen: tuple[int, ...]


MONTH = Pot.year * 12 + Cell.month - 1
"""The number of a balance's month."""

_COLUMNS: Mapping[Dimension, Any] = {
    Dimension.CATEGORY: Pot.category_id,
    Dimension.KIND: CostCategory.kind,
    Dimension.STORE: Pot.store_id,
    Dimension.DEPARTMENT: Pot.department_id,
}


def sums_by(dimension: Dimension, extent: Extent, spans: Sequence[Span]) -> list[Sums]:
    """What was planned and spent in some spans, for each category, kind, store or department; one statement over the balances."""
    key = _COLUMNS[dimension]
    columns = [
        _sum_in(span, column).label(f"{name}{number}")
        for number, span in enumerate(spans)
        for name, column in (("planned", Cell.planned_fen), ("actual", Cell.actual_fen))
    ]
    statement = (
        balances(select(key.label("key"), *columns), extent)
        .where(MONTH.between(min(one.first for one in spans), max(one.last for one in spans)))
        .group_by(key)
    )
    return [
        Sums(
            key=row.key,
            planned_fen=tuple(int(getattr(row, f"planned{number}")) for number in range(len(spans))),
            actual_fen=tuple(int(getattr(row, f"actual{number}")) for number in range(len(spans))),
        )
        for row in session().execute(statement)
    ]


def monthly(extent: Extent, span: Span) -> dict[int, tuple[int, int]]:
    """What was planned and spent in each month of a span that has a line, by the month's number; one statement."""
    statement = balances(select(MONTH.label("month"), *_whole()), extent).where(
        MONTH.between(span.first, span.last)
    )
    return {
        row.month: (int(row.planned), int(row.actual)) for row in session().execute(statement.group_by(MONTH))
    }


def first_spent(extent: Extent) -> int | None:
    """The first month in which anything was spent: those before it are not known, rather than 0. One statement."""
    statement = balances(select(func.min(MONTH)), extent).where(Cell.actual_fen > 0)
    found: int | None = session().scalar(statement)
    return found


def balances(statement: Select[*tuple[Any, ...]], extent: Extent) -> Select[*tuple[Any, ...]]:
    """Over the balances within reach that an extent has."""
    found = (
        statement.select_from(Cell)
        .join(Pot, and_(Pot.tenant_id == Cell.tenant_id, Pot.id == Cell.pot_id))
        .join(CostCategory, and_(CostCategory.tenant_id == Pot.tenant_id, CostCategory.id == Pot.category_id))
        .where(Cell.tenant_id == current_tenant(), scope_filter(extent.permission, store_column=Pot.store_id))
    )
    if extent.store_id is not None:
        found = found.where(Pot.store_id == extent.store_id)
    if extent.department_id is not None:
        found = found.where(Pot.department_id == extent.department_id)
    if extent.category_id is not None:
        found = found.where(Pot.category_id.in_(with_those_below(extent.category_id)))
    return found


def with_those_below(category_id: int) -> list[int]:
    """A category and all that belong to it, however far down; one statement."""
    known = all_categories()
    found, nearest = [category_id], {category_id}
    while nearest := {one.id for one in known if one.parent_id in nearest} - set(found):
        found += sorted(nearest)
    return found


def store_names() -> dict[int, str]:
    """The names of all stores, closed ones too; one statement."""
    statement = select(Store.id, Store.name).where(Store.tenant_id == current_tenant())
    return {row.id: row.name for row in session().execute(statement)}


def department_names() -> dict[int, str]:
    """The names of all departments, with their stores'; one statement."""
    statement = (
        select(Department.id, Department.name, Store.name.label("store"))
        .outerjoin(Store, and_(Store.tenant_id == Department.tenant_id, Store.id == Department.store_id))
        .where(Department.tenant_id == current_tenant())
    )
    return {
        row.id: " · ".join(part for part in (row.store, row.name) if part)
        for row in session().execute(statement)
    }


def _sum_in(span: Span, column: Any) -> ColumnElement[int]:
    counted = case((MONTH.between(span.first, span.last), column), else_=0)
    return cast(func.coalesce(func.sum(counted), 0), BigInteger)


def _whole() -> list[ColumnElement[int]]:
    return [
        cast(func.sum(column), BigInteger).label(name)
        for name, column in (("planned", Cell.planned_fen), ("actual", Cell.actual_fen))
    ]
