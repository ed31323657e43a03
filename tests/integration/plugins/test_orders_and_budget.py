"""Purchase orders and budgets: set aside when approved, spent as goods come, the rest let go; the same without budgets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select

from plugins.budget.models import Cell, OverAction
from plugins.parts.models import OrderState, PurchaseOrder
from plugins.parts.operations import (
    Arrived,
    Delivery,
    approve_order,
    cancel_order,
    close_order,
    place_order,
    receive_order,
    submit_order,
)
from plugins.parts.queries.orders import lines_of_order
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.errors import Conflict
from saas.platform.i18n import locale_context
from saas.platform.plugins import change_settings
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, Person, store
from saas.testing.factories.members import as_member, member
from tests.factories.budget import BUDGET, budget_in_force
from tests.factories.complaints import switch
from tests.factories.parts import group_with_parts, part, purchase


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """A store that may spend 1,000 yuan a month on parts; what is beyond is refused."""

    group: Group
    store_id: int
    buyer: Person
    head: Person

    @contextmanager
    def acting(self, person: Person) -> Iterator[None]:
        """As somebody of it."""
        with inside(self.group.id, as_member(person)):
            yield

    def money(self) -> tuple[int, int]:
        """What is set aside and what is spent, in yuan."""
        with inside(self.group.id):
            sums = (func.sum(Cell.committed_fen), func.sum(Cell.actual_fen))
            committed, actual = session().execute(select(*sums)).one()
            return int(committed or 0) // 100, int(actual or 0) // 100

    def approved(self, quantity: int, *, unit_price: int = 100_00) -> int:
        """An order of so many, each at 100 yuan, that was approved."""
        with self.acting(self.buyer):
            order_id = purchase(self.store_id, part().id, quantity=quantity, unit_price=unit_price).id
            submit_order(order_id)
        with self.acting(self.head):
            approve_order(order_id)
        return order_id

    def receive(self, order_id: int, quantity: int, key: str) -> None:
        """So many come."""
        with self.acting(self.buyer):
            (line,) = lines_of_order(order_id)
            one = Arrived(line_id=line.id, quantity=Decimal(quantity))
            receive_order(order_id, Delivery(arrived=[one]), key=key)

    def place(self, order_id: int) -> None:
        """The supplier has it."""
        with self.acting(self.buyer):
            place_order(order_id)


@pytest.fixture
def shop(app: Flask) -> Iterator[Shop]:
    """A group with parts and a budget in force this year, whose people read English."""
    with locale_context("en"):
        made = group_with_parts()
        at = store(made)
        switch(made, on=True, name=BUDGET)
        writer, finance = member(made, role="store_manager"), member(made, role="finance_reviewer")
        budget_in_force(made, at, writer=writer, finance=finance, year=now().year)
        with inside(made.id, as_member(made.admin)):
            change_settings(BUDGET, {"over_action": OverAction.STOP.value, "span": "month"})
        yield Shop(
            group=made,
            store_id=at,
            buyer=member(made, role="parts_manager"),
            head=member(made, role="store_manager", stores=[at]),
        )


@pytest.mark.req("P-06")
def test_money_is_set_aside_when_approved_spent_as_goods_come_and_the_rest_let_go(shop: Shop) -> None:
    order_id = shop.approved(8)
    assert shop.money() == (800, 0)
    shop.place(order_id)

    shop.receive(order_id, 3, "a")
    shop.receive(order_id, 3, "a")
    assert shop.money() == (500, 300)

    with shop.acting(shop.buyer):
        close_order(order_id)
    assert shop.money() == (0, 300)


@pytest.mark.req("P-06")
def test_order_beyond_the_budget_is_not_approved_and_says_by_how_much(shop: Shop) -> None:
    with shop.acting(shop.buyer):
        order_id = purchase(shop.store_id, part().id, quantity=11, unit_price=100_00).id
        submit_order(order_id)
    with shop.acting(shop.head), pytest.raises(Conflict, match=r"not enough.*1,000.*1,100"):
        approve_order(order_id)
    with shop.acting(shop.head):
        order = session().get_one(PurchaseOrder, (shop.group.id, order_id))
        assert (order.state, order.committed) == (OrderState.SUBMITTED, False)
    assert shop.money() == (0, 0)


def test_cancelled_order_gives_its_money_back(shop: Shop) -> None:
    order_id = shop.approved(10)
    with shop.acting(shop.buyer):
        assert cancel_order(order_id).committed is False
    assert shop.money() == (0, 0)
    assert shop.approved(10) != order_id


def test_whole_order_is_spent_to_the_fen_though_it_came_in_parts(shop: Shop) -> None:
    order_id = shop.approved(3, unit_price=3333)
    shop.place(order_id)
    for number in range(3):
        shop.receive(order_id, 1, str(number))
    with inside(shop.group.id):
        committed, actual = (
            session().execute(select(func.sum(Cell.committed_fen), func.sum(Cell.actual_fen))).one()
        )
    assert (committed, actual) == (0, 9999)


@pytest.mark.req("P-06")
def test_same_way_goes_on_while_the_budget_is_off_and_is_made_up_for_when_it_is_on(shop: Shop) -> None:
    order_id = shop.approved(8)
    shop.place(order_id)
    switch(shop.group, on=False, name=BUDGET)

    shop.receive(order_id, 3, "a")
    free = shop.approved(99)
    with shop.acting(shop.head):
        assert session().get_one(PurchaseOrder, (shop.group.id, free)).committed is False

    switch(shop.group, on=True, name=BUDGET)
    assert shop.money() == (800, 0)
    shop.receive(order_id, 5, "b")
    assert shop.money() == (0, 800)
    shop.place(free)
    shop.receive(free, 99, "c")
    assert shop.money() == (0, 800)
