"""Purchase orders, for other systems; a person approves them, not a program."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from plugins.parts import operations
from plugins.parts.api.blueprint import api
from plugins.parts.models import PurchaseLine, PurchaseOrder
from plugins.parts.operations import Arrived, Delivery, Ordered, OrderHead
from plugins.parts.permissions import ORDER_READ, ORDER_WRITE, STOCK_WRITE
from plugins.parts.queries.orders import OrderFilter, order_lines, order_row, orders_page
from plugins.parts.schemas.orders import (
    PartDeliverySchema,
    PartOrderLineSchema,
    PartOrderOut,
    PartOrderQuery,
    PartOrderSchema,
    PartOrderWholeOut,
)
from saas.plugin_api import Page, listed, page_of, requires, tell_version, today, zone_of

_ORDER = "/orders/<int:order_id>"


@api.get("/orders")
@api.arguments(PartOrderQuery, location="query")
@api.response(200, page_of(PartOrderOut))
@requires(ORDER_READ)
def list_orders(query: dict[str, Any]) -> dict[str, object]:
    """List purchase orders, the newest first."""
    limit, after = query.pop("limit"), query.pop("after")
    page = orders_page(OrderFilter(**query), today(zone_of(None)), limit=limit, after=after)
    rows = [row.PurchaseOrder for row in page.rows]
    return listed(Page(rows=rows, after=page.after, before=page.before))


@api.post("/orders")
@api.arguments(PartOrderSchema)
@api.response(201, PartOrderOut)
@requires(ORDER_WRITE)
def open_order(body: Mapping[str, Any]) -> PurchaseOrder:
    """Begin an order without lines."""
    return _told(operations.open_order(OrderHead(**body)))


@api.get(_ORDER)
@api.response(200, PartOrderWholeOut)
@requires(ORDER_READ)
def read_order(order_id: int) -> dict[str, object]:
    """Show an order with its lines."""
    row = order_row(order_id)
    order = _told(row.PurchaseOrder)
    names = list(PartOrderOut().dump_fields)
    lines = [_line(one.PurchaseLine, one.Part) for one in order_lines(order_id)]
    return {name: getattr(order, name) for name in names} | {"total_fen": row.total_fen, "lines": lines}


@api.post(f"{_ORDER}/lines")
@api.arguments(PartOrderLineSchema)
@api.response(200, PartOrderWholeOut)
@requires(ORDER_WRITE)
def write_line(body: Mapping[str, Any], order_id: int) -> dict[str, object]:
    """Order so many of a part, instead of how many stood there before."""
    operations.write_line(order_id, Ordered(**body))
    return read_order(order_id)


@api.post(f"{_ORDER}/submit")
@api.response(200, PartOrderOut)
@requires(ORDER_WRITE)
def submit_order(order_id: int) -> PurchaseOrder:
    """Hand an order to somebody who approves it."""
    return _told(operations.submit_order(order_id))


@api.post(f"{_ORDER}/place")
@api.response(200, PartOrderOut)
@requires(ORDER_WRITE)
def place_order(order_id: int) -> PurchaseOrder:
    """Note that the supplier has the order."""
    return _told(operations.place_order(order_id))


@api.post(f"{_ORDER}/receive")
@api.arguments(PartDeliverySchema)
@api.response(200, PartOrderWholeOut)
@requires(STOCK_WRITE)
def receive_order(body: Mapping[str, Any], order_id: int) -> dict[str, object]:
    """Take in what came for an order."""
    arrived = [Arrived(**one) for one in body["arrived"]]
    key = body["key"] or secrets.token_urlsafe(16)
    operations.receive_order(order_id, Delivery(arrived=arrived, surplus=body["surplus"]), key=key)
    return read_order(order_id)


@api.post(f"{_ORDER}/close")
@api.response(200, PartOrderOut)
@requires(ORDER_WRITE)
def close_order(order_id: int) -> PurchaseOrder:
    """Expect nothing more of an order."""
    return _told(operations.close_order(order_id))


@api.post(f"{_ORDER}/cancel")
@api.response(200, PartOrderOut)
@requires(ORDER_WRITE)
def cancel_order(order_id: int) -> PurchaseOrder:
    """Give up an order of which nothing has come."""
    return _told(operations.cancel_order(order_id))


def _line(line: PurchaseLine, part: Any) -> dict[str, object]:
    return {
        "id": line.id,
        "part_id": line.part_id,
        "number": part.number,
        "name": part.name,
        "quantity": line.quantity,
        "unit_price": line.unit_price,
        "received": line.received,
        "cancelled": line.cancelled,
        "open_quantity": line.open_quantity,
        "expected_on": line.expected_on,
    }


def _told(order: PurchaseOrder) -> PurchaseOrder:
    tell_version(order)
    return order
