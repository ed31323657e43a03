"""The relay: fair between groups, one at a time for each, and what was lost is sent again."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, sessionmaker

from saas.platform.database import system_sessions, unit_of_work
from saas.platform.jobs import Queue, enqueue
from saas.platform.jobs.by_hand import run_waiting, work_kept_here
from saas.platform.jobs.carrier import Carrier, Parcel
from saas.platform.jobs.models import JobRow, JobState
from saas.platform.jobs.reaping import LOST_LIMIT, MISSING_FOR, Reaper
from saas.platform.jobs.relay import Relay
from saas.platform.jobs.sending import IN_FLIGHT_EACH, serve, tenants_with_work
from saas.platform.tenancy import tenant_context
from tests.integration.jobs.conftest import new_group

EACH = IN_FLIGHT_EACH[Queue.SHORT]


@pytest.fixture
def sessions(jobs_app: Flask, group: int) -> sessionmaker[Session]:
    return system_sessions("a test")


@pytest.fixture
def carrier(fresh_redis_url: str) -> Iterator[Carrier]:
    made = Carrier(fresh_redis_url)
    yield made
    made.close()


def ask(count: int, key: str = "paint.wax") -> list[int]:
    with unit_of_work():
        return [enqueue(key, {"car_id": number}) for number in range(count)]


def states(tenant: int) -> dict[JobState, int]:
    with tenant_context(tenant), unit_of_work() as work:
        rows = work.execute(select(JobRow.state, func.count().label("number")).group_by(JobRow.state))
        return {row.state: row.number for row in rows}


def test_relay_keeps_a_large_group_from_filling_the_queue(
    sessions: sessionmaker[Session], carrier: Carrier, group: int
) -> None:
    ask(EACH + 10)
    other = new_group()
    with tenant_context(other):
        ask(1)
    relay = Relay(carrier, sessions)
    for _round in range(3):
        relay.round()
    assert states(group) == {JobState.SENT: EACH, JobState.WAITING: 10}
    assert states(other) == {JobState.SENT: 1}


def test_relay_sends_each_attempt_once(sessions: sessionmaker[Session], carrier: Carrier, group: int) -> None:
    (job_id,) = ask(1)
    Relay(carrier, sessions).round()
    parcel = Parcel(tenant_id=group, job_id=job_id, attempt=1, queue=Queue.SHORT, timeout=10)
    carrier.send([parcel, parcel])
    assert [each for each in carrier.carried(Queue.SHORT) if each.startswith(f"{job_id}-")] == [f"{job_id}-1"]


def test_two_relays_leave_a_group_to_one(sessions: sessionmaker[Session], group: int) -> None:
    ask(2)
    with sessions.begin() as first, sessions.begin() as second:
        assert len(serve(first, group)) == 2
        assert serve(second, group) == []


def test_group_worked_by_hand_is_left_alone(sessions: sessionmaker[Session], group: int) -> None:
    ask(1)
    with work_kept_here(group):
        with sessions.begin() as work:
            assert serve(work, group) == []
        run_waiting(group)
    assert states(group) == {JobState.DONE: 1}
    ask(1)
    with sessions.begin() as work:
        assert len(serve(work, group)) == 1


def test_tenants_with_work_are_found_once_each(sessions: sessionmaker[Session], group: int) -> None:
    other = new_group()
    for tenant in (group, other):
        with tenant_context(tenant):
            ask(3)
    with sessions.begin() as work:
        found = tenants_with_work(work)
    assert [tenant for tenant in found if tenant in (group, other)] == sorted([group, other])


def make(sessions: sessionmaker[Session], group: int, **values: object) -> None:
    with sessions.begin() as work:
        work.execute(update(JobRow).where(JobRow.tenant_id == group).values(**values))


def silent(sessions: sessionmaker[Session], group: int, lost: int = 0) -> None:
    """Make a group's jobs look like those of a killed worker."""
    long_ago = func.now() - timedelta(minutes=1)
    make(sessions, group, state=JobState.RUNNING, heartbeat_at=long_ago, lost=lost)


def test_reaper_gives_a_silent_job_to_another(
    sessions: sessionmaker[Session], carrier: Carrier, group: int
) -> None:
    ask(1)
    silent(sessions, group)
    with sessions.begin() as work:
        assert Reaper(15).reap(work, carrier) >= 1
    assert states(group) == {JobState.WAITING: 1}


def test_reaper_leaves_a_living_job_alone(
    sessions: sessionmaker[Session], carrier: Carrier, group: int
) -> None:
    ask(1)
    make(sessions, group, state=JobState.RUNNING, heartbeat_at=func.now())
    with sessions.begin() as work:
        Reaper(15).reap(work, carrier)
    assert states(group) == {JobState.RUNNING: 1}


def test_reaper_gives_up_a_job_that_kills_its_workers(
    sessions: sessionmaker[Session], carrier: Carrier, group: int
) -> None:
    ask(1)
    silent(sessions, group, lost=LOST_LIMIT - 1)
    with sessions.begin() as work:
        Reaper(15).reap(work, carrier)
    with unit_of_work() as work:
        row = work.scalars(select(JobRow)).one()
        assert (row.state, row.error_kind, row.finished_at is not None) == (
            JobState.FAILED,
            "worker_lost",
            True,
        )


def test_reaper_sends_again_what_the_queue_server_lost(
    sessions: sessionmaker[Session],
    carrier: Carrier,
    group: int,
    fresh_redis_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (job_id,) = ask(1)
    Relay(carrier, sessions).round()
    make(sessions, group, sent_at=func.now() - timedelta(minutes=1))
    moment = 1000.0
    monkeypatch.setattr("saas.platform.jobs.reaping.monotonic", lambda: moment)
    reaper = Reaper(15)
    with sessions.begin() as work:
        reaper.reap(work, carrier)
    moment += MISSING_FOR
    with sessions.begin() as work:
        reaper.reap(work, carrier)
    assert states(group) == {JobState.SENT: 1}, "it waits in the queue, however long"
    with Redis.from_url(fresh_redis_url) as client:
        client.flushdb()
    with sessions.begin() as work:
        reaper.reap(work, carrier)
    assert states(group) == {JobState.SENT: 1}, "it may be on its way to a worker"
    moment += MISSING_FOR
    with sessions.begin() as work:
        reaper.reap(work, carrier)
    assert states(group) == {JobState.WAITING: 1}
    Relay(carrier, sessions).round()
    assert f"{job_id}-2" in carrier.carried(Queue.SHORT)
