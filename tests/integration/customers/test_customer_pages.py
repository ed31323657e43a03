"""The customers' pages in a browser without scripts: who sees what, masked, and how an edit ends."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from saas.core.customers.models import ContactPoint, Customer
from saas.platform.audit.models import AuditEntry, ExportLog
from saas.platform.tenancy import Actor, ActorKind
from saas.testing.factories import groups, members
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.groups import Group, Person
from saas.testing.factories.pages import csrf_token
from saas.testing.factories.vehicles import vehicle


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A group with a store, its manager signed in, and a customer."""

    group: Group
    store_id: int
    manager: Person
    customer_id: int
    browser: FlaskClient

    @property
    def root(self) -> str:
        return f"/t/{self.group.code}/customers"


@pytest.fixture
def house(app: Flask) -> House:
    group = groups.group()
    store_id = groups.store(group, name="浦东店")
    manager = members.member(group, role="store_manager", stores=[store_id])
    with inside(group.id, Actor(kind=ActorKind.MEMBER, id=manager.member_id)):
        made = customer("王晓明", phones=["13812345678"], store_id=store_id)
        vehicle(owner_id=made.id, plate="沪A12345")
        customer_id = made.id
    browser = members.signed_in(app.test_client(), manager)
    return House(group=group, store_id=store_id, manager=manager, customer_id=customer_id, browser=browser)


def post(house: House, path: str, **fields: str) -> object:
    token = csrf_token(house.browser, f"{house.root}/")
    return house.browser.post(f"{house.root}{path}", data={"_csrf": token, **fields})


@pytest.mark.parametrize("term", ["王", "晓明", "wangxiao", "wxm", "5678", "13812345678", "A123", "沪A12345"])
def test_list_finds_by_pieces(house: House, term: str) -> None:
    found = house.browser.get(f"{house.root}/", query_string={"q": term}).text
    assert "王晓明" in found
    assert "*******5678" in found
    assert "沪A12345" in found


@pytest.mark.parametrize(
    ("role", "customers", "vehicles"),
    [
        ("store_manager", "从现有系统导入客户，或新增一位。", "从现有系统导入车辆，或新建一辆。"),
        ("group_admin", "从现有系统导入客户。", "从现有系统导入车辆。"),
        ("service_advisor", "新增第一位客户。", "新建第一辆车。"),
        ("followup_specialist", "由您负责或属于您门店的客户", "您的客户或您门店的车辆"),
    ],
)
def test_empty_list_offers_only_what_whoever_looks_may_do(
    app: Flask, role: str, customers: str, vehicles: str
) -> None:
    nobodys = groups.group()
    browser = members.signed_in(app.test_client(), members.member(nobodys, role=role))
    assert customers in browser.get(f"/t/{nobodys.code}/customers/").text
    assert vehicles in browser.get(f"/t/{nobodys.code}/vehicles/").text


def test_list_is_kept_to_the_store(house: House, app: Flask) -> None:
    other = groups.store(house.group)
    stranger = members.member(house.group, role="store_manager", stores=[other])
    browser = members.signed_in(app.test_client(), stranger)
    assert "王晓明" not in browser.get(f"{house.root}/").text
    assert browser.get(f"{house.root}/{house.customer_id}").status_code == 404


