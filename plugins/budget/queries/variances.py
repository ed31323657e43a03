"""Reads: what the volumes that were should have cost by the standards of the budgets in force."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Numeric, Select, and_, cast, func, select, true

from plugins.budget.models import (
    Budget,
    BudgetLine,
    BudgetVersion,
    Cell,
    Driver,
    DriverVolume,
    Pot,
    VersionState,
)
from plugins.budget.months import Span
from plugins.budget.queries.analysis import MONTH, Extent, balances, with_those_below
from saas.plugin_api import current_tenant, scope_filter, session

Key = tuple[int | None, int | None]
"""A store and a category; None where they are not told apart, and for the group's own lines."""


class Rows(StrEnum):
    """What variances are told by."""

    STORE = "store"
    CATEGORY = "category"
    LINE = "line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Planned and spent of a row; in fen."""

    key: Key
    planned_fen: int
    actual_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """What volumes cost by the standards, of a row's lines that have a driver; in fen, exactly.

    budgeted: the volumes of the budget. actual: the volumes that were; those of the budget where nobody entered any.
    missing: how many months of lines that is.
    """

    budgeted: Decimal
    actual: Decimal
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InputUse:
    """A line of a driver that is an input: how much of it was budgeted and used, and what it cost; in fen."""

    store_id: int
    category_id: int
    driver: Driver
    budget_quantity: Decimal
    budget_fen: Decimal
    actual_quantity: Decimal
    actual_fen: int


_IN_FORCE = (VersionState.ACTIVE, VersionState.CLOSED)
_LINE_MONTH = Budget.year * 12 + BudgetLine.month - 1


def spent_by(rows: Rows, extent: Extent, span: Span) -> list[Spent]:
    """Planned and spent in a span by store, category or both; one statement over the balances."""
    keys = _keys(rows, Pot.store_id, Pot.category_id)
    sums = [cast(func.sum(one), BigInteger) for one in (Cell.planned_fen, Cell.actual_fen)]
    statement = (
        balances(select(*keys, *sums), extent)
        .where(MONTH.between(span.first, span.last))
        .group_by(*keys)
        .having(func.sum(Cell.planned_fen + Cell.actual_fen) > 0)
    )
    return [
        Spent(key=_key(rows, row), planned_fen=int(row[-2]), actual_fen=int(row[-1]))
        for row in session().execute(statement)
    ]


def standards_by(rows: Rows, extent: Extent, span: Span) -> Mapping[Key, Standard]:
    """What the budgeted and the actual volumes of a span cost by the standards; one statement over the lines in force."""
    keys = _keys(rows, BudgetLine.store_id, BudgetLine.category_id)
    budgeted = func.sum(BudgetLine.rate_fen * BudgetLine.volume)
    actual = func.sum(BudgetLine.rate_fen * func.coalesce(DriverVolume.volume, BudgetLine.volume))
    missing = func.count().filter(DriverVolume.id.is_(None))
    statement = (
        _lines(select(*keys, cast(budgeted, Numeric), cast(actual, Numeric), missing), extent, span)
        .outerjoin(DriverVolume, _volume_of_line())
        .group_by(*keys)
    )
    return {
        _key(rows, row, 3): Standard(budgeted=row[-3], actual=row[-2], missing=int(row[-1]))
        for row in session().execute(statement)
    }


def monthly_variances(
    rows: Rows, extent: Extent, span: Span, keys: Collection[Key]
) -> dict[Key, dict[int, tuple[int, int]]]:
    """Planned and spent of some rows in each month of a span that had a budget; one statement."""
    columns = _keys(rows, Pot.store_id, Pot.category_id)
    sums = [cast(func.sum(one), BigInteger) for one in (Cell.planned_fen, Cell.actual_fen)]
    statement = (
        balances(select(*columns, MONTH, *sums), extent)
        .where(MONTH.between(span.first, span.last), *_only(rows, keys))
        .group_by(*columns, MONTH)
        .having(func.sum(Cell.planned_fen) > 0)
    )
    found: dict[Key, dict[int, tuple[int, int]]] = {}
    for row in session().execute(statement):
        found.setdefault(_key(rows, row, 3), {})[row[-3]] = (int(row[-2]), int(row[-1]))
    return found


def budgeted_volumes(driver: Driver, extent: Extent, span: Span) -> Mapping[int, Decimal]:
    """A driver's volume in the budgets in force, by store; of several lines that grow with it the largest. One statement."""
    by_month = (
        _lines(
            select(
                BudgetLine.store_id.label("store_id"),
                func.max(BudgetLine.volume).label("volume"),
            ),
            extent,
            span,
        )
        .where(BudgetLine.driver == driver, BudgetLine.store_id.is_not(None))
        .group_by(BudgetLine.store_id, _LINE_MONTH)
        .subquery()
    )
    statement = select(by_month.c.store_id, func.sum(by_month.c.volume)).group_by(by_month.c.store_id)
    return {row[0]: Decimal(row[1]) for row in session().execute(statement)}


