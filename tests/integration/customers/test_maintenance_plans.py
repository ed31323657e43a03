"""The settings of the maintenance plans: listed, added, changed, and predicted anew in the background."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from saas.core.vehicles.maintenance import Plan
from saas.core.vehicles.models import MaintenancePlan, Vehicle
from saas.core.vehicles.operations import set_maintenance_plan
from saas.testing.factories import groups, members
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group
from saas.testing.factories.pages import csrf_token
from saas.testing.factories.vehicles import vehicle
from tests.integration.customers.test_customer_api import caller

HALF = {"first_months": "3", "first_km": "3000", "interval_months": "6", "interval_km": "5000"}


@pytest.fixture
def there() -> Group:
    return groups.group()


@pytest.fixture
def admin(app: Flask, there: Group) -> FlaskClient:
    return members.signed_in(app.test_client(), there.admin)


def post(browser: FlaskClient, there: Group, path: str, **typed: str) -> Any:
    token = csrf_token(browser, f"/t/{there.code}/settings/maintenance-plans/new")
    return browser.post(f"/t/{there.code}/settings/maintenance-plans/{path}", data={"_csrf": token, **typed})


def plan_of_all(there: Group) -> int:
    with inside(there.id) as work:
        return work.scalars(select(MaintenancePlan.id).where(MaintenancePlan.make == "")).one()


def test_plans_are_among_the_settings_and_listed(admin: FlaskClient, there: Group) -> None:
    assert f"/t/{there.code}/settings/maintenance-plans/" in admin.get(f"/t/{there.code}/settings/").text
    page = admin.get(f"/t/{there.code}/settings/maintenance-plans/")
    assert page.status_code == 200
    assert f"/settings/maintenance-plans/{plan_of_all(there)}" in page.text
    assert "10,000" in page.text


def test_plan_changed_is_predicted_by_a_job(
    admin: FlaskClient, there: Group, run_jobs: Callable[[int], int]
) -> None:
    with inside(there.id):
        car = vehicle(delivery_date=date(2026, 1, 10)).id
    assert post(admin, there, str(plan_of_all(there)), _version="1", **HALF).status_code == 303
    assert due(there, car) == date(2026, 7, 10)
    assert run_jobs(there.id) >= 1
    assert due(there, car) == date(2026, 4, 10)


def due(there: Group, car: int) -> date | None:
    with inside(there.id) as work:
        return work.scalars(select(Vehicle.next_maintenance_on).where(Vehicle.id == car)).one()


def test_plan_of_a_make_is_added_once(admin: FlaskClient, there: Group) -> None:
    assert post(admin, there, "new", make="大众", series="朗逸", **HALF).status_code == 303
    assert "朗逸" in admin.get(f"/t/{there.code}/settings/maintenance-plans/").text
    again = post(admin, there, "new", make="大众", series="朗逸", **HALF)
    assert again.status_code == 409
    assert 'value="朗逸"' in again.text
    assert post(admin, there, "new", make="大众", **{**HALF, "first_km": "0"}).status_code == 422


def test_plan_of_two_people_the_second_sees_both(admin: FlaskClient, there: Group) -> None:
    plan = str(plan_of_all(there))
    assert post(admin, there, plan, _version="1", **HALF).status_code == 303
    late = post(admin, there, plan, _version="1", **{**HALF, "interval_km": "7500"})
    assert late.status_code == 409
    assert "7500" in late.text
    assert 'name="_version" value="2"' in late.text


def plan_of(there: Group, make: str) -> MaintenancePlan:
    with inside(there.id) as work:
        found = work.scalars(select(MaintenancePlan).where(MaintenancePlan.make == make)).one()
        work.expunge(found)
        return found


def test_plan_deleted_leaves_its_vehicles_to_the_next_most_exact(
    admin: FlaskClient, there: Group, run_jobs: Callable[[int], int]
) -> None:
    with inside(there.id):
        set_maintenance_plan(Plan(make="大众", first_months=3, first_km=3000))
        car = vehicle(delivery_date=date(2026, 1, 10)).id
    assert due(there, car) == date(2026, 4, 10)
    plan = plan_of(there, "大众")
    assert "大众" in admin.get(f"/t/{there.code}/settings/maintenance-plans/{plan.id}").text
    assert post(admin, there, f"{plan.id}/delete", _version="7").status_code == 409
    assert post(admin, there, f"{plan.id}/delete", _version="1").status_code == 303
    assert "大众" not in admin.get(f"/t/{there.code}/settings/maintenance-plans/").text
    assert run_jobs(there.id) >= 1
    assert due(there, car) == date(2026, 7, 10)


def test_plan_of_all_vehicles_stays(admin: FlaskClient, there: Group) -> None:
    plan = plan_of_all(there)
    assert f"{plan}/delete" not in admin.get(f"/t/{there.code}/settings/maintenance-plans/{plan}").text
    assert post(admin, there, f"{plan}/delete", _version="1").status_code == 409


def test_plans_over_rest(client: FlaskClient, there: Group) -> None:
    call = caller(client, there, "vehicles.maintenance_plan:write")
    address = "vehicles/maintenance-plans/"
    months = {name: int(value) for name, value in HALF.items()}
    made = call("POST", address, json={"make": "大众", "series": "朗逸", **months})
    assert made.status_code == 201, made.text
    assert call("POST", address, json={"make": "大众", "series": "朗逸", **months}).status_code == 409
    assert [plan["make"] for plan in call("GET", address).json["items"]] == ["", "大众"]
    one = f"{address}{made.json['id']}"
    changed = call("PATCH", one, json={"interval_km": 7500}, headers={"If-Match": made.headers["ETag"]})
    assert changed.json == {**made.json, "interval_km": 7500, "row_version": 2}
    assert call("GET", one).json == changed.json
    assert call("PATCH", one, json={"interval_km": 0}, headers={"If-Match": '"2"'}).status_code == 422
    assert call("DELETE", one, headers={"If-Match": made.headers["ETag"]}).status_code in {409, 412}
    assert call("DELETE", one, headers={"If-Match": changed.headers["ETag"]}).status_code == 204
    assert call("GET", one).status_code == 404
    everybodys = f"{address}{plan_of_all(there)}"
    assert call("DELETE", everybodys, headers={"If-Match": '"1"'}).status_code == 409


def test_plans_over_rest_need_their_permission(client: FlaskClient, there: Group) -> None:
    call = caller(client, there, "vehicles.vehicle:write")
    assert call("GET", "vehicles/maintenance-plans/").status_code == 403


def test_plans_are_not_for_a_store_manager_nor_another_group(app: Flask, there: Group) -> None:
    manager = members.member(there, role="store_manager", stores=[groups.store(there)])
    browser = members.signed_in(app.test_client(), manager)
    assert browser.get(f"/t/{there.code}/settings/maintenance-plans/").status_code == 403
    other = groups.group()
    stranger = members.signed_in(app.test_client(), other.admin)
    assert stranger.get(f"/t/{other.code}/settings/maintenance-plans/{plan_of_all(there)}").status_code == 404


def test_plans_take_a_constant_number_of_queries(
    admin: FlaskClient, there: Group, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    def queries() -> int:
        with count_queries() as sent:
            assert admin.get(f"/t/{there.code}/settings/maintenance-plans/").status_code == 200
        return len(sent)

    before = queries()
    with inside(there.id):
        for n in range(12):
            set_maintenance_plan(Plan(make=f"品牌{n}"))
    assert queries() == before
