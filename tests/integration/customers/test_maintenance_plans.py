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
from tests.factories import groups, members
from tests.factories.application import inside
from tests.factories.groups import Group
from tests.factories.pages import csrf_token
from tests.factories.vehicles import vehicle

HALF = {"first_months": "3", "first_km": "3000", "interval_months": "6", "interval_km": "5000"}


@pytest.fixture
def there() -> Group:
    return groups.group()


@pytest.fixture
def admin(app: Flask, there: Group) -> FlaskClient:
    return members.signed_in(app.test_client(), there.admin)


def post(browser: FlaskClient, there: Group, path: str, **typed: str) -> Any:
    token = csrf_token(browser, f"/t/{there.code}/vehicles/plans/new")
    return browser.post(f"/t/{there.code}/vehicles/plans/{path}", data={"_csrf": token, **typed})


def plan_of_all(there: Group) -> int:
    with inside(there.id) as work:
        return work.scalars(select(MaintenancePlan.id).where(MaintenancePlan.make == "")).one()


def test_plans_are_among_the_settings_and_listed(admin: FlaskClient, there: Group) -> None:
    assert f"/t/{there.code}/vehicles/plans/" in admin.get(f"/t/{there.code}/settings/").text
    page = admin.get(f"/t/{there.code}/vehicles/plans/")
    assert page.status_code == 200
    assert f"/vehicles/plans/{plan_of_all(there)}" in page.text
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
    assert "朗逸" in admin.get(f"/t/{there.code}/vehicles/plans/").text
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


def test_plans_are_not_for_a_store_manager_nor_another_group(app: Flask, there: Group) -> None:
    manager = members.member(there, role="store_manager", stores=[groups.store(there)])
    browser = members.signed_in(app.test_client(), manager)
    assert browser.get(f"/t/{there.code}/vehicles/plans/").status_code == 403
    other = groups.group()
    stranger = members.signed_in(app.test_client(), other.admin)
    assert stranger.get(f"/t/{other.code}/vehicles/plans/{plan_of_all(there)}").status_code == 404


def test_plans_take_a_constant_number_of_queries(
    admin: FlaskClient, there: Group, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    def queries() -> int:
        with count_queries() as sent:
            assert admin.get(f"/t/{there.code}/vehicles/plans/").status_code == 200
        return len(sent)

    before = queries()
    with inside(there.id):
        for n in range(12):
            set_maintenance_plan(Plan(make=f"品牌{n}"))
    assert queries() == before
