"""How well the stock turns and serves: sums of the last twelve months by store, class and month, and what is made of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    Text,
    and_,
    case,
    cast,
    func,
    literal_column,
    select,
)

from plugins.parts.models import Balance, DemandEvent, DemandKind, LedgerEntry, MovementKind, PartStore
from plugins.parts.permissions import STOCK_READ
from plugins.parts.stock_class import StockClass
from plugins.parts.stock_figures import Measured, Tally, measure, measure_months, months_until, sum_of
from saas.plugin_api import (
    Store,
    current_tenant,
    now,
    open_stores,
    scope_filter,
    session,
    settings,
    today,
    zone_of,
)

MONTHS = 12
NO_CLASS = ""
"""Stands for the parts that no night has given a class yet."""

_CLASSES = (*StockClass, NO_CLASS)
_class_of_part = func.coalesce(
    cast(PartStore.own_class, Text), cast(PartStore.computed_class, Text), literal_column("''")
)

Cell = tuple[int, str]
"""A store and the code of a class."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StockFigureFilter:
    """What the figures are narrowed to. permission: in which stores they are within reach."""

    store_id: int | None = None
    stock_class: StockClass | None = None
    permission: str = STOCK_READ


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """The figures of a store, a class or a month. key: the store's id, the class's code, or the month as `2026-11`."""

    key: Any
    measured: Measured


@dataclass(frozen=True, slots=True, kw_only=True)
class StockFigures:
    """The figures of all that was asked for, and how they spread. dead_days: what counts as obsolete."""

    first: date
    last: date
    dead_days: int
    whole: Measured
    months: Sequence[FigureRow]
    stores: Sequence[FigureRow]
    classes: Sequence[FigureRow]


def stock_figures(wanted: StockFigureFilter) -> StockFigures:
    """The figures of the stores within reach over the last twelve months, the running one among them."""
    last = today(zone_of(None))
    months = months_until(last, MONTHS)
    dead_days: int = settings("parts")["dead_days"]
    cells = _cells(wanted, months, now() - timedelta(days=dead_days))
    whole = sum_of(cells.values(), MONTHS)
    stores = {store.id: store.name for store in open_stores()}
    return StockFigures(
        first=months[0],
        last=last,
        dead_days=dead_days,
        whole=measure(whole, months, last),
        months=[
            FigureRow(key=f"{month:%Y-%m}", measured=one)
            for month, one in zip(months, measure_months(whole, months, last), strict=True)
        ],
        stores=_spread(((store, one) for (store, _class), one in cells.items()), stores, months, last),
        classes=_spread(((found, one) for (_store, found), one in cells.items()), _CLASSES, months, last),
    )


def _spread(
    tallies: Iterable[tuple[Any, Tally]], order: Iterable[Any], months: Sequence[date], last: date
) -> list[FigureRow]:
    """The figures by the keys of the tallies, in the order of the keys."""
    found: dict[Any, list[Tally]] = {}
    for key, one in tallies:
        found.setdefault(key, []).append(one)
    return [
        FigureRow(key=key, measured=measure(sum_of(found[key], MONTHS), months, last))
        for key in order
        if key in found
    ]


def _cells(wanted: StockFigureFilter, months: Sequence[date], dead: datetime) -> dict[Cell, Tally]:
    """The sums by store and class; three statements, whatever there is."""
    cells: dict[Cell, Tally] = {}
    places = {month: number for number, month in enumerate(months)}
    for row in session().execute(_standing(wanted, dead)):
        one = cells.setdefault((row.store_id, row.stock_class), Tally.of(MONTHS))
        one.value, one.obsolete = row.value, row.obsolete
        one.stocked, one.empty = row.stocked, row.empty
    for row in session().execute(_moved(wanted, months[0])):
        if (number := places.get(row.month)) is not None:
            one = cells.setdefault((row.store_id, row.stock_class), Tally.of(MONTHS))
            one.used[number], one.changed[number], one.ran_out[number] = row.used, row.changed, row.ran_out
            one.began = min(filter(None, (one.began, row.began)))
    for row in session().execute(_asked(wanted, months[0])):
        if (number := places.get(row.month)) is not None:
            one = cells.setdefault((row.store_id, row.stock_class), Tally.of(MONTHS))
            one.asked[number], one.met[number] = row.asked, row.met
    return cells


