"""One group's turn of the relay: deal its events, hold and release, send as many jobs as it may have in flight.

Every statement names its tenant, since the relay's role passes row-level security.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from saas.platform.clock import now
from saas.platform.events import dealing
from saas.platform.events.catalogue import event_catalogue
from saas.platform.jobs.carrier import Parcel
from saas.platform.jobs.catalogue import DELIVER, job_catalogue
from saas.platform.jobs.declarations import Queue
from saas.platform.jobs.models import IN_FLIGHT, JobRow, JobState
from saas.platform.jobs.operations import add_job
from saas.platform.plugins import Contribution
from saas.platform.tenancy import tenant_context, tenant_key

IN_FLIGHT_EACH = {Queue.SHORT: 32, Queue.LONG: 2}
"""How many jobs of one group may be in a queue or running, so that a large group does not keep others waiting."""

_WAITING = (
    ("outbox_event", "dealt_at IS NULL"),
    ("event_delivery", "state = 'waiting'"),
    ("job", "state = 'waiting'"),
)
_HELD = (("event_delivery", "state = 'held'"), ("job", "state = 'held'"))


def tenants_with_work(work: Session) -> list[int]:
    """The groups that have something to deal or to send, in order of their ids."""
    return _tenants(work, _WAITING)


def tenants_with_held(work: Session) -> list[int]:
    """The groups that have something held."""
    return _tenants(work, _HELD)


def _tenants(work: Session, places: Iterable[tuple[str, str]]) -> list[int]:
    return sorted(
        {tenant for table, where in places for tenant in work.scalars(text(_distinct(table, where)))}
    )


def _distinct(table: str, where: str) -> str:
    # A walk over the partial index that touches one row a tenant, however many of its rows wait.
    first = f"SELECT tenant_id FROM {table} WHERE {where}"  # noqa: S608 (our own words)
    return (
        f"WITH RECURSIVE found AS (({first} ORDER BY tenant_id LIMIT 1) UNION ALL "  # noqa: S608 (our own words)
        f"SELECT (SELECT tenant_id FROM {table} WHERE {where} AND tenant_id > found.tenant_id "
        "ORDER BY tenant_id LIMIT 1) FROM found WHERE found.tenant_id IS NOT NULL) "
        "SELECT tenant_id FROM found WHERE tenant_id IS NOT NULL"
    )


def lock_name(tenant_id: int) -> str:
    """The name of the lock that whoever sends a group's jobs holds."""
    with tenant_context(tenant_id):
        return tenant_key("jobs", "sending")


def serve(work: Session, tenant_id: int) -> list[Parcel]:
    """Take a group's turn in the given transaction: what to put into the queues once it is committed.

    Nothing when another relay, or work by hand, has the group at this moment.
    """
    locked = work.execute(
        text("SELECT pg_try_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": lock_name(tenant_id)}
    ).scalar_one()
    if not locked:
        return []
    if not deliver(work, tenant_id):
        return []
    return [parcel for queue in Queue for parcel in _take(work, tenant_id, queue)]


def deliver(work: Session, tenant_id: int) -> bool:
    """Deal a group's events and give a job to each delivery whose turn it is.

    False for a group that is suspended or closed: everything of it waits as it is.
    """
    on = job_catalogue().effective_owners(work, tenant_id)
    if not on:
        return False
    known = event_catalogue()
    dealing.deal(work, tenant_id, known, on)
    for ready in dealing.take_ready(work, tenant_id, known, on):
        add_job(
            work,
            tenant_id,
            Contribution(owner=ready.owner, value=DELIVER),
            {"delivery_id": ready.delivery_id},
            retries=ready.max_attempts - 1,
        )
    return True


def _take(work: Session, tenant_id: int, queue: Queue) -> list[Parcel]:
    in_flight = work.execute(
        select(func.count()).where(
            JobRow.tenant_id == tenant_id, JobRow.queue == queue, JobRow.state.in_(IN_FLIGHT)
        )
    ).scalar_one()
    room = IN_FLIGHT_EACH[queue] - in_flight
    return take(work, tenant_id, queue, room) if room > 0 else []


def take(work: Session, tenant_id: int, queue: Queue, room: int) -> list[Parcel]:
    """Note up to `room` due jobs as sent, the longest due first."""
    # Two statements: as a subquery of the UPDATE the LIMIT may be taken more than once.
    due = work.scalars(
        select(JobRow.id)
        .where(
            JobRow.tenant_id == tenant_id,
            JobRow.queue == queue,
            JobRow.state == JobState.WAITING,
            JobRow.run_after <= now(),
        )
        .order_by(JobRow.run_after, JobRow.id)
        .limit(room)
        .with_for_update(skip_locked=True)
    ).all()
    if not due:
        return []
    rows = work.execute(
        update(JobRow)
        .where(JobRow.tenant_id == tenant_id, JobRow.id.in_(due))
        .values(state=JobState.SENT, attempt=JobRow.attempt + 1, sent_at=func.now())
        .returning(JobRow.id, JobRow.attempt, JobRow.key)
        .execution_options(synchronize_session=False)
    ).all()
    return [
        Parcel(
            tenant_id=tenant_id, job_id=row.id, attempt=row.attempt, queue=queue, timeout=_timeout(row.key)
        )
        for row in sorted(rows, key=lambda row: due.index(row.id))
    ]


def _timeout(key: str) -> int:
    # A job that nobody declares any longer is sent too: the runner holds it.
    known = job_catalogue().jobs.get(key)
    return known.value.timeout if known else DELIVER.timeout


def release(work: Session, tenant_id: int) -> None:
    """Let what is held for a group wait again where its owner is on."""
    on = job_catalogue().effective_owners(work, tenant_id)
    dealing.release(work, tenant_id, event_catalogue(), on)
    held = (JobRow.tenant_id == tenant_id, JobRow.state == JobState.HELD)
    pairs = work.execute(select(JobRow.owner, JobRow.key).where(*held).distinct()).all()
    for pair in pairs:
        if pair.key in job_catalogue().jobs and pair.owner in on:
            work.execute(
                update(JobRow)
                .where(*held, JobRow.owner == pair.owner, JobRow.key == pair.key)
                .values(state=JobState.WAITING, run_after=now())
                .execution_options(synchronize_session=False)
            )
