"""The pages of the organisation, each as somebody who may and as somebody who may not."""

import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import create_engine, event, select, text
from sqlalchemy.pool import NullPool

from saas.config import Settings
from saas.core.organisation.models import (
    CalendarException,
    Department,
    Employee,
    ExceptionKind,
    LegalEntity,
    Store,
    WorkCalendar,
)
from saas.platform.audit import AuditEntry
from saas.platform.plugins import enable_plugin
from saas.platform.tenancy.scoping import TenantSession
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, group, store
from saas.testing.factories.members import member, signed_in
from saas.testing.factories.pages import csrf_token, field

USCC = "91350100M000100Y43"


@pytest.fixture
def there() -> Group:
    return group()


@pytest.fixture
def admin(client: FlaskClient, there: Group) -> FlaskClient:
    return signed_in(client, there.admin)


def send(client: FlaskClient, address: str, **data: object) -> object:
    page = client.get(address).text
    return client.post(
        address, data={"_csrf": field(page, "_csrf"), "_version": field(page, "_version"), **data}
    )


PLACES = ["legal-entities/", "stores/", "departments/", "employees/", "calendar/", "group", ""]


@pytest.mark.parametrize("place", PLACES)
def test_settings_page_opens_for_the_administrator(admin: FlaskClient, there: Group, place: str) -> None:
    assert admin.get(f"/t/{there.code}/settings/{place}").status_code == 200


@pytest.mark.parametrize("place", ["legal-entities/new", "stores/new", "calendar/", "group", "employees/new"])
def test_settings_page_is_closed_to_a_specialist(client: FlaskClient, there: Group, place: str) -> None:
    signed_in(client, member(there, role="followup_specialist"))
    assert client.get(f"/t/{there.code}/settings/{place}").status_code == 403


def test_company_store_department_and_employee_are_set_up(admin: FlaskClient, there: Group) -> None:
    base = f"/t/{there.code}/settings"
    answer = send(admin, f"{base}/legal-entities/new", name="华通汽车有限公司", uscc=USCC.lower())
    assert answer.status_code == 303, answer.text
    with inside(there.id) as work:
        entity = work.scalars(select(LegalEntity.id)).one()
    assert (
        send(admin, f"{base}/stores/new", code="SH01", name="上海一店", legal_entity_id=entity).status_code
        == 303
    )
    with inside(there.id) as work:
        shop = work.scalars(select(Store.id)).one()
    assert send(admin, f"{base}/departments/new", name="售后部", store_id=shop).status_code == 303
    with inside(there.id) as work:
        department = work.scalars(select(Department.id)).one()
    person = {"employee_no": "A001", "name": "李娜", "store_id": shop, "department_id": department}
    assert send(admin, f"{base}/employees/new", **person).status_code == 303
    page = admin.get(f"{base}/employees/?q=李").text
    assert "A001" in page
    assert "上海一店 · 售后部" in page
    with inside(there.id) as work:
        actions = set(work.scalars(select(AuditEntry.action)))
    assert {
        f"organisation.{what}.created" for what in ("legal_entity", "store", "department", "employee")
    } <= actions


@pytest.mark.parametrize(
    ("place", "values", "wrong"),
    [
        ("legal-entities", {"name": "某公司", "uscc": "91350100M000100Y44"}, "uscc"),
        ("legal-entities", {"name": ""}, "name"),
        ("stores", {"code": "上海", "name": "店", "legal_entity_id": "1"}, "code"),
        ("stores", {"code": "S1", "name": "店", "legal_entity_id": "999999"}, "legal_entity_id"),
        ("stores", {"code": "S1", "name": "店", "legal_entity_id": "1", "timezone": "Mars/Base"}, "timezone"),
        ("employees", {"employee_no": "1", "name": "李", "left_on": "gestern"}, "left_on"),
    ],
)
def test_wrong_input_is_marked_and_kept(
    admin: FlaskClient, there: Group, place: str, values: dict[str, str], wrong: str
) -> None:
    answer = send(admin, f"/t/{there.code}/settings/{place}/new", **values)
    assert answer.status_code == 422
    assert re.search(rf'id="f-{wrong}"[^>]*aria-invalid="true"', answer.text), answer.text
    typed = [value for name, value in values.items() if value and not name.endswith("_id")]
    assert all(value in answer.text for value in typed)


