"""Work by the clock: each time once, whatever ran or stood still."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from saas.platform.database import system_sessions
from saas.platform.jobs import PLATFORM, CatchUp
from saas.platform.jobs.models import JobRow, ScheduleRun
from saas.platform.jobs.periods import due_periods, is_cron
from saas.platform.jobs.scheduler import Scheduler
from saas.platform.jobs.sweeping import sweep
from saas.platform.tenancy.tenant import Tenant, TenantStatus

NOON = datetime(2027, 3, 1, 12, 0, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def sessions(jobs_app: Flask, group: int, clock: Callable[[datetime], None]) -> sessionmaker[Session]:
    clock(NOON)
    return system_sessions("a test")


def periods(sessions: sessionmaker[Session], tenant: int, key: str) -> list[datetime]:
    with sessions.begin() as work:
        return list(
            work.scalars(
                select(ScheduleRun.period)
                .where(ScheduleRun.tenant_id == tenant, ScheduleRun.schedule == key)
                .order_by(ScheduleRun.period)
            )
        )


def test_schedule_makes_one_job_a_time_in_the_zone_of_the_group(
    sessions: sessionmaker[Session], group: int
) -> None:
    scheduler = Scheduler(sessions, [group])
    scheduler.tick()
    scheduler.tick()
    # Half past two in Shanghai.
    assert periods(sessions, group, "paint.night") == [datetime(2027, 2, 28, 18, 30, tzinfo=UTC)]
    with sessions.begin() as work:
        jobs = work.scalars(
            select(JobRow).where(JobRow.tenant_id == group, JobRow.key == "paint.nightly")
        ).all()
        periods_of_jobs = [job.payload["period"] for job in jobs]
    assert periods_of_jobs.count("2027-02-28T18:30:00+00:00") == 1


def test_two_schedulers_make_one_job(sessions: sessionmaker[Session], group: int) -> None:
    first, second = Scheduler(sessions, [group]), Scheduler(sessions, [group])
    first.tick()
    second.tick()
    assert len(periods(sessions, group, "paint.all")) == 1


def test_missed_times_are_caught_up_as_declared(
    sessions: sessionmaker[Session], group: int, clock: Callable[[datetime], None]
) -> None:
    Scheduler(sessions, [group]).tick()
    clock(NOON + 3 * HOUR + timedelta(minutes=30))
    Scheduler(sessions, [group]).tick()
    noon = NOON.replace(second=0)
    assert periods(sessions, group, "paint.all") == [noon, noon + HOUR, noon + 2 * HOUR, noon + 3 * HOUR]
    assert periods(sessions, group, "paint.fresh") == [noon]


def test_platform_schedule_belongs_to_no_group(
    sessions: sessionmaker[Session], group: int, clock: Callable[[datetime], None]
) -> None:
    scheduler = Scheduler(sessions, [PLATFORM, group])
    clock(NOON + 24 * HOUR)
    scheduler.tick()
    assert periods(sessions, PLATFORM, "paint.platform")[-1] == datetime(2027, 3, 2, 1, tzinfo=UTC)
    assert periods(sessions, group, "paint.platform") == []


def test_suspended_group_is_left_out(sessions: sessionmaker[Session], group: int) -> None:
    with sessions.begin() as work:
        work.get_one(Tenant, group).status = TenantStatus.SUSPENDED
    Scheduler(sessions, [group]).tick()
    assert periods(sessions, group, "paint.all") == []


def test_sweep_keeps_the_latest_time_of_a_schedule(sessions: sessionmaker[Session], group: int) -> None:
    times = [NOON - days * 24 * HOUR for days in (90, 60)]
    with sessions.begin() as work:
        work.add_all(ScheduleRun(tenant_id=group, schedule="paint.old", period=time) for time in times)
    sweep(sessions)
    assert periods(sessions, group, "paint.old") == times[1:]


@pytest.mark.parametrize(
    ("catch_up", "hours", "count"),
    [
        (CatchUp.ALL, 3, 3),
        (CatchUp.ALL, 500, 100),
        (CatchUp.LATEST, 3, 1),
        (CatchUp.NONE, 3, 1),
        (CatchUp.LATEST, 0, 0),
    ],
)
def test_due_periods_by_declaration(catch_up: CatchUp, hours: int, count: int) -> None:
    after = NOON.replace(second=0) - hours * HOUR
    found = due_periods("0 * * * *", "UTC", after=after, now=NOON, catch_up=catch_up)
    assert len(found) == count


def test_due_periods_that_are_late_are_left_out_without_catching_up() -> None:
    late = NOON + timedelta(minutes=6)
    assert due_periods("0 * * * *", "UTC", after=NOON - HOUR, now=late, catch_up=CatchUp.NONE) == []


def test_due_period_is_met_at_its_very_moment() -> None:
    noon = NOON.replace(second=0)
    found = due_periods("0 * * * *", "UTC", after=noon - HOUR, now=noon, catch_up=CatchUp.LATEST)
    assert found == [noon]


@pytest.mark.parametrize(("text", "good"), [("30 2 * * *", True), ("30 2 * *", False), ("x 2 * * *", False)])
def test_is_cron_reads_five_fields(text: str, good: bool) -> None:
    assert is_cron(text) is good
