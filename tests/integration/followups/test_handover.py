"""Giving tasks to somebody else: the calls of people who left, those without a result, and two at once."""

from __future__ import annotations

import threading
import time
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from saas.core.accounts.operations import disable_member, remove_member
from saas.core.followups.calls import CallResult, finish_call, open_call
from saas.core.followups.generation import expire_tasks
from saas.core.followups.handover import CALL_AT_MOST, reassign, take_back
from saas.core.followups.management import ASSIGN, REOPENED_DAYS, cancel_task, reopen_task
from saas.core.followups.models import (
    AttemptResult,
    ContactAttempt,
    FollowupAnswer,
    FollowupTask,
    TaskStatus,
)
from saas.core.followups.queries import TaskFilter, tasks_page
from saas.platform.audit import AuditEntry
from saas.platform.clock import moved
from saas.platform.database import load, session
from saas.testing.factories.customers import customer
from saas.testing.factories.followups import DAY, task
from saas.testing.factories.groups import Person
from saas.testing.factories.members import api_token
from tests.integration.followups.conftest import MORNING, Team

LATER = MORNING + CALL_AT_MOST + timedelta(minutes=1)


def called(team: Team, person: Person | None = None, **fields: object) -> tuple[int, int]:
    """A task of the specialist who has begun its call; ids of task and call."""
    caller = person or team.specialist
    with team.acting(caller):
        made = task(customer(store_id=team.store), assignee_id=caller.member_id, **fields)
        attempt = open_call(made.id)[2]
        assert attempt is not None
        return made.id, attempt.id


def gone(team: Team, person: Person, *, removed: bool = False) -> None:
    with team.acting(team.group.admin):
        (remove_member if removed else disable_member)(person.member_id)


def told(result: AttemptResult, note: str = "") -> CallResult:
    return CallResult(result=result, note=note, answers={"wish": note})


@pytest.mark.parametrize("removed", [False, True])
def test_task_in_a_call_of_somebody_who_left_is_taken_over(team: Team, removed: bool) -> None:
    task_id, attempt_id = called(team)
    gone(team, team.specialist, removed=removed)
    with team.acting(team.manager):
        assert reassign([task_id], team.colleague.member_id) == 1
    with team.acting(team.colleague):
        taken, left = load(FollowupTask, task_id), load(ContactAttempt, attempt_id)
        assert (taken.assignee_id, taken.status) == (team.colleague.member_id, TaskStatus.ASSIGNED)
        assert (left.ended_at is None, left.result) == (False, None)
        again = open_call(task_id)[2]
        assert again is not None
        assert again.id != attempt_id
        entry = session().scalars(
            select(AuditEntry.changes).where(AuditEntry.action == "followups.task.reassigned")
        )
        assert entry.one()["calls_ended"] == str(attempt_id)


def test_call_that_is_going_on_is_not_interrupted_but_one_without_a_result_is_ended(team: Team) -> None:
    task_id, attempt_id = called(team)
    with team.acting(team.manager):
        assert reassign([task_id], team.colleague.member_id) == 0
        assert load(ContactAttempt, attempt_id).ended_at is None
        with moved(LATER):
            assert reassign([task_id], team.colleague.member_id) == 1
        ended = load(ContactAttempt, attempt_id).ended_at
        assert ended is not None
        assert ended >= LATER


def test_what_was_typed_in_a_call_that_was_taken_over_is_kept(team: Team) -> None:
    task_id, attempt_id = called(team)
    with team.acting(team.manager), moved(LATER):
        reassign([task_id], team.colleague.member_id)
    with team.acting(team.specialist):
        done = finish_call(attempt_id, told(AttemptResult.CONNECTED, "满意"))
        assert (done.status, done.is_open) == (TaskStatus.COMPLETED, False)
        written = load(ContactAttempt, attempt_id)
        assert written.note == "满意"
        assert session().scalars(select(FollowupAnswer.value)).all() == ["满意"]


def test_result_of_a_call_that_was_taken_over_does_not_end_the_call_of_who_took_it(team: Team) -> None:
    task_id, attempt_id = called(team)
    with team.acting(team.manager), moved(LATER):
        reassign([task_id], team.colleague.member_id)
    with team.acting(team.colleague):
        second = open_call(task_id)[2]
        assert second is not None
        second_id = second.id
    with team.acting(team.specialist):
        finish_call(attempt_id, told(AttemptResult.NO_ANSWER, "没人接"))
        kept = load(FollowupTask, task_id)
        assert (kept.status, kept.not_before, kept.attempt_count) == (TaskStatus.IN_PROGRESS, None, 0)
        assert load(ContactAttempt, attempt_id).note == "没人接"
    with team.acting(team.colleague):
        assert finish_call(second_id, told(AttemptResult.CONNECTED)).status is TaskStatus.COMPLETED


