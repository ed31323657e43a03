"""One day of a group's life: deliveries, the workshop, the nightly rules, the manager and the telephones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from sqlalchemy import select

from saas.core.followups.handover import reassign
from saas.core.followups.models import FollowupTask, Script, TaskStatus
from saas.core.followups.rules import rules, switch_on
from saas.core.followups.runs import run_rules
from saas.demo.agenda import Act, Agenda
from saas.demo.calendar import is_open
from saas.demo.callers import Caller, open_tasks, pace_of
from saas.demo.cast import Person
from saas.demo.floor import deliver, serve
from saas.demo.founding import ZONE, acting, at, mark
from saas.demo.grievances import Desk, arrivals, closings, register
from saas.demo.own_data import wishes
from saas.demo.past import Stage, numbered
from saas.demo.waves import ask_for_calls, is_wave_day
from saas.platform.clock import moved
from saas.platform.database import session
from saas.platform.tenancy import current_tenant

LIVED = "demo.day.lived"
DAWN = timedelta(hours=5, minutes=30)
"""From when on a day is there to be lived: the nightly rules run then."""
ABSENT = 0.05  # of the days of a specialist


def live_day(stage: Stage, day: date, *, seed: int, until: datetime) -> None:
    """Let a day happen as far as `until`, after its dawn, in one transaction: it is there as a whole or not at all."""
    rng = Random(f"{seed}:{stage.cast.code}:{day}")
    with acting(stage.ground.tenant_id, at(day, 0) + DAWN):
        _run_rules("nightly")
        if is_open(day):
            agenda = Agenda(until=until)
            for moment, member_id, act in _acts(stage, day, rng, agenda):
                agenda.add(moment, member_id, act)
            agenda.run()
        with moved(min(at(day, 22), until)):
            mark(LIVED, day)


def _acts(stage: Stage, day: date, rng: Random, agenda: Agenda) -> Iterator[tuple[datetime, int | None, Act]]:
    members = stage.ground.members
    managers = stage.cast.with_role("followup_manager")
    if managers and day == stage.world.first:
        yield at(day, 8, 50), members[managers[0].login], _switch_on
    if managers and is_wave_day(stage, day):
        yield at(day, 17, 40), members[managers[0].login], ask_for_calls(stage)
    yield from _floor(stage, day)
    desk = _desk(stage, rng, agenda)
    if desk is not None:
        yield from closings(stage, desk, day)
        yield from arrivals(stage, desk, day)
    yield from wishes(stage, day)
    callers = stage.cast.with_role("followup_specialist")
    absent = _absent(stage, rng)
    if absent and managers:
        away, instead = absent
        moment = at(day, 8, 40, rng.randrange(60))
        yield moment, members[managers[0].login], _stand_in(members[away.login], members[instead.login])
    scripts = _scripts()
    load = open_tasks(at(day, 8))
    for person in callers:
        if absent and person is absent[0]:
            continue
        member_id = members[person.login]
        caller = Caller(
            member_id=member_id, rng=Random(rng.random()), pace=pace_of(load.get(member_id, 0)),
            until=agenda.until, scripts=scripts, complain=partial(register, desk) if desk else None,
        )  # fmt: skip
        yield at(day, 8, 55) + timedelta(minutes=rng.uniform(0, 35)), member_id, caller


def _desk(stage: Stage, rng: Random, agenda: Agenda) -> Desk | None:
    managers, handlers = (stage.cast.with_role(f"complaint_{role}") for role in ("manager", "handler"))
    if not managers or not handlers:
        return None
    members = stage.ground.members
    return Desk(
        agenda=agenda, manager_id=members[managers[0].login], handler_id=members[handlers[0].login],
        rng=Random(rng.random()),
    )  # fmt: skip


def _floor(stage: Stage, day: date) -> Iterator[tuple[datetime, int | None, Act]]:
    """Cars that are delivered and repair orders that are closed on the day."""
    for number, car in enumerate(car for car in stage.world.cars if car.delivered == day):
        yield at(day, 10 + number % 7, 7 * number % 50), None, deliver(stage, car)
    visits = ((car, visit) for car in stage.world.cars for visit in car.visits if visit.day == day)
    for car, visit, order in numbered(visits):
        yield at(day, *divmod(visit.minute, 60)), None, serve(stage, car, visit, order)


def _switch_on(moment: datetime) -> datetime | None:
    """The manager looks at the rules, switches them on and lets them run once."""
    for rule in rules():
        switch_on(rule.id, moment.astimezone(ZONE).date())
    _run_rules("requested")
    return None


def _run_rules(cause: str) -> None:
    run_rules(cause)
    # Tasks were given away by statements past the session, which must not show them as they were.
    session().flush()
    session().expire_all()


def _absent(stage: Stage, rng: Random) -> tuple[Person, Person] | None:
    """A specialist who is away today, and a colleague of the same store."""
    callers = stage.cast.with_role("followup_specialist")
    for person in callers:
        others = [one for one in callers if one is not person and set(person.stores) <= set(one.stores)]
        if rng.random() < ABSENT and others:
            return person, rng.choice(others)
    return None


def _stand_in(away: int, instead: int) -> Act:
    def give_on(moment: datetime) -> datetime | None:
        due = select(FollowupTask.id).where(
            FollowupTask.tenant_id == current_tenant(),
            FollowupTask.assignee_id == away,
            FollowupTask.status == TaskStatus.ASSIGNED,
            FollowupTask.due_from <= moment.date(),
        )
        reassign(session().scalars(due).all(), instead)
        return None

    return give_on


def _scripts() -> dict[int, str]:
    mine = select(Script.id, Script.code).where(Script.tenant_id == current_tenant())
    return {row.id: row.code for row in session().execute(mine)}
