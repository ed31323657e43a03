"""Purchase orders: written, approved by somebody else, placed, received in parts; once by its key, never more by accident."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from plugins.parts.models import Balance, LedgerEntry, OrderState, OrderStep, PurchaseLine, PurchaseOrder
from plugins.parts.operations import (
    Arrived,
    Delivery,
    Ordered,
    OrderHead,
    approve_order,
    cancel_order,
    change_part,
    close_order,
    open_order,
    place_order,
    receive_order,
    send_order_back,
    submit_order,
    write_line,
)
from plugins.parts.operations.catalogue import PartDetails
from plugins.parts.operations.purchasing import remove_line
from plugins.parts.order_states import TRANSITIONS, state_after
from plugins.parts.permissions.buying import ORDER_APPROVER
from plugins.parts.queries import StockFilter, stock_page
from plugins.parts.queries.orders import OrderFilter, lines_of_order, ordered_for, orders_page
from plugins.parts.queries.suppliers import offers_of, terms_in_force
from plugins.parts.tests.conftest import Depot
from saas.platform.database import session
from saas.platform.errors import Conflict, Forbidden, Invalid, NotFound
from saas.platform.i18n import locale_context
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Person
from saas.testing.factories.members import as_member
from tests.factories.complaints import switch
from tests.factories.parts import PARTS, group_with_parts, part, purchase, stock_up, supplier, terms

pytestmark = pytest.mark.usefixtures("english")


@contextmanager
def acting(depot: Depot, person: Person) -> Iterator[None]:
    with inside(depot.group.id, as_member(person)):
        yield


def placed(depot: Depot, *part_ids: int, quantity: object = 10, unit_price: object = 1000) -> int:
    """An order that the clerk wrote, the head approved and the clerk placed."""
    with acting(depot, depot.manager):
        order_id = purchase(depot.store_id, *part_ids, quantity=quantity, unit_price=unit_price).id
    with acting(depot, depot.clerk):
        submit_order(order_id)
    with acting(depot, depot.head):
        approve_order(order_id)
    with acting(depot, depot.clerk):
        place_order(order_id)
    return order_id


def new_part(depot: Depot, **fields: object) -> int:
    with acting(depot, depot.manager):
        return part(**fields).id  # type: ignore[arg-type]  # fields of a part


def arrived(order_id: int, *quantities: object, surplus: bool = False) -> Delivery:
    lines = lines_of_order(order_id)
    came = [
        Arrived(line_id=line.id, quantity=Decimal(str(quantity)))
        for line, quantity in zip(lines, quantities, strict=False)
        if quantity
    ]
    return Delivery(arrived=came, surplus=surplus)


def on_hand(part_id: int, store_id: int) -> int:
    mine = (Balance.part_id == part_id, Balance.store_id == store_id)
    return int(session().scalar(select(Balance.on_hand).where(*mine)) or 0)


def ordered(part_id: int, store_id: int) -> int | None:
    found = ordered_for([(part_id, store_id)]).get((part_id, store_id))
    return int(found[0]) if found else None


@pytest.mark.req("P-06")
def test_order_comes_in_parts_and_counts_as_on_order_until_it_is_there(depot: Depot) -> None:
    one, two = new_part(depot), new_part(depot)
    order_id = placed(depot, one, two, quantity=10, unit_price=1234)
    with acting(depot, depot.clerk):
        assert (ordered(one, depot.store_id), on_hand(one, depot.store_id)) == (10, 0)
        first = receive_order(order_id, arrived(order_id, 4), key="a")
        assert (first.state, first.spent_fen) == (OrderState.PARTLY_RECEIVED, 4936)
        assert (ordered(one, depot.store_id), on_hand(one, depot.store_id)) == (6, 4)
        rows = stock_page(StockFilter(store_id=depot.store_id), limit=200).rows
        assert {row.Part.id: row.on_order for row in rows}[one] == 6

        last = receive_order(order_id, arrived(order_id, 6, 10), key="b")

        assert (last.state, last.spent_fen) == (OrderState.RECEIVED, 24680)
        assert ordered(one, depot.store_id) is None
        assert (on_hand(one, depot.store_id), on_hand(two, depot.store_id)) == (10, 10)
        documents = select(LedgerEntry.unit_cost).where(LedgerEntry.document == f"parts.order:{order_id}")
        assert session().scalars(documents).all() == [Decimal(1234)] * 3
        assert close_order(order_id).state is OrderState.CLOSED


@pytest.mark.req("P-06")
def test_whoever_submitted_does_not_approve_or_send_back(depot: Depot) -> None:
    assert ORDER_APPROVER == "parts.order:submitter-approver"
    one = new_part(depot)
    with acting(depot, depot.manager):
        order_id = purchase(depot.store_id, one).id
        submit_order(order_id)
        for refused in (approve_order, lambda order: send_order_back(order, reason="x")):
            with pytest.raises(Forbidden, match="submitted a purchase order"):
                refused(order_id)
    with acting(depot, depot.head):
        approved = approve_order(order_id)
        assert (approved.state, approved.decided_by_id) == (OrderState.APPROVED, depot.head.member_id)


def test_order_that_was_sent_back_is_written_again_and_says_why(depot: Depot) -> None:
    one = new_part(depot)
    with acting(depot, depot.manager):
        order_id = purchase(depot.store_id, one).id
    with acting(depot, depot.clerk):
        submit_order(order_id)
        with pytest.raises(Conflict, match="not being written"):
            write_line(order_id, Ordered(part_id=one, quantity=Decimal(1)))
    with acting(depot, depot.head):
        with pytest.raises(Invalid):
            send_order_back(order_id, reason=" ")
        assert send_order_back(order_id, reason="太多").reason == "太多"
    with acting(depot, depot.clerk):
        assert write_line(order_id, Ordered(part_id=one, quantity=Decimal(2))).quantity == 2
        again = submit_order(order_id)
        assert (again.state, again.reason, again.decided_at) == (OrderState.SUBMITTED, "", None)


@pytest.mark.req("P-06")
def test_more_than_ordered_is_taken_in_only_when_somebody_says_so(depot: Depot) -> None:
    one = new_part(depot)
    order_id = placed(depot, one, quantity=5)
    with acting(depot, depot.clerk):
        with pytest.raises(Conflict, match="5 were still expected"):
            receive_order(order_id, arrived(order_id, 7), key="more")
        assert on_hand(one, depot.store_id) == 0

        taken = receive_order(order_id, arrived(order_id, 7, surplus=True), key="more")

        (line,) = lines_of_order(order_id)
        assert (taken.state, int(line.received), int(line.open_quantity)) == (OrderState.RECEIVED, 7, 0)
        assert on_hand(one, depot.store_id) == 7


@pytest.mark.req("P-06")
def test_same_delivery_told_twice_at_once_is_taken_in_once(depot: Depot) -> None:
    one = new_part(depot)
    order_id = placed(depot, one, quantity=10)

    def tell(_number: int) -> OrderState:
        with locale_context("en"), acting(depot, depot.clerk):
            return receive_order(order_id, arrived(order_id, 6), key="same").state

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(tell, range(4)))

    assert told == [OrderState.PARTLY_RECEIVED] * 4
    with acting(depot, depot.clerk):
        assert on_hand(one, depot.store_id) == 6
        assert [line.received for line in lines_of_order(order_id)] == [6]


def test_two_deliveries_at_once_never_take_in_more_than_was_ordered(depot: Depot) -> None:
    one = new_part(depot)
    order_id = placed(depot, one, quantity=10)

    def tell(number: int) -> bool:
        try:
            with locale_context("en"), acting(depot, depot.clerk):
                receive_order(order_id, arrived(order_id, 4), key=f"race{number}")
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        done = sum(pool.map(tell, range(4)))

    with acting(depot, depot.clerk):
        assert (done, on_hand(one, depot.store_id)) == (2, 8)


def test_two_approvals_at_once_approve_once(depot: Depot) -> None:
    one = new_part(depot)
    with acting(depot, depot.manager):
        order_id = purchase(depot.store_id, one).id
    with acting(depot, depot.clerk):
        submit_order(order_id)

    def approve(_number: int) -> bool:
        try:
            with locale_context("en"), acting(depot, depot.head):
                approve_order(order_id)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(approve, range(3))) == 1


def test_close_gives_up_what_has_not_come_and_cancel_only_what_has_not_begun(depot: Depot) -> None:
    one = new_part(depot)
    order_id = placed(depot, one, quantity=10)
    with acting(depot, depot.clerk):
        receive_order(order_id, arrived(order_id, 3), key="a")
        with pytest.raises(Conflict):
            cancel_order(order_id)
        assert close_order(order_id).state is OrderState.CLOSED
        (line,) = lines_of_order(order_id)
        assert (int(line.cancelled), int(line.open_quantity), ordered(one, depot.store_id)) == (7, 0, None)
        with pytest.raises(Conflict, match="Nothing is expected"):
            receive_order(order_id, arrived(order_id, 1), key="b")
    other = placed(depot, one, quantity=10)
    with acting(depot, depot.clerk):
        assert cancel_order(other).state is OrderState.CANCELLED
        assert ordered(one, depot.store_id) is None


def test_supplier_must_be_approved_for_each_part(depot: Depot) -> None:
    one, two = new_part(depot, number="APPR-1"), new_part(depot, number="APPR-2")
    with acting(depot, depot.manager):
        order = purchase(depot.store_id, one)
        terms(order.supplier_id, two, approved=False)
        write_line(order.id, Ordered(part_id=two, quantity=Decimal(1)))
        with pytest.raises(Invalid, match="not approved for: APPR-2"):
            submit_order(order.id)
        line = next(one for one in lines_of_order(order.id) if one.part_id == two)
        remove_line(order.id, line.id)
        assert submit_order(order.id).state is OrderState.SUBMITTED


def test_price_and_packs_are_those_of_the_terms_in_force(depot: Depot) -> None:
    one = new_part(depot)
    with acting(depot, depot.manager):
        order = purchase(depot.store_id)
        seller = order.supplier_id
        with pytest.raises(Invalid, match="no price"):
            write_line(order.id, Ordered(part_id=one, quantity=Decimal(1)))
        old, new = date(2020, 1, 1), date(2021, 1, 1)
        terms(seller, one, 900, valid_from=old)
        terms(seller, one, 950, valid_from=new, pack=Decimal(4), minimum=Decimal(6))
        terms(seller, one, 999, valid_from=date(2099, 1, 1))
        with pytest.raises(Invalid, match="take 8"):
            write_line(order.id, Ordered(part_id=one, quantity=Decimal(5)))
        assert write_line(order.id, Ordered(part_id=one, quantity=Decimal(8))).unit_price == 950
        assert terms_in_force(seller, [one], date(2020, 6, 1))[one].unit_price == 900
        assert [row.SupplierPart.unit_price for row in offers_of(one, date(2022, 1, 1))] == [950]
        with pytest.raises(Invalid, match="from this day on already"):
            terms(seller, one, 1, valid_from=new)


def test_order_counts_from_the_lead_time_of_its_slowest_part(depot: Depot) -> None:
    one, two = new_part(depot), new_part(depot)
    with acting(depot, depot.manager):
        order_id = purchase(depot.store_id, one).id
        seller = session().get_one(PurchaseOrder, (depot.group.id, order_id)).supplier_id
        terms(seller, two, lead_days=9)
        write_line(order_id, Ordered(part_id=two, quantity=Decimal(1)))
        submit_order(order_id)
    with acting(depot, depot.head):
        approve_order(order_id)
    with acting(depot, depot.manager):
        order = place_order(order_id)
        assert order.expected_on is not None
        assert order.placed_at is not None
        assert 8 <= (order.expected_on - order.placed_at.date()).days <= 10
        late = orders_page(OrderFilter(state="late"), date(2099, 1, 1), limit=200).rows
        assert order_id in [row.PurchaseOrder.id for row in late]


def test_part_that_was_given_up_is_still_received_for_an_order(depot: Depot) -> None:
    one = new_part(depot, number="GONE-1")
    order_id = placed(depot, one, quantity=2)
    with acting(depot, depot.manager):
        change_part(one, PartDetails(number="GONE-1", name="x", active=False), version=1)
        with pytest.raises(Invalid, match="no longer ordered"):
            write_line(purchase(depot.store_id).id, Ordered(part_id=one, quantity=Decimal(1)))
    with acting(depot, depot.clerk):
        receive_order(order_id, arrived(order_id, 2), key="a")
        assert on_hand(one, depot.store_id) == 2


def test_orders_of_other_stores_are_out_of_reach(depot: Depot) -> None:
    one = new_part(depot)
    with acting(depot, depot.manager):
        order_id = purchase(depot.other_id, one).id
        seller = supplier(active=False)
        with pytest.raises(Invalid, match="Nothing is ordered"):
            purchase_of(depot.store_id, seller.id)
    with acting(depot, depot.clerk):
        with pytest.raises(NotFound):
            submit_order(order_id)
        found = orders_page(OrderFilter(state="all"), date(2026, 1, 1), limit=200).rows
        assert order_id not in [row.PurchaseOrder.id for row in found]
        with pytest.raises(NotFound):
            submit_order(10**9)


def purchase_of(store_id: int, supplier_id: int) -> object:
    return open_order(OrderHead(supplier_id=supplier_id, store_id=store_id))


@pytest.mark.req("P-06")
def test_switching_the_plugin_off_and_on_loses_nothing_of_an_order(depot: Depot) -> None:
    one = new_part(depot)
    order_id = placed(depot, one, quantity=10)
    other = group_with_parts()
    with acting(depot, depot.clerk):
        receive_order(order_id, arrived(order_id, 4), key="a")
    with inside(other.id) as work:
        before = work.scalar(select(func.count()).select_from(LedgerEntry))

    switch(depot.group, on=False, name=PARTS)
    switch(depot.group, on=True, name=PARTS)

    with acting(depot, depot.clerk):
        assert receive_order(order_id, arrived(order_id, 4), key="a").state is OrderState.PARTLY_RECEIVED
        assert (ordered(one, depot.store_id), on_hand(one, depot.store_id)) == (6, 4)
        assert receive_order(order_id, arrived(order_id, 6), key="b").state is OrderState.RECEIVED
    with inside(other.id) as work:
        assert work.scalar(select(func.count()).select_from(LedgerEntry)) == before
        assert work.scalar(select(func.count()).select_from(PurchaseLine)) == 0


@pytest.mark.parametrize("state", OrderState)
@pytest.mark.parametrize("step", OrderStep)
def test_each_step_leads_to_a_state_or_nowhere(state: OrderState, step: OrderStep) -> None:
    after = state_after(state, step)
    assert (after is not None) == ((state, step) in TRANSITIONS)
    if state in (OrderState.CLOSED, OrderState.CANCELLED):
        assert after is None


def test_stock_that_lies_there_is_averaged_with_what_comes(depot: Depot) -> None:
    one = new_part(depot)
    with acting(depot, depot.manager):
        stock_up(one, depot.store_id, 10, 1000)
    order_id = placed(depot, one, quantity=10, unit_price=2000)
    with acting(depot, depot.clerk):
        receive_order(order_id, arrived(order_id, 10), key="a")
        mine = (Balance.part_id == one, Balance.store_id == depot.store_id)
        assert session().scalars(select(Balance.average_cost).where(*mine)).one() == 1500
