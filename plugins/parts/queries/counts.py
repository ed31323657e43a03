"""Reads of counts: what is due, what is being counted, how right the records are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import Any

from sqlalchemy import Numeric, Select, and_, case, cast, func, literal, select

from plugins.parts.models import (
    AbcClass,
    Balance,
    CountLine,
    CountSession,
    CountState,
    LineState,
    Part,
    PartStore,
)
from plugins.parts.permissions.stock import STOCK_READ
from plugins.parts.settings.counts import count_rules
from saas.plugin_api import (
    Member,
    NotFound,
    Page,
    Store,
    _,
    current_tenant,
    keyset_page,
    now,
    scope_filter,
    session,
    today,
    wilson_interval,
    zone_of,
)

WORKING_DAYS = 250
JUDGED = timedelta(days=365)
"""Over which time the accuracy is told."""


def due_for_count(store_id: int, *, limit: int) -> Sequence[Any]:
    """The parts of a store whose count is due, the most overdue first, those never counted before all others; one statement.

    Left out is what is in an open count, and what neither lies there nor is meant to.
    """
    rules, day = count_rules(store_id), today(zone_of(store_id))
    abc = func.coalesce(PartStore.abc, literal(AbcClass.C, PartStore.abc.type))
    often = case(dict(rules.a_year), value=abc, else_=0)
    # Days since the last count as shares of the interval, 365 / counts a year.
    overdue = cast((literal(day) - PartStore.counted_on) * often, Numeric) / 365
    open_lines = select(CountLine.part_id).where(
        CountLine.tenant_id == current_tenant(), CountLine.store_id == store_id, CountLine.closed_at.is_(None)
    )
    statement = (
        select(
            PartStore.part_id, Part.number, Part.name, abc.label("abc"), PartStore.bin, PartStore.counted_on
        )
        .join(Part, and_(Part.tenant_id == PartStore.tenant_id, Part.id == PartStore.part_id))
        .join(
            Balance,
            and_(
                Balance.tenant_id == PartStore.tenant_id,
                Balance.part_id == PartStore.part_id,
                Balance.store_id == PartStore.store_id,
            ),
        )
        .where(
            PartStore.tenant_id == current_tenant(),
            PartStore.store_id == store_id,
            often > 0,
            (PartStore.counted_on.is_(None)) | (overdue >= 1),
            (Balance.on_hand > 0) | PartStore.stocked,
            PartStore.part_id.not_in(open_lines),
        )
        .order_by(overdue.desc().nulls_first(), abc, PartStore.bin, PartStore.part_id)
    )
    return session().execute(statement.limit(limit)).all()


def lines_a_day(store_id: int) -> int:
    """How many lines a working day takes so that every part is counted as often as it should; one statement."""
    rules = count_rules(store_id)
    abc = func.coalesce(PartStore.abc, literal(AbcClass.C, PartStore.abc.type))
    mine = (PartStore.tenant_id == current_tenant(), PartStore.store_id == store_id, PartStore.stocked)
    sizes = session().execute(select(abc, func.count()).where(*mine).group_by(abc))
    return ceil(sum(rules.a_year[AbcClass(one)] * size for one, size in sizes) / WORKING_DAYS - 1e-9)


def counts_page(
    *,
    state: CountState | None = None,
    store_id: int | None = None,
    limit: int,
    after: str | None = None,
    before: str | None = None,
) -> Page[Any]:
    """One page of the counts within reach, the newest first, with how many lines each has; one statement."""
    statement = _counts()
    if state is not None:
        statement = statement.where(CountSession.state == state)
    if store_id is not None:
        statement = statement.where(CountSession.store_id == store_id)
    return keyset_page(
        statement, keys=[CountSession.id], limit=limit, after=after, before=before, descending=True
    )


def count_row(count_id: int) -> Any:
    """One count within reach; raises NotFound. One statement."""
    found = session().execute(_counts().where(CountSession.id == count_id)).one_or_none()
    if found is None:
        raise NotFound(_("This does not exist, or no longer."))
    return found


def _counts() -> Select[*tuple[Any, ...]]:
    mine = (CountLine.tenant_id == CountSession.tenant_id, CountLine.count_id == CountSession.id)
    lines = select(func.count()).where(*mine).correlate(CountSession).scalar_subquery()
    left = (
        select(func.count())
        .where(*mine, CountLine.state.in_([LineState.OPEN, LineState.RECOUNT]))
        .correlate(CountSession)
        .scalar_subquery()
    )
    return (
        select(
            CountSession,
            Store.name.label("store"),
            Member.display_name.label("opened_by"),
            lines.label("lines"),
            left.label("left"),
        )
        .join(Store, and_(Store.tenant_id == CountSession.tenant_id, Store.id == CountSession.store_id))
        .outerjoin(
            Member, and_(Member.tenant_id == CountSession.tenant_id, Member.id == CountSession.opened_by_id)
        )
        .where(
            CountSession.tenant_id == current_tenant(),
            scope_filter(STOCK_READ, store_column=CountSession.store_id),
        )
    )


def lines_of(count_id: int) -> Sequence[CountLine]:
    """The lines of a count, by bin."""
    mine = (CountLine.tenant_id == current_tenant(), CountLine.count_id == count_id)
    return session().scalars(select(CountLine).where(*mine).order_by(CountLine.bin, CountLine.id)).all()


def lines_with_parts(count_id: int) -> Sequence[Any]:
    """The lines of a count with their parts and who counted, by bin; one statement."""
    statement = (
        select(
            CountLine,
            Part.number.label("number"),
            Part.name.label("part"),
            Part.unit.label("unit"),
            Member.display_name.label("counted_by"),
        )
        .join(Part, and_(Part.tenant_id == CountLine.tenant_id, Part.id == CountLine.part_id))
        .outerjoin(
            Member, and_(Member.tenant_id == CountLine.tenant_id, Member.id == CountLine.counted_by_id)
        )
        .where(CountLine.tenant_id == current_tenant(), CountLine.count_id == count_id)
        .order_by(CountLine.bin, CountLine.id)
    )
    return session().execute(statement).all()


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """How many lines of a class were counted and within the tolerance; the share, none of none, with its interval."""

    abc: AbcClass | None
    counted: int
    hits: int

    @property
    def share(self) -> float | None:
        """Which share of the records was right."""
        return self.hits / self.counted if self.counted else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's interval of it."""
        return wilson_interval(self.hits, self.counted)