def inputs_used(extent: Extent, span: Span, drivers: Sequence[Driver]) -> list[InputUse]:
    """Lines of drivers that are inputs, with what was used and spent in the months whose volume is known; one statement."""
    spent_on = and_(
        Pot.tenant_id == BudgetLine.tenant_id,
        Pot.year == Budget.year,
        Pot.category_id == BudgetLine.category_id,
        Pot.store_id == BudgetLine.store_id,
        Pot.department_id.is_not_distinct_from(BudgetLine.department_id),
    )
    month = and_(Cell.tenant_id == Pot.tenant_id, Cell.pot_id == Pot.id, Cell.month == BudgetLine.month)
    keys = (BudgetLine.store_id, BudgetLine.category_id, BudgetLine.driver)
    sums = (
        func.sum(BudgetLine.volume),
        func.sum(BudgetLine.rate_fen * BudgetLine.volume),
        func.sum(DriverVolume.volume),
        cast(func.sum(Cell.actual_fen), BigInteger),
    )
    statement = (
        _lines(select(*keys, *sums), extent, span)
        .join(DriverVolume, _volume_of_line())
        .join(Pot, spent_on)
        .join(Cell, month)
        .where(BudgetLine.driver.in_(drivers))
        .group_by(*keys)
    )
    return [
        InputUse(
            store_id=row[0],
            category_id=row[1],
            driver=row[2],
            budget_quantity=row[3],
            budget_fen=row[4],
            actual_quantity=row[5],
            actual_fen=int(row[6]),
        )
        for row in session().execute(statement)
    ]


def _lines(statement: Select[*tuple[Any, ...]], extent: Extent, span: Span) -> Select[*tuple[Any, ...]]:
    """Over the lines with a driver that grows, of versions in force and of closed years, within reach."""
    found = (
        statement.select_from(BudgetLine)
        .join(
            BudgetVersion,
            and_(
                BudgetVersion.tenant_id == BudgetLine.tenant_id,
                BudgetVersion.id == BudgetLine.version_id,
                BudgetVersion.state.in_(_IN_FORCE),
            ),
        )
        .join(
            Budget,
            and_(Budget.tenant_id == BudgetVersion.tenant_id, Budget.id == BudgetVersion.budget_id),
        )
        .where(
            BudgetLine.tenant_id == current_tenant(),
            BudgetLine.driver.is_not(None),
            BudgetLine.driver != Driver.FIXED,
            _LINE_MONTH.between(span.first, span.last),
            scope_filter(extent.permission, store_column=BudgetLine.store_id),
        )
    )
    if extent.store_id is not None:
        found = found.where(BudgetLine.store_id == extent.store_id)
    if extent.department_id is not None:
        found = found.where(BudgetLine.department_id == extent.department_id)
    if extent.category_id is not None:
        found = found.where(BudgetLine.category_id.in_(with_those_below(extent.category_id)))
    return found


def _volume_of_line() -> ColumnElement[bool]:
    return and_(
        DriverVolume.tenant_id == BudgetLine.tenant_id,
        DriverVolume.store_id == BudgetLine.store_id,
        DriverVolume.driver == BudgetLine.driver,
        DriverVolume.month == func.make_date(Budget.year, BudgetLine.month, 1),
    )


def _keys(rows: Rows, store: Any, category: Any) -> tuple[Any, ...]:
    return {Rows.STORE: (store,), Rows.CATEGORY: (category,), Rows.LINE: (store, category)}[rows]


def _key(rows: Rows, row: Any, after: int = 2) -> Key:
    """The key that a row begins with. after: how many columns follow it."""
    found = row[: len(row) - after]
    if rows is Rows.LINE:
        return found[0], found[1]
    return (found[0], None) if rows is Rows.STORE else (None, found[0])


def _only(rows: Rows, keys: Collection[Key]) -> list[ColumnElement[bool]]:
    stores = [one[0] for one in keys if one[0] is not None]
    categories = [one[1] for one in keys if one[1] is not None]
    by_store: ColumnElement[bool] = Pot.store_id.in_(stores)
    if any(one[0] is None for one in keys):
        by_store = by_store | Pot.store_id.is_(None)
    return [
        by_store if rows is not Rows.CATEGORY else true(),
        Pot.category_id.in_(categories) if rows is not Rows.STORE else true(),
    ]
