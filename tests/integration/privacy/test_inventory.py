"""The data inventory: what stands in it, for whom, and as a file."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from saas.core.privacy.inventory import data_lines
from saas.platform.permissions import change_role
from saas.platform.permissions.models import RoleRow
from saas.testing.factories import groups, members
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group
from saas.testing.factories.members import as_member
from saas.testing.factories.pages import csrf_token
from tests.factories.complaints import group_with_complaints
from tests.integration.customers.test_customer_api import caller


@pytest.fixture
def there(app: Flask) -> Group:
    return group_with_complaints()


def test_line_says_what_why_how_long_and_who(there: Group) -> None:
    with inside(there.id, as_member(there.admin)):
        lines = data_lines()
        (reach,) = [one for one in lines if {column.name for column in one.columns} >= {"value", "tail"}]
        assert {column.name: column.sealed for column in reach.columns}["value"]
        assert {column.name: column.hashed for column in reach.columns}["value_hash"]
        assert reach.purpose
        assert reach.kept
        told = [str(role) for role in reach.roles]
        complaint = next(one for one in lines if one.owner == "complaints" and one.on)
        assert complaint.columns
    assert told == list(dict.fromkeys(told)) != []


def test_roles_follow_what_the_group_changed(there: Group) -> None:
    def roles() -> set[str]:
        with inside(there.id, as_member(there.admin)):
            line = next(one for one in data_lines() if "vin" in {column.name for column in one.columns})
            return {str(role) for role in line.roles}

    before = roles()
    with inside(there.id, as_member(there.admin)) as work:
        manager = work.scalars(select(RoleRow.id).where(RoleRow.code == "store_manager")).one()
        change_role(manager, "vehicles.vehicle:read", None)
        change_role(manager, "vehicles.vehicle:write", None)
        work.commit()
    assert len(roles()) == len(before) - 1


def test_what_a_plugin_kept_stands_there_when_it_is_off(app: Flask) -> None:
    without = groups.group()
    with inside(without.id):
        assert {one.on for one in data_lines() if one.owner == "complaints"} == {False}


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_officer_reads_and_takes_it_out(app: Flask, there: Group, language: str) -> None:
    browser = members.signed_in(app.test_client(), members.member(there, role="privacy_officer"))
    spoken = {"Accept-Language": language}
    page = browser.get(f"/t/{there.code}/settings/data-inventory", headers=spoken)
    assert page.status_code == 200
    export = f"/t/{there.code}/exports/privacy.inventory"
    sent = {"_csrf": csrf_token(browser, export), "form": "csv", "reason": "监管检查"}
    taken = browser.post(export, data=sent, headers=spoken)
    rows = list(csv.reader(io.StringIO(taken.data.decode("utf-8-sig"))))
    with inside(there.id):
        assert len(rows) >= len(data_lines()) + 1
    assert all(row[4] for row in rows[1:] if len(row) > 4)


def test_it_is_not_for_everybody(app: Flask, client: FlaskClient, there: Group) -> None:
    manager = members.member(there, role="store_manager", stores=[groups.store(there)])
    browser = members.signed_in(app.test_client(), manager)
    assert browser.get(f"/t/{there.code}/settings/data-inventory").status_code == 403
    call = caller(client, there, "privacy.inventory:read")
    assert {one["owner"] for one in call("GET", "privacy/data-inventory").json} >= {"core", "complaints"}
    other = caller(client, there, "customers.customer:read")
    assert other("GET", "privacy/data-inventory").status_code == 403
