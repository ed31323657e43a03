"""The figures of complaints within reach, in four statements however many complaints, stores and months there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Date, and_, cast, func, literal, select, tuple_

from plugins.complaints.figures.cohort import FigureFilter, day_of, lines, within
from plugins.complaints.figures.measured import Figures, Measured, Month, Row, Share
from plugins.complaints.models import Case
from plugins.complaints.permissions import READ
from plugins.complaints.queries import categories, reachable
from plugins.complaints.words import category_name
from saas.plugin_api import ServiceRecord as Visit
from saas.plugin_api import Store, _, current_tenant, scope_filter, session

_WHOLE: Final = ("whole", 0)
_Key = tuple[str, Any]


def figures(wanted: FigureFilter, *, permission: str = READ) -> Figures:
    """The figures of the complaints within reach of a permission, and of the visits to its stores."""
    visits = _visits(wanted, permission)
    everything, nothing = visits.get(_WHOLE, 0), _measured(None, 0)
    found = {
        # A visit has no category: those of one category are held against all of them.
        key: _measured(row, everything if key[0] == "category" else visits.get(key, 0))
        for key, row in _told(wanted, permission).items()
    }
    return Figures(
        whole=found.get(_WHOLE) or _measured(None, everything),
        months=[_month(first, found, visits) for first in _months(wanted)],
        stores=_rows(found, "store", _store_names(), nothing),
        categories=_rows(found, "category", _category_names(), nothing),
    )


def _told(wanted: FigureFilter, permission: str) -> dict[_Key, Any]:
    narrowed: list[ColumnElement[bool]] = [reachable(permission)]
    if wanted.store_id is not None:
        narrowed.append(Case.store_id == wanted.store_id)
    if wanted.category_id is not None:
        narrowed.append(Case.category_id == wanted.category_id)
    of = lines(wanted.period, *narrowed).subquery()
    levels = (tuple_(), tuple_(of.c.month), tuple_(of.c.store_id), tuple_(of.c.category_id))
    statement = select(
        of.c.month,
        of.c.store_id,
        of.c.category_id,
        func.grouping(of.c.month, of.c.store_id, of.c.category_id).label("level"),
        func.count().label("received"),
        _quantile(0.5, of.c.heard_seconds).label("heard_median"),
        func.count(of.c.heard_seconds).label("heard_n"),
        _quantile(0.5, of.c.closed_seconds).label("closed_median"),
        _quantile(0.9, of.c.closed_seconds).label("closed_p90"),
        *(
            label
            for name in ("heard", "resolved", "closed", "reopened", "repeated")
            for label in (
                func.sum(of.c[name]).label(f"{name}_hits"),
                func.count(of.c[name]).label(f"{name}_of"),
            )
        ),
        *(func.sum(of.c[name]).label(name) for name in ("asked", "content", "marks", "mark_sum")),
    ).group_by(func.grouping_sets(*levels))
    return {_key(_LEVELS[row.level], row): row for row in session().execute(statement) if row.received}


def _quantile(share: float, of: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.percentile_cont(share).within_group(of.asc())


_LEVELS: Final = {7: "whole", 3: "month", 5: "store", 6: "category"}
"""Which columns a row of the grouping leaves out, as bits: month, store, category."""
_COLUMNS: Final = {"month": "month", "store": "store_id", "category": "category_id"}


def _key(level: str, row: Any) -> _Key:
    column = _COLUMNS.get(level)
    return level, getattr(row, column) if column else 0


def _visits(wanted: FigureFilter, permission: str) -> dict[_Key, int]:
    """Visits of the stores within reach by month and store; those of a category are all of them."""
    of = (
        select(
            cast(func.date_trunc("month", day_of(Visit.completed_at)), Date).label("month"), Visit.store_id
        )
        .join(Store, and_(Store.tenant_id == Visit.tenant_id, Store.id == Visit.store_id))
        .where(Visit.tenant_id == current_tenant(), *within(Visit.completed_at, wanted.period))
        .where(scope_filter(permission, store_column=Visit.store_id))
        .where(literal(True) if wanted.store_id is None else Visit.store_id == wanted.store_id)
        .subquery()
    )
    sets = func.grouping_sets(tuple_(), tuple_(of.c.month), tuple_(of.c.store_id))
    level = func.grouping(of.c.month, of.c.store_id)
    found = session().execute(
        select(of.c.month, of.c.store_id, level.label("level"), func.count().label("number")).group_by(sets)
    )
    levels = {3: "whole", 1: "month", 2: "store"}
    return {_key(levels[row.level], row): row.number for row in found}


def _measured(row: Any, visits: int) -> Measured:
    if row is None:
        nothing = Share.of(0, 0)
        return Measured(
            received=0, visits=visits, heard_median=None, heard_n=0, heard=nothing, resolved=nothing,
            closed_median=None, closed_p90=None, closed=nothing, reopened=nothing, repeated=nothing,
            content=nothing, mark=None, marks=0,
        )  # fmt: skip
    return Measured(
        received=row.received,
        visits=visits,
        heard_median=row.heard_median,
        heard_n=row.heard_n,
        heard=Share.of(row.heard_hits, row.heard_of),
        resolved=Share.of(row.resolved_hits, row.resolved_of),
        closed_median=row.closed_median,
        closed_p90=row.closed_p90,
        closed=Share.of(row.closed_hits, row.closed_of),
        reopened=Share.of(row.reopened_hits, row.reopened_of),
        repeated=Share.of(row.repeated_hits, row.repeated_of),
        content=Share.of(int(row.content), int(row.asked)),
        mark=float(row.mark_sum / row.marks) if row.marks else None,
        marks=int(row.marks),
    )


def _month(first: date, found: Mapping[_Key, Measured], visits: Mapping[_Key, int]) -> Month:
    key = ("month", first)
    return Month(first=first, measured=found.get(key) or _measured(None, visits.get(key, 0)))


def _months(wanted: FigureFilter) -> list[date]:
    found, month = [], wanted.first.replace(day=1)
    while month <= wanted.last:
        found.append(month)
        month = (month + timedelta(days=31)).replace(day=1)
    return found


def _rows(
    found: Mapping[_Key, Measured], level: str, names: Mapping[int, str], nothing: Measured
) -> Sequence[Row]:
    """Those that have complaints, the most first."""
    rows = [Row(key=key, name=name, measured=found.get((level, key), nothing)) for key, name in names.items()]
    told = [row for row in rows if row.measured.received]
    return sorted(told, key=lambda row: (-row.measured.received, row.key))


def _store_names() -> dict[int, str]:
    mine = Store.tenant_id == current_tenant()
    return {row.id: row.name for row in session().execute(select(Store.id, Store.name).where(mine))}


def _category_names() -> dict[int, str]:
    return {one.id: category_name(one) for one in categories()} | {0: _("not classified yet")}
