"""The pages and the API of suppliers and purchase orders: from the supplier to the goods, by several people."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from plugins.parts.models import OrderState, PurchaseLine, PurchaseOrder, Supplier, SupplierPart
from plugins.parts.operations import approve_order
from plugins.parts.permissions import (
    ORDER_APPROVE,
    ORDER_READ,
    ORDER_WRITE,
    STOCK_READ,
    STOCK_WRITE,
    SUPPLIER_READ,
    SUPPLIER_WRITE,
)
from plugins.parts.tests.conftest import Browser, Depot
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Person
from saas.testing.factories.members import api_token, as_member
from tests.factories.parts import part, purchase

Open = Callable[[Person], Browser]
Call = Callable[..., Any]


@pytest.fixture
def call(app: Flask, depot: Depot) -> Call:
    """Calls the API with a token that may do everything a program may do with orders."""
    rights = (SUPPLIER_READ, SUPPLIER_WRITE, ORDER_READ, ORDER_WRITE, STOCK_READ, STOCK_WRITE)
    token = api_token(depot.group, *rights)

    def send(method: str, path: str, *, version: int | None = None, **body: Any) -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        more: dict[str, Any] = {} if method == "GET" else {"json": body}
        base = f"/api/v1/t/{depot.group.code}/x/parts"
        return app.test_client().open(base + path, method=method, headers=headers, **more)

    return send


def new_part(depot: Depot, number: str) -> int:
    with inside(depot.group.id, as_member(depot.manager)):
        return part(number=number).id


def version_in(text: str) -> str:
    seen = re.search(r'name="_version" value="(\d+)"', text)
    assert seen
    return seen[1]


@pytest.mark.req("P-06")
def test_supplier_order_approval_and_goods_on_the_pages(depot: Depot, browser: Open) -> None:
    one = new_part(depot, "BUY-1")
    manager, clerk, head = browser(depot.manager), browser(depot.clerk), browser(depot.head)
    sent = {"code": "hd-01", "name": "华东中心库", "contact": "孙经理 021-5555", "lead_days": "3"}
    money = {"minimum_order_fen": "500", "order_cost_fen": "30", "active": "true"}
    assert manager.post("/suppliers/new", **sent, **money).status_code == 303
    assert manager.post("/suppliers/new", **sent).status_code == 422
    with inside(depot.group.id) as work:
        seller = work.scalars(select(Supplier).where(Supplier.code == "HD-01")).one()
        assert (seller.contact, seller.minimum_order_fen) == ("孙经理 021-5555", 50000)
        seller_id = seller.id
    offered = {"part_id": one, "valid_from": "2026-01-01", "unit_price": "12.5", "pack": "2"}
    terms = f"/suppliers/{seller_id}/terms"
    assert manager.post(f"{terms}/new", **offered, approved="true").status_code == 303
    assert "12.50" in manager.get(f"/suppliers/{seller_id}").text
    assert "华东中心库" in manager.get(f"/parts/{one}").text
    assert clerk.post(f"{terms}/new", **offered).status_code == 403

    begun = clerk.post("/orders/new", supplier_id=seller_id, store_id=depot.store_id)
    order = begun.location.partition("/x/parts")[2]
    refused = clerk.post(f"{order}/lines", part_id=one, quantity="3")
    assert (refused.status_code, "packs of 2" in refused.text) == (422, True)
    assert clerk.post(f"{order}/lines", part_id=one, quantity="4").status_code == 303
    assert "¥500.00" in clerk.get(order).text
    seen = version_in(clerk.get(order).text)
    assert clerk.post(f"{order}/lines", part_id=one, quantity="6").status_code == 303
    assert clerk.post(f"{order}/submit", _version=seen).status_code == 409
    assert clerk.post(f"{order}/submit").status_code == 303
    assert clerk.post(f"{order}/approve").status_code == 403
    assert f"{order}/approve" in head.get(order).text
    assert head.post(f"{order}/approve").status_code == 303
    assert clerk.post(f"{order}/place").status_code == 303
    assert "6" in clerk.get(f"/parts/{one}/stores/{depot.store_id}").text

    with inside(depot.group.id) as work:
        line_id = work.scalars(select(PurchaseLine.id).where(PurchaseLine.part_id == one)).one()
    assert clerk.post(f"{order}/receive").status_code == 422
    more = clerk.post(f"{order}/receive", **{f"arrived-{line_id}": "9"})
    assert (more.status_code, "6 were still expected" in more.text) == (409, True)
    assert clerk.post(f"{order}/receive", **{f"arrived-{line_id}": "4"}).status_code == 303
    assert "partly received" in clerk.get(order).text
    assert clerk.post(f"{order}/receive", everything="true").status_code == 303
    shown = clerk.get(order).text
    assert "¥75.00" in shown
    assert "Goods received" in shown
    assert clerk.post(f"{order}/close").status_code == 303
    assert "Nothing is expected" in clerk.post(f"{order}/receive", everything="true").text


def test_second_of_two_finds_the_saved_supplier_and_terms_beside_theirs(depot: Depot, browser: Open) -> None:
    one = new_part(depot, "BUY-2")
    with inside(depot.group.id, as_member(depot.manager)) as work:
        order = purchase(depot.store_id, one)
        terms = work.scalars(select(SupplierPart).where(SupplierPart.supplier_id == order.supplier_id)).one()
        seller, path = order.supplier_id, f"/suppliers/{order.supplier_id}"
        terms_id = terms.id
    at = browser(depot.manager)
    sent = {"code": f"TWO-{seller}", "name": "甲", "lead_days": "3", "_version": "1"}
    assert at.post(f"{path}/edit", **sent).status_code == 303
    both = at.post(f"{path}/edit", **{**sent, "name": "乙"})
    assert (both.status_code, "甲" in both.text, "乙" in both.text) == (409, True, True)
    offered = {"part_id": one, "valid_from": "2026-01-01", "unit_price": "7", "pack": "1", "_version": "1"}
    assert at.post(f"{path}/terms/{terms_id}/edit", **offered).status_code == 303
    again = at.post(f"{path}/terms/{terms_id}/edit", **{**offered, "unit_price": "8"})
    assert (again.status_code, "BUY-2" in again.text) == (409, True)
    assert at.get(f"{path}/terms/{terms_id}/edit").status_code == 200
    assert at.get(f"/suppliers/{seller + 10**6}/terms/{terms_id}/edit").status_code == 404


@pytest.mark.req("P-06")
def test_order_by_the_api_is_approved_by_a_person_and_received_once(depot: Depot, call: Call) -> None:
    one = new_part(depot, "BUY-3")
    seller = call("POST", "/suppliers", code="API-S", name="接口供应商", lead_days=2, order_cost_fen=3000)
    assert seller.status_code == 201
    path = f"/suppliers/{seller.json['id']}"
    changed = call("PUT", path, version=seller.json["row_version"], code="API-S", name="新名", lead_days=4)
    assert (changed.json["name"], changed.json["lead_days"]) == ("新名", 4)
    assert call("PUT", path, code="API-S", name="x", lead_days=4).status_code == 428
    offered = {"part_id": one, "valid_from": "2026-01-01", "unit_price": "1250", "approved": True}
    terms = call("POST", f"{path}/terms", **offered)
    assert (terms.status_code, terms.json["unit_price"]) == (201, "1250.000000")
    cheaper = call(
        "PUT", f"/supplier-terms/{terms.json['id']}", version=1, **{**offered, "unit_price": "1200"}
    )
    assert cheaper.json["unit_price"] == "1200.000000"
    assert [row["part_id"] for row in call("GET", f"{path}/terms").json["items"]] == [one]

    made = call("POST", "/orders", supplier_id=seller.json["id"], store_id=depot.store_id)
    order = f"/orders/{made.json['id']}"
    written = call("POST", f"{order}/lines", part_id=one, quantity="5").json
    assert (written["total_fen"], written["lines"][0]["number"]) == (6000, "BUY-3")
    assert call("POST", f"{order}/submit").json["state"] == "submitted"
    assert call("POST", f"{order}/approve").status_code in (404, 405)
    with inside(depot.group.id, as_member(depot.head)):
        approve_order(made.json["id"])
    assert call("POST", f"{order}/place").json["expected_on"]
    came = {
        "arrived": [{"line_id": written["lines"][0]["id"], "quantity": "2", "lot_no": "L9"}],
        "key": "dn-1",
    }
    for _ in range(2):
        told = call("POST", f"{order}/receive", **came).json
    assert (told["state"], told["lines"][0]["open_quantity"], told["spent_fen"]) == (
        "partly_received",
        "3.000",
        2400,
    )
    (row,) = call("GET", f"/stock?store_id={depot.store_id}&q=buy-3").json["items"]
    assert (row["on_hand"], row["on_order"]) == ("2.000", "3.000")
    assert call("POST", f"{order}/close").json["state"] == "closed"
    states = [one["state"] for one in call("GET", f"/orders?supplier_id={seller.json['id']}").json["items"]]
    assert states == ["closed"]
    assert call("GET", "/suppliers?q=api").json["items"][0]["code"] == "API-S"


def test_lists_of_orders_are_narrowed(depot: Depot, browser: Open) -> None:
    one = new_part(depot, "BUY-4")
    with inside(depot.group.id, as_member(depot.manager)):
        order = purchase(depot.store_id, one)
        number, order_id = order.document_no, order.id
    at = browser(depot.clerk)
    assert number in at.get(f"/orders/?part_id={one}").text
    assert number in at.get(f"/orders/?q={number.lower()}&state=all&store_id={depot.store_id}").text
    assert number not in at.get("/orders/?state=submitted").text
    removed = f"/orders/{order_id}/lines/{line_of(depot, order_id)}/remove"
    assert at.post(removed).status_code == 303
    assert at.post(f"/orders/{order_id}/submit").status_code == 422
    assert at.post(f"/orders/{order_id}/cancel").status_code == 303
    with inside(depot.group.id) as work:
        assert work.get_one(PurchaseOrder, (depot.group.id, order_id)).state is OrderState.CANCELLED


def line_of(depot: Depot, order_id: int) -> int:
    with inside(depot.group.id) as work:
        return work.scalars(select(PurchaseLine.id).where(PurchaseLine.order_id == order_id)).one()


def test_rights_of_suppliers_and_orders_are_of_their_roles(depot: Depot, browser: Open) -> None:
    """parts.supplier:read, parts.supplier:write, parts.order:read, parts.order:write, parts.order:approve."""
    rights = (SUPPLIER_READ, SUPPLIER_WRITE, ORDER_READ, ORDER_WRITE, ORDER_APPROVE)
    assert rights == (
        "parts.supplier:read",
        "parts.supplier:write",
        "parts.order:read",
        "parts.order:write",
        "parts.order:approve",
    )
    advisor, head = browser(depot.advisor), browser(depot.head)
    for path in ("/suppliers/", "/orders/", "/orders/new"):
        assert advisor.get(path).status_code == 403
    assert [head.get(path).status_code for path in ("/suppliers/", "/orders/", "/orders/new")] == [
        200,
        200,
        403,
    ]
