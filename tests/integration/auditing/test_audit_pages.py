"""The page, API and export of the audit: who sees what of it, narrowed, sealed, and with nothing personal."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from saas.core.customers.operations.revealing import reveal_contact
from saas.core.customers.queries import contact_lines
from saas.platform.audit import Change, record
from saas.platform.audit_chain import seal_entries
from saas.platform.clock import now
from saas.platform.plugins import disable_plugin
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Group, Person, store
from saas.testing.factories.members import api_token, as_member, member, signed_in
from saas.testing.factories.pages import csrf_token
from tests.factories.audit import until_earlier_ones_have_ended
from tests.factories.complaints import complaint, group_with_complaints


@pytest.fixture
def home(app: Flask) -> Group:
    return group_with_complaints()


@pytest.fixture
def officer(home: Group) -> Person:
    return member(home, role="privacy_officer", name="林专员")


@pytest.fixture
def browser(app: Flask, officer: Person) -> FlaskClient:
    return signed_in(app.test_client(), officer)


@pytest.fixture
def read(browser: FlaskClient, home: Group) -> Callable[..., str]:
    def page(query: str = "") -> str:
        answer = browser.get(f"/t/{home.code}/settings/audit/{query}")
        assert answer.status_code == 200, answer.text
        return unescape(answer.text)

    return page


def entry_id(page: str, title: str) -> str:
    """The number of the newest entry with this title on a page."""
    row = page[: page.index(title)]
    return row[row.rindex("/settings/audit/") :].split("/")[3].split('"')[0]


def test_reveal_is_told_with_who_and_what_and_leads_to_the_customer(
    home: Group, officer: Person, read: Callable[..., str]
) -> None:
    with inside(home.id, as_member(officer)):
        who = customer("王晓明", store_id=store(home), phones=["13912345678"])
        reveal_contact(who.id, contact_lines(who.id)[0].id)
        number = who.id
    page = read("?area=customers")
    assert "林专员" in page
    assert "查看完整联系方式" in page
    assert "13912345678" not in page
    one = read(entry_id(page, "查看完整联系方式"))
    assert f'href="/t/{home.code}/customers/{number}"' in one


def test_changes_tell_values_but_not_personal_ones(
    home: Group, officer: Person, read: Callable[..., str]
) -> None:
    with inside(home.id, as_member(officer)):
        told = {"sla_days": Change(before=3, after=5), "name": Change()}
        record("customers.customer.edited", "customer", 4711, changes=told, reason="客户来电更正")
    one = read(entry_id(read("?object_type=customer&object_id=4711"), "修改客户"))
    cells = [part.split("</td>")[0].split(">")[-1].strip() for part in one.split("<td")[1:]]
    assert cells[-3:] == ["sla_days", "3", "5"]
    assert "个人信息，此处不保存" in one
    assert "客户来电更正" in one


def test_it_is_narrowed_by_actor_area_thing_and_day(
    home: Group, officer: Person, read: Callable[..., str], clock: Callable[[datetime], None]
) -> None:
    other = member(home, role="privacy_officer", name="赵同事")
    clock(now() - timedelta(days=3))
    with inside(home.id, as_member(other)):
        record("followups.rule.edited", "followup_rule", 7)
    clock(now() + timedelta(days=3))
    with inside(home.id, as_member(officer)):
        record("vehicles.odometer.recorded", "vehicle", 9)
    odometer, rule = "登记里程", "修改回访规则"
    today = now().date()

    def seen(query: str) -> tuple[bool, bool]:
        page = read(query)
        return odometer in page, rule in page

    assert seen("") == (True, True)
    assert seen("?area=vehicles") == (True, False)
    assert seen(f"?member_id={other.member_id}") == (False, True)
    assert seen("?object_type=vehicle&object_id=9") == (True, False)
    assert seen(f"?since={today - timedelta(days=1)}") == (True, False)
    assert seen(f"?until={today - timedelta(days=2)}") == (False, True)
    assert seen("?actor_kind=customer") == (False, False)
    # What somebody mistyped in an address narrows nothing, and the page stands.
    assert seen("?since=yesterday&area=VEHICLES") == (True, True)


def test_entry_is_sealed_after_a_minute(home: Group, officer: Person, read: Callable[..., str]) -> None:
    with inside(home.id, as_member(officer)):
        record("vehicles.odometer.recorded", "vehicle", 9)
    number = entry_id(read("?area=vehicles"), "登记里程")
    assert "待封存" in read(number)
    until_earlier_ones_have_ended(home.id)
    with inside(home.id):
        seal_entries()
    assert "待封存" not in read(number)


def test_what_a_plugin_did_stays_readable_when_it_is_off(
    home: Group, officer: Person, read: Callable[..., str]
) -> None:
    with inside(home.id, as_member(member(home, role="complaint_manager"))):
        case_id = complaint(store(home), description="空调不凉").id
    number = entry_id(read("?area=complaints"), "登记投诉")
    assert f"/x/complaints/{case_id}" in read(number)
    with inside(home.id):
        disable_plugin("complaints")
    off = read(number)
    assert "登记投诉" in off
    assert f"/x/complaints/{case_id}" not in off


def test_who_may_not_read_it_gets_nothing(app: Flask, home: Group) -> None:
    advisor = signed_in(app.test_client(), member(home, role="service_advisor"))
    assert advisor.get(f"/t/{home.code}/settings/audit/").status_code == 403
    assert "/settings/audit/" not in advisor.get(f"/t/{home.code}/settings/").text


@pytest.mark.shows("auditing.entry:export")
def test_taking_it_out_asks_for_auditing_entry_export(
    app: Flask, browser: FlaskClient, home: Group, read: Callable[..., str]
) -> None:
    address = f"/t/{home.code}/exports/auditing.entry"
    admin = signed_in(app.test_client(), home.admin)
    assert address not in admin.get(f"/t/{home.code}/settings/audit/").text
    assert admin.get(address).status_code == 403
    assert address in read()


def test_api_pages_through_all_entries_once(client: FlaskClient, home: Group, officer: Person) -> None:
    with inside(home.id, as_member(officer)):
        for number in range(5):
            record("vehicles.odometer.recorded", "vehicle", number)
    token = api_token(home, "auditing.entry:read")
    seen: list[int] = []
    after = ""
    while True:
        query = f"?object_type=vehicle&limit=2{after and f'&after={after}'}"
        answer = client.get(
            f"/api/v1/t/{home.code}/auditing/{query}", headers={"Authorization": f"Bearer {token}"}
        )
        assert answer.status_code == 200, answer.text
        seen += [item["object_id"] for item in answer.json["items"]]
        after = answer.json["next"]
        if not after:
            break
    assert seen == [4, 3, 2, 1, 0]


def test_export_holds_the_entries_and_is_an_entry_itself(
    browser: FlaskClient, home: Group, officer: Person, read: Callable[..., str]
) -> None:
    with inside(home.id, as_member(officer)):
        record("vehicles.odometer.recorded", "vehicle", 9, detail={"km": 12}, reason="=1+1")
    address = f"/t/{home.code}/exports/auditing.entry?object_type=vehicle"
    typed = {"_csrf": csrf_token(browser, f"/t/{home.code}/"), "form": "csv", "reason": "年度审计"}
    answer = browser.post(address, data=typed)
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(rows) == 2
    assert rows[1][2:7] == [
        "林专员",
        "登记里程",
        "vehicles.odometer.recorded",
        "vehicle 9",
        '{"km": 12}',
    ]
    assert rows[1][7] != "=1+1"
    assert "导出表格：审计日志" in read()
