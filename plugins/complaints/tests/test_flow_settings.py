"""What a group sets of the flow of its complaints: how long, how often, from when on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from plugins.complaints.models import Case, WaitReason
from plugins.complaints.operations import (
    Proposal,
    confirm_case,
    continue_case,
    heard_in_call,
    propose_solution,
    wait_case,
)
from plugins.complaints.states import CaseState, ResultKind
from plugins.complaints.tests.conftest import House
from plugins.complaints.tests.flowing import acting, assigned, resolved, verified
from plugins.complaints.work_models import ClosureOutcome
from saas.core.followups.models import FollowupTask, TaskStatus
from saas.core.sla.deadlines import working_time_of
from saas.platform.clock import moved, now, today
from saas.platform.database import load, session
from saas.platform.plugins.settings import change_settings
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import store
from tests.factories.complaints import complaint


@pytest.mark.req("Q-11")
def test_resolve_hours_are_working_time_or_around_the_clock(app: Flask, house: House) -> None:
    at = store(house.group)
    with acting(house.group.admin):
        change_settings("complaints", {"resolve_hours": 7}, store_id=at)
    with acting(house.head):
        case = complaint(at)
        assert case.resolve_by is not None
        assert working_time_of(at, case.received_at, case.resolve_by) == timedelta(hours=7)
    with acting(house.group.admin):
        change_settings("complaints", {"resolve_around_the_clock": True}, store_id=at)
    with acting(house.head):
        case = complaint(at)
        assert case.resolve_by is not None
        assert case.resolve_by - case.received_at == timedelta(hours=7)


@pytest.mark.req("Q-11")
@pytest.mark.parametrize("hours", [0, 40])
def test_pause_hours_bound_what_waiting_adds(house: House, hours: int) -> None:
    with acting(house.group.admin):
        change_settings("complaints", {"pause_hours": hours})
    case_id = assigned(house)
    with acting(house.handler):
        before = load(Case, case_id).resolve_by
        wait_case(case_id, reason=WaitReason.PART)
    with moved(now() + timedelta(days=60)), acting(house.handler):
        after = continue_case(case_id).resolve_by
    assert before is not None
    assert after is not None
    with inside(house.group.id):
        assert working_time_of(house.store_id, before, after) == timedelta(hours=hours)


@pytest.mark.req("Q-09")
def test_closure_days_say_when_the_customer_is_called(house: House) -> None:
    with acting(house.group.admin):
        change_settings("complaints", {"closure_days": 11})
    with inside(house.group.id):
        owner = customer(store_id=house.store_id).id
    case_id = resolved(house, customer_id=owner)
    with inside(house.group.id):
        task = load(FollowupTask, load(Case, case_id).closure_task_id or 0)
        assert task.due_from == today("Asia/Shanghai") + timedelta(days=11)


@pytest.mark.req("Q-09")
def test_closure_tries_say_how_often_a_customer_is_tried(house: House) -> None:
    with acting(house.group.admin):
        change_settings("complaints", {"closure_tries": 1})
    case_id = resolved(house)
    with acting(house.head):
        assert confirm_case(case_id, outcome=ClosureOutcome.UNREACHED).state is CaseState.CLOSED


@pytest.mark.req("Q-09")
def test_satisfied_from_says_which_mark_opens_it_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plugins.complaints.operations.confirming.lowest_rating", lambda _task: 7)
    with acting(house.group.admin):
        change_settings("complaints", {"satisfied_from": 8})
    with inside(house.group.id):
        owner = customer(store_id=house.store_id).id
    case_id = resolved(house, customer_id=owner)
    with inside(house.group.id):
        heard_in_call(load(Case, case_id).closure_task_id or 0, TaskStatus.COMPLETED)
        assert load(Case, case_id).state is CaseState.ASSIGNED


@pytest.mark.req("Q-07")
@pytest.mark.parametrize(("cost_fen", "state"), [(80_000, CaseState.PROPOSING), (80_001, CaseState.APPROVAL)])
def test_approval_above_says_what_waits_for_somebody_else(
    house: House, cost_fen: int, state: CaseState
) -> None:
    with acting(house.group.admin):
        change_settings("complaints", {"approval_above": 800}, store_id=house.store_id)
    case_id = verified(house)
    with acting(house.handler):
        propose_solution(case_id, Proposal(kind=ResultKind.REFUNDED, text="退款", cost_fen=cost_fen))
        session().flush()
        assert load(Case, case_id).state is state