def _standing(wanted: StockFigureFilter, dead: datetime) -> Select[*tuple[Any, ...]]:
    """What lies there today, and what of it rested for too long."""
    value = Balance.on_hand * Balance.average_cost
    rested = func.coalesce(Balance.issued_at, Balance.received_at, PartStore.created_at) < dead
    statement = select(
        Balance.store_id,
        _class_of_part.label("stock_class"),
        func.sum(value).label("value"),
        func.sum(case((rested, value), else_=0)).label("obsolete"),
        func.count().filter(PartStore.stocked).label("stocked"),
        func.count().filter(PartStore.stocked, Balance.on_hand <= Balance.quarantine).label("empty"),
    ).where(*_mine(Balance, wanted))
    return _by_class(statement, Balance, wanted).group_by(Balance.store_id, _class_of_part)


def _moved(wanted: StockFigureFilter, first: date) -> Select[*tuple[Any, ...]]:
    """What went out for demand, how the value changed, and how often a part went to nothing, by month of the store."""
    moment = func.timezone(Store.timezone, LedgerEntry.moved_at)
    month = cast(func.date_trunc("month", moment), Date)
    value = LedgerEntry.quantity * LedgerEntry.unit_cost
    gone = LedgerEntry.kind.in_((MovementKind.ISSUE, MovementKind.RETURN))
    to_nothing = and_(LedgerEntry.quantity < 0, LedgerEntry.balance_after == 0)
    # A day more than the months have: zones differ.
    since = datetime.combine(first - timedelta(days=1), time.min, UTC)
    # Lines are many and parts are few: they are added up before anything is looked up of a part.
    part = (LedgerEntry.tenant_id, LedgerEntry.part_id, LedgerEntry.store_id)
    lines = (
        select(
            *part,
            month.label("month"),
            func.sum(case((gone, -value), else_=0)).label("used"),
            func.sum(value).label("changed"),
            func.count().filter(to_nothing).label("ran_out"),
            func.min(cast(moment, Date)).label("began"),
        )
        .join(Store, and_(Store.tenant_id == LedgerEntry.tenant_id, Store.id == LedgerEntry.store_id))
        .where(*_mine(LedgerEntry, wanted), LedgerEntry.moved_at >= since)
        .group_by(*part, month)
        .subquery()
        .c
    )
    statement = select(
        lines.store_id,
        _class_of_part.label("stock_class"),
        lines.month,
        func.sum(lines.used).label("used"),
        func.sum(lines.changed).label("changed"),
        cast(func.sum(case((PartStore.stocked, lines.ran_out), else_=0)), Integer).label("ran_out"),
        func.min(lines.began).label("began"),
    )
    return _by_class(statement, lines, wanted).group_by(lines.store_id, _class_of_part, lines.month)


def _asked(wanted: StockFigureFilter, first: date) -> Select[*tuple[Any, ...]]:
    """What was asked for and what of it was met, by month; what other stores asked for is their own demand."""
    month = cast(func.date_trunc("month", DemandEvent.day), Date)
    missed = DemandEvent.kind.in_((DemandKind.LOST, DemandKind.EMERGENCY))
    part = (DemandEvent.tenant_id, DemandEvent.part_id, DemandEvent.store_id)
    lines = (
        select(
            *part,
            month.label("month"),
            func.sum(DemandEvent.quantity).label("asked"),
            func.sum(case((missed, 0), else_=DemandEvent.quantity)).label("met"),
        )
        .where(
            *_mine(DemandEvent, wanted),
            DemandEvent.day >= first,
            DemandEvent.kind != DemandKind.TRANSFER_REQUEST,
        )
        .group_by(*part, month)
        .subquery()
        .c
    )
    statement = select(
        lines.store_id,
        _class_of_part.label("stock_class"),
        lines.month,
        func.sum(lines.asked).label("asked"),
        func.sum(lines.met).label("met"),
    )
    return _by_class(statement, lines, wanted).group_by(lines.store_id, _class_of_part, lines.month)


def _mine(
    table: type[Balance | LedgerEntry | DemandEvent], wanted: StockFigureFilter
) -> list[ColumnElement[bool]]:
    """Within reach, and of the store that is wanted."""
    criteria = [
        table.tenant_id == current_tenant(),
        scope_filter(wanted.permission, store_column=table.store_id),
    ]
    if wanted.store_id is not None:
        criteria.append(table.store_id == wanted.store_id)
    return criteria


def _by_class(
    statement: Select[*tuple[Any, ...]], rows: Any, wanted: StockFigureFilter
) -> Select[*tuple[Any, ...]]:
    """With the part's class in the store, and of the class that is wanted. rows: the columns that name part and store."""
    kept = and_(
        PartStore.tenant_id == current_tenant(),
        PartStore.tenant_id == rows.tenant_id,
        PartStore.part_id == rows.part_id,
        PartStore.store_id == rows.store_id,
    )
    statement = statement.join(PartStore, kept)
    if wanted.stock_class is not None:
        statement = statement.where(_class_of_part == wanted.stock_class.value)
    return statement
