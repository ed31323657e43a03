"""The pick list: what is reserved, by store and bin, with the lot to take first, on the page and by the API."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask

from plugins.parts.models import ReservationPurpose
from plugins.parts.operations import Issued, Policy, Received, issue, keep_part, receive
from plugins.parts.permissions import STOCK_READ
from plugins.parts.tests.conftest import Browser, Depot
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Person
from saas.testing.factories.members import api_token, as_member
from tests.factories.parts import part, reservation, stock_up

Open = Callable[[Person], Browser]


def _binned(store_id: int, number: str, bin_: str) -> int:
    made = part(number, number=number).id
    keep_part(made, store_id, Policy(bin=bin_))
    return made


@pytest.fixture(scope="module")
def held(depot: Depot) -> list[str]:
    """Three reservations of an order and one of another store, in the order of the shelves; later made, earlier taken."""
    with inside(depot.group.id, as_member(depot.manager)):
        last = _binned(depot.store_id, "PICK-3", "B-01")
        stock_up(last, depot.store_id, 5)
        reservation(last, depot.store_id, 2, reference="RO-77", purpose=ReservationPurpose.ORDER)
        first = _binned(depot.store_id, "PICK-1", "A-02")
        for lot, expires in (("LATE", date(2030, 1, 1)), ("SOON", date(2029, 1, 1))):
            came = Received(quantity=Decimal(2), lot_no=lot, expires_on=expires)
            receive(first, depot.store_id, came, key=lot)
        one = reservation(first, depot.store_id, 3, reference="RO-77", purpose=ReservationPurpose.ORDER)
        issue(first, depot.store_id, Issued(quantity=Decimal(1), reservation_id=one.id), key="one")
        plain = part("PICK-0", number="PICK-0").id
        stock_up(plain, depot.store_id, 5)
        reservation(plain, depot.store_id, 1)
        stock_up(last, depot.other_id, 5)
        reservation(last, depot.other_id, 1, reference="RO-78")
    return ["PICK-0", "PICK-1", "PICK-3", "PICK-3"]


@pytest.mark.req("P-11")
def test_what_is_held_stands_in_the_order_of_the_bins_with_the_lot_to_take_first(
    app: Flask, depot: Depot, held: list[str]
) -> None:
    token = api_token(depot.group, STOCK_READ)

    def picks(query: str = "") -> list[dict[str, str]]:
        address = f"/api/v1/t/{depot.group.code}/x/parts/picks{query}"
        answer = app.test_client().get(address, headers={"Authorization": f"Bearer {token}"})
        items: list[dict[str, str]] = answer.get_json()["items"]
        return items

    assert [line["number"] for line in picks()] == held
    of_order = picks("?reference=RO-77")
    told = [(line["bin"], line["quantity"], line["lot_no"], line["purpose"]) for line in of_order]
    assert told == [("A-02", "2.000", "SOON", "order"), ("B-01", "2.000", "", "order")]
    assert [line["reference"] for line in picks(f"?store_id={depot.other_id}")] == ["RO-78"]
    assert [len(picks("?limit=3")), picks("?reference=RO-7")] == [3, []]


@pytest.mark.req("P-11")
def test_list_on_the_page_is_of_the_stores_within_reach(depot: Depot, held: list[str], browser: Open) -> None:
    clerk = browser(depot.clerk)
    page = clerk.get("/picks/").text
    assert page.index("PICK-0") < page.index("PICK-1") < page.index("PICK-3")
    assert "SOON" in page
    assert "RO-78" not in page
    assert "RO-78" in browser(depot.manager).get("/picks/?q=RO-78").text
    assert "Nothing to pick" in clerk.get("/picks/?q=RO-78").text
    assert f"/picks/?store_id={depot.store_id}" in clerk.get(f"/?store_id={depot.store_id}").text
