"""Reads: how much one expense may cost."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from plugins.budget.claim_limits import LimitRow, Whose
from plugins.budget.models import CostCategory, ExpenseLimit
from saas.plugin_api import Store, current_tenant, session


def all_limits() -> Sequence[Any]:
    """All limits with the names of their categories, the newest of each first; one statement."""
    statement = (
        select(ExpenseLimit, CostCategory.names.label("category"))
        .join(
            CostCategory,
            (CostCategory.tenant_id == ExpenseLimit.tenant_id)
            & (CostCategory.id == ExpenseLimit.category_id),
        )
        .where(ExpenseLimit.tenant_id == current_tenant())
        .order_by(
            CostCategory.position,
            CostCategory.id,
            ExpenseLimit.position,
            ExpenseLimit.city,
            ExpenseLimit.valid_from.desc(),
        )
    )
    return session().execute(statement).all()


def limits_that_may_hold(categories: Collection[int], whose: Whose, until: date) -> list[LimitRow]:
    """The rows of some categories for a position and city, or for all, that are valid by a day; one statement."""
    columns = (
        ExpenseLimit.category_id,
        ExpenseLimit.position,
        ExpenseLimit.city,
        ExpenseLimit.valid_from,
        ExpenseLimit.amount_fen,
        ExpenseLimit.hard,
    )
    statement = select(*columns).where(
        ExpenseLimit.tenant_id == current_tenant(),
        ExpenseLimit.category_id.in_(categories),
        ExpenseLimit.position.in_(("", whose.position)),
        ExpenseLimit.city.in_(("", whose.city)),
        ExpenseLimit.valid_from <= until,
    )
    return [LimitRow(**row) for row in session().execute(statement).mappings()]


def cities_of_stores() -> list[str]:
    """The cities that the group has stores in; one statement."""
    mine = (Store.tenant_id == current_tenant(), Store.city != "")
    return list(session().scalars(select(Store.city).where(*mine).distinct().order_by(Store.city)))