def test_same_code_twice_is_refused(admin: FlaskClient, there: Group) -> None:
    first = store(there, code="SH01")
    with inside(there.id) as work:
        entity = work.get_one(Store, (there.id, first)).legal_entity_id
    answer = send(
        admin, f"/t/{there.code}/settings/stores/new", code="SH01", name="另一店", legal_entity_id=entity
    )
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text


def test_company_that_is_removed_while_its_store_is_saved(
    admin: FlaskClient, there: Group, settings: Settings
) -> None:
    with inside(there.id) as work:
        company = LegalEntity(name="华通有限公司")
        work.add(company)
        work.flush()
        company_id = company.id
    system = create_engine(settings.system_database_url, poolclass=NullPool)

    def remove(*_what: object) -> None:
        with system.begin() as other:
            other.execute(text("DELETE FROM legal_entity WHERE id = :id"), {"id": company_id})

    event.listen(TenantSession, "before_flush", remove, once=True)
    values = {"code": "SH01", "name": "上海一店", "legal_entity_id": company_id, "timezone": "Asia/Shanghai"}
    answer = send(admin, f"/t/{there.code}/settings/stores/new", **values)
    assert answer.status_code == 409, answer.text
    assert "在此期间已被删除" in answer.text


def test_second_editor_sees_both_versions(admin: FlaskClient, there: Group) -> None:
    shop = store(there, name="旧名")
    address = f"/t/{there.code}/settings/stores/{shop}"
    page = admin.get(address).text
    with inside(there.id) as work:
        row = work.get_one(Store, (there.id, shop))
        row.name = "别人改的名"
        entity, code = row.legal_entity_id, row.code
    mine = {"code": code, "name": "我改的名", "legal_entity_id": entity, "_csrf": field(page, "_csrf")}
    answer = admin.post(address, data={**mine, "_version": field(page, "_version")})
    assert answer.status_code == 409
    assert "我改的名" in answer.text
    assert "别人改的名" in answer.text
    again = admin.post(address, data={**mine, "_version": field(answer.text, "_version")})
    assert again.status_code == 303


def test_foreign_store_answers_like_a_missing_one(admin: FlaskClient, there: Group) -> None:
    foreign = store(group())
    answers = [admin.get(f"/t/{there.code}/settings/stores/{n}") for n in (foreign, 999_999_999)]
    assert [answer.status_code for answer in answers] == [404, 404]
    mine = store(there)
    department = {"name": "外店部门", "store_id": foreign}
    assert send(admin, f"/t/{there.code}/settings/departments/new", **department).status_code == 422
    assert admin.get(f"/t/{there.code}/settings/stores/{mine}").status_code == 200


def test_store_manager_changes_employees_of_the_own_store_only(client: FlaskClient, there: Group) -> None:
    mine, other = store(there), store(there)
    signed_in(client, member(there, role="store_manager", stores=[mine]))
    address = f"/t/{there.code}/settings/employees/new"
    assert send(client, address, employee_no="A1", name="王", store_id=mine).status_code == 303
    assert send(client, address, employee_no="A2", name="王", store_id=other).status_code == 404
    assert send(client, address, employee_no="A3", name="王").status_code == 404
    with inside(there.id) as work:
        elsewhere = Employee(employee_no="B1", name="张", store_id=other)
        work.add(elsewhere)
        work.flush()
        row_id = elsewhere.id
    answer = send(
        client, f"/t/{there.code}/settings/employees/{row_id}", employee_no="B1", name="李", store_id=mine
    )
    assert answer.status_code == 404


