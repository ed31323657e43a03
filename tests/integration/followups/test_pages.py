"""The pages and the API of follow-ups, as a browser and a program meet them."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from saas.core.accounts.operations import disable_member
from saas.core.followups.handover import CALL_AT_MOST, reassign
from saas.core.followups.models import ContactAttempt, FollowupTask, Script, TaskStatus
from saas.core.privacy.models import BlockSource
from saas.core.privacy.operations import block_contact
from saas.platform.audit import AuditEntry
from saas.platform.audit.models import ExportLog
from saas.platform.clock import moved
from saas.platform.database import load, session
from saas.platform.permissions import assign_role
from saas.testing.factories.customers import customer
from saas.testing.factories.followups import task
from saas.testing.factories.members import member
from saas.testing.factories.vehicles import vehicle
from tests.integration.followups.conftest import MORNING, Desk, Team

pytestmark = pytest.mark.usefixtures("morning")


def given(team: Team, count: int = 1, **fields: Any) -> list[int]:
    """Tasks of new customers for the specialist; returns their ids."""
    with team.acting():
        return [
            task(customer(store_id=team.store), assignee_id=team.specialist.member_id, **fields).id
            for _ in range(count)
        ]


@pytest.mark.req("C-05", "C-66")
def test_workbench_from_taking_to_the_next_one(team: Team, desk: Desk) -> None:
    first, second = given(team, 2)
    assert "2" in desk.get("/workbench").text
    taken = desk.post("/workbench/next")
    assert taken.location.endswith(f"/workbench/{first}")
    assert "*******" in desk.get(f"/workbench/{first}").text
    desk.post(f"/workbench/{first}/call")
    shown = desk.get(f"/workbench/{first}").text
    attempt = int(re.findall(r"/workbench/calls/(\d+)", shown)[0])
    assert re.search(r"138 \d{4} \d{4}", shown)
    done = desk.post(f"/workbench/calls/{attempt}", result="connected", note="满意")
    assert done.location.endswith(f"/workbench/{second}")
    with team.acting():
        assert load(FollowupTask, first).status is TaskStatus.COMPLETED
        assert load(ContactAttempt, attempt).note == "满意"


@pytest.mark.parametrize(("serviced", "mentioned"), [(None, True), (date(2026, 8, 1), False)])
def test_new_car_script_speaks_of_the_first_maintenance_only_before_it(
    team: Team, desk: Desk, serviced: date | None, mentioned: bool
) -> None:
    with team.acting():
        owner = customer(store_id=team.store)
        car = vehicle(owner_id=owner.id, delivery_date=date(2026, 5, 20))
        car.last_service_on = serviced
        script = session().scalars(select(Script).where(Script.code == "new_car")).one()
        mine = {"assignee_id": team.specialist.member_id, "vehicle_id": car.id, "script_id": script.id}
        waiting = task(owner, **mine).id
    shown = desk.get(f"/workbench/{waiting}").text
    assert "回访专员" in shown
    assert ("首次保养" in shown) == mentioned


@pytest.mark.req("C-51")
def test_workbench_number_is_shown_by_a_logged_call_only(team: Team, desk: Desk) -> None:
    (waiting,) = given(team)
    assert not re.search(r"138 \d{4} \d{4}|138\d{8}", desk.get(f"/workbench/{waiting}").text)
    desk.post(f"/workbench/{waiting}/call")
    with team.acting():
        opened = (
            select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "followups.call.opened")
        )
        assert session().execute(opened).scalar_one() == 1


def test_workbench_number_of_a_colleagues_call_stays_masked(app: Flask, team: Team, desk: Desk) -> None:
    (task_id,) = given(team)
    desk.post(f"/workbench/{task_id}/call")
    with team.acting():
        assign_role(team.manager.member_id, "followup_specialist", store_id=team.store)
    seen = Desk(app, team.manager).get(f"/workbench/{task_id}")
    assert seen.status_code == 200
    assert not re.search(r"138 \d{4} \d{4}|138\d{8}", seen.text)


def test_workbench_refused_result_keeps_what_was_typed(team: Team, desk: Desk) -> None:
    (waiting,) = given(team)
    desk.post(f"/workbench/{waiting}/call")
    attempt = int(re.findall(r"/workbench/calls/(\d+)", desk.get(f"/workbench/{waiting}").text)[0])
    refused = desk.post(f"/workbench/calls/{attempt}", result="callback", note="周末再打")
    assert refused.status_code == 422
    assert "周末再打" in refused.text
    with team.acting():
        assert load(ContactAttempt, attempt).result is None


def test_workbench_denied_customer_is_not_called_and_the_next_one_comes(team: Team, desk: Desk) -> None:
    with team.acting():
        blocked = customer(store_id=team.store)
        block_contact(blocked.id, source=BlockSource.VERBAL, reason="")
        denied = task(blocked, assignee_id=team.specialist.member_id).id
    (other,) = given(team)
    answer = desk.post(f"/workbench/{denied}/call")
    assert answer.location.endswith(f"/workbench/{other}")
    with team.acting():
        assert load(FollowupTask, denied).status is TaskStatus.REFUSED
        assert session().scalar(select(func.count()).select_from(ContactAttempt)) == 0


def test_workbench_of_a_colleagues_task_is_not_there(team: Team, desk: Desk) -> None:
    with team.acting():
        theirs = task(customer(store_id=team.store), assignee_id=team.colleague.member_id).id
    assert desk.get(f"/workbench/{theirs}").status_code == 404
    assert desk.post(f"/workbench/{theirs}/call").status_code == 404


def test_manager_gives_tasks_to_somebody_else(team: Team, office: Desk) -> None:
    tasks = given(team, 3)
    assert "分配" in office.get("/").text
    office.post("/give", ids=tasks[:2], member_id=team.colleague.member_id)
    with team.acting():
        counted = select(func.count()).where(FollowupTask.assignee_id == team.colleague.member_id)
        assert session().execute(counted).scalar_one() == 2


def test_manager_spreads_waiting_tasks_of_the_own_stores_only(team: Team, office: Desk) -> None:
    with team.acting():
        own = task(customer(store_id=team.store)).id
        foreign = task(customer(store_id=team.other_store)).id
        member(team.group, stores=[team.other_store])
    assert office.post("/spread").status_code == 303
    with team.acting():
        assert load(FollowupTask, own).status is TaskStatus.ASSIGNED
        assert load(FollowupTask, foreign).status is TaskStatus.PENDING


def test_tasks_of_somebody_who_left_are_told_of_and_given_out_in_one_go(team: Team, office: Desk) -> None:
    tasks = given(team, 2)
    assert "已停用人员的" not in office.get("/board").text
    with team.acting(team.group.admin):
        disable_member(team.specialist.member_id)
    board = office.get("/board").text
    assert re.search(rf'href="{office.root}/\?state=left"[^>]*>.*?已停用人员的', board, re.DOTALL)
    listed = office.get("/?state=left").text
    assert all(f'value="{task_id}"' in listed for task_id in tasks)
    assert office.post("/spread").status_code == 303
    with team.acting():
        assert {load(FollowupTask, one).assignee_id for one in tasks} == {team.colleague.member_id}


def test_result_typed_before_a_task_was_given_to_somebody_else_is_saved(
    team: Team, desk: Desk, office: Desk
) -> None:
    (waiting,) = given(team)
    desk.post(f"/workbench/{waiting}/call")
    attempt = int(re.findall(r"/workbench/calls/(\d+)", desk.get(f"/workbench/{waiting}").text)[0])
    with moved(MORNING + CALL_AT_MOST * 2), team.acting(team.manager), moved(MORNING + CALL_AT_MOST * 2):
        assert reassign([waiting], team.colleague.member_id) == 1
    assert desk.get(f"/workbench/{waiting}").status_code == 404
    assert "没有记录这次通话的结果" in office.get(f"/tasks/{waiting}").text
    refused = desk.post(f"/workbench/calls/{attempt}", result="callback", note="周末再打")
    assert refused.status_code == 422
    assert "周末再打" in refused.text
    assert not re.search(r"138 \d{4} \d{4}", refused.text)
    assert desk.post(f"/workbench/calls/{attempt}", result="connected", note="周末再打").status_code == 303
    with team.acting():
        assert load(ContactAttempt, attempt).note == "周末再打"
        assert load(FollowupTask, waiting).status is TaskStatus.COMPLETED


@pytest.mark.parametrize("forged", ["endpoint=x", "_method=TRACE", "_external=1&_scheme=javascript"])
def test_list_of_tasks_takes_nothing_from_the_address_but_its_filters(desk: Desk, forged: str) -> None:
    answer = desk.get(f"/?state=closed&{forged}")
    assert answer.status_code == 200
    assert "state=closed" in answer.text
    assert "javascript:" not in answer.text


def test_manager_cancels_and_reopens_with_a_reason(team: Team, office: Desk) -> None:
    (open_task,) = given(team)
    assert office.post(f"/tasks/{open_task}/cancel", _version=1, reason="").status_code == 422
    assert office.post(f"/tasks/{open_task}/cancel", _version=1, reason="重复").status_code == 303
    assert office.post(f"/tasks/{open_task}/reopen", _version=1, reason="误操作").status_code == 409
    assert office.post(f"/tasks/{open_task}/reopen", _version=2, reason="误操作").status_code == 303
    with team.acting():
        assert load(FollowupTask, open_task).is_open


@pytest.mark.req("C-11", "C-150")
def test_coverage_counts_what_was_due(team: Team, office: Desk) -> None:
    given(team, 3)
    given(team, 1, status=TaskStatus.COMPLETED, is_open=False)
    page = office.get("/board").text
    assert "25.0" in page
    assert team.specialist.member_id


@pytest.mark.parametrize("path", ["/board", "/rules", "/rules/1"])
def test_specialist_may_not_see_the_managers_pages(desk: Desk, path: str) -> None:
    assert desk.get(path).status_code == 403


def test_analyst_has_no_workbench(app: Flask, team: Team) -> None:
    assert Desk(app, member(team.group, role="data_analyst")).get("/workbench").status_code == 403


def test_export_needs_a_reason_and_is_logged(team: Team, office: Desk) -> None:
    given(team, 2)
    assert office.export(reason="", form="csv").status_code == 422
    taken = office.export(reason="月度核对", form="csv")
    assert taken.mimetype == "text/csv"
    assert len(taken.data.decode("utf-8-sig").splitlines()) == 3
    assert "138" not in taken.text
    with team.acting():
        (entry,) = session().scalars(select(ExportLog))
        assert (entry.kind, entry.row_count, entry.member_id) == (
            "followups.task.csv",
            2,
            team.manager.member_id,
        )


def test_export_is_not_for_specialists(desk: Desk) -> None:
    assert desk.export().status_code == 403
