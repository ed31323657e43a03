"""Complaints and visits by week, for each store, model and category and for all of them together; one statement each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, Subquery, Text, and_, cast, func, literal, select, tuple_

from plugins.complaints.models import Case
from plugins.complaints.states import CaseState
from plugins.complaints.warning.cells import Cell
from saas.plugin_api import ServiceRecord as Visit
from saas.plugin_api import Store, Vehicle, current_tenant, session

WEEK = timedelta(days=7)
YEARS = 6
MOST_WEEKS = YEARS * 52 + 2
"""How many weeks a look goes back: five years and one, as the longest detector asks."""
SEEN_WEEKS = 4
"""A week's complaints come of the visits of so many weeks before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Weeks by their Mondays without gaps, the last one still running; counts of cells and visits of cells by week."""

    weeks: tuple[date, ...]
    complaints: Mapping[Cell, Mapping[date, int]]
    visits: Mapping[Cell, Mapping[date, int]]


def monday(day: date) -> date:
    """The first day of the week of a day."""
    return day - timedelta(days=day.weekday())


def counted(today: date) -> Counted | None:
    """All that a look at `today` (a day in the group's zone) needs; none where there is no complaint yet. Two statements."""
    last = monday(today)
    first = last - (MOST_WEEKS - 1) * WEEK
    complaints = _by_cell(_complaints(first), first, last)
    if not complaints:
        return None
    begun = min(min(of) for of in complaints.values())
    visits = _by_cell(_visits(max(first, begun - SEEN_WEEKS * WEEK)), first - SEEN_WEEKS * WEEK, last)
    weeks = tuple(begun + number * WEEK for number in range((last - begun).days // 7 + 1))
    return Counted(weeks=weeks, complaints=complaints, visits=visits)


def told(first: date) -> Subquery:
    """The complaints from a day on: id, Monday of their week in their store's zone, store, model and category.

    A model that was only typed counts where a vehicle of the group has it. Duplicates count with the one they are of.
    """
    series = (
        select(func.lower(Vehicle.series).label("typed"), func.min(Vehicle.series).label("series"))
        .where(Vehicle.tenant_id == current_tenant(), Vehicle.series != "")
        .group_by(func.lower(Vehicle.series))
        .subquery()
    )
    mine = and_(Vehicle.tenant_id == Case.tenant_id, Vehicle.id == Case.vehicle_id)
    return (
        select(
            Case.id.label("case_id"),
            _week(Case.received_at).label("week"),
            Case.store_id,
            func.coalesce(func.nullif(Vehicle.series, ""), series.c.series, literal("", Text)).label("model"),
            func.coalesce(Case.category_id, 0).label("category_id"),
        )
        .join(Store, and_(Store.tenant_id == Case.tenant_id, Store.id == Case.store_id))
        .outerjoin(Vehicle, mine)
        .outerjoin(series, series.c.typed == func.lower(func.trim(Case.model_text)))
        .where(
            Case.tenant_id == current_tenant(),
            Case.state != CaseState.DUPLICATE,
            Case.received_at >= _instant(first),
        )
        .subquery()
    )


def _complaints(first: date) -> Select[Any]:
    of = told(first)
    levels = (
        (of.c.week,),
        (of.c.store_id, of.c.week),
        (of.c.category_id, of.c.week),
        (of.c.store_id, of.c.category_id, of.c.week),
        (of.c.model, of.c.category_id, of.c.week),
        (of.c.store_id, of.c.model, of.c.category_id, of.c.week),
    )
    return _grouped(of, levels, category=of.c.category_id)


def _visits(first: date) -> Select[Any]:
    of = (
        select(_week(Visit.completed_at).label("week"), Visit.store_id, Vehicle.series.label("model"))
        .join(Store, and_(Store.tenant_id == Visit.tenant_id, Store.id == Visit.store_id))
        .join(Vehicle, and_(Vehicle.tenant_id == Visit.tenant_id, Vehicle.id == Visit.vehicle_id))
        .where(Visit.tenant_id == current_tenant(), Visit.completed_at >= _instant(first))
        .subquery()
    )
    levels = (
        (of.c.week,),
        (of.c.store_id, of.c.week),
        (of.c.model, of.c.week),
        (of.c.store_id, of.c.model, of.c.week),
    )
    return _grouped(of, levels, category=literal(0))


def _grouped(
    of: Subquery, levels: Iterable[tuple[ColumnElement[Any], ...]], *, category: ColumnElement[Any]
) -> Select[Any]:
    has_category = "category_id" in of.c
    whole = [func.grouping(of.c.store_id), func.grouping(of.c.model)]
    return select(
        of.c.week,
        of.c.store_id,
        of.c.model,
        category.label("category_id"),
        func.count().label("number"),
        *(one.label(name) for one, name in zip(whole, ("all_stores", "all_models"), strict=True)),
        (func.grouping(of.c.category_id) if has_category else literal(1)).label("all_categories"),
    ).group_by(func.grouping_sets(*(tuple_(*level) for level in levels)))


def _by_cell(statement: Select[Any], first: date, last: date) -> dict[Cell, dict[date, int]]:
    found: dict[Cell, dict[date, int]] = {}
    for row in session().execute(statement):
        # Of what is not known there is no series: a complaint without a category counts where no category is asked for.
        unknown = (not row.all_models and not row.model) or (not row.all_categories and not row.category_id)
        if unknown or not first <= row.week <= last:
            continue
        cell = Cell(
            store_id=0 if row.all_stores else row.store_id,
            model="" if row.all_models else row.model,
            category_id=0 if row.all_categories else row.category_id,
        )
        found.setdefault(cell, {})[row.week] = row.number
    return found


def _week(moment: Any) -> ColumnElement[date]:
    return cast(func.date_trunc("week", func.timezone(Store.timezone, moment)), Date)


def _instant(day: date) -> datetime:
    """A moment before which no store's day begins, so that the index serves."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=14)
