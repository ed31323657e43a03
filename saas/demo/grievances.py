"""Complaints of the demo: heard in follow-up calls and worked by the handler to their end, by the plugin's operations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import select

from plugins.complaints.models import Case, Category, Channel
from plugins.complaints.operations import (
    CaseDetails,
    NewCase,
    acknowledge_case,
    assign_case,
    classify_case,
    close_case,
    register_case,
)
from plugins.complaints.queries import vehicles_of
from plugins.complaints.states import DONE, OPEN, CaseState, ResultKind
from saas.core.customers.models import Customer
from saas.core.followups.models import FollowupTask
from saas.demo import remedies
from saas.demo.agenda import Act, Agenda
from saas.demo.founding import ZONE, at
from saas.demo.past import Stage
from saas.demo.talk import GRIEVANCES, Said, grievance_of
from saas.platform.clock import local_day
from saas.platform.database import session
from saas.platform.tenancy import current_tenant

_CHANNELS = (Channel.PHONE, Channel.PHONE, Channel.WALK_IN, Channel.WECHAT, Channel.EMAIL, Channel.REGULATOR)
_ENDS = (
    (ResultKind.EXPLAINED, "已向客户说明原因，客户表示理解。"),
    (ResultKind.APOLOGISED, "服务经理上门致歉并赠送一次保养，客户接受。"),
    (ResultKind.REPAIRED, "已免费返修并回访，故障排除，客户满意。"),
)
ASKED_AFTER = 3
"""Days after which somebody asks whether it is well."""
A_DAY = 0.0004
"""Complaints by other ways than a call of ours, for a vehicle and day."""
LONG_WAY = 0.5
"""Share of the complaints that are investigated; the others are settled at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Who looks after complaints: gives them to a handler, and handles them."""

    agenda: Agenda
    manager_id: int
    handler_id: int
    rng: Random


def register(desk: Desk, task: FollowupTask, said: Said) -> None:
    """Take down a complaint that was heard in a call; the manager and the handler go on within the half hour."""
    told, wanted = grievance_of(said.grievance)
    moment_of = task.closed_at
    assert moment_of is not None  # noqa: S101  the call that was heard has ended
    details = CaseDetails(
        description=told, demand=wanted, vehicle_id=task.vehicle_id, severity=desk.rng.choice((1, 2, 2, 2, 3)),
        occurred_on=local_day(moment_of, ZONE.key) - timedelta(days=desk.rng.randint(1, 3)),
    )  # fmt: skip
    assert task.store_id is not None  # noqa: S101  tasks of the demo's rules have a store
    case = register_case(
        NewCase(
            store_id=task.store_id, channel=Channel.FOLLOWUP_CALL, details=details, customer_id=task.customer_id,
            task_id=task.id,
        )
    )  # fmt: skip
    session().flush()
    _go_on_soon(desk, case.id, moment_of, said.grievance)


def arrivals(stage: Stage, desk: Desk, day: date) -> Iterator[tuple[datetime, int, Act]]:
    """Complaints that reach the group on a day by other ways than a call of ours; most days there is none."""
    rng = Random(f"arrivals:{stage.cast.code}:{day}")
    if rng.random() < len(stage.vehicles) * A_DAY:
        yield at(day, rng.randint(9, 16), rng.randrange(60)), desk.manager_id, _arrive(desk, rng)


def _arrive(desk: Desk, rng: Random) -> Act:
    def arrive(moment: datetime) -> datetime | None:
        known = (
            Customer.tenant_id == current_tenant(),
            Customer.gone_at.is_(None),
            Customer.store_id.is_not(None),
        )
        some = (
            session()
            .execute(select(Customer.id, Customer.store_id).where(*known).order_by(Customer.id))
            .all()
        )
        customer = rng.choice(some)
        vehicles = vehicles_of(customer.id)
        grievance = rng.choice(GRIEVANCES)
        told, wanted = grievance_of(grievance)
        details = CaseDetails(
            description=told, demand=wanted, severity=rng.choice((1, 2, 2, 2, 3)),
            vehicle_id=vehicles[0][0] if vehicles else None, model_text="" if vehicles else "朗逸",
        )  # fmt: skip
        case = register_case(
            NewCase(
                store_id=customer.store_id, channel=rng.choice(_CHANNELS), details=details, customer_id=customer.id
            )
        )  # fmt: skip
        session().flush()
        _go_on_soon(desk, case.id, moment, grievance)
        return None

    return arrive


def _go_on_soon(desk: Desk, case_id: int, moment: datetime, grievance: str) -> None:
    soon = moment + timedelta(minutes=desk.rng.uniform(5, 13))
    desk.agenda.add(soon, desk.manager_id, _give(desk, case_id))
    heard = soon + timedelta(minutes=desk.rng.uniform(3, 15))
    desk.agenda.add(heard, desk.handler_id, _take_up(case_id, grievance))


def closings(stage: Stage, desk: Desk, day: date) -> Iterator[tuple[datetime, int, Act]]:
    """What the handler does on a day with complaints of earlier days: the rest of the first steps, and the ends."""
    earlier = select(
        Case.id, Case.state, Case.received_at, Case.resolved_at, Case.handler_id, Case.description
    ).where(Case.tenant_id == current_tenant(), Case.state.in_(OPEN), Case.received_at < at(day, 0))
    for case in session().execute(earlier.order_by(Case.id)).all():
        rng = Random(f"{case.id}:{stage.world.first}")
        if case.state is CaseState.RECEIVED:
            yield at(day, 9, 2), desk.manager_id, _give(desk, case.id)
            yield at(day, 9, 20), desk.handler_id, _take_up(case.id, _category_of(case.description))
        elif case.state in DONE:
            if (day - local_day(case.resolved_at, ZONE.key)).days >= ASKED_AFTER:
                # Another answer each time: who was not content once may be so after the next work.
                yield (
                    at(day, 16, rng.randrange(60)),
                    desk.manager_id,
                    _ask(case.id, Random(f"{case.id}:{day}")),
                )
        elif case.handler_id != desk.handler_id:
            yield at(day, 11, rng.randrange(30)), desk.manager_id, _give(desk, case.id)
        elif rng.random() < LONG_WAY:
            yield at(day, 10, rng.randrange(60)), desk.handler_id, _go_on(desk, case.id, rng)
            yield at(day, 15, rng.randrange(60)), desk.handler_id, _go_on(desk, case.id, rng)
        elif (day - local_day(case.received_at, ZONE.key)).days >= rng.randint(1, 5):
            yield (
                at(day, rng.choice((10, 11, 14, 15, 16)), rng.randrange(60)),
                desk.handler_id,
                _end(case.id, rng),
            )


def _give(desk: Desk, case_id: int) -> Act:
    def give(_moment: datetime) -> datetime | None:
        assign_case(case_id, desk.handler_id, text="请尽快联系客户。")
        return None

    return give


def _take_up(case_id: int, category: str) -> Act:
    def take_up(_moment: datetime) -> datetime | None:
        acknowledge_case(case_id, text="已致电客户，确认投诉内容与诉求。")
        same = (Category.tenant_id == current_tenant(), Category.code == category)
        known = session().scalars(select(Category.id).where(*same)).one()
        case = session().get_one(Case, (current_tenant(), case_id))
        classify_case(case_id, category_id=known, severity=case.severity, safety=False)
        return None

    return take_up


def _end(case_id: int, rng: Random) -> Act:
    def end(_moment: datetime) -> datetime | None:
        result, words = rng.choice(_ENDS)
        close_case(case_id, result=result, text=words)
        return None

    return end


def _go_on(desk: Desk, case_id: int, rng: Random) -> Act:
    def step(_moment: datetime) -> datetime | None:
        remedies.go_on(case_id, desk.handler_id, rng)
        return None

    return step


def _ask(case_id: int, rng: Random) -> Act:
    def ask(_moment: datetime) -> datetime | None:
        if session().get_one(Case, (current_tenant(), case_id)).state in DONE:
            remedies.ask(case_id, rng)
        return None

    return ask


def _category_of(description: str) -> str:
    return next(code for code in GRIEVANCES if grievance_of(code)[0] == description)
