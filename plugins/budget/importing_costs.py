"""Past costs from files: one row is what a store spent on a category in a month, before it had budgets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate
from sqlalchemy import select

from plugins.budget.months import place_of
from plugins.budget.operations.past_costs import Key, MonthCost, keep_past_costs, stored_costs
from plugins.budget.permissions import VOLUMES
from plugins.budget.queries.categories import all_categories
from plugins.budget.queries.past_costs import booked_months, budgets_begin
from plugins.budget.schemas.claims import YuanField
from saas.plugin_api import (
    CellKind,
    Department,
    ImportColumn,
    ImportContext,
    ImportedRow,
    Importer,
    ImportResult,
    LazyStr,
    _,
    _l,
    current_tenant,
    open_stores,
    record,
    session,
)

KEY = "budget.past_costs"


def _whole_month(amount_fen: int) -> None:
    if amount_fen < 0:
        raise ValidationError(_("Enter what the month came to in all; it cannot be below 0."))


class BudgetPastCostRow(Schema):
    """A row of past costs."""

    month = fields.Date(required=True)
    store = fields.String(required=True, validate=validate.Length(max=60))
    department = fields.String(load_default="", validate=validate.Length(max=60))
    category = fields.String(required=True, validate=validate.Length(max=60))
    amount = YuanField(required=True, allow_nan=False, validate=_whole_month)
    note = fields.String(load_default="", validate=validate.Length(max=200))


COLUMNS = (
    ImportColumn(
        key="month",
        title=_l("Month"),
        words=("月份", "月", "期间", "日期", "month", "period"),
        kind=CellKind.DAY,
        required=True,
    ),
    ImportColumn(key="store", title=_l("Store"), words=("门店", "店面", "store", "dealer"), required=True),
    ImportColumn(key="department", title=_l("Department"), words=("部门", "department")),
    ImportColumn(
        key="category",
        title=_l("Category"),
        words=("类别", "费用类别", "科目", "category", "account"),
        required=True,
    ),
    ImportColumn(
        key="amount",
        title=_l("Amount in yuan"),
        words=("金额", "金额（元）", "实际金额", "amount", "cost"),
        required=True,
    ),
    ImportColumn(key="note", title=_l("Note"), words=("备注", "说明", "remark", "note")),
)
_NO_STORE = _l("Store: there is no open store of this name or code. Write it as in the list of stores.")
_NOT_YOURS = _l("Store: you may not bring in costs of this store. Leave the row out, or ask whoever may.")
_NO_DEPARTMENT = _l(
    "Department: the store has none of this name. Write it as in the list of departments, or leave it empty."
)
_NO_CATEGORY = _l(
    "Category: there is none of this name or code. Write it as in the cost categories, or add it there first."
)
_NOT_OVER = _l("Month: it is not over yet. Bring in months that are over.")
_BUDGETED = _l(
    "Month: the store has a budget by then, and what it spends is booked there. Leave the row out."
)
_BOOKED = _l(
    "Month: the budget's ledger has costs of this store, category and month already. Leave the row out."
)
_TWICE = _l(
    "Amount: an earlier row has another one for this month, store, department and category. Add them up in one row."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What rows are looked up in."""

    stores: Mapping[str, int]
    departments: Mapping[tuple[int | None, str], int]
    categories: Mapping[str, int]
    begins: Mapping[int | None, int]


