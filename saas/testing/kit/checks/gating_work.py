"""Gating of work: deliveries and jobs wait, schedules rest, and what was written stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import select

from saas.platform.clock import moved
from saas.platform.database import system_sessions
from saas.platform.events import publish
from saas.platform.events.models import DeliveryState, EventDelivery
from saas.platform.jobs import Job, Schedule, enqueue
from saas.platform.jobs.by_hand import run_waiting
from saas.platform.jobs.declarations import Per
from saas.platform.jobs.models import JobRow, JobState, ScheduleRun
from saas.platform.jobs.scheduler import Scheduler
from saas.testing.kit.report import Family, Report, check
from saas.testing.kit.stage import Place, Stage
from saas.testing.kit.watching import changed
from saas.testing.kit.work import event_for, payload_for, subscriptions

_ENGINE = "do the work in a declared job or subscription, which the engine holds back"


def work_off(app: Flask, place: Place) -> None:
    """Deal a group's events and run its jobs, as relay and worker would."""
    with app.app_context():
        run_waiting(place.id)


@check("GATE-10", Family.GATING, "Deliveries to it wait while it is off")
def deliveries(stage: Stage, report: Report) -> None:
    """An event of before waits and is handled when it is on again; one of meanwhile never reaches it."""
    for one in subscriptions(stage):
        place = stage.filled("Ereignis")
        work_off(stage.app, place)
        with place.acting():
            publish(event_for(stage, place, one.event))
        with stage.app.app_context(), system_sessions("a check's relay").begin() as work:
            from saas.platform.jobs.sending import deliver

            deliver(work, place.id)
        waited = _waiting(place, one.subscriber)
        stage.switch(place.group, on=False)
        work_off(stage.app, place)
        held = _waiting(place, one.subscriber)
        report.expect(held == waited >= 1, one.subscriber, "was called while it was off", _ENGINE)
        with place.acting():
            publish(event_for(stage, place, one.event))
        work_off(stage.app, place)
        report.expect(
            _waiting(place, one.subscriber) == held, one.subscriber, "is dealt events of meanwhile", _ENGINE
        )
        stage.switch(place.group, on=True)
        work_off(stage.app, place)
        left = _waiting(place, one.subscriber)
        report.expect(left < held, one.subscriber, "is not called when it is on again", _ENGINE)


def _waiting(place: Place, subscriber: str) -> int:
    open_states = (DeliveryState.SENT, DeliveryState.HELD, DeliveryState.WAITING)
    with place.acting() as work:
        mine = (EventDelivery.tenant_id == place.id, EventDelivery.subscriber == subscriber)
        states = work.scalars(select(EventDelivery.state).where(*mine)).all()
    return sum(1 for state in states if state in open_states)


@check("GATE-11", Family.GATING, "Its jobs wait while it is off")
def jobs(stage: Stage, report: Report) -> None:
    """A job that was asked for before is held, changes nothing, and runs when it is on again."""
    for job in stage.subject.declared(Job):
        place = stage.filled("Auftrag")
        work_off(stage.app, place)
        with place.acting():
            number = enqueue(job.key, payload_for(stage, place, job))
        stage.switch(place.group, on=False)
        before = stage.watch.prints(place.id, f"{stage.name}_")
        work_off(stage.app, place)
        report.expect(_state(place, number) is JobState.HELD, job.key, "is not held while it is off", _ENGINE)
        same = not changed(before, stage.watch.prints(place.id, f"{stage.name}_"))
        report.expect(same, job.key, "changed rows while it was off", _ENGINE)
        stage.switch(place.group, on=True)
        work_off(stage.app, place)
        state = _state(place, number)
        report.expect(state is not JobState.HELD, job.key, "stays held when it is on again", _ENGINE)


def _state(place: Place, number: int) -> JobState:
    with place.acting() as work:
        return work.scalars(
            select(JobRow.state).where(JobRow.tenant_id == place.id, JobRow.id == number)
        ).one()


@check("GATE-12", Family.GATING, "Its schedules rest while it is off")
def schedules(stage: Stage, report: Report) -> None:
    """The clock moves on by days; jobs are made only for groups that have it on."""
    mine = [one for one in stage.subject.declared(Schedule) if one.per is Per.TENANT]
    if not mine:
        return
    on, off, was = stage.a, stage.off, stage.was_on
    with moved(datetime.now(UTC) + timedelta(days=40)), stage.app.app_context():
        Scheduler(system_sessions("a check's scheduler")).tick()
    for schedule in mine:
        made = [_made(place, schedule.key) for place in (on, off, was)]
        report.expect(made[0] >= 1, schedule.key, "makes no job where it is on", "see its cron and tz")
        report.expect(made[1:] == [0, 0], schedule.key, "makes jobs where it is off", _ENGINE)


def _made(place: Place, key: str) -> int:
    with place.acting() as work:
        mine = (ScheduleRun.tenant_id == place.id, ScheduleRun.schedule == key)
        return len(work.scalars(select(ScheduleRun.schedule).where(*mine)).all())


@check("GATE-19", Family.GATING, "What was written while it was on stays")
def what_was_written(stage: Stage, report: Report) -> None:
    """Its rows, the audit's and the files' are the same after it was switched off, and its rows after it is on again."""
    place = stage.filled("Bestand")
    before = stage.watch.prints(place.id)
    kept = {name for name in before if name.startswith((f"{stage.name}_", "audit_entry", "stored_file"))}
    stage.switch(place.group, on=False)
    after = stage.watch.prints(place.id)
    for name in sorted(kept - {"audit_entry"}):
        report.expect(
            after.get(name) == before[name], name, "changed when it was switched off", "keep the rows"
        )
    count = [int(prints["audit_entry"].partition(":")[0]) for prints in (before, after)]
    report.expect(count[1] >= count[0], "audit_entry", "lost entries", "keep the audit")
    stage.switch(place.group, on=True)
    again = stage.watch.prints(place.id, f"{stage.name}_")
    for name, print_ in again.items():
        count_before, count_now = (one.partition(":")[0] for one in (before[name], print_))
        report.expect(int(count_now) >= int(count_before), name, "lost rows", "keep the rows")
