"""How much of each driver there was: entered by people, or counted from what the workshop did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import (
    BigInteger,
    Date,
    Subquery,
    Text,
    and_,
    cast,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import insert

from plugins.budget.models import Driver, DriverVolume, VolumeSource
from plugins.budget.months import first_day, place_of
from plugins.budget.permissions import READ, VOLUMES
from plugins.budget.queries.days import today_of
from saas.plugin_api import (
    Invalid,
    NotFound,
    ServiceRecord,
    Store,
    _,
    allowed,
    current_tenant,
    enqueue,
    load,
    now,
    record,
    require,
    session,
)

COUNT = "budget.count_visits"
"""The job that counts visits."""

_KEY = ("tenant_id", "store_id", "driver", "month")

FIRST_COUNT = 48
"""Months that are counted when somebody asks for it: three whole years and this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthVolume:
    """How much there was of a driver in a store in a month."""

    store_id: int
    driver: Driver
    month: date
    volume: Decimal


def write_volumes(
    store_id: int, driver: Driver, year: int, months: Sequence[Decimal | None]
) -> Mapping[str, int]:
    """Enter twelve months of a driver. A month left empty is taken out, but where it was counted; that stays.

    What is the same as counted stays counted. Raises NotFound for a store that is not there or out of reach, Forbidden,
    and Invalid for a driver that has no volume.
    """
    _check_store(store_id)
    require(VOLUMES, store_id=store_id)
    if driver is Driver.FIXED:
        raise Invalid("driver", _("A fixed amount grows with nothing; choose another driver."))
    days = [date(year, month, 1) for month in range(1, 13)]
    given = {day: one for day, one in zip(days, months, strict=True) if one is not None}
    changed = keep_volumes(
        [MonthVolume(store_id=store_id, driver=driver, month=day, volume=one) for day, one in given.items()]
    )
    gone = delete(DriverVolume).where(
        DriverVolume.tenant_id == current_tenant(),
        DriverVolume.store_id == store_id,
        DriverVolume.driver == driver,
        DriverVolume.month.in_([day for day in days if day not in given]),
        DriverVolume.source == VolumeSource.ENTERED,
    )
    taken = len(session().scalars(gone.returning(DriverVolume.id)).all())
    if changed or taken:
        detail = {"driver": driver.value, "year": year, "changed": len(changed), "removed": taken}
        record("budget.volume.written", "store", store_id, detail=detail)
    return {"changed": len(changed), "removed": taken}


def keep_volumes(rows: Sequence[MonthVolume]) -> set[tuple[int, Driver, date]]:
    """Write volumes that people gave, each in place of what was there; which of them are new or differ. One statement."""
    if not rows:
        return set()
    new = insert(DriverVolume).values(
        [
            {
                "tenant_id": current_tenant(),
                "store_id": one.store_id,
                "driver": one.driver,
                "month": one.month,
                "volume": one.volume,
                "source": VolumeSource.ENTERED,
                "created_at": now(),
                "updated_at": now(),
            }
            for one in rows
        ]
    )
    kept = new.on_conflict_do_update(
        index_elements=_KEY,
        set_={
            "volume": new.excluded.volume,
            "source": VolumeSource.ENTERED,
            "updated_at": now(),
            "row_version": DriverVolume.row_version + 1,
        },
        where=DriverVolume.volume != new.excluded.volume,
    )
    done = session().execute(kept.returning(DriverVolume.store_id, DriverVolume.driver, DriverVolume.month))
    return {(row.store_id, row.driver, row.month) for row in done}


def ask_for_count() -> None:
    """Have the workshop's visits of the last years counted soon; raises Forbidden."""
    require(VOLUMES)
    enqueue(COUNT, {"months": FIRST_COUNT}, dedupe="asked")


def count_visits(months: int) -> int:
    """Count the visits that were completed in this month and some before it, with what was charged; how many months differ.

    By store and month in the store's zone. What people entered stays. A month without a visit any more loses its row.
    """
    first = first_day(place_of(today_of(None)) - months + 1)
    found = _visits_since(first)
    values = {
        "tenant_id": literal(current_tenant(), BigInteger),
        "store_id": found.c.store_id,
        "driver": literal(Driver.VISITS.value, Text),
        "month": found.c.month,
        "volume": found.c.volume,
        "revenue_fen": cast(found.c.revenue_fen, BigInteger),
        "source": literal(VolumeSource.COUNTED.value, Text),
        "created_at": literal(now()),
        "updated_at": literal(now()),
    }
    new = insert(DriverVolume).from_select(list(values), select(*values.values()), include_defaults=False)
    kept = new.on_conflict_do_update(
        index_elements=_KEY,
        set_={
            "volume": new.excluded.volume,
            "revenue_fen": new.excluded.revenue_fen,
            "updated_at": now(),
            "row_version": DriverVolume.row_version + 1,
        },
        where=and_(
            DriverVolume.source == VolumeSource.COUNTED,
            or_(
                DriverVolume.volume != new.excluded.volume,
                DriverVolume.revenue_fen.is_distinct_from(new.excluded.revenue_fen),
            ),
        ),
    )
    changed = len(session().execute(kept.returning(literal(1))).all())
    return changed + _drop_uncounted(first)


def _visits_since(first: date) -> Subquery:
    month = cast(func.date_trunc("month", func.timezone(Store.timezone, ServiceRecord.completed_at)), Date)
    # A day earlier than the month, since the stores' months begin at different instants; the month itself is exact.
    since = datetime.combine(first - timedelta(days=1), time(), UTC)
    return (
        select(
            ServiceRecord.store_id.label("store_id"),
            month.label("month"),
            func.count().label("volume"),
            func.sum(ServiceRecord.amount_fen).label("revenue_fen"),
        )
        .join(Store, and_(Store.tenant_id == ServiceRecord.tenant_id, Store.id == ServiceRecord.store_id))
        .where(
            ServiceRecord.tenant_id == current_tenant(), ServiceRecord.completed_at >= since, month >= first
        )
        .group_by(ServiceRecord.store_id, month)
        .subquery()
    )


def _drop_uncounted(first: date) -> int:
    found = _visits_since(first)
    there = exists().where(found.c.store_id == DriverVolume.store_id, found.c.month == DriverVolume.month)
    gone = delete(DriverVolume).where(
        DriverVolume.tenant_id == current_tenant(),
        DriverVolume.driver == Driver.VISITS,
        DriverVolume.source == VolumeSource.COUNTED,
        DriverVolume.month >= first,
        ~there,
    )
    return len(session().scalars(gone.returning(DriverVolume.id)).all())


def _check_store(store_id: int) -> None:
    if not allowed(READ, store_id=store_id):
        raise NotFound(_("This does not exist, or no longer."))
    load(Store, store_id)