def test_take_back_lets_what_people_who_left_had_wait_again(team: Team) -> None:
    begun, attempt_id = called(team)
    with team.acting():
        planned = task(customer(store_id=team.store), assignee_id=team.specialist.member_id).id
        away = task(customer(store_id=team.other_store), assignee_id=team.specialist.member_id).id
        others = task(customer(store_id=team.store), assignee_id=team.colleague.member_id).id
        done = task(
            customer(store_id=team.store),
            assignee_id=team.specialist.member_id,
            status=TaskStatus.COMPLETED,
            is_open=False,
        ).id
    gone(team, team.specialist)
    with team.acting(team.manager):
        assert [row.task_id for row in tasks_page(TaskFilter(state="left"), limit=9).rows] == [begun, planned]
        assert take_back(FollowupTask.store_id == team.store) == 2
        assert take_back(FollowupTask.store_id == team.store) == 0
    with team.acting():
        found = {row.id: (row.assignee_id, row.status) for row in session().scalars(select(FollowupTask))}
        nobodys, mine = (None, TaskStatus.PENDING), team.specialist.member_id
        assert (found[begun], found[planned]) == (nobodys, nobodys)
        assert found[away] == (mine, TaskStatus.ASSIGNED)
        assert found[done] == (mine, TaskStatus.COMPLETED)
        assert found[others] == (team.colleague.member_id, TaskStatus.ASSIGNED)
        assert load(ContactAttempt, attempt_id).ended_at is not None


@pytest.mark.parametrize("days", [0, 10])
def test_reopened_task_past_its_last_day_has_its_days_again(team: Team, days: int) -> None:
    last = DAY - timedelta(days=20)
    with team.acting():
        made_id = task(customer(store_id=team.store), day=last - timedelta(days=days), due_to=last).id
        expire_tasks(DAY)
    with team.acting(team.manager):
        made = load(FollowupTask, made_id)
        assert made.status is TaskStatus.EXPIRED
        reopened = reopen_task(made_id, made.row_version, "客户来电")
        assert reopened.due_to == DAY + timedelta(days=max(days, REOPENED_DAYS))
        assert expire_tasks(DAY + timedelta(days=1)) == 0


def test_reopened_task_keeps_a_last_day_that_is_further_away(team: Team) -> None:
    last = date(2027, 1, 31)
    with team.acting():
        made_id = task(customer(store_id=team.store), day=last - timedelta(days=1), due_to=last).id
    with team.acting(team.manager):
        cancel_task(made_id, 1, "重复")
        assert reopen_task(made_id, 2, "误操作").due_to == last


def test_beginning_and_ending_a_call_lock_in_the_same_order(team: Team) -> None:
    task_id, attempt_id = called(team)
    failures: list[BaseException] = []

    def end() -> None:
        try:
            with team.acting(team.specialist):
                finish_call(attempt_id, told(AttemptResult.CONNECTED))
        except BaseException as error:  # noqa: BLE001 - handed to the test, which runs in another thread
            failures.append(error)

    with team.acting(team.specialist) as work:
        open_call(task_id)
        other = threading.Thread(target=end)
        other.start()
        wait_until_blocked_by(work)
        # Whoever waits for the task must not hold its call, or the two would wait for each other for ever.
        free = select(ContactAttempt.id).where(ContactAttempt.id == attempt_id).with_for_update(nowait=True)
        assert work.scalars(free).one() == attempt_id
    other.join(timeout=30)
    assert failures == []
    with team.acting():
        assert load(FollowupTask, task_id).status is TaskStatus.COMPLETED


def wait_until_blocked_by(work: Session) -> None:
    # Not pg_stat_activity: within a transaction that shows for ever what it showed at first.
    waiting = (
        "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
    )
    end = time.monotonic() + 20
    while not work.scalar(text(waiting)):
        assert time.monotonic() < end, "nobody waits"
        time.sleep(0.02)


def test_tasks_are_given_out_over_the_api(client: FlaskClient, team: Team) -> None:
    task_id, _attempt = called(team)
    gone(team, team.specialist)
    token = api_token(team.group, ASSIGN)
    address = f"/api/v1/t/{team.group.code}/followups/tasks/spreading"

    answer = client.post(address, headers={"Authorization": f"Bearer {token}"})

    assert answer.json == {"count": 1}
    with team.acting():
        assert load(FollowupTask, task_id).assignee_id == team.colleague.member_id
