"""Facts and panels of a plugin on the pages of vehicles, tasks and calls, and what it says to the end and urgency of tasks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from saas.core.followups.calls import CallResult, finish_call, open_call
from saas.core.followups.generation import create_due_tasks
from saas.core.followups.models import AttemptResult, FollowupTask, TaskStatus
from saas.platform.clock import now
from saas.platform.plugins import PluginVeto
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.followups import DAY, rule, task
from saas.testing.factories.groups import group, store
from saas.testing.factories.members import api_token, as_member
from saas.testing.factories.vehicles import vehicle
from tests.factories.complaints import switch
from tests.integration.points.club import CLUB
from tests.integration.points.conftest import Browser, Place

Browsers = Callable[..., Browser]
FRAGMENT = {"HX_Request": "true"}


def begun_call(place: Place) -> tuple[int, int]:
    """Ids of a task of the specialist and of the call that is going on."""
    with inside(place.group.id, as_member(place.specialist)):
        made = task(customer(store_id=place.store), assignee_id=place.specialist.member_id, day=now().date())
        _task, _decision, attempt = open_call(made.id)
        assert attempt
        return made.id, attempt.id


def status_of(place: Place, task_id: int) -> TaskStatus:
    with inside(place.group.id) as work:
        return work.get_one(FollowupTask, (place.group.id, task_id)).status


@pytest.mark.parametrize("page", ["/followups/tasks/{}", "/followups/workbench/{}"])
def test_task_and_call_show_facts_and_panels(place: Place, browser: Browsers, page: str) -> None:
    task_id, _attempt = begun_call(place)
    visitor = browser(place.specialist)
    shown = visitor.get(page.format(task_id)).text
    panel = f"/followups/tasks/{task_id}/panels/club.p2"
    assert f"Club {task_id}" in visitor.chips(shown)
    assert panel in shown
    assert f"panel core.followup_task {task_id}" in visitor.get(panel, **FRAGMENT).text
    assert visitor.get("/followups/tasks/99999/panels/club.p2", **FRAGMENT).status_code == 404
    assert visitor.get(f"/followups/tasks/{task_id}/panels/club.p1", **FRAGMENT).status_code == 404


def test_vehicle_shows_facts_and_panels(place: Place, browser: Browsers) -> None:
    with inside(place.group.id, as_member(place.manager)):
        car = vehicle(owner_id=customer(store_id=place.store).id).id
    visitor = browser(place.manager)
    shown = visitor.get(f"/vehicles/{car}").text
    panel = f"/vehicles/{car}/panels/club.p1"
    assert f"Club {car}" in visitor.chips(shown)
    assert panel in shown
    assert f"panel core.vehicle {car}" in visitor.get(panel, **FRAGMENT).text


@pytest.mark.shows("before_followup_complete")
def test_guard_keeps_a_task_open_with_its_message_and_what_was_typed(place: Place, browser: Browsers) -> None:
    task_id, attempt_id = begun_call(place)
    asked: list[tuple[int, str]] = []

    def refuse(task: int, result: str) -> None:
        asked.append((task, result))
        raise PluginVeto("Ask for the card first.")

    CLUB.guard = refuse
    sent = {"result": "connected", "note": "said hello"}
    answer = browser(place.specialist).post(f"/followups/workbench/calls/{attempt_id}", **sent)
    assert answer.status_code == 422
    assert "Ask for the card first." in answer.text
    assert "said hello" in answer.text
    assert asked == [(task_id, "connected")]
    assert status_of(place, task_id) is TaskStatus.IN_PROGRESS


def test_guard_is_asked_by_the_api_too(place: Place, client: FlaskClient, club_app: Flask) -> None:
    task_id, attempt_id = begun_call(place)

    def refuse(_task: int, _result: str) -> None:
        raise PluginVeto("Ask for the card first.")

    CLUB.guard = refuse
    with club_app.test_client() as other:
        answer = other.post(
            f"/api/v1/t/{place.group.code}/followups/calls/{attempt_id}/result",
            headers={"Authorization": f"Bearer {api_token(place.group, 'followups.task:work')}"},
            json={"result": "connected", "operator_id": place.specialist.member_id},
        )
    assert (answer.status_code, answer.get_json()["code"]) == (409, "plugin_veto")
    assert status_of(place, task_id) is TaskStatus.IN_PROGRESS


@pytest.mark.parametrize("result", ["no_answer", "busy"])
def test_guard_is_not_asked_when_the_task_stays_open(place: Place, result: str) -> None:
    _task, attempt_id = begun_call(place)
    asked: list[int] = []
    CLUB.guard = lambda task, _result: asked.append(task)
    with inside(place.group.id, as_member(place.specialist)):
        finish_call(attempt_id, CallResult(result=AttemptResult(result), answers={}))
    assert asked == []


def test_guard_that_fails_allows(place: Place) -> None:
    task_id, attempt_id = begun_call(place)

    def fail(_task: int, _result: str) -> None:
        raise ZeroDivisionError

    CLUB.guard = fail
    with inside(place.group.id, as_member(place.specialist)):
        finish_call(attempt_id, CallResult(result=AttemptResult.CONNECTED, answers={}))
    assert status_of(place, task_id) is TaskStatus.COMPLETED


def made_tasks(on: bool, count: int = 3) -> dict[int, int]:
    """A run of a rule in a group of its own; priority by customer."""
    one = group()
    switch(one, on=on, name="club")
    shop = store(one)
    with inside(one.id):
        day = DAY
        rule("delivery_7d", since=day)
        for _ in range(count):
            owner = customer(store_id=shop)
            vehicle(owner_id=owner.id, store_id=shop, delivery_date=day - timedelta(days=7))
        create_due_tasks(day, cause="requested")
    with inside(one.id) as work:
        rows = work.execute(select(FollowupTask.customer_id, FollowupTask.priority)).all()
        return {row.customer_id: row.priority for row in rows}


@pytest.mark.shows("followup_priority")
def test_priorities_of_new_tasks_are_asked_for_all_at_once(place: Place) -> None:
    calls: list[Mapping[int, int]] = []

    def rank(value: Mapping[int, int], customers: Mapping[int, int]) -> dict[int, int]:
        calls.append(customers)
        first = min(customers, key=lambda one: customers[one])
        return {**value, first: 1, max(value): 500, 10**9: 3}

    CLUB.rank = rank
    ranked = made_tasks(on=True)
    assert len(calls) == 1
    assert set(calls[0].values()) == set(ranked)
    assert ranked[min(ranked)] == 1
    assert ranked[max(ranked)] == 99


def test_priorities_stay_the_rules_where_the_plugin_is_off_or_fails(place: Place) -> None:
    def fail(_value: Mapping[int, int], _customers: Mapping[int, int]) -> Any:
        raise ZeroDivisionError

    CLUB.rank = fail
    assert len(set(made_tasks(on=True).values())) == 1
    CLUB.rank = lambda value, _customers: dict.fromkeys(value, 2)
    assert 2 not in made_tasks(on=False).values()


def test_priorities_are_asked_in_chunks(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("saas.core.followups.urgency.CHUNK", 2)
    sizes: list[int] = []

    def rank(value: Mapping[int, int], _customers: Mapping[int, int]) -> Mapping[int, int]:
        sizes.append(len(value))
        return dict.fromkeys(value, 7)

    CLUB.rank = rank
    assert set(made_tasks(on=True, count=5).values()) == {7}
    assert sizes == [2, 2, 1]
