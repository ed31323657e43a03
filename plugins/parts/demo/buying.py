"""Who delivers, what is on order in every state, and a transfer that is on its way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from sqlalchemy import select

from plugins.parts.models import Balance, OrderState, Part, PurchaseOrder, Supplier
from plugins.parts.offer import DiscountKind, PriceBreak
from plugins.parts.operations import (
    Answer,
    Arrived,
    Delivery,
    Ordered,
    OrderHead,
    Promised,
    SupplierDetails,
    Terms,
    TransferRequest,
    add_supplier,
    add_terms,
    answer_order,
    approve_order,
    approve_transfer,
    close_order,
    make_supplier_link,
    open_order,
    place_order,
    receive_order,
    request_transfer,
    send_transfer,
    submit_order,
    write_line,
)
from plugins.parts.queries.orders import lines_of_order
from plugins.parts.queries.suppliers import terms_in_force
from saas.plugin_api import (
    Conflict,
    Member,
    Store,
    current_actor,
    current_tenant,
    now,
    open_stores,
    session,
    today,
    zone_of,
)

SUPPLIERS = (
    SupplierDetails(
        code="HD-CDC", name="华东中心库", contact="孙立 021-5555 0101", lead_days=2,
        minimum_order_fen=50000, order_cost_fen=3000,
    ),
    SupplierDetails(
        code="QPZX", name="申通汽配总汇", contact="陆敏 021-5555 0102", lead_days=1, order_cost_fen=1500
    ),
    SupplierDetails(
        code="ZZZ-RM", name="再制造总成中心", contact="何工 0512-5555 0103", lead_days=7, order_cost_fen=12000
    ),
)  # fmt: skip
WAY = (
    (OrderState.CLOSED, 12),
    (OrderState.RECEIVED, 6),
    (OrderState.PARTLY_RECEIVED, 4),
    (OrderState.PLACED, 5),
    (OrderState.PLACED, 1),
    (OrderState.SUBMITTED, 0),
    (OrderState.DRAFT, 0),
)
"""The orders of a store: how far each went, and how many days ago it began; the second last that was placed is late."""


def seed(rng: Random) -> None:
    """Suppliers with their terms, orders of each store, and transfers between the first two."""
    stores = open_stores()
    parts = list(session().scalars(select(Part).where(Part.tenant_id == current_tenant()).order_by(Part.id)))
    if not stores or len(parts) < 4:
        return
    sellers = [add_supplier(details) for details in SUPPLIERS]
    for seller, part in ((seller, part) for seller in sellers for part in parts):
        _offer(rng, seller, part, today(stores[0].timezone))
    for store in stores[:3]:
        for number, way in enumerate(WAY):
            _order(rng, store, sellers[number % 2], parts, way)
    _answered()
    if len(stores) > 1:
        _transfers(stores[0], stores[1])


def _offer(rng: Random, seller: Supplier, part: Part, day: date) -> None:
    remade = part.quality.value == "remanufactured"
    if remade != (seller.code == "ZZZ-RM") or (seller.code == "QPZX" and rng.random() < 0.4):
        return
    share = Decimal(rng.randint(96, 108)) / 100
    for since, dearer in (
        (day - timedelta(days=300), Decimal("0.97")),
        (day - timedelta(days=60), Decimal(1)),
    ):
        price = (part.unit_cost * share * dearer).quantize(Decimal(1))
        terms = Terms(
            part_id=part.id,
            valid_from=since,
            unit_price=price,
            pack=part.pack,
            minimum=part.pack,
            quality=part.quality,
            approved=seller.code != "QPZX" or part.id % 3 != 0,
            discount=DiscountKind.INCREMENTAL if part.id % 8 == 0 else DiscountKind.ALL_UNITS,
            breaks=_breaks(part.pack, price) if seller.code == "HD-CDC" and part.id % 2 == 0 else (),
        )
        add_terms(seller.id, terms)


def _breaks(pack: Decimal, price: Decimal) -> Sequence[PriceBreak]:
    """Six per cent less from some packs on, ten from many."""
    steps = ((20, "0.94"), (60, "0.9"))
    lower = [(pack * packs, (price * Decimal(share)).quantize(Decimal(1))) for packs, share in steps]
    if not price > lower[0][1] > lower[1][1] > 0:
        return ()
    return [PriceBreak(quantity=quantity, unit_price=unit_price) for quantity, unit_price in lower]


def _order(
    rng: Random, store: Store, seller: Supplier, parts: Sequence[Part], way: tuple[OrderState, int]
) -> None:
    state, days = way
    day = today(store.timezone)
    terms = terms_in_force(seller.id, [part.id for part in parts], day)
    approved = [part for part in parts if part.id in terms and terms[part.id].approved]
    order = open_order(OrderHead(supplier_id=seller.id, store_id=store.id))
    for part in rng.sample(approved, min(3, len(approved))):
        quantity = terms[part.id].pack * rng.randint(1, 3)
        write_line(order.id, Ordered(part_id=part.id, quantity=quantity))
    # In the morning, so that what was done within hours is past.
    began = now() - timedelta(days=days, hours=5)
    _bring(order, state)
    order.created_at = began
    if order.submitted_at:
        order.submitted_at = began + timedelta(hours=1)
    if order.decided_at:
        order.decided_at = began + timedelta(hours=3)
    if order.placed_at:
        order.placed_at = began + timedelta(hours=4)
        order.expected_on = began.date() + timedelta(days=seller.lead_days + 1)
    session().flush()


def _bring(order: PurchaseOrder, state: OrderState) -> None:
    """Bring an order as far as it went."""
    lines = lines_of_order(order.id)
    if state is OrderState.DRAFT or not lines:
        return
    submit_order(order.id)
    order.submitted_by_id = _somebody_else()
    session().flush()
    if state is OrderState.SUBMITTED:
        return
    try:
        with session().begin_nested():
            approve_order(order.id)
    except Conflict:
        # The budget is not enough: it waits.
        return
    place_order(order.id)
    if state is OrderState.PARTLY_RECEIVED:
        lines = lines[:1]
    if state is not OrderState.PLACED:
        came = [Arrived(line_id=line.id, quantity=line.quantity) for line in lines]
        receive_order(order.id, Delivery(arrived=came), key="demo")
    if state is OrderState.CLOSED:
        close_order(order.id)


def _answered() -> None:
    """The supplier of the newest order that was placed answers: a part of it comes later, the rest in time."""
    placed = (PurchaseOrder.tenant_id == current_tenant(), PurchaseOrder.state == OrderState.PLACED)
    newest = select(PurchaseOrder).where(*placed).order_by(PurchaseOrder.id.desc()).limit(1)
    order = session().scalar(newest)
    if order is None or order.expected_on is None:
        # The budget is not enough for any.
        return
    token = make_supplier_link(order.id).link_token or ""
    soon = max(order.expected_on, today(zone_of(order.store_id)))
    later, *rest = lines_of_order(order.id)
    promised = [
        Promised(line_id=later.id, promised_on=soon + timedelta(days=4)),
        *(Promised(line_id=line.id, promised_on=soon) for line in rest),
    ]
    answer_order(
        token, Answer(promised=promised, remark="一种配件厂家排产，晚几天到，其余按期送达。"), key="demo"
    )


def _somebody_else() -> int | None:
    """A member other than whoever acts: nobody approves what they submitted."""
    mine = (Member.tenant_id == current_tenant(), Member.id != (current_actor().member_id or 0))
    return session().scalar(select(Member.id).where(*mine).order_by(Member.id).limit(1))


def _transfers(giver: Store, taker: Store) -> None:
    """One that is on its way since yesterday, and one that waits for a yes."""
    mine = select(Balance).where(Balance.tenant_id == current_tenant(), Balance.store_id == giver.id)
    plenty = [one.part_id for one in session().scalars(mine.order_by(Balance.part_id)) if one.free >= 6]
    for number, part_id in enumerate(plenty[:2]):
        wanted = TransferRequest(
            from_store_id=giver.id, store_id=taker.id, part_id=part_id, quantity=Decimal(3 + number)
        )
        transfer = request_transfer(wanted)
        if number == 0:
            approve_transfer(transfer.id)
            send_transfer(transfer.id)
            yesterday: datetime = now() - timedelta(days=1)
            transfer.approved_at, transfer.sent_at = yesterday - timedelta(hours=2), yesterday
    session().flush()
