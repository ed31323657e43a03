"""Gating of work: deliveries and jobs wait, schedules rest, and what was written stays."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from itertools import count

from flask import Flask
from sqlalchemy import func, select

from saas.platform.clock import moved
from saas.platform.database import system_sessions
from saas.platform.events import Event, publish
from saas.platform.events.models import OPEN, EventDelivery
from saas.platform.jobs import Job, Schedule, enqueue
from saas.platform.jobs.by_hand import run_waiting
from saas.platform.jobs.declarations import Per
from saas.platform.jobs.models import JobRow, JobState, ScheduleRun
from saas.platform.jobs.scheduler import Scheduler
from saas.platform.jobs.sending import deliver
from saas.testing.factories import application
from saas.testing.kit.report import Family, Report, check
from saas.testing.kit.stage import Place, Stage
from saas.testing.kit.watching import Prints, changed
from saas.testing.kit.work import event_for, payload_for, subscriptions

_ENGINE = "do the work in declared jobs and subscriptions, and leave what waits to the engine"
_STEP = timedelta(days=40)
"""How far the clock moves from one look at schedules to the next: also one of every month is due then."""


def work_off(app: Flask, place: Place) -> None:
    """Deal a group's events and run its jobs, as relay and worker would."""
    with app.app_context():
        run_waiting(place.id)


@check("GATE-10", Family.GATING, "Deliveries to it wait while it is off")
def deliveries(stage: Stage, report: Report) -> None:
    """In every state: one of before waits and is handled when it is on again; an event of meanwhile never reaches it."""
    mine = subscriptions(stage)
    if not mine:
        return
    heard = {one.subscriber for one in mine}
    events = {one.event for one in mine}
    place = stage.filled("Ereignis")
    work_off(stage.app, place)
    for label, rest in stage.rests(place).items():
        _publish(stage, place, events)
        with stage.app.app_context(), system_sessions("a check's relay").begin() as work:
            deliver(work, place.id)
        waited = _open(place)
        with rest as app:
            before = stage.watch.prints(place.id, f"{stage.name}_")
            _publish(stage, place, events)
            work_off(app, place)
            held = _open(place)
            same = not changed(before, stage.watch.prints(place.id, f"{stage.name}_"))
        work_off(stage.app, place)
        left = _open(place)
        for one in sorted(heard):
            where, many = f"{one} {label}", waited.get(one, 0)
            report.expect(held.get(one, 0) >= many >= 1, where, "was called", _ENGINE)
            report.expect(held.get(one, 0) <= many, where, "is dealt events of meanwhile", _ENGINE)
            report.expect(left.get(one, 0) < many, where, "is not called when it is on again", _ENGINE)
        report.expect(same, f"deliveries {label}", "changed rows", _ENGINE)
    _publish(stage, stage.off, events)
    work_off(stage.app, stage.off)
    reached = _open(stage.off, only_open=False)
    for one in sorted(heard):
        report.expect(one not in reached, f"{one} where it was never on", "is dealt an event", _ENGINE)


def _publish(stage: Stage, place: Place, events: Collection[type[Event]]) -> None:
    with application.using(stage.app), place.acting():
        for event in events:
            publish(event_for(stage, place, event))


def _open(place: Place, *, only_open: bool = True) -> dict[str, int]:
    """How many deliveries of a place are not handled, by subscriber."""
    statement = select(EventDelivery.subscriber, func.count()).where(EventDelivery.tenant_id == place.id)
    if only_open:
        statement = statement.where(EventDelivery.state.in_(OPEN))
    with place.acting() as work:
        return dict(work.execute(statement.group_by(EventDelivery.subscriber)).all())


