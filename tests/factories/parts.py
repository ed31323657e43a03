"""Parts and stock for tests, in groups that have them switched on."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from plugins.parts.models import (
    AlertKind,
    CountSession,
    DemandKind,
    LedgerEntry,
    MovementKind,
    Part,
    Proposal,
    ProposalKind,
    PurchaseOrder,
    Reservation,
    StockAlert,
    StockTransfer,
    Supplier,
)
from plugins.parts.operations import (
    Asked,
    Found,
    Movement,
    Ordered,
    OrderHead,
    PartDetails,
    SupplierDetails,
    Terms,
    TransferRequest,
    Wish,
    add_part,
    add_supplier,
    add_terms,
    enter_counts,
    note_history,
    open_count,
    open_order,
    post,
    request_transfer,
    reserve,
    submit_count,
    write_line,
)
from plugins.parts.queries.counts import lines_of
from saas.core.organisation.queries import zone_of
from saas.platform.clock import now, today
from saas.platform.database import session
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, group, store
from saas.testing.factories.members import as_member, member
from tests.factories.complaints import switch

PARTS = "parts"

_numbers = itertools.count(1)


def group_with_parts() -> Group:
    """A new group that has parts switched on."""
    made = group()
    switch(made, on=True, name=PARTS)
    return made


def part(name: str = "机油滤清器", **fields: Any) -> Part:
    """A part in the current group, kept by whoever acts now."""
    number = fields.pop("number", f"OF{next(_numbers):06d}")
    return add_part(PartDetails(number=number, name=name, **fields))


def stock_up(
    part_id: int, store_id: int, quantity: object = 10, unit_cost: object = 1000, **fields: Any
) -> LedgerEntry:
    """So many of a part come to a store; unit_cost: in fen."""
    movement = Movement(
        part_id=part_id,
        store_id=store_id,
        kind=MovementKind.RECEIPT,
        quantity=Decimal(str(quantity)),
        unit_cost=Decimal(str(unit_cost)),
        key=f"test:{next(_numbers)}",
        **fields,
    )
    return post([movement])[-1]


def reservation(part_id: int, store_id: int, quantity: object = 1, **fields: Any) -> Reservation:
    """So many of a part held for somebody, by whoever acts now."""
    wish = Wish(part_id=part_id, store_id=store_id, quantity=Decimal(str(quantity)), **fields)
    return reserve(wish, key=f"test:{next(_numbers)}")


def count_of(store_id: int, *part_ids: int) -> CountSession:
    """A count of some parts of a store that was opened by whoever acts now."""
    return open_count(store_id, part_ids)


def counted(store_id: int, part_id: int, found: object) -> CountSession:
    """A count of one part, counted twice as far off, and handed in by whoever acts now."""
    count = count_of(store_id, part_id)
    (line,) = lines_of(count.id)
    for _ in range(2):
        enter_counts(count.id, [Found(line_id=line.id, quantity=Decimal(str(found)))])
    return submit_count(count.id)


def asked_for(
    part_id: int, store_id: int, months: Sequence[object], kind: DemandKind = DemandKind.SALE
) -> None:
    """So many of a part were asked for in each of the last whole months, the latest last, on a day in its middle."""
    first = today(zone_of(store_id)).replace(day=1)
    asked = []
    for quantity in reversed(months):
        first = (first - timedelta(days=1)).replace(day=1)
        wanted = Decimal(str(quantity))
        if wanted:
            key, day = f"test:{next(_numbers)}", first.replace(day=15)
            asked.append(
                Asked(part_id=part_id, store_id=store_id, kind=kind, quantity=wanted, day=day, key=key)
            )
    note_history(asked)


def alert_of(part_id: int, store_id: int, kind: AlertKind = AlertKind.LOW) -> StockAlert:
    """An alert as a night raises it."""
    raised = StockAlert(
        part_id=part_id,
        store_id=store_id,
        kind=kind,
        quantity=Decimal(8),
        value_fen=8000,
        raised_at=now(),
        seen_at=now(),
    )
    session().add(raised)
    session().flush()
    return raised


def proposal_of(alert: StockAlert, kind: ProposalKind = ProposalKind.PURCHASE, **fields: Any) -> Proposal:
    """A proposal for a shortage as a night makes it."""
    made = Proposal(
        alert_id=alert.id,
        part_id=alert.part_id,
        store_id=alert.store_id,
        kind=kind,
        quantity=Decimal(8),
        cost=Decimal("130.00"),
        expected_on=now().date(),
        recommended=True,
        **fields,
    )
    session().add(made)
    session().flush()
    return made


def supplier(name: str = "大众配件华东中心库", **fields: Any) -> Supplier:
    """A supplier in the current group, kept by whoever acts now."""
    code = fields.pop("code", f"S{next(_numbers):05d}")
    return add_supplier(SupplierDetails(code=code, name=name, **{"lead_days": 3, **fields}))


def terms(supplier_id: int, part_id: int, unit_price: object = 1000, **fields: Any) -> int:
    """Approved terms for a part from long ago on; unit_price: in fen."""
    about = {"valid_from": date(2026, 1, 1), "approved": True, **fields}
    price = Decimal(str(unit_price))
    return add_terms(supplier_id, Terms(part_id=part_id, unit_price=price, **about)).id


def purchase(
    store_id: int, *part_ids: int, quantity: object = 10, unit_price: object = 1000
) -> PurchaseOrder:
    """An order that is being written, of a supplier that is approved for its parts, by whoever acts now."""
    seller = supplier()
    order = open_order(OrderHead(supplier_id=seller.id, store_id=store_id))
    for part_id in part_ids:
        terms(seller.id, part_id, unit_price)
        write_line(order.id, Ordered(part_id=part_id, quantity=Decimal(str(quantity))))
    return order


def transfer_of(from_store_id: int, store_id: int, part_id: int, quantity: object = 1) -> StockTransfer:
    """A request of one store to another, by whoever acts now."""
    wanted = TransferRequest(
        from_store_id=from_store_id,
        store_id=store_id,
        part_id=part_id,
        quantity=Decimal(str(quantity)),
    )
    return request_transfer(wanted)


def stocked_part(store_id: int, giver_id: int | None = None) -> int:
    """A part of which some lie in a store, in the current group."""
    made = part().id
    stock_up(made, store_id, lot_no=f"L{next(_numbers)}")
    reservation(made, store_id)
    count_of(store_id, made)
    purchase(store_id, made)
    if giver_id is not None:
        transfer_of(giver_id, store_id, made)
    proposal_of(alert_of(made, store_id))
    return made


def group_with_a_part() -> Group:
    """A new group that has parts switched on, and one part that lies in a store."""
    made = group_with_parts()
    at = store(made)
    with inside(made.id, as_member(member(made, role="parts_manager"))):
        stock_up(part().id, at)
    return made
