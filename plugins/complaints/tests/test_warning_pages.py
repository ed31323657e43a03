"""Pages and API of early warnings: who sees and decides what, the way of one, calls before customers complain."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from plugins.complaints.models import Category
from plugins.complaints.tests.conftest import Browser, House
from plugins.complaints.tests.warning_history import MORNING, steady, write
from plugins.complaints.warning.models import Alert
from plugins.complaints.warning.night import look
from saas.platform.audit import AuditEntry
from saas.platform.clock import moved
from saas.platform.database import session
from saas.platform.jobs.models import JobRow
from saas.plugin_api import FollowupTask
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Person, store
from saas.testing.factories.members import api_token, member
from saas.testing.factories.vehicles import service_record, vehicle

Open = Callable[[Person], Browser]


@pytest.fixture(scope="module", autouse=True)
def morning() -> Iterator[None]:
    """A Wednesday; what was a burst in the last whole week stays one, whenever the tests run."""
    with moved(MORNING):
        yield


@pytest.fixture(scope="module")
def alerted(house: House) -> House:
    """The house after a look at a burst of one category in its store."""
    with inside(house.group.id):
        category = session().scalar(select(Category.id).where(Category.code == "repair_quality"))
        write(house.store_id, steady(40, every=2), category_id=category)
        write(house.store_id, [(1, 9)], category_id=category, description="换机油后渗油")
        assert look(asked="pages")["raised"] == 1
    return house


def the_alert(house: House) -> int:
    with inside(house.group.id) as work:
        return work.scalars(select(Alert.id).order_by(Alert.id)).one()


def version(house: House) -> int:
    with inside(house.group.id) as work:
        return work.scalars(select(Alert.row_version).order_by(Alert.id)).one()


@pytest.mark.req("Q-15")
def test_list_and_page_show_what_stands_out(alerted: House, browser: Open) -> None:
    alert_id = the_alert(alerted)
    for person in (alerted.manager, alerted.head, alerted.handler):
        at = browser(person)
        assert f"/alerts/{alert_id}" in at.get("/alerts/").text
        page = at.get(f"/alerts/{alert_id}").text
        assert "data-chart" in page
        assert "EARS" in page or "Bayes" in page
    assert "换机油后渗油" in browser(alerted.manager).get(f"/alerts/{alert_id}").text
    # A handler sees the warning, and of the complaints those that they were given.
    assert "换机油后渗油" not in browser(alerted.handler).get(f"/alerts/{alert_id}").text


def test_alert_of_another_store_is_not_there(alerted: House, browser: Open) -> None:
    elsewhere = store(alerted.group)
    stranger = member(alerted.group, role="complaint_manager", stores=[elsewhere])
    at = browser(stranger)
    alert_id = the_alert(alerted)
    assert f"/alerts/{alert_id}" not in at.get("/alerts/").text
    assert at.get(f"/alerts/{alert_id}").status_code == 404
    assert at.post(f"/alerts/{alert_id}/steps", step="acknowledge").status_code == 404
    assert browser(alerted.handler).post(f"/alerts/{alert_id}/steps", step="acknowledge").status_code == 403


@pytest.mark.req("Q-15")
def test_way_from_taking_up_to_calls_before_they_complain(alerted: House, browser: Open) -> None:
    alert_id, at = the_alert(alerted), browser(alerted.manager)
    steps = f"/alerts/{alert_id}/steps"

    assert at.post(steps, step="confirm", text="x", _version=version(alerted)).status_code == 409
    assert at.post(steps, step="acknowledge", _version=version(alerted)).status_code == 303
    assert at.post(steps, step="investigate", _version=version(alerted)).status_code == 303
    assert at.post(steps, step="confirm", _version=version(alerted)).status_code == 422
    early = at.post(f"/alerts/{alert_id}/prevent", concerned="served", note="x", _version=version(alerted))
    assert early.status_code == 409
    found = "密封圈批次有缺陷"
    assert at.post(steps, step="confirm", text=found, _version=version(alerted)).status_code == 303
    assert found in at.get(f"/alerts/{alert_id}").text

    with inside(alerted.group.id):
        owners = [customer(store_id=alerted.store_id) for _ in range(2)]
        for owner, weeks in zip(owners, (2, 30), strict=True):
            car = vehicle(owner_id=owner.id, store_id=alerted.store_id)
            service_record(
                car.id,
                alerted.store_id,
                customer_id=owner.id,
                completed_at=MORNING - timedelta(weeks=weeks),
            )
        lately = owners[0].id
    assert "1 customer" in at.get(f"/alerts/{alert_id}").text
    sent = {"concerned": "served", "weeks": 8, "days": 7, "note": "请邀约免费检查密封圈"}
    for _ in range(2):
        again = at.post(f"/alerts/{alert_id}/prevent", **sent, _version=version(alerted))
        assert again.status_code == 303
    with inside(alerted.group.id) as work:
        tasks = work.scalars(
            select(FollowupTask).where(FollowupTask.source == f"complaints.alert:{alert_id}")
        )
        assert [(one.customer_id, one.store_id) for one in tasks] == [(lately, alerted.store_id)]

    owned = at.post(
        f"/alerts/{alert_id}/prevent", **{**sent, "concerned": "owners"}, _version=version(alerted)
    )
    assert owned.status_code == 422
    assert at.post(steps, step="act", text="退回批次", _version=version(alerted)).status_code == 303
    assert at.post(steps, step="close", text="三周无新投诉", _version=version(alerted)).status_code == 303
    assert "100" in at.get("/alerts/?state=ended").text
    with inside(alerted.group.id) as work:
        acts = work.scalars(
            select(AuditEntry.action).where(AuditEntry.object_type == "complaints_alert")
        ).all()
        assert {"complaints.alert.raised", "complaints.alert.confirm", "complaints.alert.prevented"} <= set(
            acts
        )


def test_two_people_do_not_overwrite_each_other(alerted: House, browser: Open) -> None:
    alert_id = the_alert(alerted)
    old = browser(alerted.manager).post(f"/alerts/{alert_id}/steps", step="act", text="x", _version=1)
    assert old.status_code == 409


def test_api_lists_reads_and_steps(app: Flask, alerted: House) -> None:
    alert_id = the_alert(alerted)
    client = app.test_client()
    base = f"/api/v1/t/{alerted.group.code}/x/complaints/alerts"
    token = api_token(alerted.group, "complaints.alert:read", "complaints.alert:write")
    headers = {"Authorization": f"Bearer {token}"}

    listed = client.get(base, headers=headers).get_json()
    one = client.get(f"{base}/{alert_id}", headers=headers)
    assert [row["id"] for row in listed["items"]] == [alert_id]
    assert one.get_json()["observed"] == 9
    refused = client.post(
        f"{base}/{alert_id}/steps",
        json={"step": "acknowledge"},
        headers={**headers, "If-Match": one.headers["ETag"]},
    )
    assert refused.status_code == 409
    assert client.post(f"{base}/{alert_id}/prevent", json={}, headers=headers).status_code == 422
    assert client.get(base).status_code == 401


def test_look_is_asked_for_once_at_a_time(alerted: House, browser: Open) -> None:
    at = browser(alerted.manager)
    assert at.post("/alerts/look").status_code == 303
    assert at.post("/alerts/look").status_code == 303
    assert browser(alerted.handler).post("/alerts/look").status_code == 403
    with inside(alerted.group.id) as work:
        mine = (JobRow.tenant_id == alerted.group.id, JobRow.key == "complaints.warning_look")
        assert work.scalar(select(func.count()).select_from(JobRow).where(*mine)) == 1
