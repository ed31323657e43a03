"""Taking in what comes for a purchase order, also in parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from plugins.parts.models import MovementKind, OrderStep, Part, PurchaseLine, PurchaseOrder
from plugins.parts.numbers import plain, quantity_of, value_fen
from plugins.parts.operations.holding import entries_with, parts_of
from plugins.parts.operations.mending import mended
from plugins.parts.operations.moving import Movement, post
from plugins.parts.operations.order_money import settle
from plugins.parts.operations.ordering import take
from plugins.parts.operations.purchasing import tell
from plugins.parts.permissions import ORDER_READ, STOCK_WRITE
from plugins.parts.queries.orders import lines_of_order
from saas.plugin_api import Conflict, Invalid, _, load_for_change, now, require, session


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """How many came of a line. lot_no, expires_on: as printed on them."""

    line_id: int
    quantity: Decimal
    lot_no: str = ""
    expires_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What came. surplus: more than was ordered is taken in too, since somebody said so."""

    arrived: Sequence[Arrived]
    surplus: bool = False


def receive_order(
    order_id: int, delivery: Delivery, *, key: str, version: int | None = None
) -> PurchaseOrder:
    """Take in what came for an order, at the prices of its lines; the rest stays on order.

    key: the same key a second time takes in nothing. Raises Forbidden, NotFound, Conflict for an order that expects nothing
    and for more than was ordered without saying so, Invalid for lines of another order, VersionConflict.
    """
    order = load_for_change(PurchaseOrder, order_id)
    require(ORDER_READ, store_id=order.store_id)
    require(STOCK_WRITE, store_id=order.store_id)
    lines = {line.id: line for line in lines_of_order(order.id)}
    if not delivery.arrived and not order.state.takes_goods:
        raise Conflict(_("Nothing is expected of this order."))
    arrived = _checked(delivery, lines)
    movements = [_movement(order, lines[one.line_id], one, key) for one in arrived]
    if entries_with([one.key for one in movements]):
        return order
    if version is not None:
        order = load_for_change(PurchaseOrder, order_id, version=version)
    if not order.state.takes_goods:
        raise Conflict(_("Nothing is expected of this order."))
    if not delivery.surplus:
        _refuse_more(arrived, lines)
    post(movements)
    for one in arrived:
        _note(order, lines[one.line_id], one.quantity)
    _onward(order, list(lines.values()))
    detail = {"lines": len(arrived), "spent_fen": order.spent_fen, "surplus": delivery.surplus}
    tell(order, "received", detail)
    return order


def _checked(delivery: Delivery, lines: Mapping[int, PurchaseLine]) -> list[Arrived]:
    if not delivery.arrived:
        raise Invalid("", _("Enter how many came."))
    for one in delivery.arrived:
        if one.line_id not in lines:
            raise Invalid("", _("This does not exist, or no longer."))
        if one.quantity <= 0:
            raise Invalid(f"arrived-{one.line_id}", _("Enter a quantity above 0."))
    if len({one.line_id for one in delivery.arrived}) < len(delivery.arrived):
        raise Invalid("", _("Name each line once."))
    return sorted(delivery.arrived, key=lambda one: lines[one.line_id].part_id)


def _movement(order: PurchaseOrder, line: PurchaseLine, one: Arrived, key: str) -> Movement:
    return Movement(
        part_id=line.part_id,
        store_id=order.store_id,
        kind=MovementKind.RECEIPT,
        quantity=one.quantity,
        unit_cost=line.unit_price,
        lot_no=one.lot_no.strip(),
        expires_on=one.expires_on,
        document=order.document,
        key=f"order:{line.id}:{key}",
    )


def _refuse_more(arrived: Sequence[Arrived], lines: Mapping[int, PurchaseLine]) -> None:
    beyond = [one for one in arrived if quantity_of(one.quantity) > lines[one.line_id].open_quantity]
    if not beyond:
        return
    parts: dict[int, Part] = parts_of([lines[one.line_id].part_id for one in beyond])
    first = beyond[0]
    part, line = parts[lines[first.line_id].part_id], lines[first.line_id]
    raise Conflict(
        _(
            "%(part)s: %(came)s came, and %(open)s were still expected. Say that more is taken in, or send it back.",
            part=f"{part.number} {part.name}",
            came=plain(first.quantity),
            open=plain(line.open_quantity),
        )
    )


def _note(order: PurchaseOrder, line: PurchaseLine, quantity: Decimal) -> None:
    # By the difference of two rounded sums: all parts of a line together cost what the line costs.
    before = value_fen(line.received, line.unit_price)
    line.received += quantity_of(quantity)
    order.spent_fen += value_fen(line.received, line.unit_price) - before


def _onward(order: PurchaseOrder, lines: Sequence[PurchaseLine]) -> None:
    whole = not any(line.open_quantity for line in lines)
    take(order, OrderStep.RECEIVE_ALL if whole else OrderStep.RECEIVE_SOME)
    if whole:
        order.ended_at = now()
    # A version for each delivery, also where the state stays.
    order.updated_at = now()
    session().flush()
    settle(order, last=whole)
    mended(order.document, [line.part_id for line in lines if not line.open_quantity])
