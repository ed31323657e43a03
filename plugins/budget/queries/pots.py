"""Reads: which pot a spend is held against, and what its months hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from plugins.budget.models import Budget, BudgetVersion, Cell, CostCategory, Pot, VersionState
from plugins.budget.queries.categories import above, all_categories
from plugins.budget.words import in_locale
from saas.plugin_api import Department, Store, _, current_tenant, session


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month of a pot; all amounts in fen."""

    month: int
    planned_fen: int
    committed_fen: int
    actual_fen: int

    @property
    def used_fen(self) -> int:
        """What is committed or spent."""
        return self.committed_fen + self.actual_fen

    @property
    def room_fen(self) -> int:
        """What is left; below 0 where more is used than was planned."""
        return self.planned_fen - self.used_fen


def category_of(code: str | None) -> int | None:
    """The category of a code, or none."""
    if not code:
        return None
    mine = (CostCategory.tenant_id == current_tenant(), CostCategory.code == code)
    return session().scalar(select(CostCategory.id).where(*mine))


def candidates(store_id: int | None, department_id: int | None, category_id: int, year: int) -> list[int]:
    """The pots with a budget that a spend may be held against, the nearest first."""
    chain = above(category_id, {one.id: one for one in all_categories()})
    places = [(store_id, department_id), (store_id, None), (None, None)]
    rows = session().execute(
        select(Pot.id, Pot.store_id, Pot.department_id, Pot.category_id).where(
            Pot.tenant_id == current_tenant(),
            Pot.year == year,
            Pot.category_id.in_(chain),
            Pot.budget_id.is_not(None),
            or_(Pot.store_id == store_id, Pot.store_id.is_(None)),
        )
    )
    near = [
        (places.index((row.store_id, row.department_id)), chain.index(row.category_id), row.id)
        for row in rows
        if (row.store_id, row.department_id) in places
    ]
    return [pot_id for _place, _level, pot_id in sorted(near)]


def covering_budget(store_id: int | None, year: int) -> int | None:
    """The budget in force that a store's spending belongs to: its own, else the group's; none where there is none."""
    statement = (
        select(Budget.id)
        .join(
            BudgetVersion,
            (BudgetVersion.tenant_id == Budget.tenant_id) & (BudgetVersion.budget_id == Budget.id),
        )
        .where(
            Budget.tenant_id == current_tenant(),
            Budget.year == year,
            BudgetVersion.state == VersionState.ACTIVE,
            or_(Budget.store_id == store_id, Budget.store_id.is_(None)),
        )
        .order_by(Budget.store_id.nulls_last(), Budget.id)
    )
    return session().scalar(statement.limit(1))


def months_of(pot_ids: Sequence[int]) -> dict[int, list[Month]]:
    """The twelve months of pots, as the database has them now; one statement."""
    mine = (Cell.tenant_id == current_tenant(), Cell.pot_id.in_(pot_ids))
    columns = (Cell.pot_id, Cell.month, Cell.planned_fen, Cell.committed_fen, Cell.actual_fen)
    found: dict[int, list[Month]] = {pot_id: [] for pot_id in pot_ids}
    for row in session().execute(select(*columns).where(*mine).order_by(Cell.pot_id, Cell.month)):
        found[row.pot_id].append(
            Month(
                month=row.month,
                planned_fen=row.planned_fen,
                committed_fen=row.committed_fen,
                actual_fen=row.actual_fen,
            )
        )
    return found


def pot_titles(pot_ids: Sequence[int]) -> dict[int, str]:
    """What people call pots: place and category, in the page's language; one statement."""
    statement = (
        select(Pot.id, Store.name.label("store"), Department.name.label("department"), CostCategory.names)
        .join(CostCategory, (CostCategory.tenant_id == Pot.tenant_id) & (CostCategory.id == Pot.category_id))
        .outerjoin(Store, (Store.tenant_id == Pot.tenant_id) & (Store.id == Pot.store_id))
        .outerjoin(Department, (Department.tenant_id == Pot.tenant_id) & (Department.id == Pot.department_id))
        .where(Pot.tenant_id == current_tenant(), Pot.id.in_(pot_ids))
    )
    return {
        row.id: " · ".join(
            part for part in (row.store or _("The group"), row.department, in_locale(row.names)) if part
        )
        for row in session().execute(statement)
    }