@check("GATE-11", Family.GATING, "Its jobs wait while it is off")
def jobs(stage: Stage, report: Report) -> None:
    """In every state: one that was asked for before is held, changes nothing, and runs when it is on again."""
    mine = stage.subject.declared(Job)
    if not mine:
        return
    place = stage.filled("Auftrag")
    work_off(stage.app, place)
    for label, rest in stage.rests(place).items():
        asked = _ask(stage, place, mine)
        with rest as app:
            before = stage.watch.prints(place.id, f"{stage.name}_")
            _all_held(report, app, place, asked, label)
            same = not changed(before, stage.watch.prints(place.id, f"{stage.name}_"))
        report.expect(same, f"jobs {label}", "changed rows", _ENGINE)
        work_off(stage.app, place)
        for key, number in asked.items():
            ran = _state(place, number) is not JobState.HELD
            report.expect(ran, f"{key} {label}", "stays held when it is on again", _ENGINE)
    _all_held(report, stage.app, stage.off, _ask(stage, stage.off, mine), "where it was never on")


def _ask(stage: Stage, place: Place, mine: Collection[Job]) -> dict[str, int]:
    with place.acting():
        return {job.key: enqueue(job.key, payload_for(stage, place, job)) for job in mine}


def _all_held(report: Report, app: Flask, place: Place, asked: dict[str, int], label: str) -> None:
    work_off(app, place)
    for key, number in asked.items():
        state = _state(place, number)
        report.expect(state is JobState.HELD, f"{key} {label}", f"is {state}, not held", _ENGINE)


def _state(place: Place, number: int) -> JobState:
    with place.acting() as work:
        return work.scalars(
            select(JobRow.state).where(JobRow.tenant_id == place.id, JobRow.id == number)
        ).one()


@check("GATE-12", Family.GATING, "Its schedules rest while it is off")
def schedules(stage: Stage, report: Report) -> None:
    """In every state the clock moves on by weeks: jobs are made only where it is on, and again when it is on again."""
    mine = [one.key for one in stage.subject.declared(Schedule) if one.per is Per.TENANT]
    if not mine:
        return
    place, off = stage.filled("Uhrwerk"), stage.off
    times = (datetime.now(UTC) + step * _STEP for step in count(1))
    _tick(stage.app, next(times), place, off)
    on = _made(place)
    for label, rest in stage.rests(place).items():
        with rest as app:
            _tick(app, next(times), place)
            resting = _made(place)
        for key in mine:
            more = resting.get(key, 0) - on.get(key, 0)
            report.expect(not more, f"{key} {label}", f"makes {more} jobs", _ENGINE)
    _tick(stage.app, next(times), place)
    again, never = _made(place), _made(off)
    for key in mine:
        report.expect(key in on, key, "makes no job where it is on", "see its cron and tz")
        more = again.get(key, 0) - on.get(key, 0)
        report.expect(more > 0, key, "makes no job when it is on again", _ENGINE)
        report.expect(key not in never, f"{key} where it was never on", "makes jobs", _ENGINE)


def _tick(app: Flask, at: datetime, *places: Place) -> None:
    with moved(at), app.app_context():
        Scheduler(system_sessions("a check's scheduler"), [place.id for place in places]).tick()


def _made(place: Place) -> dict[str, int]:
    mine = (ScheduleRun.tenant_id == place.id, ScheduleRun.job_id.is_not(None))
    statement = select(ScheduleRun.schedule, func.count()).where(*mine).group_by(ScheduleRun.schedule)
    with place.acting() as work:
        return dict(work.execute(statement).all())


@check("GATE-19", Family.GATING, "What was written while it was on stays")
def what_was_written(stage: Stage, report: Report) -> None:
    """In every state its rows, the audit's and the files' are the same, and its rows when it is on again."""
    place = stage.filled("Bestand")
    for label, rest in stage.rests(place).items():
        before = stage.watch.prints(place.id)
        kept = {name for name in before if name.startswith((f"{stage.name}_", "stored_file"))}
        with rest:
            after = stage.watch.prints(place.id)
        again = stage.watch.prints(place.id)
        for name in sorted(kept):
            where = f"{name} {label}"
            report.expect(after.get(name) == before[name], where, "is not what it was", "keep the rows")
            lost = _rows(again, name) < _rows(before, name)
            report.expect(not lost, where, "lost rows when it was on again", "keep the rows")
        lost = _rows(after, "audit_entry") < _rows(before, "audit_entry")
        report.expect(not lost, f"audit_entry {label}", "lost entries", "keep the audit")


def _rows(prints: Prints, table: str) -> int:
    return int(prints.get(table, "0").partition(":")[0])