def write(rows: Sequence[ImportedRow], context: ImportContext) -> ImportResult:
    """Keep past costs, each in place of what an earlier file had; the same rows again change nothing."""
    known, faulty = _known(), dict[int, LazyStr]()
    costs: list[tuple[int, MonthCost]] = []
    for row in rows:
        one = _read(row.values, known, context)
        if isinstance(one, MonthCost):
            costs.append((row.number, one))
        else:
            faulty[row.number] = one
    found = [one for _number, one in costs]
    stored = stored_costs(found)
    booked = booked_months({one.store_id for one in found}, [one.month for one in found])
    first: dict[Key, MonthCost] = {}
    for number, one in costs:
        there = stored.get(one.key)
        earlier = first.setdefault(one.key, one)
        # A file is written some hundred rows at a time: what it said before stands in the table already.
        same_file = there is not None and there[2] == context.import_id and there[0] != one.amount_fen
        if earlier.amount_fen != one.amount_fen or same_file:
            faulty[number] = _TWICE
        elif there is None and (one.store_id, one.category_id, place_of(one.month)) in booked:
            faulty[number] = _BOOKED
            first.pop(one.key, None)
    return _kept(first, stored, faulty, context)


def _kept(
    first: Mapping[Key, MonthCost],
    stored: Mapping[Key, tuple[int, str, int | None]],
    faulty: Mapping[int, LazyStr],
    context: ImportContext,
) -> ImportResult:
    taken = {
        key: one for key, one in first.items() if not (key in stored and stored[key][2] == context.import_id)
    }
    changed = {
        key: one for key, one in taken.items() if stored.get(key, (None,))[:2] != (one.amount_fen, one.note)
    }
    keep_past_costs(list(changed.values()), context.import_id)
    if changed:
        detail = {"months": len(changed), "import_id": context.import_id}
        record("budget.past_cost.imported", "budget_past_cost", None, detail=detail)
    return ImportResult(
        created={_named(key) for key in changed.keys() - stored.keys()},
        updated={_named(key) for key in changed.keys() & stored.keys()},
        unchanged={_named(key) for key in first.keys() - changed.keys()},
        faulty=faulty,
    )


def _read(values: Mapping[str, Any], known: _Known, context: ImportContext) -> MonthCost | LazyStr:
    """What a row says, or why it is not taken."""
    store_id = known.stores.get(_word(values["store"]))
    if store_id is None:
        return _NO_STORE
    if context.stores is not None and store_id not in context.stores:
        return _NOT_YOURS
    category_id = known.categories.get(_word(values["category"]))
    if category_id is None:
        return _NO_CATEGORY
    department, department_id = _word(values["department"]), None
    if department:
        places = ((store_id, department), (None, department))
        department_id = next((known.departments[one] for one in places if one in known.departments), None)
        if department_id is None:
            return _NO_DEPARTMENT
    month: date = values["month"].replace(day=1)
    if place_of(month) >= place_of(context.today):
        return _NOT_OVER
    begins = [known.begins[one] for one in (store_id, None) if one in known.begins]
    if begins and place_of(month) >= min(begins):
        return _BUDGETED
    return MonthCost(
        store_id=store_id,
        department_id=department_id,
        category_id=category_id,
        month=month,
        amount_fen=values["amount"],
        note=values["note"].strip(),
    )


def _known() -> _Known:
    departments = session().execute(
        select(Department.id, Department.store_id, Department.name).where(
            Department.tenant_id == current_tenant()
        )
    )
    categories = all_categories()
    return _Known(
        stores={_word(name): one.id for one in open_stores() for name in (one.code, one.name)},
        departments={(row.store_id, _word(row.name)): row.id for row in departments},
        # A name comes before the code of another category that is called alike.
        categories={_word(one.code): one.id for one in categories}
        | {_word(name): one.id for one in categories for name in one.names.values()},
        begins=budgets_begin(),
    )


def _word(text: str) -> str:
    return text.strip().lower()


def _named(key: Key) -> str:
    return f"{key[0]}:{key[1] or 0}:{key[2]}:{key[3]:%Y-%m}"


PAST_COSTS = Importer(
    key=KEY,
    title=_l("Past costs"),
    summary=_l(
        "One row is what a store spent on a category in a month before it had budgets; a later file replaces it."
    ),
    columns=COLUMNS,
    schema=BudgetPastCostRow,
    write=write,
    permission=VOLUMES,
)