def test_list_and_detail_take_a_constant_number_of_queries(
    house: House, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    def queries(path: str) -> int:
        with count_queries() as sent:
            assert house.browser.get(f"{house.root}{path}").status_code == 200
        return len(sent)

    paths = ("/", "/?q=王", f"/{house.customer_id}", f"/{house.customer_id}/timeline")
    before = [queries(path) for path in paths]
    with inside(house.group.id):
        for n in range(12):
            made = customer(f"王{n}号", store_id=house.store_id)
            vehicle(owner_id=made.id)
            vehicle(owner_id=house.customer_id)
    assert [queries(path) for path in paths] == before
    assert max(before) <= 25


def test_detail_shows_a_masked_number_until_a_logged_look(house: House) -> None:
    page = house.browser.get(f"{house.root}/{house.customer_id}").text
    assert "*******5678" in page
    assert "13812345678" not in page
    with inside(house.group.id) as work:
        point = work.scalars(
            select(ContactPoint.id).where(ContactPoint.customer_id == house.customer_id)
        ).one()
    shown = post(house, f"/{house.customer_id}/contacts/{point}/reveal")
    assert "+8613812345678" in shown.text  # type: ignore[attr-defined]
    with inside(house.group.id) as work:
        looks = work.scalars(
            select(AuditEntry).where(AuditEntry.action == "customers.contact_point.revealed")
        ).all()
        assert [look.actor_id for look in looks] == [house.manager.member_id]
    assert "13812345678" not in house.browser.get(f"{house.root}/{house.customer_id}").text


def test_new_customer_is_saved_and_a_known_one_is_led_to(house: House) -> None:
    saved = post(
        house,
        "/new",
        name="李芳",
        kind="person",
        gender="female",
        store_id=str(house.store_id),
        phone="139 1234 5678",
    )
    assert saved.status_code == 303  # type: ignore[attr-defined]
    again = post(
        house,
        "/new",
        name="李芳",
        kind="person",
        gender="female",
        store_id=str(house.store_id),
        phone="13912345678",
    )
    assert again.status_code == 422  # type: ignore[attr-defined]
    assert f"{house.root}/" in again.text  # type: ignore[attr-defined]
    wrong = post(house, "/new", name="李芳", phone="12", store_id=str(house.store_id))
    assert wrong.status_code == 422  # type: ignore[attr-defined]
    assert 'value="12"' in wrong.text  # type: ignore[attr-defined]


def test_new_customer_of_a_foreign_store_is_refused(house: House) -> None:
    other = groups.store(house.group)
    assert post(house, "/new", name="李芳", store_id=str(other)).status_code == 404  # type: ignore[attr-defined]


def test_edit_of_two_people_shows_both_versions(house: House) -> None:
    path = f"/{house.customer_id}/edit"
    page = house.browser.get(f"{house.root}{path}").text
    found = re.search(r'name="_version" value="(\d+)"', page)
    assert found
    seen = {"_version": found.group(1), "kind": "person", "gender": "male", "store_id": str(house.store_id)}
    assert post(house, path, name="王小明", note="先改", **seen).status_code == 303  # type: ignore[attr-defined]
    late = post(house, path, name="王大明", note="后改", **seen)
    assert late.status_code == 409  # type: ignore[attr-defined]
    assert {"王小明", "王大明", "先改", "后改"} <= set(re.findall(r"王[小大]明|[先后]改", late.text))  # type: ignore[attr-defined]
    shown = re.search(r'name="_version" value="(\d+)"', late.text)  # type: ignore[attr-defined]
    assert shown
    assert (
        post(house, path, name="王大明", note="后改", **{**seen, "_version": shown.group(1)}).status_code
        == 303
    )  # type: ignore[attr-defined]
    with inside(house.group.id) as work:
        stored = work.get(Customer, (house.group.id, house.customer_id))
        assert stored is not None
        assert (stored.name, stored.note) == ("王大明", "后改")


def test_export_wants_a_reason_and_is_logged(house: House, app: Flask) -> None:
    address = f"/t/{house.group.code}/exports/customers.customer"
    assert house.browser.get(address).status_code == 403
    with inside(house.group.id):
        customer("=cmd|'/c calc'!A0", phones=["13812340001"])
    browser = members.signed_in(app.test_client(), house.group.admin)
    token = csrf_token(browser, f"{house.root}/")
    refused = browser.post(address, data={"_csrf": token, "form": "csv", "reason": ""})
    assert refused.status_code == 422
    answer = browser.post(address, data={"_csrf": token, "form": "csv", "reason": "年检短信名单核对"})
    assert answer.mimetype == "text/csv"
    text = answer.data.decode("utf-8-sig")
    assert "王晓明" in text
    assert "*******5678" in text
    assert "'=cmd" in text
    assert "13812345678" not in text
    sheet = browser.post(address, data={"_csrf": token, "form": "xlsx", "reason": "年检短信名单核对"})
    assert sheet.data[:2] == b"PK"
    with inside(house.group.id) as work:
        logs = work.scalars(select(ExportLog).order_by(ExportLog.id)).all()
        assert [(log.kind, log.row_count, log.masked) for log in logs] == [
            ("customers.customer.csv", 2, True),
            ("customers.customer.xlsx", 2, True),
        ]
