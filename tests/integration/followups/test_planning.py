"""Follow-ups that plugins plan: once for each reason, never against the gate, and never by whom a task bars."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select, text

from saas.core.customers.models import Customer
from saas.core.followups.assignment import Caller, Waiting, spread
from saas.core.followups.calls import CallResult, finish_call, open_call
from saas.core.followups.duties import erase
from saas.core.followups.handover import reassign
from saas.core.followups.models import AttemptResult, FollowupTask, Script, TaskStatus
from saas.core.followups.taking import take_next_task
from saas.core.privacy.models import BlockSource
from saas.core.privacy.operations import block_contact
from saas.platform.audit import AuditEntry
from saas.platform.database import load, session
from saas.plugin_api import (
    EraseMode,
    FollowupPlan,
    FollowupType,
    Invalid,
    Member,
    NotFound,
    PlannedCall,
    Purpose,
    Subject,
    add_followup_script,
    cancel_planned_followups,
    plan_followup,
    plan_followups,
    planned_followup_counts,
)
from saas.testing.factories.customers import customer
from saas.testing.factories.followups import DAY
from tests.integration.followups.conftest import Desk, Team

SOURCE = "recalls.campaign:7"


def plan(**fields: Any) -> FollowupPlan:
    values: dict[str, Any] = {
        "source": SOURCE,
        "followup_type": FollowupType.CARE,
        "purpose": Purpose.SERVICE,
        "due_from": DAY,
        "due_to": DAY + timedelta(days=14),
        "note": "请邀约到店检查制动软管",
        **fields,
    }
    return FollowupPlan(**values)


def calls(customers: Sequence[Customer]) -> list[PlannedCall]:
    return [PlannedCall(customer_id=one.id) for one in customers]


def test_plan_is_made_also_where_the_server_plans_its_statement_for_all_values(team: Team) -> None:
    """After some runs on one connection it does, and finds the index without looking at the values."""
    with team.acting():
        mine = calls([customer(store_id=team.store)])
        session().execute(text("SET LOCAL plan_cache_mode = force_generic_plan"))
        made = [plan_followups(plan(key=f"week-{week}"), mine).task_ids for week in range(8)]
    assert [len(one) for one in made] == [1] * 8


def test_plan_makes_one_task_for_each_person_and_none_a_second_time(team: Team) -> None:
    with team.acting():
        owners = [customer(store_id=team.store) for _ in range(3)]
        asked = [*calls(owners), *calls(owners[:1])]
        first = plan_followups(plan(), asked)
        again = plan_followups(plan(), asked)
        made = [load(FollowupTask, one) for one in first.task_ids]
        assert (len(first.task_ids), first.had, first.withheld) == (3, 0, 0)
        assert (again.task_ids, again.had) == ((), 3)
        assert {one.customer_id for one in made} == {one.id for one in owners}
        assert {(one.source, one.store_id, one.status, one.is_open) for one in made} == {
            (SOURCE, team.store, TaskStatus.PENDING, True)
        }
        acts = select(func.count()).where(AuditEntry.action == "followups.task.planned")
        assert session().scalar(acts.where(AuditEntry.tenant_id == team.group.id)) == 1
        assert planned_followup_counts(SOURCE) == {TaskStatus.PENDING: 3}


def test_plan_of_thousands_takes_as_many_statements_as_a_plan_of_one(team: Team) -> None:
    counted = []
    for number in (1, 40):
        with team.acting():
            owners = [customer(store_id=team.store) for _ in range(number)]
            session().flush()
            with statements() as seen:
                plan_followups(plan(), calls(owners))
        counted.append(len(seen))
    assert counted[0] == counted[1]


@contextmanager
def statements() -> Iterator[list[str]]:
    seen: list[str] = []
    engine = session().get_bind()

    def note(*arguments: Any) -> None:
        seen.append(arguments[2])

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_plan_leaves_out_who_may_not_be_called(team: Team) -> None:
    with team.acting():
        blocked, free = (customer(store_id=team.store) for _ in range(2))
        block_contact(blocked.id, source=BlockSource.VERBAL)
        made = plan_followups(plan(), calls([blocked, free]))
        assert (len(made.task_ids), made.had, made.withheld) == (1, 0, 1)
        assert plan_followup(plan(), PlannedCall(customer_id=blocked.id)) is None


def test_single_plan_answers_the_same_task_again_and_follows_a_merge(team: Team) -> None:
    with team.acting(team.group.admin):
        winner, loser = customer(store_id=team.store), customer(store_id=team.store)
        loser.merged_into_id = winner.id
        session().flush()
        first = plan_followup(plan(), PlannedCall(customer_id=loser.id))
        assert first is not None
        assert load(FollowupTask, first).customer_id == winner.id
        assert plan_followup(plan(), PlannedCall(customer_id=winner.id)) == first
        assert plan_followup(plan(key="second"), PlannedCall(customer_id=winner.id)) != first
        with pytest.raises(NotFound):
            plan_followup(plan(), PlannedCall(customer_id=winner.id + 10_000_000))


def test_plan_is_refused_without_source_purpose_days_or_script(team: Team) -> None:
    with team.acting():
        nobody: list[PlannedCall] = []
        assert plan_followups(plan(), nobody).task_ids == ()
        for bad in ({"source": ""}, {"purpose": "fun"}):
            with pytest.raises(ValueError, match="a source and a purpose"):
                plan_followups(plan(**bad), nobody)
        with pytest.raises(Invalid):
            plan_followups(plan(due_to=DAY - timedelta(days=1)), nobody)
        with pytest.raises(Invalid):
            plan_followups(plan(script="none"), calls([customer(store_id=team.store)]))


def test_script_of_a_plugin_is_added_once_and_used(team: Team) -> None:
    with team.acting():
        for text in ("first", "second"):
            add_followup_script("recalls.check", {"en": text}, [{"text": {"en": "Hello"}}], [])
        task_id = plan_followup(
            plan(script="recalls.check"), PlannedCall(customer_id=customer(store_id=team.store).id)
        )
        assert task_id is not None
        script_id = load(FollowupTask, task_id).script_id
        assert script_id is not None
        assert load(Script, script_id).name == {"en": "first"}


def test_whom_a_task_bars_gets_it_in_no_way(team: Team) -> None:
    with team.acting(team.head):
        owner = customer(store_id=team.store)
        task_id = plan_followup(plan(not_by_id=team.specialist.member_id), PlannedCall(customer_id=owner.id))
        assert task_id is not None
        assert take_next_task(load(Member, team.specialist.member_id), DAY) is None
        assert reassign([task_id], team.specialist.member_id) == 0
        assert reassign([task_id], team.colleague.member_id) == 1
    barred, other = Caller(member_id=1, employee_id=None), Caller(member_id=2, employee_id=None)
    task = Waiting(task_id=5, adviser_id=None, not_by_id=1)
    assert list(spread([task], [barred, other], {2: 9})) == [(5, 2)]
    assert list(spread([task], [barred], {})) == []


def test_cancelling_takes_back_what_nobody_began(app: Flask, team: Team) -> None:
    with team.acting():
        owners = [customer(store_id=team.store) for _ in range(3)]
        made = plan_followups(plan(), calls(owners)).task_ids
        other = plan_followup(plan(key="other"), PlannedCall(customer_id=owners[0].id))
    with team.acting(team.head):
        reassign(made[:1], team.specialist.member_id)
    with team.acting(team.specialist):
        open_call(made[0])
    with team.acting(team.head):
        assert cancel_planned_followups(SOURCE, reason="Found to be harmless", key="") == 2
        assert cancel_planned_followups(SOURCE, reason="Found to be harmless", key="") == 0
        assert planned_followup_counts(SOURCE) == {
            TaskStatus.IN_PROGRESS: 1,
            TaskStatus.CANCELLED: 2,
            TaskStatus.PENDING: 1,
        }
        assert load(FollowupTask, other or 0).is_open


def test_note_is_shown_to_the_caller_and_forgotten_with_the_customer(app: Flask, team: Team) -> None:
    with team.acting():
        owner_id = customer(store_id=team.store).id
        task_id = plan_followup(plan(), PlannedCall(customer_id=owner_id)) or 0
    page = Desk(app, team.manager).get(f"/tasks/{task_id}")
    assert "请邀约到店检查制动软管" in page.text
    with team.acting():
        erase(Subject(customer_id=owner_id), EraseMode.ANONYMISE)
        assert load(FollowupTask, task_id).note == ""
        session().rollback()


def test_call_of_a_planned_task_ends_like_any_other(team: Team) -> None:
    with team.acting(team.head):
        task_id = plan_followup(plan(), PlannedCall(customer_id=customer(store_id=team.store).id)) or 0
        reassign([task_id], team.specialist.member_id)
    with team.acting(team.specialist):
        attempt = open_call(task_id)[2]
        assert attempt is not None
        finish_call(attempt.id, CallResult(result=AttemptResult.CONNECTED, answers={}))
        assert planned_followup_counts(SOURCE) == {TaskStatus.COMPLETED: 1}
