"""Taking tasks and calling customers."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from saas.core.accounts.models import Member
from saas.core.customers.models import ContactPoint, ContactStatus, Customer
from saas.core.followups.assignment import assign_pending
from saas.core.followups.calls import CallResult, finish_call, open_call
from saas.core.followups.handover import reassign
from saas.core.followups.management import cancel_task, create_task, reopen_task
from saas.core.followups.models import (
    AttemptResult,
    ContactAttempt,
    FollowupAnswer,
    FollowupTask,
    FollowupType,
    TaskStatus,
)
from saas.core.followups.taking import take_next_task
from saas.core.organisation.models import Employee
from saas.core.privacy.caps import Cap, CapWindow
from saas.core.privacy.contact_gate import may_contact
from saas.core.privacy.models import BlockSource, ContactChannel, ContactDecision, GateResult, RefusalScope
from saas.core.privacy.operations import block_contact
from saas.core.privacy.policy import set_contact_policy
from saas.platform.clock import moved, now
from saas.platform.database import load, session
from saas.platform.errors import Conflict, Invalid, NotFound
from saas.platform.events.models import OutboxEvent
from saas.testing.factories.customers import customer
from saas.testing.factories.followups import DAY, task
from saas.testing.factories.groups import Person
from saas.testing.factories.members import member
from saas.testing.factories.vehicles import vehicle
from tests.integration.followups.conftest import MORNING, Team


def told(result: AttemptResult, **more: object) -> CallResult:
    return CallResult(result=result, answers={}, **more)  # type: ignore[arg-type]


def begin(team: Team, **fields: object) -> tuple[FollowupTask, ContactAttempt]:
    made = task(customer(store_id=team.store), assignee_id=team.specialist.member_id, **fields)
    _task, decision, attempt = open_call(made.id)
    assert decision.result is GateResult.ALLOW
    assert attempt is not None
    return made, attempt


def me(person: Person) -> Member:
    return load(Member, person.member_id)


def test_take_next_gives_the_most_urgent_of_ones_own_first(team: Team) -> None:
    with team.acting(team.specialist):
        mine = {"assignee_id": team.specialist.member_id}
        late = task(due_to=DAY + timedelta(days=5), **mine)
        task(due_to=DAY + timedelta(days=1), assignee_id=team.colleague.member_id)
        urgent = task(due_to=DAY + timedelta(days=2), **mine)
        task(due_to=DAY, not_before=MORNING + timedelta(hours=1), **mine)
        assert take_next_task(me(team.specialist), DAY) is urgent
        finish_call(open_call(urgent.id)[2].id, told(AttemptResult.CONNECTED))  # type: ignore[union-attr]
        assert take_next_task(me(team.specialist), DAY) is late


def test_take_next_returns_to_the_call_that_was_begun(team: Team) -> None:
    with team.acting(team.specialist):
        begun, _attempt = begin(team, due_to=DAY + timedelta(days=9))
        task(due_to=DAY, assignee_id=team.specialist.member_id)
        assert take_next_task(me(team.specialist), DAY) is begun


def test_take_next_from_the_pool_keeps_to_own_stores_and_not_to_own_customers(team: Team) -> None:
    with team.acting() as work:
        adviser = Employee(employee_no="E1", name="张强")
        work.add(adviser)
        work.flush()
        load(Member, team.specialist.member_id).employee_id = adviser.id
        task(store_id=team.other_store, due_to=DAY)
        task(store_id=team.store, due_to=DAY, adviser_id=adviser.id)
        free = task(store_id=team.store, due_to=DAY + timedelta(days=3)).id
    with team.acting(team.specialist):
        taken = take_next_task(me(team.specialist), DAY)
        assert taken is not None
        assert (taken.id, taken.assignee_id) == (free, team.specialist.member_id)
    with team.acting(team.specialist):
        session().delete(load(FollowupTask, free))
        session().flush()
        assert take_next_task(me(team.specialist), DAY) is None


def test_many_at_once_take_each_task_exactly_once_and_nobody_waits(team: Team) -> None:
    specialists = [member(team.group, stores=[team.store]) for _ in range(32)]
    with team.acting():
        for _ in range(200):
            task(store_id=team.store)
    taken: list[int] = []
    ready = threading.Barrier(32)

    def work(number: int) -> None:
        ready.wait(timeout=60)
        while True:
            with team.acting(specialists[number]):
                # Waiting for a lock that somebody holds would end here at once.
                session().connection().exec_driver_sql("SET LOCAL lock_timeout = '1ms'")
                found = take_next_task(me(specialists[number]), DAY)
                if found is None:
                    return
                found.status, found.is_open = TaskStatus.COMPLETED, False
                taken.append(found.id)

    workers = [threading.Thread(target=work, args=(number,)) for number in range(32)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(taken) == len(set(taken)) == 200


@pytest.mark.req("C-50")
def test_open_call_stores_the_gates_decision_and_gives_the_same_call_again(team: Team) -> None:
    with team.acting(team.specialist):
        made, attempt = begin(team)
        assert made.status is TaskStatus.IN_PROGRESS
        assert load(ContactDecision, attempt.decision_id).module == "followups"
        assert open_call(made.id)[2] is attempt
        assert len(session().scalars(select(ContactAttempt)).all()) == 1


def test_open_call_of_somebody_elses_task_is_refused(team: Team) -> None:
    with team.acting(team.specialist):
        made = task(assignee_id=team.colleague.member_id)
        with pytest.raises(Conflict):
            open_call(made.id)


def test_open_call_to_who_wants_no_contact_closes_the_task(team: Team) -> None:
    with team.acting(team.specialist):
        blocked = customer(store_id=team.store)
        block_contact(blocked.id, source=BlockSource.VERBAL, reason="")
        made = task(blocked, assignee_id=team.specialist.member_id)
        _task, decision, attempt = open_call(made.id)
        assert (decision.result, attempt) == (GateResult.DENY, None)
        assert (made.status, made.is_open) == (TaskStatus.REFUSED, False)


def test_open_call_in_quiet_hours_puts_the_task_off(team: Team) -> None:
    night = MORNING.replace(hour=14)  # ten in the evening in Shanghai
    with team.acting(team.specialist):
        made = task(customer(store_id=team.store), assignee_id=team.specialist.member_id, purpose="survey")
        with moved(night):
            _task, decision, attempt = open_call(made.id)
        assert (decision.result, attempt) == (GateResult.DEFER, None)
        assert made.not_before == decision.defer_until
        assert made.is_open


def test_decision_is_needed_and_serves_one_call(team: Team) -> None:
    with team.acting(team.specialist):
        made, attempt = begin(team)
        again = ContactAttempt(
            task_id=made.id,
            customer_id=made.customer_id,
            decision_id=attempt.decision_id,
            operator_id=team.specialist.member_id,
            started_at=MORNING,
        )
        session().add(again)
        with pytest.raises(IntegrityError, match="decision_id"):
            session().flush()
        session().rollback()


@pytest.mark.req("C-12", "C-63")
def test_finish_call_writes_result_answers_and_closes(team: Team) -> None:
    with team.acting(team.specialist):
        made, attempt = begin(team)
        answers = {"satisfaction": "9", "issue": "no", "wish": ""}
        finish_call(attempt.id, CallResult(result=AttemptResult.CONNECTED, note="满意", answers=answers))
        assert (made.status, made.is_open, made.closed_by) == (
            TaskStatus.COMPLETED,
            False,
            team.specialist.member_id,
        )
        stored = (
            session().scalars(select(FollowupAnswer).where(FollowupAnswer.attempt_id == attempt.id)).all()
        )
        assert {answer.question: answer.value for answer in stored} == {"satisfaction": "9", "issue": "no"}


def test_finish_call_said_twice_counts_once_and_another_result_is_refused(team: Team) -> None:
    with team.acting(team.specialist):
        made, attempt = begin(team)
        for _ in range(2):
            finish_call(attempt.id, told(AttemptResult.NO_ANSWER))
        assert made.attempt_count == 1
        with pytest.raises(Conflict):
            finish_call(attempt.id, told(AttemptResult.CONNECTED))


def test_finish_call_callback_waits_beyond_the_last_day(team: Team) -> None:
    with team.acting(team.specialist):
        made, attempt = begin(team)
        with pytest.raises(Invalid) as missing:
            finish_call(attempt.id, told(AttemptResult.CALLBACK))
        assert list(missing.value.fields) == ["callback_at"]
        agreed = MORNING + timedelta(days=10)
        finish_call(attempt.id, told(AttemptResult.CALLBACK, callback_at=agreed))
        assert (made.not_before, made.due_to) == (agreed, agreed.date())
        assert made.is_open


@pytest.mark.parametrize(
    ("scope", "purpose", "result"),
    [
        (RefusalScope.THIS_CALL, "service", GateResult.ALLOW),
        (RefusalScope.THIS_PURPOSE, "service", GateResult.DENY),
        (RefusalScope.THIS_PURPOSE, "survey", GateResult.ALLOW),
        (RefusalScope.ALL_CONTACT, "survey", GateResult.DENY),
    ],
)
def test_finish_call_refusal_takes_effect_at_once(
    team: Team, scope: RefusalScope, purpose: str, result: GateResult
) -> None:
    with team.acting(team.specialist):
        made, attempt = begin(team)
        finish_call(attempt.id, told(AttemptResult.REFUSED, refusal=scope))
        assert made.status is TaskStatus.REFUSED
        assert may_contact(made.customer_id, purpose, ContactChannel.PHONE, module="test").result is result


def test_finish_call_wrong_number_tries_the_next_and_then_asks_for_one(team: Team) -> None:
    with team.acting(team.specialist):
        owner = customer(store_id=team.store, phones=["13900000001", "13900000002"])
        made = task(owner, assignee_id=team.specialist.member_id)
        for status in (TaskStatus.ASSIGNED, TaskStatus.INVALID_CONTACT):
            attempt = open_call(made.id)[2]
            assert attempt is not None
            finish_call(attempt.id, told(AttemptResult.WRONG_NUMBER))
            assert made.status is status
            first = select(ContactPoint.value).where(
                ContactPoint.customer_id == owner.id, ContactPoint.is_primary
            )
            assert session().scalars(first).all() == ["+8613900000002"]
        points = session().scalars(select(ContactPoint).where(ContactPoint.customer_id == owner.id)).all()
        assert {point.status for point in points} == {ContactStatus.INVALID}
        assert load(Customer, owner.id).update_wanted


def test_finish_call_of_a_task_that_was_cancelled_meanwhile_keeps_the_result_and_leaves_it_closed(
    team: Team,
) -> None:
    with team.acting(team.specialist) as work:
        made, attempt = begin(team)
        work.flush()
        made_id, attempt_id, version = made.id, attempt.id, made.row_version
    with team.acting(team.manager):
        cancel_task(made_id, version, "重复")
    with team.acting(team.specialist):
        finish_call(attempt_id, told(AttemptResult.NO_ANSWER, note="没人接"))
        made = load(FollowupTask, made_id)
        assert (made.status, made.is_open, made.not_before) == (TaskStatus.CANCELLED, False, None)
        assert load(ContactAttempt, attempt_id).note == "没人接"


def test_five_days_unreachable_end_the_task_and_flag_the_next_visit(team: Team) -> None:
    with team.acting():
        made_id = task(customer(store_id=team.store), assignee_id=team.specialist.member_id).id
    moment: datetime = MORNING
    for day in range(5):
        with moved(moment), team.acting(team.specialist) as work, moved(moment):
            made = load(FollowupTask, made_id)
            assert made.is_open, f"closed after {day} days"
            attempt = open_call(made_id)[2]
            assert attempt is not None
            finish_call(attempt.id, told(AttemptResult.NO_ANSWER))
            work.flush()
            moment = made.not_before or moment
    with team.acting():
        made = load(FollowupTask, made_id)
        assert (made.status, made.attempt_count) == (TaskStatus.UNREACHABLE, 5)
        assert load(Customer, made.customer_id).update_wanted


def test_assign_pending_spreads_by_store_and_load(team: Team) -> None:
    with team.acting():
        for _ in range(4):
            task(store_id=team.store, assignee_id=team.specialist.member_id)
        for _ in range(6):
            task(store_id=team.store)
        elsewhere = task(store_id=team.other_store)
        assert assign_pending() == 6
        assert assign_pending() == 0
        session().expire_all()
        counts: dict[int | None, int] = {}
        for made in session().scalars(select(FollowupTask)):
            counts[made.assignee_id] = counts.get(made.assignee_id, 0) + 1
        assert counts == {team.specialist.member_id: 5, team.colleague.member_id: 5, None: 1}
        assert elsewhere.assignee_id is None


def test_reassign_moves_what_is_open_and_within_reach(team: Team) -> None:
    with team.acting():
        mine = task(store_id=team.store, assignee_id=team.specialist.member_id).id
        closed = task(store_id=team.store, status=TaskStatus.COMPLETED, is_open=False).id
        away = task(store_id=team.other_store).id
    with team.acting(team.manager):
        assert reassign([mine, closed, away], team.colleague.member_id) == 1
        assert load(FollowupTask, mine).assignee_id == team.colleague.member_id
        assert load(FollowupTask, away).assignee_id is None


def test_manager_of_a_store_reaches_no_task_or_customer_of_no_store(team: Team) -> None:
    with team.acting():
        nobodys = customer()
        made = task(nobodys)
        made_id, customer_id = made.id, nobodys.id
    with team.acting(team.manager):
        with pytest.raises(NotFound):
            cancel_task(made_id, 1, "重复")
        with pytest.raises(NotFound):
            reopen_task(made_id, 1, "重复")
        with pytest.raises(NotFound):
            create_task(
                customer_id, followup_type=FollowupType.CARE, purpose="service", due_from=DAY, due_to=DAY
            )


def test_create_task_takes_no_vehicle_of_somebody_else(team: Team) -> None:
    days = {"due_from": DAY, "due_to": DAY}
    with team.acting():
        owner, other = customer(store_id=team.store), customer(store_id=team.other_store)
        own, foreign = vehicle(owner_id=owner.id).id, vehicle(owner_id=other.id).id
        owner_id = owner.id
    with team.acting(team.manager):
        made = create_task(
            owner_id, followup_type=FollowupType.CARE, purpose="service", vehicle_id=own, **days
        )
        assert made.vehicle_id == own
        with pytest.raises(Invalid):
            create_task(
                owner_id, followup_type=FollowupType.CARE, purpose="service", vehicle_id=foreign, **days
            )


def test_cancel_task_tells_others_and_says_who_and_when(team: Team) -> None:
    with team.acting():
        made_id = task(customer(store_id=team.store)).id
    with team.acting(team.manager):
        cancelled = cancel_task(made_id, 1, "重复")
        assert (cancelled.closed_by, cancelled.closed_at is not None) == (team.manager.member_id, True)
        told_of = select(OutboxEvent.payload).where(OutboxEvent.name == "followups.closed")
        assert {"task_id": made_id, "customer_id": cancelled.customer_id, "status": "cancelled"} in list(
            session().scalars(told_of)
        )


def test_call_that_reached_nobody_or_was_put_off_does_not_count_for_a_cap(team: Team) -> None:
    cap = Cap(purpose="survey", channel=ContactChannel.ANY, window=CapWindow.MONTH, most=1)
    with team.acting(team.specialist):
        set_contact_policy({}, caps=[cap])
        made, attempt = begin(team, purpose="survey")
        finish_call(attempt.id, told(AttemptResult.NO_ANSWER))
        _task, decision, again = open_call(made.id)
        assert (decision.result, again is not None) == (GateResult.ALLOW, True)
        assert again is not None
        finish_call(again.id, told(AttemptResult.CALLBACK, callback_at=now() + timedelta(hours=2)))
        _task, _decision, third = open_call(made.id)
        assert third is not None
        finish_call(third.id, told(AttemptResult.CONNECTED))
        other = task(
            load(Customer, made.customer_id), purpose="survey", assignee_id=team.specialist.member_id
        )
        deferred, decision, none = open_call(other.id)
        assert (decision.result, none, deferred.defer_reason) == (GateResult.DEFER, None, "cap_month")
        assert deferred.not_before == decision.defer_until
