"""What becomes of a plugin's work in the background while it does not run: held, and done when it runs again.

Shown on complaints by the real runner and scheduler, in a group that has it on and in one that never had it. Complaints
come to rest in each way there is: switched off by the group, suspended by the operator, too new for the core, removed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from plugins.complaints.events import ComplaintReceived
from plugins.complaints.models import Case, CaseEvent, EventKind
from plugins.complaints.operations.rules import RuleDetails, add_rule
from saas.config import Settings
from saas.platform.clock import now
from saas.platform.database import session, system_sessions
from saas.platform.events import publish
from saas.platform.events.models import EventDelivery
from saas.platform.jobs import enqueue
from saas.platform.jobs.by_hand import run_waiting
from saas.platform.jobs.models import JobRow, JobState, ScheduleRun
from saas.platform.jobs.scheduler import Scheduler
from saas.platform.jobs.sending import deliver
from saas.testing.factories import application
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, group, store
from saas.testing.factories.members import as_member, member
from saas.testing.kit.installations import Installations, suspended
from saas.testing.kit.subject import installed_subject
from saas.testing.kit.watching import Watch
from tests.factories.complaints import COMPLAINTS, complaint, group_with_complaints, switch

FLAG = "complaints.flag_overdue"
NIGHTLY = "complaints.nightly"
NOON = datetime(2027, 5, 3, 4, tzinfo=UTC)
"""Noon in Shanghai, long after the nightly schedule and long before the next."""
DAY = timedelta(days=1)

Resting = Callable[[str, Group], AbstractContextManager[Flask]]

every_way = pytest.mark.parametrize("way", ["off", "suspended", "incompatible", "removed"])


@pytest.fixture(scope="module")
def others(app: Flask, settings: Settings) -> Iterator[Installations]:
    with ExitStack() as stack:
        yield Installations(installed_subject(COMPLAINTS), settings, stack)


@pytest.fixture
def resting(app: Flask, settings: Settings, others: Installations) -> Iterator[Resting]:
    """`with resting("off", group) as app:` complaints do not run there, and run again after it."""
    watch = Watch(str(settings.system_database_url))

    @contextmanager
    def rest(way: str, of: Group) -> Iterator[Flask]:
        if way == "off":
            switch(of, on=False)
            yield app
            switch(of, on=True)
        elif way == "suspended":
            with suspended(watch, COMPLAINTS):
                yield app
        else:
            other = others.removed if way == "removed" else others.unfit
            with application.using(other):
                yield other

    yield rest
    watch.close()


def work_off(app: Flask, of: Group) -> None:
    """Deal the group's events and run its jobs, as relay and worker would."""
    with app.app_context():
        run_waiting(of.id)


@every_way
def test_job_is_held_and_done_when_it_runs_again(app: Flask, resting: Resting, way: str) -> None:
    on, never = group_with_complaints(), group()
    overdue_complaint(on)
    asked = {of.id: ask(of) for of in (on, never)}
    with resting(way, on) as there:
        for of in (on, never):
            work_off(there, of)
        rested = job_state(on, asked[on.id]), flagged(on), job_state(never, asked[never.id])
    for of in (on, never):
        work_off(app, of)
    assert rested == (JobState.HELD, 0, JobState.HELD)
    assert (job_state(on, asked[on.id]), flagged(on)) == (JobState.DONE, 1)
    assert job_state(never, asked[never.id]) is JobState.HELD


def overdue_complaint(of: Group) -> None:
    at = store(of)
    with inside(of.id, as_member(member(of, role="complaint_manager"))):
        complaint(at, received_at=now() - timedelta(days=20))


def ask(of: Group) -> int:
    with inside(of.id):
        return enqueue(FLAG, {})


def job_state(of: Group, job_id: int) -> JobState:
    with inside(of.id):
        return session().scalars(select(JobRow.state).where(JobRow.id == job_id)).one()


def flagged(of: Group) -> int:
    with inside(of.id):
        lines = select(func.count()).select_from(CaseEvent).where(CaseEvent.kind == EventKind.OVERDUE)
        return session().scalar(lines) or 0


@every_way
def test_delivery_is_held_and_made_when_it_runs_again_but_not_of_what_happened_meanwhile(
    app: Flask, resting: Resting, way: str
) -> None:
    on, never = group_with_complaints(), group()
    before, meanwhile = two_complaints(on)
    # What they said themselves is heard before there is a rule for them.
    work_off(app, on)
    give_all_to_somebody(on)
    tell_of_danger(on, before)
    with app.app_context(), system_sessions("a test's relay").begin() as work:
        deliver(work, on.id)
    with resting(way, on) as there:
        for of, case_id in ((on, meanwhile), (never, 1)):
            tell_of_danger(of, case_id)
            work_off(there, of)
        rested = handled(on)
    work_off(app, on)
    work_off(app, never)
    assert rested == {before: False, meanwhile: False}
    assert handled(on) == {before: True, meanwhile: False}
    with inside(never.id):
        assert not session().scalars(select(EventDelivery.id)).all()


def two_complaints(of: Group) -> tuple[int, int]:
    at = store(of)
    with inside(of.id, as_member(member(of, role="complaint_manager"))):
        return complaint(at).id, complaint(at).id


def give_all_to_somebody(of: Group) -> None:
    with inside(of.id, as_member(member(of, role="complaint_manager"))):
        add_rule(RuleDetails())


def tell_of_danger(of: Group, case_id: int) -> None:
    """What complaints hear and give a handler for; a complaint that says so itself would keep them from being switched off."""
    with inside(of.id):
        publish(ComplaintReceived(case_id=case_id, store_id=1, severity=2, safety=True))


def handled(of: Group) -> dict[int, bool]:
    with inside(of.id):
        rows = session().execute(select(Case.id, Case.handler_id)).all()
    return {row.id: row.handler_id is not None for row in rows}


@every_way
def test_schedule_makes_nothing_and_goes_on_at_its_next_time(
    app: Flask, resting: Resting, way: str, clock: Callable[[datetime], None]
) -> None:
    on, never = group_with_complaints(), group()
    counted = []

    def tick(there: Flask, at: datetime) -> None:
        # A new one each time, as after a restart: what it knows stands in the database.
        clock(at)
        with there.app_context():
            Scheduler(system_sessions("a test's scheduler"), [on.id, never.id]).tick()
        counted.append([runs(of) for of in (on, never)])

    tick(app, NOON)
    with resting(way, on) as there:
        tick(there, NOON + DAY)
        tick(there, NOON + 2 * DAY)
    tick(app, NOON + 2 * DAY + timedelta(hours=1))
    tick(app, NOON + 3 * DAY)
    # Where its code did not run, nobody could note what passed: the latest time is made up for, as after a standstill.
    made_up = 1 if way in ("incompatible", "removed") else 0
    expected = [1, 1, 1, 1 + made_up, 2 + made_up]
    assert counted == [[count, 0] for count in expected]


def runs(of: Group) -> int:
    with inside(of.id):
        mine = (ScheduleRun.schedule == NIGHTLY, ScheduleRun.job_id.is_not(None))
        return session().scalar(select(func.count()).select_from(ScheduleRun).where(*mine)) or 0
