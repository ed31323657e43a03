"""Keeping what stores spent before they had budgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from plugins.budget.models import PastCost
from saas.plugin_api import current_tenant, now, session

_KEY = ("tenant_id", "store_id", "department_id", "category_id", "month")
Key = tuple[int, int | None, int, date]
"""Store, department, category and month of a past cost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthCost:
    """What was spent on a category in a month, all together. month: its first day."""

    store_id: int
    department_id: int | None
    category_id: int
    month: date
    amount_fen: int
    note: str = ""

    @property
    def key(self) -> Key:
        """What it is found again by."""
        return (self.store_id, self.department_id, self.category_id, self.month)


def stored_costs(rows: Sequence[MonthCost]) -> dict[Key, tuple[int, str, int | None]]:
    """Amount, note and import of the past costs that are there already in the places of some; one statement."""
    if not rows:
        return {}
    statement = select(PastCost).where(
        PastCost.tenant_id == current_tenant(),
        PastCost.store_id.in_({one.store_id for one in rows}),
        PastCost.category_id.in_({one.category_id for one in rows}),
        PastCost.month.in_({one.month for one in rows}),
    )
    return {
        (one.store_id, one.department_id, one.category_id, one.month): (
            one.amount_fen,
            one.note,
            one.brought_by,
        )
        for one in session().scalars(statement)
    }


def keep_past_costs(rows: Sequence[MonthCost], import_id: int | None) -> None:
    """Write past costs, each in place of what was there, in one statement; the same again changes nothing."""
    if not rows:
        return
    new = insert(PastCost).values(
        [
            {
                "tenant_id": current_tenant(),
                "store_id": one.store_id,
                "department_id": one.department_id,
                "category_id": one.category_id,
                "month": one.month,
                "amount_fen": one.amount_fen,
                "note": one.note,
                "brought_by": import_id,
                "created_at": now(),
                "updated_at": now(),
            }
            for one in rows
        ]
    )
    session().execute(
        new.on_conflict_do_update(
            index_elements=_KEY,
            set_={
                "amount_fen": new.excluded.amount_fen,
                "note": new.excluded.note,
                "brought_by": new.excluded.brought_by,
                "updated_at": now(),
                "row_version": PastCost.row_version + 1,
            },
        )
    )