def test_calendar_week_and_days_are_changed(admin: FlaskClient, there: Group) -> None:
    with inside(there.id) as work:
        calendar = work.scalars(select(WorkCalendar.id)).one()
    address = f"/t/{there.code}/settings/calendar/{calendar}"
    week = {"name": "六天制", "day_1": "8:30-12:00，13:00-17:30", "day_6": "09:00-16:00"}
    assert send(admin, address, **week).status_code == 303
    day = {"day": "2026-12-24", "kind": "work", "name": "盘点", "ranges": "08:00-20:00"}
    token = csrf_token(admin, address)
    assert admin.post(f"{address}/days", data={"_csrf": token, **day}).status_code == 303
    assert admin.post(f"{address}/days/2026-10-01/clear", data={"_csrf": token}).status_code == 303
    with inside(there.id) as work:
        kept = work.get_one(WorkCalendar, (there.id, calendar))
        assert kept.weekly == {"1": [["08:30", "12:00"], ["13:00", "17:30"]], "6": [["09:00", "16:00"]]}
        days = {row.day: row for row in work.scalars(select(CalendarException))}
        assert days[date(2026, 12, 24)].ranges == [["08:00", "20:00"]]
        assert days[date(2026, 12, 24)].kind is ExceptionKind.WORK
        assert date(2026, 10, 1) not in days


@pytest.mark.parametrize("hours", ["18:00-09:00", "08:00-12:00, 11:00-13:00", "morgens", "25:00-26:00"])
def test_hours_that_cannot_be_are_refused(admin: FlaskClient, there: Group, hours: str) -> None:
    with inside(there.id) as work:
        calendar = work.scalars(select(WorkCalendar.id)).one()
    answer = send(admin, f"/t/{there.code}/settings/calendar/{calendar}", name="标准", day_1=hours)
    assert answer.status_code == 422
    assert hours in answer.text


def test_calendar_is_copied_for_a_store_with_other_hours(admin: FlaskClient, there: Group) -> None:
    with inside(there.id) as work:
        calendar = work.scalars(select(WorkCalendar.id)).one()
    place = f"/t/{there.code}/settings/calendar/{calendar}"
    made = admin.post(f"{place}/copy", data={"_csrf": csrf_token(admin, place), "name": "七天制"})
    assert made.status_code == 303
    page = admin.get(made.location).text
    assert "七天制" in page
    assert "2026-10-01" in page
    again = admin.post(f"{place}/copy", data={"_csrf": csrf_token(admin, place), "name": "七天制"})
    assert again.status_code == 422


def test_onboarding_is_left_and_resumed(admin: FlaskClient, there: Group) -> None:
    base = f"/t/{there.code}/onboarding"
    assert admin.get(f"{base}/").location.endswith("/legal_entities")
    assert "0 / 7" in admin.get(f"/t/{there.code}/").text
    store(there)
    assert admin.get(f"{base}/").location.endswith("/departments")
    token = csrf_token(admin, f"{base}/departments")
    for step in ("departments", "staff", "calendar", "plugins", "import"):
        assert admin.get(f"{base}/{step}").status_code == 200
        last = admin.post(f"{base}/{step}", data={"_csrf": token})
    assert last.location == f"/t/{there.code}/"
    assert "onboarding" not in admin.get(f"/t/{there.code}/").text
    assert admin.get(f"{base}/nonsense").status_code == 404


def test_step_of_plugins_is_done_with_the_first_one_that_is_on(admin: FlaskClient, there: Group) -> None:
    with inside(there.id):
        enable_plugin("complaints")
    assert "1 / 7" in admin.get(f"/t/{there.code}/").text


def test_home_page_of_a_specialist_has_no_set_up(client: FlaskClient, there: Group) -> None:
    signed_in(client, member(there))
    page = client.get(f"/t/{there.code}/")
    assert page.status_code == 200
    assert "onboarding" not in page.text