def record_accuracy(store_id: int) -> Sequence[Accuracy]:
    """How right the records of a store were in the last year's posted counts: of all, then by class; one statement.

    Judged is the count of each line that ended it.
    """
    rules = count_rules(store_id)
    share = case({one: literal(part) for one, part in rules.tolerances.items()}, value=CountLine.abc, else_=0)
    off = func.abs(CountLine.counted - CountLine.expected)
    statement = (
        select(
            CountLine.abc,
            func.count(),
            func.count().filter(off <= cast(share, Numeric) * func.abs(CountLine.expected)),
        )
        .join(
            CountSession,
            and_(CountSession.tenant_id == CountLine.tenant_id, CountSession.id == CountLine.count_id),
        )
        .where(
            CountLine.tenant_id == current_tenant(),
            CountLine.store_id == store_id,
            CountSession.state == CountState.POSTED,
            CountLine.counted_at >= now() - JUDGED,
        )
        .group_by(CountLine.abc)
        .order_by(CountLine.abc)
    )
    classes = [Accuracy(abc=abc, counted=n, hits=hits) for abc, n, hits in session().execute(statement)]
    counted, hits = sum(one.counted for one in classes), sum(one.hits for one in classes)
    return [Accuracy(abc=None, counted=counted, hits=hits), *classes]


def waiting_count() -> int | None:
    """How many counts within reach wait for approval; none for the navigation where there are none."""
    mine = (
        CountSession.tenant_id == current_tenant(),
        CountSession.state == CountState.REVIEW,
        scope_filter(STOCK_READ, store_column=CountSession.store_id),
    )
    return session().scalar(select(func.count()).select_from(CountSession).where(*mine)) or None
