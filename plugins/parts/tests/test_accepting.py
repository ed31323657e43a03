"""One click on a proposal: an order or a transfer of it, exactly once, and an alert that ends when the goods are there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from plugins.parts.models import (
    AlertState,
    Proposal,
    ProposalKind,
    PurchaseOrder,
    StockAlert,
    StockTransfer,
)
from plugins.parts.operations import (
    Arrived,
    Came,
    Delivery,
    approve_order,
    approve_transfer,
    cancel_transfer,
    close_order,
    order_of_proposal,
    place_order,
    receive_order,
    receive_transfer,
    send_transfer,
    submit_order,
    transfer_of_proposal,
)
from plugins.parts.queries.orders import lines_of_order
from plugins.parts.queries.transfers import lines_of_transfer
from plugins.parts.tests.conftest import Browser, Depot
from saas.platform.database import session
from saas.platform.errors import Conflict, Invalid
from saas.platform.i18n import locale_context
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Person
from saas.testing.factories.members import as_member
from tests.factories.parts import alert_of, part, proposal_of, stock_up, supplier, terms

pytestmark = pytest.mark.usefixtures("english")
Open = Callable[[Person], Browser]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A shortage of a part with its proposal."""

    part_id: int
    alert_id: int
    proposal_id: int


@contextmanager
def acting(depot: Depot, person: Person) -> Iterator[None]:
    with inside(depot.group.id, as_member(person)):
        yield


def purchase_wanted(depot: Depot, supplier_id: int | None, *, offered: bool = True, pack: int = 1) -> Found:
    with acting(depot, depot.manager):
        one = part().id
        if supplier_id is not None and offered:
            terms(supplier_id, one, 1200, pack=Decimal(pack), minimum=Decimal(pack))
        alert = alert_of(one, depot.store_id)
        made = proposal_of(alert, supplier_id=supplier_id)
        return Found(part_id=one, alert_id=alert.id, proposal_id=made.id)


def transfer_wanted(depot: Depot) -> Found:
    with acting(depot, depot.manager):
        one = part().id
        stock_up(one, depot.other_id, 20)
        alert = alert_of(one, depot.store_id)
        made = proposal_of(alert, ProposalKind.TRANSFER, from_store_id=depot.other_id)
        return Found(part_id=one, alert_id=alert.id, proposal_id=made.id)


def new_supplier(depot: Depot) -> int:
    with acting(depot, depot.manager):
        return supplier().id


def alert_state(depot: Depot, found: Found) -> tuple[AlertState, bool]:
    with inside(depot.group.id) as work:
        alert = work.get_one(StockAlert, (depot.group.id, found.alert_id))
        return alert.state, alert.lasts


@pytest.mark.req("P-05", "P-06")
def test_proposals_of_a_supplier_and_store_gather_in_one_order(depot: Depot) -> None:
    seller = new_supplier(depot)
    first, second = purchase_wanted(depot, seller), purchase_wanted(depot, seller, pack=6)
    with acting(depot, depot.clerk):
        order_id = order_of_proposal(first.proposal_id).id
        again = order_of_proposal(second.proposal_id)
        assert (again.id, again.supplier_id, again.store_id) == (order_id, seller, depot.store_id)
        quantities = {line.part_id: int(line.quantity) for line in lines_of_order(order_id)}
        assert quantities == {first.part_id: 8, second.part_id: 12}
        submit_order(order_id)
    third = purchase_wanted(depot, seller)
    with acting(depot, depot.clerk):
        assert order_of_proposal(third.proposal_id).id != order_id


@pytest.mark.req("P-05")
def test_two_clicks_at_once_make_one_order(depot: Depot) -> None:
    seller = new_supplier(depot)
    found, other = purchase_wanted(depot, seller), purchase_wanted(depot, seller)

    def click(number: int) -> bool:
        try:
            with locale_context("en"), acting(depot, depot.clerk):
                order_of_proposal((found, found, found, other)[number].proposal_id)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(click, range(4))) == 2
    with acting(depot, depot.clerk):
        mine = select(PurchaseOrder.id).where(PurchaseOrder.supplier_id == seller)
        (order_id,) = session().scalars(mine).all()
        assert {int(line.quantity) for line in lines_of_order(order_id)} == {8}
        proposal = session().get_one(Proposal, (depot.group.id, found.proposal_id))
        assert (proposal.document, proposal.taken_at is not None) == (f"parts.order:{order_id}", True)
    assert alert_state(depot, found) == (AlertState.ACTING, True)


