"""Stock, for other systems."""

from __future__ import annotations

from typing import Any

from plugins.parts.api.blueprint import api
from plugins.parts.permissions import STOCK_READ
from plugins.parts.queries import StockFilter, stock_page
from plugins.parts.schemas import StockOut, StockQuery
from saas.plugin_api import Page, listed, page_of, requires


@api.get("/stock")
@api.arguments(StockQuery, location="query")
@api.response(200, page_of(StockOut))
@requires(STOCK_READ)
def list_stock(query: dict[str, Any]) -> dict[str, object]:
    """List what lies in the stores within reach, by the part's number."""
    limit, after = query.pop("limit"), query.pop("after")
    page = stock_page(StockFilter(**query), limit=limit, after=after)
    return listed(Page(rows=[as_told(row) for row in page.rows], after=page.after, before=page.before))


def as_told(row: Any) -> dict[str, object]:
    """A row of the stock as it is told."""
    part, balance, kept = row.Part, row.Balance, row.PartStore
    return {
        "part_id": part.id,
        "store_id": kept.store_id,
        "number": part.number,
        "brand": part.brand,
        "name": part.name,
        "stock_class": kept.stock_class,
        "bin": kept.bin,
        "on_hand": balance.on_hand,
        "reserved": balance.reserved,
        "quarantine": balance.quarantine,
        "in_transit_in": balance.in_transit_in,
        "on_order": row.on_order,
        "free": balance.free,
        "average_cost": balance.average_cost,
        "reorder_point": kept.reorder_point,
        "moved_at": balance.moved_at,
    }
