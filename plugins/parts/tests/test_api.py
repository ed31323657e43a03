"""The same by the API, as a workshop's system uses it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from plugins.parts.permissions import MAP_READ, PART_WRITE, POLICY_WRITE, STOCK_READ, STOCK_WRITE
from plugins.parts.tests.conftest import Depot
from saas.testing.factories.application import inside
from saas.testing.factories.members import api_token, as_member
from tests.factories.parts import part, stock_up

Call = Callable[..., Any]


@pytest.fixture(scope="module")
def call(app: Flask, depot: Depot) -> Call:
    """Calls the API with a token that may do everything with stock."""
    token = api_token(depot.group, STOCK_READ, STOCK_WRITE, POLICY_WRITE, PART_WRITE, MAP_READ)

    def send(method: str, path: str, *, version: int | None = None, **body: Any) -> Any:
        headers = {"Authorization": f"Bearer {token}"} | (
            {} if version is None else {"If-Match": f'"{version}"'}
        )
        more: dict[str, Any] = {} if method == "GET" else {"json": body}
        return app.test_client().open(
            f"/api/v1/t/{depot.group.code}/x/parts{path}", method=method, headers=headers, **more
        )

    return send


@pytest.mark.req("P-11")
def test_workshop_reserves_gives_out_and_learns_what_is_short(depot: Depot, call: Call) -> None:
    with inside(depot.group.id, as_member(depot.manager)):
        one = part(number="API-1").id
        stock_up(one, depot.store_id, 3)
    place = f"/parts/{one}/stores/{depot.store_id}"
    wish = {
        "part_id": one,
        "store_id": depot.store_id,
        "quantity": "2",
        "purpose": "order",
        "reference": "RO-5",
        "key": "RO-5/1",
    }

    first, again = call("POST", "/reservations", **wish), call("POST", "/reservations", **wish)
    refused = call("POST", f"{place}/issue", quantity="2")
    given = call(
        "POST", f"{place}/issue", quantity="2", kind="order", reservation_id=first.json["id"], key="RO-5/1"
    )
    given_again = call(
        "POST", f"{place}/issue", quantity="2", kind="order", reservation_id=first.json["id"], key="RO-5/1"
    )
    short = [
        call("POST", f"{place}/unmet", quantity="4", reference="RO-6", key="RO-6/1").json for _ in range(2)
    ]

    assert (first.status_code, again.json["id"]) == (201, first.json["id"])
    assert refused.status_code == 409
    assert (given.status_code, given_again.json["id"]) == (201, given.json["id"])
    assert short == [{"recorded": True}, {"recorded": False}]
    (row,) = call("GET", f"/stock?store_id={depot.store_id}&q=api-1").json["items"]
    assert (row["on_hand"], row["reserved"], row["free"]) == ("1.000", "0.000", "1.000")
    kinds = [line["kind"] for line in call("GET", f"/movements?part_id={one}").json["items"]]
    assert kinds == ["issue", "receipt"]
    (held,) = call("GET", f"/reservations?part_id={one}").json["items"]
    assert (held["state"], held["open_quantity"]) == ("consumed", "0.000")


def test_catalogue_and_policy_want_the_version_that_was_seen(depot: Depot, call: Call) -> None:
    made = call("POST", "/parts", number="api-2", name="火花塞", unit_cost="1500.5", aliases=["X-2"])
    assert made.status_code == 201
    path = f"/parts/{made.json['id']}"
    assert call("PUT", path, number="API-2", name="火花塞").status_code == 428
    assert call("PUT", path, version=99, number="API-2", name="火花塞").status_code in (409, 412)
    changed = call("PUT", path, version=made.json["row_version"], number="API-2", name="铂金火花塞")
    assert (changed.status_code, changed.json["name"]) == (200, "铂金火花塞")

    place = f"{path}/stores/{depot.store_id}"
    assert call("GET", f"{place}/policy").json["row_version"] == 0
    assert call("POST", f"{place}/receive", quantity="4", unit_cost="1200").status_code == 201
    kept = call("GET", f"{place}/policy")
    saved = call(
        "PUT",
        f"{place}/policy",
        version=kept.json["row_version"],
        bin="c-1",
        reorder_point="2.5",
        pinned=True,
    )
    assert (saved.status_code, saved.json["bin"], Decimal(saved.json["reorder_point"])) == (
        200,
        "C-1",
        Decimal("2.5"),
    )


@pytest.mark.req("P-09")
def test_map_tells_what_is_free_in_each_store(depot: Depot, call: Call) -> None:
    with inside(depot.group.id, as_member(depot.manager)):
        one = part(number="API-MAP").id
        stock_up(one, depot.store_id, 3)
        stock_up(one, depot.other_id, 2)
    (row,) = call("GET", "/map?q=api-map").json["items"]
    assert row["total"] == "5.000"
    assert {at["store_id"]: at["free"] for at in row["stores"]} == {
        depot.store_id: "3.000",
        depot.other_id: "2.000",
    }
