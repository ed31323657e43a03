"""Writing a purchase order: for whom, of whom, which parts at which price."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from plugins.parts.models import OrderState, Part, PurchaseLine, PurchaseOrder, Supplier, SupplierPart
from plugins.parts.numbers import plain, quantity_of
from plugins.parts.operations.reaching import check_orderable, open_store
from plugins.parts.permissions import ORDER_WRITE
from plugins.parts.queries.suppliers import terms_in_force
from saas.plugin_api import (
    Conflict,
    Invalid,
    NotFound,
    _,
    current_tenant,
    load,
    load_for_change,
    local_day,
    now,
    record,
    require,
    session,
    take_number,
    today,
    zone_of,
)

NUMBER_LETTERS = "CG"
MOST_LINES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderHead:
    """Of whom something is ordered for which store. expected_on: none for what the supplier's lead time says."""

    supplier_id: int
    store_id: int
    expected_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """How many of a part. unit_price: in fen; none for the price that the supplier's terms say today of so many."""

    part_id: int
    quantity: Decimal
    unit_price: Decimal | None = None


def open_order(head: OrderHead) -> PurchaseOrder:
    """Begin an order without lines. Raises Forbidden, NotFound, Invalid for a supplier that may not be ordered from."""
    require(ORDER_WRITE, store_id=head.store_id)
    store = open_store(head.store_id)
    supplier = orderable(head.supplier_id)
    order = PurchaseOrder(
        document_no=take_number(
            NUMBER_LETTERS,
            period=local_day(now(), store.timezone).strftime("%Y%m"),
            store_id=store.id,
            store_code=store.code,
        ),
        supplier_id=supplier.id,
        store_id=store.id,
        state=OrderState.DRAFT,
        expected_on=head.expected_on,
        note=head.note.strip(),
        committed=False,
        spent_fen=0,
        reported_fen=0,
    )
    session().add(order)
    session().flush()
    tell(order, "opened", {"supplier": supplier.code})
    return order


def write_line(order_id: int, ordered: Ordered, *, version: int | None = None) -> PurchaseLine:
    """Order so many of a part, instead of how many stood there before.

    Raises Forbidden, NotFound, Conflict for an order that is not being written any more, Invalid for a part without a price
    and a quantity that the supplier does not deliver, VersionConflict.
    """
    order = written(order_id, version)
    return _write(order, ordered)


def add_to_line(order: PurchaseOrder, ordered: Ordered) -> PurchaseLine:
    """Order so many more of a part, for callers that have locked the order and asked for the permission; as `write_line`."""
    line = _line_of(order, ordered.part_id)
    if line is None:
        return _write(order, ordered)
    terms = _terms_of(order, ordered.part_id)
    # A price that somebody typed stays; the supplier's own may be another one for so many.
    typed = terms is None or line.unit_price != terms.offer.price_of(line.quantity)
    price = line.unit_price if typed else None
    more = line.quantity + ordered.quantity
    return _write(order, Ordered(part_id=ordered.part_id, quantity=more, unit_price=price))


def remove_line(order_id: int, line_id: int, *, version: int | None = None) -> PurchaseOrder:
    """Take a part off an order that is being written; raises as `write_line`."""
    order = written(order_id, version)
    line = load(PurchaseLine, line_id)
    if line.order_id != order.id:
        raise NotFound(_("This does not exist, or no longer."))
    part = load(Part, line.part_id)
    session().delete(line)
    _touch(order)
    tell(order, "line_removed", {"number": part.number})
    return order


def written(order_id: int, version: int | None = None) -> PurchaseOrder:
    """An order that is being written, locked, for somebody who may write it; raises as `write_line`."""
    order = load_for_change(PurchaseOrder, order_id)
    require(ORDER_WRITE, store_id=order.store_id)
    if order.state is not OrderState.DRAFT:
        raise Conflict(_("This order is not being written any more."))
    return order if version is None else load_for_change(PurchaseOrder, order_id, version=version)


def orderable(supplier_id: int) -> Supplier:
    """A supplier of whom something may be ordered; raises Invalid."""
    try:
        supplier = load(Supplier, supplier_id)
    except NotFound:
        raise Invalid("supplier_id", _("This does not exist, or no longer.")) from None
    if not supplier.active:
        raise Invalid("supplier_id", _("Nothing is ordered of this supplier any more."))
    return supplier


def _write(order: PurchaseOrder, ordered: Ordered) -> PurchaseLine:
    quantity = quantity_of(ordered.quantity)
    if quantity <= 0:
        raise Invalid("quantity", _("Enter a quantity above 0."))
    try:
        part = load(Part, ordered.part_id)
    except NotFound:
        raise Invalid("part_id", _("This does not exist, or no longer.")) from None
    check_orderable(part)
    terms = _terms_of(order, part.id)
    price = ordered.unit_price
    if price is None:
        price = terms.offer.price_of(quantity) if terms else None
    if price is None:
        raise Invalid("unit_price", _("This supplier has no price for the part: enter one."))
    if terms is not None and (deliverable := terms.offer.deliverable(quantity)) != quantity:
        told = {"least": plain(terms.minimum), "pack": plain(terms.pack), "next": plain(deliverable)}
        raise Invalid(
            "quantity",
            _("This supplier delivers at least %(least)s, in packs of %(pack)s: take %(next)s.", **told),
        )
    line = _line_of(order, part.id)
    if line is None:
        _check_room(order)
        line = PurchaseLine(order_id=order.id, part_id=part.id, received=Decimal(0), cancelled=Decimal(0))
        session().add(line)
    line.quantity, line.unit_price = quantity, price
    _touch(order)
    tell(order, "line_written", {"number": part.number, "quantity": plain(quantity)})
    return line


def _terms_of(order: PurchaseOrder, part_id: int) -> SupplierPart | None:
    return terms_in_force(order.supplier_id, [part_id], today(zone_of(order.store_id))).get(part_id)


def _check_room(order: PurchaseOrder) -> None:
    mine = select(PurchaseLine.id).where(
        PurchaseLine.tenant_id == current_tenant(), PurchaseLine.order_id == order.id
    )
    if len(session().scalars(mine.limit(MOST_LINES)).all()) >= MOST_LINES:
        raise Invalid("", _("An order has at most %(most)d lines.", most=MOST_LINES))


def _line_of(order: PurchaseOrder, part_id: int) -> PurchaseLine | None:
    mine = (PurchaseLine.tenant_id == current_tenant(), PurchaseLine.order_id == order.id)
    return session().scalar(select(PurchaseLine).where(*mine, PurchaseLine.part_id == part_id))


def _touch(order: PurchaseOrder) -> None:
    # Whoever looks at the order decides on its lines: they are part of its version.
    order.updated_at = now()
    session().flush()


def tell(order: PurchaseOrder, what: str, detail: Mapping[str, object]) -> None:
    """Write into the audit what was done to an order."""
    told = {"document_no": order.document_no, **detail}
    record(f"parts.order.{what}", "parts_order", order.id, detail=told)
