"""Stock as a table to take out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from plugins.parts.numbers import plain, value_fen
from plugins.parts.permissions import STOCK_EXPORT
from plugins.parts.queries import StockFilter, stock_page
from plugins.parts.schemas import StockFilterSchema
from plugins.parts.words import STOCK_CLASSES, UNITS
from saas.plugin_api import Exporter, _l


def stock_lines(filters: Mapping[str, Any], limit: int) -> Iterable[list[str]]:
    """What lies in the stores within reach, narrowed by a filter."""
    return map(_line, stock_page(StockFilter(**filters), limit=limit, permission=STOCK_EXPORT).rows)


def _line(row: Any) -> list[str]:
    part, kept, balance = row.Part, row.PartStore, row.Balance
    return [
        part.number,
        part.brand,
        part.name,
        row.store,
        str(STOCK_CLASSES[kept.stock_class]) if kept.stock_class else "",
        kept.abc.value if kept.abc else "",
        plain(balance.on_hand),
        plain(balance.reserved),
        plain(balance.free),
        str(UNITS[part.unit]),
        plain(kept.reorder_point),
        kept.bin,
        f"{value_fen(balance.on_hand, balance.average_cost) / 100:.2f}",
    ]


EXPORTER = Exporter(
    key="parts.stock",
    title=_l("Stock"),
    columns=(
        _l("Part number"),
        _l("Brand"),
        _l("Name of the part"),
        _l("Store"),
        _l("Class"),
        _l("ABC"),
        _l("On hand"),
        _l("Reserved"),
        _l("Free"),
        _l("Unit"),
        _l("Reorder point"),
        _l("Bin"),
        _l("Value in yuan"),
    ),
    rows=stock_lines,
    permission=STOCK_EXPORT,
    filters=StockFilterSchema,
    list_endpoint="parts.stock",
)
