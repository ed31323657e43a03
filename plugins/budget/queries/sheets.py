"""Reads: budgets, their versions, lines and comments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Select, and_, cast, func, select

from plugins.budget.models import Budget, BudgetComment, BudgetLine, BudgetVersion, CostCategory, Driver
from plugins.budget.permissions import READ
from saas.plugin_api import (
    Department,
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Twelve months of a line. before_fen: what was in force when the version was begun."""

    category_id: int
    store_id: int | None
    department_id: int | None
    names: dict[str, str]
    store: str | None
    department: str | None
    driver: Driver | None
    months: tuple[int, ...]
    volumes: tuple[Any, ...]
    total_fen: int
    before_fen: int


def sheets_page(
    *, limit: int, after: str | None = None, before: str | None = None, year: int | None = None
) -> Page[Any]:
    """One page of the budgets within reach, each with its latest version and what that comes to, the newest first."""
    latest = (
        select(BudgetVersion.budget_id, func.max(BudgetVersion.number).label("number"))
        .where(BudgetVersion.tenant_id == current_tenant())
        .group_by(BudgetVersion.budget_id)
        .subquery()
    )
    total = (
        select(cast(func.coalesce(func.sum(BudgetLine.amount_fen), 0), BigInteger))
        .where(BudgetLine.tenant_id == current_tenant(), BudgetLine.version_id == BudgetVersion.id)
        .scalar_subquery()
    )
    statement = (
        _sheets()
        .add_columns(BudgetVersion, total.label("total_fen"))
        .join(latest, latest.c.budget_id == Budget.id)
        .join(
            BudgetVersion,
            and_(
                BudgetVersion.tenant_id == Budget.tenant_id,
                BudgetVersion.budget_id == Budget.id,
                BudgetVersion.number == latest.c.number,
            ),
        )
    )
    if year is not None:
        statement = statement.where(Budget.year == year)
    keys = [Budget.year, Budget.id]
    return keyset_page(statement, keys=keys, limit=limit, after=after, before=before, descending=True)


def sheet_row(budget_id: int) -> Any:
    """One budget within reach with the name of its store; raises NotFound."""
    found = session().execute(_sheets().where(Budget.id == budget_id)).one_or_none()
    if found is None:
        raise NotFound(_("This does not exist, or no longer."))
    return found


def _sheets() -> Select[*tuple[Any, ...]]:
    return (
        select(Budget, Store.name.label("store"))
        .outerjoin(Store, and_(Store.tenant_id == Budget.tenant_id, Store.id == Budget.store_id))
        .where(Budget.tenant_id == current_tenant(), scope_filter(READ, store_column=Budget.store_id))
    )


def versions_of(budget_id: int) -> Sequence[BudgetVersion]:
    """The versions of a budget, the newest first; one statement. Raises NotFound for one that has none."""
    mine = (BudgetVersion.tenant_id == current_tenant(), BudgetVersion.budget_id == budget_id)
    newest = select(BudgetVersion).where(*mine).order_by(BudgetVersion.number.desc())
    if not (found := session().scalars(newest).all()):
        raise NotFound(_("This does not exist, or no longer."))
    return found


def series_of(version_id: int) -> list[Series]:
    """The lines of a version, each over its twelve months; one statement."""
    statement = (
        select(
            BudgetLine,
            CostCategory.names.label("names"),
            Store.name.label("store"),
            Department.name.label("department"),
        )
        .join(
            CostCategory,
            and_(CostCategory.tenant_id == BudgetLine.tenant_id, CostCategory.id == BudgetLine.category_id),
        )
        .outerjoin(Store, and_(Store.tenant_id == BudgetLine.tenant_id, Store.id == BudgetLine.store_id))
        .outerjoin(
            Department,
            and_(Department.tenant_id == BudgetLine.tenant_id, Department.id == BudgetLine.department_id),
        )
        .where(BudgetLine.tenant_id == current_tenant(), BudgetLine.version_id == version_id)
        .order_by(
            BudgetLine.store_id.nulls_first(),
            BudgetLine.department_id.nulls_first(),
            CostCategory.position,
            CostCategory.id,
            BudgetLine.month,
        )
    )
    found: dict[tuple[Any, ...], list[Any]] = {}
    for row in session().execute(statement):
        line = row.BudgetLine
        found.setdefault((line.store_id, line.department_id, line.category_id), []).append(row)
    return [_series(rows) for rows in found.values()]


def _series(rows: Sequence[Any]) -> Series:
    lines = {row.BudgetLine.month: row.BudgetLine for row in rows}
    first, one = rows[0], rows[0].BudgetLine
    return Series(
        category_id=one.category_id,
        store_id=one.store_id,
        department_id=one.department_id,
        names=first.names,
        store=first.store,
        department=first.department,
        driver=next((line.driver for line in lines.values() if line.driver), None),
        months=tuple(lines[month].amount_fen if month in lines else 0 for month in range(1, 13)),
        volumes=tuple(lines[month].volume if month in lines else None for month in range(1, 13)),
        total_fen=sum(line.amount_fen for line in lines.values()),
        before_fen=sum(line.base_fen for line in lines.values()),
    )


def comments_of(version_id: int) -> Sequence[Any]:
    """What was said of a version, with who said it and the category that it is about, the newest first; one statement."""
    return (
        session()
        .execute(
            select(BudgetComment, Member.display_name.label("author"), CostCategory.names.label("names"))
            .outerjoin(
                Member,
                and_(Member.tenant_id == BudgetComment.tenant_id, Member.id == BudgetComment.author_id),
            )
            .outerjoin(
                CostCategory,
                and_(
                    CostCategory.tenant_id == BudgetComment.tenant_id,
                    CostCategory.id == BudgetComment.category_id,
                ),
            )
            .where(BudgetComment.tenant_id == current_tenant(), BudgetComment.version_id == version_id)
            .order_by(BudgetComment.id.desc())
        )
        .all()
    )


def departments_of(store_id: int | None) -> list[tuple[str, str]]:
    """The departments that a budget's lines may be for, by name; without a store those of all."""
    statement = select(Department.id, Department.name).where(Department.tenant_id == current_tenant())
    if store_id is not None:
        statement = statement.where(Department.store_id == store_id)
    return [(str(row.id), row.name) for row in session().execute(statement.order_by(Department.name))]
