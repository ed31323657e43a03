"""Reads: what was spent, with past costs of the months in which a store had no budget yet."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, case, cast, func, or_, select

from plugins.budget.models import Cell, CostCategory, PastCost, Pot
from plugins.budget.months import Span, first_day, place_of
from plugins.budget.queries.analysis import (
    MONTH,
    Dimension,
    Extent,
    Sums,
    first_spent,
    monthly,
    sums_by,
    with_those_below,
)
from saas.plugin_api import current_tenant, scope_filter, session

_NEVER = 10_000 * 12
"""The number of a month after all others."""
_PLACE = func.extract("year", PastCost.month) * 12 + func.extract("month", PastCost.month) - 1

_KEYS: Mapping[Dimension, Any] = {
    Dimension.CATEGORY: PastCost.category_id,
    Dimension.KIND: CostCategory.kind,
    Dimension.STORE: PastCost.store_id,
    Dimension.DEPARTMENT: PastCost.department_id,
}


def monthly_with_past(extent: Extent, span: Span) -> dict[int, tuple[int, int]]:
    """What was planned and spent in each month of a span, past costs too; two statements. See `monthly`."""
    amount = cast(func.sum(PastCost.amount_fen), BigInteger).label("amount")
    statement = _past(select(PastCost.month, amount), extent).where(_within([span]))
    found = monthly(extent, span)
    for row in session().execute(statement.group_by(PastCost.month)):
        planned, actual = found.get(place_of(row.month), (0, 0))
        found[place_of(row.month)] = (planned, actual + int(row.amount))
    return found


def sums_with_past(dimension: Dimension, extent: Extent, spans: Sequence[Span]) -> list[Sums]:
    """What was planned and spent in some spans by a dimension, past costs too; two statements. See `sums_by`."""
    key = _KEYS[dimension].label("key")
    columns = [_sum_in(span).label(f"past{number}") for number, span in enumerate(spans)]
    statement = _past(select(key, *columns), extent).where(_within(spans)).group_by(key)
    found = {one.key: one for one in sums_by(dimension, extent, spans)}
    for row in session().execute(statement):
        past = tuple(int(getattr(row, f"past{number}")) for number in range(len(spans)))
        here = found.get(row.key)
        spent = here.actual_fen if here else (0,) * len(spans)
        found[row.key] = Sums(
            key=row.key,
            planned_fen=here.planned_fen if here else (0,) * len(spans),
            actual_fen=tuple(a + b for a, b in zip(spent, past, strict=True)),
        )
    return list(found.values())


def first_known(extent: Extent) -> int | None:
    """The first month in which anything was spent, past costs too; two statements. See `first_spent`."""
    statement = _past(select(func.min(PastCost.month)), extent).where(PastCost.amount_fen > 0)
    past: date | None = session().scalar(statement)
    known = [one for one in (first_spent(extent), place_of(past) if past else None) if one is not None]
    return min(known, default=None)


def last_past(extent: Extent) -> date | None:
    """The last month that past costs say something of, its first day; none without any. One statement."""
    found: date | None = session().scalar(_past(select(func.max(PastCost.month)), extent))
    return found


def budgets_begin() -> dict[int | None, int]:
    """The first month that a store's budgets plan or book anything in, by store; none for the group's. One statement."""
    rows = session().execute(_begins())
    return {row.store_id: int(row.first) for row in rows}


def booked_months(store_ids: Collection[int], days: Collection[date]) -> set[tuple[int, int, int]]:
    """Store, category and number of the months in which the ledger has costs of its own, within some; one statement."""
    if not store_ids:
        return set()
    statement = (
        select(Pot.store_id, Pot.category_id, MONTH.label("month"))
        .join(Cell, and_(Cell.tenant_id == Pot.tenant_id, Cell.pot_id == Pot.id))
        .where(
            Pot.tenant_id == current_tenant(),
            Pot.store_id.in_(store_ids),
            MONTH.between(place_of(min(days)), place_of(max(days))),
            Cell.actual_fen > 0,
        )
    )
    return {(row.store_id, row.category_id, row.month) for row in session().execute(statement.distinct())}


def _begins() -> Select[*tuple[Any, ...]]:
    said = or_(Cell.planned_fen != 0, Cell.committed_fen != 0, Cell.actual_fen != 0)
    return (
        select(Pot.store_id, func.min(MONTH).label("first"))
        .join(Cell, and_(Cell.tenant_id == Pot.tenant_id, Cell.pot_id == Pot.id))
        .where(Pot.tenant_id == current_tenant(), Pot.budget_id.is_not(None), said)
        .group_by(Pot.store_id)
    )


def _past(statement: Select[*tuple[Any, ...]], extent: Extent) -> Select[*tuple[Any, ...]]:
    """Over the past costs within reach that an extent has, of months before the first budget: since then the ledger tells."""
    own, of_group = _begins().subquery(), _begins().subquery()
    found = (
        statement.select_from(PastCost)
        .join(
            CostCategory,
            and_(CostCategory.tenant_id == PastCost.tenant_id, CostCategory.id == PastCost.category_id),
        )
        .outerjoin(own, own.c.store_id == PastCost.store_id)
        .outerjoin(of_group, of_group.c.store_id.is_(None))
        .where(
            PastCost.tenant_id == current_tenant(),
            scope_filter(extent.permission, store_column=PastCost.store_id),
            func.coalesce(func.least(own.c.first, of_group.c.first), _NEVER) > _PLACE,
        )
    )
    if extent.store_id is not None:
        found = found.where(PastCost.store_id == extent.store_id)
    if extent.department_id is not None:
        found = found.where(PastCost.department_id == extent.department_id)
    if extent.category_id is not None:
        found = found.where(PastCost.category_id.in_(with_those_below(extent.category_id)))
    return found


def _within(spans: Sequence[Span]) -> ColumnElement[bool]:
    first, last = min(one.first for one in spans), max(one.last for one in spans)
    return PastCost.month.between(first_day(first), first_day(last))


def _sum_in(span: Span) -> ColumnElement[int]:
    here = PastCost.month.between(first_day(span.first), first_day(span.last))
    return cast(func.coalesce(func.sum(case((here, PastCost.amount_fen), else_=0)), 0), BigInteger)
