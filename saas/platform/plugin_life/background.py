"""Background work of a plugin in the current group: what is under way, and closing it when the data go."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, func, select, update

from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.events.models import OPEN, DeliveryState, EventDelivery
from saas.platform.files.models import Attachment
from saas.platform.jobs import Schedule
from saas.platform.jobs.catalogue import DELIVER
from saas.platform.jobs.models import UNFINISHED, JobRow, JobState, ScheduleRun
from saas.platform.plugins import current_registry
from saas.platform.tenancy import current_tenant

SKIPPED = "purged"
"""Stands where a closed job or delivery says why it was not done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnderWay:
    """How much work of a plugin is not finished."""

    jobs: int
    deliveries: int


def under_way(name: str) -> UnderWay:
    """The unfinished jobs and deliveries of a plugin in the current group."""
    jobs = select(func.count()).where(
        JobRow.tenant_id == current_tenant(),
        JobRow.owner == name,
        JobRow.key != DELIVER.key,
        JobRow.state.in_(UNFINISHED),
    )
    deliveries = select(func.count()).where(
        EventDelivery.tenant_id == current_tenant(),
        EventDelivery.owner == name,
        EventDelivery.state.in_(OPEN),
    )
    return UnderWay(jobs=session().scalar(jobs) or 0, deliveries=session().scalar(deliveries) or 0)


def schedules_of(name: str) -> list[Schedule]:
    """What a plugin does by the clock."""
    return [one.value for one in current_registry().declared(Schedule) if one.owner == name]


def close_background(name: str) -> UnderWay:
    """Close what waits or is held as skipped, and forget at which times schedules ran; how much was closed."""
    found = under_way(name)
    mine = (JobRow.tenant_id == current_tenant(), JobRow.owner == name, JobRow.state.in_(UNFINISHED))
    closed = {"state": JobState.CANCELLED, "finished_at": now(), "result": {"skipped": SKIPPED}}
    session().execute(update(JobRow).where(*mine).values(closed))
    session().execute(
        update(EventDelivery)
        .where(
            EventDelivery.tenant_id == current_tenant(),
            EventDelivery.owner == name,
            EventDelivery.state.in_(OPEN),
        )
        .values(state=DeliveryState.DONE, finished_at=now(), error_id=SKIPPED)
    )
    keys = [schedule.key for schedule in schedules_of(name)]
    session().execute(
        delete(ScheduleRun).where(ScheduleRun.tenant_id == current_tenant(), ScheduleRun.schedule.in_(keys))
    )
    return found


def remove_attachments(name: str) -> int:
    """Remove the rows of files that belong to things of a plugin; the bytes go with the next sweep."""
    mine = (
        Attachment.tenant_id == current_tenant(),
        Attachment.owner_type.startswith(f"{name}_", autoescape=True),
    )
    rows = session().scalars(select(Attachment).where(*mine)).all()
    for row in rows:
        session().delete(row)
    return len(rows)


def attachments_of(name: str) -> int:
    """How many files belong to things of a plugin: their `owner_type` begins with its name and an underscore."""
    mine = (
        Attachment.tenant_id == current_tenant(),
        Attachment.owner_type.startswith(f"{name}_", autoescape=True),
    )
    return session().scalar(select(func.count()).select_from(Attachment).where(*mine)) or 0
