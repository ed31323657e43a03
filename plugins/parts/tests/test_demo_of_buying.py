"""The demo of buying: orders in every state with believable days, a transfer on its way, and one that waits."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from sqlalchemy import select

from plugins.parts.demo import seed
from plugins.parts.models import (
    AlertKind,
    AlertState,
    OrderState,
    PurchaseLine,
    PurchaseOrder,
    StockAlert,
    StockTransfer,
    SupplierAnswer,
    TransferState,
)
from plugins.parts.tests.conftest import Depot
from saas.platform.clock import now
from saas.platform.i18n import locale_context
from saas.testing.factories.application import inside
from saas.testing.factories.groups import store
from saas.testing.factories.members import as_member, member
from tests.factories.parts import group_with_parts


def test_demo_shows_orders_in_every_state_and_goods_on_their_way(depot: Depot) -> None:
    made = group_with_parts()
    assert made.id != depot.group.id
    here = {store(made), store(made)}
    keeper = member(made, role="parts_manager")
    with locale_context("zh_CN"), inside(made.id, as_member(keeper)):
        seed(Random(7), 0.5)
    with inside(made.id) as work:
        orders = work.scalars(select(PurchaseOrder)).all()
        states = {order.state for order in orders}
        assert states == set(OrderState) - {OrderState.APPROVED, OrderState.CANCELLED}
        assert {order.store_id for order in orders} == here
        for order in orders:
            assert order.created_at <= now()
            if order.placed_at is not None:
                assert order.submitted_at is not None
                assert order.created_at < order.submitted_at < order.placed_at
                assert order.expected_on is not None
                assert order.expected_on - order.placed_at.date() < timedelta(days=10)
        (said,) = work.scalars(select(SupplierAnswer)).all()
        waiting = select(PurchaseLine.order_id).where(PurchaseLine.waiting_promise_id.is_not(None))
        assert work.scalars(waiting).all() == [said.order_id]
        alerts = work.execute(select(StockAlert.state, StockAlert.kind)).all()
        assert {alert.kind for alert in alerts} & {AlertKind.LOW, AlertKind.OUT}
        assert {AlertState.OPEN, AlertState.ACKNOWLEDGED, AlertState.ACTING} <= {one.state for one in alerts}
        transfers = work.scalars(select(StockTransfer.state).order_by(StockTransfer.id)).all()
        # The last one was made of a proposal.
        assert transfers == [TransferState.SENT, TransferState.REQUESTED, TransferState.REQUESTED]
