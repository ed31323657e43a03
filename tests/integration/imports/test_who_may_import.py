"""Who keeps what a module has brings in files of it, and comes near no customers by that."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from plugins.parts.models import Part
from saas.core.accounts.operations import edit_role, make_role
from saas.core.customers.models import Customer
from saas.core.imports.models import ImportStatus
from saas.platform.permissions import Scope, assign_role
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Person, group
from saas.testing.factories.members import member, signed_in
from saas.testing.factories.pages import csrf_token
from tests.factories.imports import Dealer, check, csv_file, dealer, run, settle, state, upload, work_off
from tests.factories.parts import group_with_parts

CATALOGUE = [["零件号", "名称"], ["OF-1", "机油滤清器"], ["OF-2", "空气滤清器"]]
CUSTOMERS = [["门店", "车主姓名", "手机号"], ["浦东店", "王晓明", "13800001234"], ["南汇店", "李小红", "123"]]


@pytest.fixture
def there(app: Flask) -> Dealer:
    """A group that has parts on."""
    return dealer(group_with_parts())


@pytest.fixture
def keeper(client: FlaskClient, there: Dealer) -> FlaskClient:
    """The browser of a parts manager."""
    return signed_in(client, member(there.group, role="parts_manager"))


def base(of: Dealer) -> str:
    return f"/t/{of.group.code}/imports"


def bring(client: FlaskClient, of: Dealer, lines: list[list[str]], importer: str) -> TestResponse:
    """Upload a file as the form of the first step does."""
    data = {
        "_csrf": csrf_token(client, f"{base(of)}/new"),
        "importer": importer,
        "file": (io.BytesIO(csv_file(lines)), "a.csv"),
    }
    return client.post(f"{base(of)}/new", data=data, content_type="multipart/form-data")


def press(client: FlaskClient, address: str, **fields: object) -> TestResponse:
    data = {"_csrf": csrf_token(client, f"{address.partition('/imports')[0]}/imports/"), **fields}
    return client.post(address, data=data)


def test_who_keeps_the_parts_brings_them_in_from_the_empty_list_to_the_report(
    keeper: FlaskClient, there: Dealer
) -> None:
    empty = keeper.get(f"/t/{there.group.code}/x/parts/parts/").text
    (address,) = re.findall(r'href="([^"]*/imports/new[^"]*)"', empty)
    first = keeper.get(address).text
    assert '<option value="parts.catalogue" selected' in first
    assert "客户、车辆" not in first
    shown = bring(keeper, there, CATALOGUE, "parts.catalogue")
    work_off(there)
    run_id = int(shown.location.rpartition("/")[2])
    columns = keeper.get(f"{base(there)}/{run_id}/columns").text
    version = re.findall(r'name="_version" value="(\d+)"', columns)[-1]
    chosen = {
        "columns-0-at": "0",
        "columns-0-field": "number",
        "columns-1-at": "1",
        "columns-1-field": "name",
    }
    assert press(keeper, f"{base(there)}/{run_id}/columns", _version=version, **chosen).status_code == 303
    work_off(there)
    assert press(keeper, f"{base(there)}/{run_id}/run").status_code == 303
    work_off(there)
    assert state(there, run_id).status is ImportStatus.DONE
    assert keeper.get(f"{base(there)}/{run_id}/report").status_code == 200
    with inside(there.id) as work:
        assert set(work.scalars(select(Part.number))) == {"OF-1", "OF-2"}


def test_who_keeps_the_parts_neither_brings_in_customers_nor_sees_their_imports(
    keeper: FlaskClient, there: Dealer
) -> None:
    theirs = upload(there, csv_file(CUSTOMERS), name="customers.csv")
    refused = bring(keeper, there, CUSTOMERS, "")
    assert refused.status_code == 422
    assert "请选择文件内容" in refused.text
    assert "customers.csv" not in keeper.get(f"{base(there)}/").text
    for address in ("", "/columns", "/check", "/report", "/rows/check.csv"):
        assert keeper.get(f"{base(there)}/{theirs}{address}").status_code == 404
    with inside(there.id) as work:
        assert work.scalar(select(func.count()).select_from(Customer)) == 0


def reader(there: Dealer) -> Person:
    """Somebody who sees all imports and brings in files of modules, but no customers."""
    person = member(there.group, role="", name="reader")
    with inside(there.id):
        role = make_role("reads imports")
        wanted = dict.fromkeys(("imports.run:read", "imports.own:write", "parts.part:write"), Scope.GROUP)
        edit_role(role.id, wanted=dict(wanted))
        assign_role(person.member_id, role.code)
    return person


def test_who_sees_an_import_of_customers_works_on_it_with_the_right_over_customers_only(
    client: FlaskClient, there: Dealer
) -> None:
    theirs = upload(there, csv_file(CUSTOMERS))
    settle(there, theirs)
    check(there, theirs)
    browser = signed_in(client, reader(there))
    page = browser.get(f"{base(there)}/{theirs}/check")
    assert page.status_code == 200
    assert "/rows/check" not in page.text
    assert "/run" not in page.text
    assert browser.get(f"{base(there)}/{theirs}/rows/check.csv").status_code == 403
    assert browser.get(f"{base(there)}/{theirs}/columns").status_code == 303
    for act in ("check", "run"):
        assert press(browser, f"{base(there)}/{theirs}/{act}").status_code == 403
    assert state(there, theirs).status is ImportStatus.CHECKED
    run(there, theirs)
    assert browser.get(f"{base(there)}/{theirs}/report").status_code == 200


def test_import_under_way_is_stopped_by_those_only_who_may_bring_in_what_it_holds(
    client: FlaskClient, there: Dealer
) -> None:
    browser = signed_in(client, there.group.admin)
    under_way = int(bring(browser, there, CUSTOMERS, "").location.rpartition("/")[2])
    browser = signed_in(client, reader(there))
    assert press(browser, f"{base(there)}/{under_way}/cancel").status_code == 403
    work_off(there)
    assert state(there, under_way).status is ImportStatus.MAPPED


def test_without_a_module_that_takes_files_the_pages_say_so(client: FlaskClient, app: Flask) -> None:
    plain = dealer(group())
    browser = signed_in(client, member(plain.group, role="parts_manager"))
    listed, form = browser.get(f"{base(plain)}/").text, browser.get(f"{base(plain)}/new").text
    assert f"{base(plain)}/new" not in listed
    assert 'type="file"' not in form