@pytest.mark.req("P-05", "P-06")
def test_alert_ends_when_its_part_of_the_order_is_there(depot: Depot) -> None:
    seller = new_supplier(depot)
    found, slow = purchase_wanted(depot, seller), purchase_wanted(depot, seller)
    with acting(depot, depot.clerk):
        order_id = order_of_proposal(found.proposal_id).id
        order_of_proposal(slow.proposal_id)
        submit_order(order_id)
    with acting(depot, depot.head):
        approve_order(order_id)
    with acting(depot, depot.clerk):
        place_order(order_id)
        line_id = next(one.id for one in lines_of_order(order_id) if one.part_id == found.part_id)
    for number, quantity in enumerate((3, 5)):
        assert alert_state(depot, found) == (AlertState.ACTING, True)
        with acting(depot, depot.clerk):
            came = [Arrived(line_id=line_id, quantity=Decimal(quantity))]
            receive_order(order_id, Delivery(arrived=came), key=str(number))
    assert alert_state(depot, found) == (AlertState.RESOLVED, False)
    assert alert_state(depot, slow) == (AlertState.ACTING, True)
    with acting(depot, depot.clerk):
        close_order(order_id)
    assert alert_state(depot, slow) == (AlertState.OPEN, True)


@pytest.mark.req("P-05")
def test_proposed_transfer_is_asked_for_once_and_ends_its_alert(depot: Depot) -> None:
    found = transfer_wanted(depot)

    def click(_number: int) -> bool:
        try:
            with locale_context("en"), acting(depot, depot.clerk):
                transfer_of_proposal(found.proposal_id)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(click, range(3))) == 1
    with inside(depot.group.id) as work:
        document = work.get_one(Proposal, (depot.group.id, found.proposal_id)).document
    transfer_id = int(document.removeprefix("parts.transfer:"))
    with acting(depot, depot.manager):
        assert session().scalar(select(func.count()).where(StockTransfer.id == transfer_id)) == 1
        approve_transfer(transfer_id)
        send_transfer(transfer_id)
    with acting(depot, depot.clerk):
        (line,) = lines_of_transfer(transfer_id)
        receive_transfer(transfer_id, [Came(line_id=line.id, quantity=line.sent)], key="a")
    assert alert_state(depot, found) == (AlertState.RESOLVED, False)


def test_cancelled_transfer_leaves_its_alert_to_be_looked_at_again(depot: Depot) -> None:
    found = transfer_wanted(depot)
    with acting(depot, depot.clerk):
        transfer = transfer_of_proposal(found.proposal_id)
        cancel_transfer(transfer.id)
    assert alert_state(depot, found) == (AlertState.OPEN, True)


def test_purchase_without_a_supplier_takes_the_cheapest_that_is_approved(depot: Depot) -> None:
    found = purchase_wanted(depot, None)
    with acting(depot, depot.clerk), pytest.raises(Invalid, match="No supplier is approved"):
        order_of_proposal(found.proposal_id)
    dear, cheap, refused = (new_supplier(depot) for _ in range(3))
    with acting(depot, depot.manager):
        for seller, price, approved in ((dear, 900, True), (cheap, 800, True), (refused, 100, False)):
            terms(seller, found.part_id, price, approved=approved)
    with acting(depot, depot.clerk):
        assert order_of_proposal(found.proposal_id).supplier_id == cheap
    other = transfer_wanted(depot)
    with acting(depot, depot.clerk):
        with pytest.raises(Invalid, match="no purchase"):
            order_of_proposal(other.proposal_id)
        with pytest.raises(Invalid, match="no transfer"):
            transfer_of_proposal(found.proposal_id)


@pytest.mark.req("P-05")
def test_button_of_a_proposal_leads_to_what_was_made_of_it(depot: Depot, browser: Open) -> None:
    seller = new_supplier(depot)
    buy, move = purchase_wanted(depot, seller), transfer_wanted(depot)
    clerk = browser(depot.clerk)
    listed = clerk.get(f"/proposals/?store_id={depot.store_id}").text
    for path in (f"/proposals/{buy.proposal_id}/order", f"/proposals/{move.proposal_id}/transfer"):
        assert path in listed
    ordered = clerk.post(f"/proposals/{buy.proposal_id}/order")
    assert "/orders/" in ordered.location
    again = clerk.post(f"/proposals/{buy.proposal_id}/order")
    assert (again.status_code, "taken up already" in again.text) == (409, True)
    assert "/transfers/" in clerk.post(f"/proposals/{move.proposal_id}/transfer").location
    assert f"/proposals/{buy.proposal_id}/order" not in clerk.get("/proposals/").text
    assert browser(depot.advisor).post(f"/proposals/{buy.proposal_id}/order").status_code == 403
