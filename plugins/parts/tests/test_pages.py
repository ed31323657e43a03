"""The pages: the catalogue, a part in a store with its forms, two people at once, the map of the group, masks of rights."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy import select

from plugins.parts.models import Balance, LedgerEntry, Lot, Part, Reservation, ReservationState
from plugins.parts.tests.conftest import Browser, Depot
from saas.platform.database import session
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Person
from saas.testing.factories.members import as_member
from tests.factories.complaints import switch
from tests.factories.parts import PARTS, part, reservation, stock_up

Open = Callable[[Person], Browser]
FORM = {
    "number": " of-100 a ",
    "name": "机油滤清器",
    "brand": "曼牌",
    "quality": "same_quality",
    "unit": "piece",
    "pack": "2",
}


def stocked(depot: Depot, quantity: object = 10, **fields: object) -> int:
    with inside(depot.group.id, as_member(depot.manager)):
        made = part(**fields).id  # type: ignore[arg-type]  # fields of a part
        stock_up(made, depot.store_id, quantity, 2350)
        return made


def on_hand(depot: Depot, part_id: int) -> Decimal:
    with inside(depot.group.id) as work:
        return work.scalars(select(Balance.on_hand).where(Balance.part_id == part_id)).one()


def test_part_is_added_once_even_when_sent_twice_and_found_by_each_of_its_numbers(
    depot: Depot, browser: Open
) -> None:
    at = browser(depot.manager)
    prices = {"unit_cost": "12.345678", "list_price_fen": "19.9"}
    sent = {**FORM, **prices, "aliases": "ALT-77\n6901234567890", "active": "true", "_request": "one-part"}

    answers = [at.post("/parts/new", **sent), at.post("/parts/new", **sent)]

    assert [answer.status_code for answer in answers] == [303, 303]
    with inside(depot.group.id) as work:
        made = work.scalars(select(Part).where(Part.brand == "曼牌")).one()
        assert (made.number, made.unit_cost, made.list_price_fen) == ("OF-100A", Decimal("1234.5678"), 1990)
    for text in ("of-100", "alt-77", "690123", "滤清"):
        assert "OF-100A" in at.get(f"/parts/?q={text}").text
        assert "OF-100A" in at.get(f"/parts/pick?q={text}").get_json()["items"][0]["text"]
    again = at.post("/parts/new", **FORM)
    assert again.status_code == 422
    assert "of-100 a" in again.text


def test_second_of_two_finds_their_part_beside_the_saved_one(depot: Depot, browser: Open) -> None:
    one = stocked(depot, number="TWO-1")
    at = browser(depot.manager)
    seen = re.search(r'name="_version" value="(\d+)"', at.get(f"/parts/{one}/edit").text)
    assert seen
    sent = {**FORM, "number": "TWO-1", "brand": "", "_version": seen[1]}
    assert at.post(f"/parts/{one}/edit", **{**sent, "name": "甲"}).status_code == 303

    answer = at.post(f"/parts/{one}/edit", **{**sent, "name": "乙"})

    assert answer.status_code == 409
    assert "甲" in answer.text
    assert "乙" in answer.text


def test_part_cannot_be_replaced_in_a_circle(depot: Depot, browser: Open) -> None:
    first, second = stocked(depot, number="RING-1"), stocked(depot, number="RING-2")
    at = browser(depot.manager)
    assert (
        at.post(
            f"/parts/{first}/edit",
            **{**FORM, "number": "RING-1", "brand": "", "successor_id": second, "_version": 1},
        ).status_code
        == 303
    )
    answer = at.post(
        f"/parts/{second}/edit",
        **{**FORM, "number": "RING-2", "brand": "", "successor_id": first, "_version": 1},
    )
    assert answer.status_code == 422
    assert "RING-2" in at.get(f"/parts/{first}").text


@pytest.mark.req("P-11")
def test_part_goes_in_and_out_on_its_page(depot: Depot, browser: Open) -> None:
    one = stocked(depot, 5)
    clerk, base = browser(depot.clerk), f"/parts/{one}/stores/{depot.store_id}"
    steps = [
        clerk.post(f"{base}/receive", quantity="4", unit_cost="20", lot_no="L-1", expires_on="2031-05-01"),
        clerk.post(f"{base}/reserve", quantity="3", purpose="order", reference="RO-88"),
        clerk.post(f"{base}/issue", quantity="2", kind="sale", reference="SO-12"),
        clerk.post(f"{base}/take-back", quantity="1", reference="SO-12"),
        clerk.post(f"{base}/unmet", quantity="7", kind="lost", reason="sold_out"),
        clerk.post(f"{base}/keep", bin="b-2", stocked="true", reorder_point="6", _version=1),
    ]
    shown = clerk.get(base).text

    assert [answer.status_code for answer in steps] == [303] * 6
    for told in ("RO-88", "SO-12", "L-1", "2031-05-01", "B-2", "Lost sale", "Taken back"):
        assert told in shown
    assert "part-scrap" not in shown
    assert on_hand(depot, one) == Decimal(8)


def test_same_form_sent_twice_moves_once(depot: Depot, browser: Open) -> None:
    one = stocked(depot, 5)
    clerk, base = browser(depot.clerk), f"/parts/{one}/stores/{depot.store_id}"
    for _ in range(2):
        assert (
            clerk.post(f"{base}/issue", quantity="2", kind="sale", _request="issued-once").status_code == 303
        )
    assert on_hand(depot, one) == Decimal(3)


@pytest.mark.parametrize(
    ("path", "wrong", "status"),
    [
        ("issue", {"quantity": "6"}, 409),
        ("issue", {"quantity": "0"}, 422),
        ("issue", {"quantity": "1.0001"}, 422),
        ("issue", {"quantity": "1", "kind": "lost"}, 422),
        ("receive", {"quantity": "1", "unit_cost": "-1"}, 422),
        ("reserve", {"quantity": "9999"}, 409),
        ("keep", {"own_class": "seasonal"}, 422),
        ("keep", {"_version": "99", "bin": "x"}, 409),
    ],
)
def test_form_keeps_what_was_typed_and_says_what_is_wrong(
    depot: Depot, browser: Open, path: str, wrong: dict[str, str], status: int
) -> None:
    one = stocked(depot, 5)
    answer = browser(depot.clerk).post(f"/parts/{one}/stores/{depot.store_id}/{path}", **wrong)
    assert answer.status_code == status
    assert 'role="alert"' in answer.text
    assert on_hand(depot, one) == Decimal(5)


def test_manager_quarantines_a_lot_and_writes_off(depot: Depot, browser: Open) -> None:
    one = stocked(depot, 5)
    with inside(depot.group.id, as_member(depot.manager)):
        lot = stock_up(one, depot.store_id, 3, lot_no="BAD-1").lot_id
    head, base = browser(depot.head), f"/parts/{one}/stores/{depot.store_id}"
    steps = [
        head.post(f"/lots/{lot}/state", state="quarantine"),
        head.post(f"{base}/scrap", quantity="3", reason="damaged", lot_id=lot),
        head.post(f"{base}/correct", difference="-1", reason="lost"),
    ]
    assert [answer.status_code for answer in steps] == [303] * 3
    assert on_hand(depot, one) == Decimal(4)
    assert browser(depot.clerk).post(f"/lots/{lot}/state", state="ok").status_code == 403
    with inside(depot.group.id) as work:
        assert work.scalars(select(Lot.on_hand).where(Lot.id == lot)).one() == 0


def test_reservation_is_let_go_on_the_page(depot: Depot, browser: Open) -> None:
    one = stocked(depot, 5)
    with inside(depot.group.id, as_member(depot.clerk)):
        held = reservation(one, depot.store_id, 2).id
    assert browser(depot.clerk).post(f"/reservations/{held}/release").status_code == 303
    with inside(depot.group.id) as work:
        assert (
            work.scalars(select(Reservation.state).where(Reservation.id == held)).one()
            is ReservationState.RELEASED
        )


@pytest.mark.req("P-09")
def test_map_shows_what_is_free_in_every_store_to_whoever_may(depot: Depot, browser: Open) -> None:
    one = stocked(depot, 5, number="MAP-1")
    with inside(depot.group.id, as_member(depot.manager)):
        stock_up(one, depot.other_id, 3)
        reservation(one, depot.other_id, 2)
    shown = browser(depot.clerk).get("/map?q=map-1").text
    figures = re.findall(r'class="num"[^>]*>\s*(?:<[^>]+>)?(\d+)', shown)

    assert figures == ["5", "1", "6"]
    assert f"/parts/{one}/stores/{depot.store_id}" in shown
    assert f"/parts/{one}/stores/{depot.other_id}" not in shown
    assert browser(depot.clerk).get(f"/parts/{one}/stores/{depot.other_id}").status_code == 404


def test_list_shows_the_stores_within_reach_and_is_narrowed(depot: Depot, browser: Open) -> None:
    full, empty = stocked(depot, 5, number="LIST-1"), stocked(depot, 1, number="LIST-2")
    with inside(depot.group.id, as_member(depot.manager)):
        far = part(number="LIST-3").id
        stock_up(far, depot.other_id)
    clerk = browser(depot.clerk)
    assert (
        clerk.post(
            f"/parts/{full}/stores/{depot.store_id}/keep", reorder_point="5", stocked="true", _version=1
        ).status_code
        == 303
    )
    assert (
        clerk.post(f"/parts/{empty}/stores/{depot.store_id}/issue", quantity="1", kind="sale").status_code
        == 303
    )

    def found(query: str) -> set[str]:
        return set(re.findall(r"LIST-\d", clerk.get(f"/?q=list-&{query}").text))

    assert found("state=all") == {"LIST-1", "LIST-2"}
    assert found("state=stocked") == {"LIST-1"}
    assert found("state=short") == {"LIST-1"}
    assert found("state=out") == {"LIST-2"}
    assert found(f"store_id={depot.other_id}") == set()


def test_switched_off_amid_the_flow_nothing_is_lost_and_nothing_reachable(
    depot: Depot, browser: Open
) -> None:
    one = stocked(depot, 5)
    with inside(depot.group.id, as_member(depot.clerk)):
        held = reservation(one, depot.store_id, 2).id
    clerk, base = browser(depot.clerk), f"/parts/{one}/stores/{depot.store_id}"
    switch(depot.group, on=False, name=PARTS)
    try:
        assert clerk.get(base).status_code == 404
        assert clerk.post(f"{base}/issue", quantity="1", kind="sale").status_code == 404
    finally:
        switch(depot.group, on=True, name=PARTS)
    assert clerk.post(f"{base}/issue", quantity="2", kind="order", reservation_id=held).status_code == 303
    with inside(depot.group.id):
        mine = select(LedgerEntry.quantity).where(LedgerEntry.part_id == one).order_by(LedgerEntry.id)
        lines = session().scalars(mine).all()
        assert lines == [Decimal(5), Decimal(-2)]
