"""Reads: how much of each driver there was, by month and store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Numeric, cast, func, select

from plugins.budget.models import Driver, DriverVolume
from plugins.budget.months import Span, first_day, place_of
from plugins.budget.permissions import READ
from saas.plugin_api import current_tenant, scope_filter, session


def volumes_by_month(
    driver: Driver, span: Span, store_id: int | None = None, permission: str = READ
) -> dict[int, Decimal]:
    """A driver's volume in each month of a span that has one, of a store or of all within reach together; one statement."""
    statement = select(
        DriverVolume.month, cast(func.sum(DriverVolume.volume), Numeric).label("volume")
    ).where(*_within(driver, span, permission))
    if store_id is not None:
        statement = statement.where(DriverVolume.store_id == store_id)
    return {
        place_of(row.month): row.volume for row in session().execute(statement.group_by(DriverVolume.month))
    }


def revenue_by_month(span: Span, store_id: int | None = None) -> dict[int, int]:
    """What customers were charged for the visits of each month, where they were counted; in fen. One statement."""
    statement = select(
        DriverVolume.month, cast(func.sum(DriverVolume.revenue_fen), BigInteger).label("revenue")
    ).where(*_within(Driver.VISITS, span, READ), DriverVolume.revenue_fen.is_not(None))
    if store_id is not None:
        statement = statement.where(DriverVolume.store_id == store_id)
    return {
        place_of(row.month): int(row.revenue)
        for row in session().execute(statement.group_by(DriverVolume.month))
    }


def volumes_by_store(driver: Driver, spans: Sequence[Span]) -> Mapping[int, tuple[Decimal, ...]]:
    """A driver's volume in each of some spans, by store within reach; one statement."""
    whole = Span(first=min(one.first for one in spans), last=max(one.last for one in spans))
    columns = [
        cast(
            func.coalesce(
                func.sum(DriverVolume.volume).filter(
                    DriverVolume.month.between(first_day(one.first), first_day(one.last))
                ),
                0,
            ),
            Numeric,
        )
        for one in spans
    ]
    statement = select(DriverVolume.store_id, *columns).where(*_within(driver, whole, READ))
    return {
        row[0]: tuple(Decimal(one) for one in row[1:])
        for row in session().execute(statement.group_by(DriverVolume.store_id))
    }


def months_of_store(store_id: int, driver: Driver, year: int) -> Mapping[int, DriverVolume]:
    """The rows of a year, by month from 1; whoever calls looked at the store. One statement."""
    mine = (
        DriverVolume.tenant_id == current_tenant(),
        DriverVolume.store_id == store_id,
        DriverVolume.driver == driver,
        DriverVolume.month.between(date(year, 1, 1), date(year, 12, 1)),
    )
    return {one.month.month: one for one in session().scalars(select(DriverVolume).where(*mine))}


def any_volume() -> bool:
    """Whether there is one within reach."""
    mine = (
        DriverVolume.tenant_id == current_tenant(),
        scope_filter(READ, store_column=DriverVolume.store_id),
    )
    return session().scalar(select(DriverVolume.id).where(*mine).limit(1)) is not None


def _within(driver: Driver, span: Span, permission: str) -> tuple[Any, ...]:
    return (
        DriverVolume.tenant_id == current_tenant(),
        DriverVolume.driver == driver,
        DriverVolume.month.between(first_day(span.first), first_day(span.last)),
        scope_filter(permission, store_column=DriverVolume.store_id),
    )
