"""Reads: parts, what lies where, what moved."""

from plugins.parts.queries.catalogue import aliases_of, find_parts, part_row, parts_page
from plugins.parts.queries.history import (
    demand_of,
    document_numbers,
    movements_page,
    reservation_row,
    reservations_page,
)
from plugins.parts.queries.picks import picks_page
from plugins.parts.queries.stock import StockFilter, StockMap, lots_in, of_part, place, stock_map, stock_page

__all__ = [
    "StockFilter",
    "StockMap",
    "aliases_of",
    "demand_of",
    "document_numbers",
    "find_parts",
    "lots_in",
    "movements_page",
    "of_part",
    "part_row",
    "parts_page",
    "picks_page",
    "place",
    "reservation_row",
    "reservations_page",
    "stock_map",
    "stock_page",
]
