"""The scheduler process: it only ticks; a unique row for each group, schedule and time decides what is made."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from functools import partial
from threading import Event
from time import monotonic

import structlog
from flask import Flask
from sqlalchemy import exists, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from saas.platform.audit_chain import Sealer
from saas.platform.clock import now
from saas.platform.database import dispose_engines, system_sessions
from saas.platform.jobs.catalogue import PLATFORM, job_catalogue
from saas.platform.jobs.declarations import TENANT_ZONE, CatchUp, Per, Schedule
from saas.platform.jobs.models import ScheduleRun
from saas.platform.jobs.operations import add_job
from saas.platform.jobs.periods import due_periods
from saas.platform.jobs.sweeping import sweep
from saas.platform.plugins import Contribution
from saas.platform.tenancy.tenant import WORKING, Tenant

log = structlog.get_logger(__name__)

TICK_SECONDS = 5.0
AWAY_SECONDS = 2.0
SWEEP_EVERY = 3600.0
SEAL_EVERY = 60.0

Who = tuple[int, str, datetime]
"""A group's id, its zone (IANA name), and since when it exists."""


class Scheduler:
    """What the process remembers between two ticks: the last time of each schedule, for each group.

    only: ids of those to look after, `PLATFORM` for the installation itself; without any, all.
    """

    def __init__(self, sessions: sessionmaker[Session], only: Collection[int] = ()) -> None:
        self._sessions = sessions
        self._only = only
        self._last: dict[tuple[int, str], datetime] = {}
        self._loaded = False
        self._started = now()

    def tick(self) -> int:
        """Make the jobs of all times that have come; how many. Another scheduler may do the same at the same moment."""
        if not self._loaded:
            self._load()
        made = 0
        for who in self._everybody():
            per = Per.PLATFORM if who[0] == PLATFORM else Per.TENANT
            for schedule in job_catalogue().schedules:
                if schedule.value.per is per:
                    made += self._meet(who, schedule)
        return made

    def _load(self) -> None:
        with self._sessions.begin() as work:
            rows = work.execute(
                select(
                    ScheduleRun.tenant_id, ScheduleRun.schedule, func.max(ScheduleRun.period).label("last")
                ).group_by(ScheduleRun.tenant_id, ScheduleRun.schedule)
            ).all()
        self._last = {(row.tenant_id, row.schedule): row.last for row in rows}
        self._loaded = True

    def _everybody(self) -> list[Who]:
        working = select(Tenant.id, Tenant.timezone, Tenant.created_at).where(Tenant.status.in_(WORKING))
        if self._only:
            working = working.where(Tenant.id.in_(self._only))
        with self._sessions.begin() as work:
            rows = work.execute(working.order_by(Tenant.id)).all()
        groups = [(row.id, row.timezone, row.created_at) for row in rows]
        platform = [] if self._only and PLATFORM not in self._only else [(PLATFORM, "UTC", self._started)]
        return [*platform, *groups]

    def _meet(self, who: Who, schedule: Contribution[Schedule]) -> int:
        tenant_id, zone, since = who
        last = self._last.get((tenant_id, schedule.value.key))
        catch_up = schedule.value.catch_up
        if last is None and catch_up is CatchUp.ALL:
            # A schedule that has only now been declared has missed nothing yet.
            catch_up = CatchUp.LATEST
        times = due_periods(
            schedule.value.cron,
            zone if schedule.value.tz == TENANT_ZONE else schedule.value.tz,
            after=last or since,
            now=now(),
            catch_up=catch_up,
        )
        if not times:
            return 0
        with self._sessions.begin() as work:
            made = 0
            if schedule.owner in job_catalogue().effective_owners(work, tenant_id):
                made = sum(_make(work, tenant_id, schedule.value, time) for time in times)
            else:
                _pass_over(work, tenant_id, schedule.value, times[-1])
        self._last[(tenant_id, schedule.value.key)] = times[-1]
        return made


def _make(work: Session, tenant_id: int, schedule: Schedule, period: datetime) -> bool:
    run = work.execute(
        insert(ScheduleRun)
        .values(tenant_id=tenant_id, schedule=schedule.key, period=period, created_at=now())
        .on_conflict_do_nothing()
        .returning(ScheduleRun.id)
    ).scalar_one_or_none()
    if run is None:
        return False
    job_id = add_job(work, tenant_id, job_catalogue().job(schedule.job), {"period": period.isoformat()})
    work.execute(
        update(ScheduleRun)
        .where(ScheduleRun.tenant_id == tenant_id, ScheduleRun.id == run)
        .values(job_id=job_id)
    )
    log.info("schedule_due", tenant=tenant_id, schedule=schedule.key, period=period.isoformat())
    return True


def _pass_over(work: Session, tenant_id: int, schedule: Schedule, period: datetime) -> None:
    """Note a time that passed while the owner was off, so that also a scheduler started later does not make up for it.

    Where the schedule never ran there is nothing to make up for, and no row: most groups never had most plugins on.
    """
    ran = exists().where(ScheduleRun.tenant_id == tenant_id, ScheduleRun.schedule == schedule.key)
    row = {"tenant_id": tenant_id, "schedule": schedule.key, "period": period, "created_at": now()}
    columns = ScheduleRun.__table__.c
    passed = select(*(literal(value, columns[name].type) for name, value in row.items())).where(ran)
    work.execute(insert(ScheduleRun).from_select(list(row), passed).on_conflict_do_nothing())


class Recurring:
    """Something that the process does every so often itself. every: seconds; it is due at once, and again after a failure."""

    def __init__(self, do: Callable[[], object], every: float) -> None:
        self._do = do
        self._every = every
        self._at = monotonic()

    def run_if_due(self) -> None:
        """Do it if its time has come."""
        if monotonic() >= self._at:
            self._do()
            self._at = monotonic() + self._every


def run_scheduler(app: Flask, stop: Event) -> None:
    """Tick until `stop` is set, over restarts of the database; seal the audit every minute, sweep every hour."""
    with app.app_context():
        sessions = system_sessions("the scheduler makes the jobs of all groups")
        scheduler, sealer = Scheduler(sessions), Sealer(sessions)
        works = (
            Recurring(scheduler.tick, 0),
            Recurring(sealer.seal, SEAL_EVERY),
            Recurring(partial(sweep, sessions), SWEEP_EVERY),
        )
        while not stop.is_set():
            try:
                for work in works:
                    work.run_if_due()
                stop.wait(TICK_SECONDS)
            except DBAPIError as error:
                log.warning("database_away", error=type(error).__name__)
                stop.wait(AWAY_SECONDS)
    dispose_engines(app)
