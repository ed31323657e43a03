"""Transfers between stores: asked for, held, sent, on their way, taken in with their lots; once, never below what is free."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from plugins.parts.models import (
    Balance,
    DemandEvent,
    DemandKind,
    LedgerEntry,
    Lot,
    Reservation,
    ReservationState,
    TransferState,
    TransferStep,
)
from plugins.parts.operations import (
    Came,
    TransferRequest,
    approve_transfer,
    cancel_transfer,
    end_transfer,
    receive_transfer,
    request_transfer,
    send_transfer,
    write_transfer_line,
)
from plugins.parts.permissions import STOCK_READ, STOCK_WRITE, TRANSFER_APPROVE, TRANSFER_WRITE
from plugins.parts.queries.transfers import TransferFilter, lines_of_transfer, transfers_page
from plugins.parts.tests.conftest import Browser, Depot
from plugins.parts.transfer_states import TRANSITIONS, state_after
from saas.platform.database import session
from saas.platform.errors import Conflict, Forbidden, Invalid, NotFound
from saas.platform.i18n import locale_context
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Person
from saas.testing.factories.members import api_token, as_member, member
from tests.factories.complaints import switch
from tests.factories.parts import PARTS, part, reservation, stock_up

pytestmark = pytest.mark.usefixtures("english")
Open = Callable[[Person], Browser]


@contextmanager
def acting(depot: Depot, person: Person) -> Iterator[None]:
    with inside(depot.group.id, as_member(person)):
        yield


def stocked(depot: Depot, quantity: object = 10, **fields: Any) -> int:
    """A part of which so many lie in the other store."""
    with acting(depot, depot.manager):
        made = part().id
        stock_up(made, depot.other_id, quantity, 1500, **fields)
        return made


def asked(depot: Depot, part_id: int, quantity: object = 6) -> int:
    with acting(depot, depot.clerk):
        wanted = TransferRequest(
            from_store_id=depot.other_id,
            store_id=depot.store_id,
            part_id=part_id,
            quantity=Decimal(str(quantity)),
        )
        return request_transfer(wanted).id


def sent(depot: Depot, part_id: int, quantity: object = 6) -> int:
    transfer_id = asked(depot, part_id, quantity)
    with acting(depot, depot.manager):
        approve_transfer(transfer_id)
        send_transfer(transfer_id)
    return transfer_id


def came(transfer_id: int, quantity: object) -> list[Came]:
    (line,) = lines_of_transfer(transfer_id)
    return [Came(line_id=line.id, quantity=Decimal(str(quantity)))]


def stands(depot: Depot, part_id: int) -> tuple[int, int, int, int]:
    """On hand and reserved where it comes from; on hand and on its way where it goes."""
    with inside(depot.group.id):
        rows = {
            row.store_id: row for row in session().scalars(select(Balance).where(Balance.part_id == part_id))
        }
        giver, taker = rows[depot.other_id], rows.get(depot.store_id)
        there = (int(taker.on_hand), int(taker.in_transit_in)) if taker else (0, 0)
        return int(giver.on_hand), int(giver.reserved), *there


@pytest.mark.req("P-05", "P-07")
def test_parts_are_held_leave_are_on_their_way_and_arrive_in_parts(depot: Depot) -> None:
    one = stocked(depot, 10)
    transfer_id = asked(depot, one, 6)
    assert stands(depot, one) == (10, 0, 0, 0)
    with acting(depot, depot.manager):
        approve_transfer(transfer_id)
    assert stands(depot, one) == (10, 6, 0, 0)
    with acting(depot, depot.manager):
        send_transfer(transfer_id)
    assert stands(depot, one) == (4, 0, 0, 6)
    with acting(depot, depot.clerk):
        part_of_it = receive_transfer(transfer_id, came(transfer_id, 4), key="a")
        assert part_of_it.state is TransferState.PARTLY_RECEIVED
    assert stands(depot, one) == (4, 0, 4, 2)
    with acting(depot, depot.clerk):
        whole = receive_transfer(transfer_id, came(transfer_id, 2), key="b")
        assert whole.state is TransferState.RECEIVED
    assert stands(depot, one) == (4, 0, 6, 0)
    with inside(depot.group.id) as work:
        lines = work.scalars(
            select(LedgerEntry).where(LedgerEntry.document == f"parts.transfer:{transfer_id}")
        ).all()
        assert sum(line.quantity for line in lines) == 0
        assert {int(line.unit_cost) for line in lines} == {1500}
        kinds = work.scalars(select(DemandEvent.kind).where(DemandEvent.part_id == one)).all()
        assert kinds == [DemandKind.TRANSFER_REQUEST]


def test_lots_arrive_as_the_lots_that_they_were(depot: Depot) -> None:
    one = stocked(depot, 3, lot_no="EARLY", expires_on=date(2031, 1, 1))
    with acting(depot, depot.manager):
        stock_up(one, depot.other_id, 5, 1700, lot_no="LATE", expires_on=date(2032, 1, 1))
    transfer_id = sent(depot, one, 6)
    with acting(depot, depot.clerk):
        for number, quantity in enumerate((2, 4)):
            receive_transfer(transfer_id, came(transfer_id, quantity), key=str(number))
        mine = (Lot.part_id == one, Lot.store_id == depot.store_id)
        lots = session().scalars(select(Lot).where(*mine).order_by(Lot.lot_no)).all()
        assert [(lot.lot_no, int(lot.on_hand), lot.expires_on) for lot in lots] == [
            ("EARLY", 3, date(2031, 1, 1)),
            ("LATE", 3, date(2032, 1, 1)),
        ]


@pytest.mark.req("P-05")
def test_no_more_is_held_or_sent_than_is_free(depot: Depot) -> None:
    one = stocked(depot, 10)
    with acting(depot, depot.manager):
        reservation(one, depot.other_id, 7)
    transfer_id = asked(depot, one, 4)
    with acting(depot, depot.manager), pytest.raises(Conflict, match="3 are free"):
        approve_transfer(transfer_id)
    with acting(depot, depot.manager):
        (line,) = lines_of_transfer(transfer_id)
        write_transfer_line(transfer_id, one, Decimal(3))
        approve_transfer(transfer_id)
        held = (
            session().scalars(select(Reservation).where(Reservation.idem_key == f"transfer:{line.id}")).one()
        )
        # It ran out, and somebody else took what was free.
        held.state = ReservationState.EXPIRED
        balance = (
            session()
            .scalars(select(Balance).where(Balance.part_id == one, Balance.store_id == depot.other_id))
            .one()
        )
        balance.reserved -= 3
        session().flush()
        reservation(one, depot.other_id, 2)
    with acting(depot, depot.manager), pytest.raises(Conflict, match="1 may be"):
        send_transfer(transfer_id)
    assert stands(depot, one)[0] == 10


@pytest.mark.req("P-05")
def test_sending_and_taking_in_twice_at_once_moves_once(depot: Depot) -> None:
    one = stocked(depot, 10)
    transfer_id = asked(depot, one, 6)
    with acting(depot, depot.manager):
        approve_transfer(transfer_id)

    def send(_number: int) -> bool:
        try:
            with locale_context("en"), acting(depot, depot.manager):
                send_transfer(transfer_id)
        except Conflict:
            return False
        return True

    def take_in(_number: int) -> TransferState:
        with locale_context("en"), acting(depot, depot.clerk):
            return receive_transfer(transfer_id, came(transfer_id, 5), key="same").state

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(send, range(3))) == 1
        assert set(pool.map(take_in, range(3))) == {TransferState.PARTLY_RECEIVED}
    assert stands(depot, one) == (4, 0, 5, 1)
    with acting(depot, depot.clerk), pytest.raises(Conflict, match="1 are on their way"):
        receive_transfer(transfer_id, came(transfer_id, 2), key="more")


def test_what_never_arrives_is_missing_and_nowhere(depot: Depot) -> None:
    one = stocked(depot, 10)
    transfer_id = sent(depot, one, 6)
    with acting(depot, depot.clerk):
        receive_transfer(transfer_id, came(transfer_id, 4), key="a")
        with pytest.raises(Forbidden):
            end_transfer(transfer_id)
    with acting(depot, depot.head):
        assert end_transfer(transfer_id).state is TransferState.RECEIVED
        (line,) = lines_of_transfer(transfer_id)
        assert (int(line.received), int(line.missing), int(line.under_way)) == (4, 2, 0)
    assert stands(depot, one) == (4, 0, 4, 0)


def test_cancelled_transfer_lets_go_what_it_held_and_a_sent_one_cannot_be(depot: Depot) -> None:
    one = stocked(depot, 10)
    transfer_id = asked(depot, one, 6)
    with acting(depot, depot.manager):
        approve_transfer(transfer_id)
    with acting(depot, depot.clerk):
        with pytest.raises(Conflict, match="answered"):
            write_transfer_line(transfer_id, one, Decimal(1))
        assert cancel_transfer(transfer_id).state is TransferState.CANCELLED
    assert stands(depot, one) == (10, 0, 0, 0)
    other = sent(depot, one, 2)
    with acting(depot, depot.clerk), pytest.raises(Conflict):
        cancel_transfer(other)


def test_each_store_says_yes_for_itself(depot: Depot) -> None:
    """The rights parts.transfer:write and parts.transfer:approve."""
    assert (TRANSFER_WRITE, TRANSFER_APPROVE) == ("parts.transfer:write", "parts.transfer:approve")
    one = stocked(depot, 10)
    transfer_id = asked(depot, one, 6)
    with acting(depot, depot.clerk), pytest.raises((Forbidden, NotFound)):
        approve_transfer(transfer_id)
    with acting(depot, depot.head), pytest.raises((Forbidden, NotFound)):
        approve_transfer(transfer_id)
    far = member(depot.group, role="store_manager", stores=[depot.other_id])
    with acting(depot, far):
        assert approve_transfer(transfer_id).state is TransferState.APPROVED
        found = transfers_page(TransferFilter(store_id=depot.other_id), limit=200).rows
        assert transfer_id in [row.StockTransfer.id for row in found]
    with acting(depot, depot.clerk), pytest.raises((Forbidden, NotFound)):
        send_transfer(transfer_id)
    with acting(depot, depot.advisor), pytest.raises((Forbidden, NotFound)):
        cancel_transfer(transfer_id)


def test_requests_that_make_no_sense_are_refused(depot: Depot) -> None:
    one = stocked(depot, 1)
    with acting(depot, depot.manager):
        for wrong, field in (
            ({"from_store_id": depot.store_id}, "from_store_id"),
            ({"from_store_id": 10**9}, "from_store_id"),
            ({"part_id": 10**9}, "part_id"),
            ({"quantity": Decimal(0)}, "quantity"),
        ):
            right: dict[str, Any] = {
                "from_store_id": depot.other_id,
                "store_id": depot.store_id,
                "part_id": one,
                "quantity": Decimal(1),
            }
            with pytest.raises(Invalid) as refused:
                request_transfer(TransferRequest(**{**right, **wrong}))
            assert list(refused.value.fields) == [field]


@pytest.mark.req("P-07")
def test_transfer_on_the_pages(depot: Depot, browser: Open) -> None:
    one, two = stocked(depot, 10), stocked(depot, 10)
    clerk, manager = browser(depot.clerk), browser(depot.manager)
    form = {"store_id": depot.store_id, "from_store_id": depot.other_id, "part_id": one, "quantity": "3"}
    assert clerk.post("/transfers/new", **{**form, "quantity": "0"}).status_code == 422
    begun = clerk.post("/transfers/new", **form)
    at = begun.location.partition("/x/parts")[2]
    assert clerk.post(f"{at}/lines", part_id=two, quantity="99").status_code == 303
    refused = manager.post(f"{at}/approve")
    assert (refused.status_code, "10 are free" in refused.text) == (409, True)
    assert clerk.post(f"{at}/lines", part_id=two, quantity="2").status_code == 303
    assert manager.post(f"{at}/approve").status_code == 303
    assert manager.post(f"{at}/send").status_code == 303
    assert "on its way" in clerk.get("/transfers/?state=sent").text
    assert clerk.post(f"{at}/receive").status_code == 422
    assert clerk.post(f"{at}/receive", everything="true").status_code == 303
    shown = clerk.get(at).text
    assert "From another store" in shown
    assert clerk.post(f"{at}/receive", everything="true").status_code in (409, 422)
    assert stands(depot, two) == (8, 0, 2, 0)


def test_transfer_by_the_api(app: Flask, depot: Depot) -> None:
    one = stocked(depot, 10)
    token = api_token(depot.group, STOCK_READ, STOCK_WRITE, TRANSFER_WRITE, TRANSFER_APPROVE)
    base = f"/api/v1/t/{depot.group.code}/x/parts/transfers"

    def call(path: str = "", **body: Any) -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        return app.test_client().post(base + path, headers=headers, json=body)

    made = call(store_id=depot.store_id, from_store_id=depot.other_id, part_id=one, quantity="4")
    assert made.status_code == 201
    at = f"/{made.json['id']}"
    assert call(f"{at}/approve").json["state"] == "approved"
    assert call(f"{at}/send").json["state"] == "sent"
    with acting(depot, depot.manager):
        (line,) = lines_of_transfer(made.json["id"])
        arrived = [{"line_id": line.id, "quantity": "1"}]
    for _ in range(2):
        told = call(f"{at}/receive", arrived=arrived, key="dn-7").json
    assert (told["state"], told["lines"][0]["under_way"]) == ("partly_received", "3.000")
    assert call(f"{at}/cancel").status_code == 409


def test_switching_the_plugin_off_and_on_loses_nothing_of_what_is_on_its_way(depot: Depot) -> None:
    one = stocked(depot, 10)
    transfer_id = sent(depot, one, 6)
    switch(depot.group, on=False, name=PARTS)
    switch(depot.group, on=True, name=PARTS)
    assert stands(depot, one) == (4, 0, 0, 6)
    with acting(depot, depot.clerk):
        receive_transfer(transfer_id, came(transfer_id, 6), key="a")
    assert stands(depot, one) == (4, 0, 6, 0)


@pytest.mark.parametrize("state", TransferState)
@pytest.mark.parametrize("step", TransferStep)
def test_each_step_leads_to_a_state_or_nowhere(state: TransferState, step: TransferStep) -> None:
    assert (state_after(state, step) is not None) == ((state, step) in TRANSITIONS)
