"""What people call states and kinds of parts and stock."""

from plugins.parts.words.counts import COUNT_STATES, LINE_STATES
from plugins.parts.words.orders import DISCOUNTS, ORDER_STATES, ORDER_TABS, PROMISE_OUTCOMES, lower_prices
from plugins.parts.words.stock import (
    DEMANDS,
    LOST_REASONS,
    LOT_STATES,
    MOVEMENTS,
    PURPOSES,
    QUALITIES,
    RESERVATION_STATES,
    STOCK_CLASSES,
    STOCK_TABS,
    UNITS,
    WRITE_OFFS,
)
from plugins.parts.words.transfers import TRANSFER_STATES, TRANSFER_TABS

__all__ = [
    "COUNT_STATES",
    "DEMANDS",
    "DISCOUNTS",
    "LINE_STATES",
    "LOST_REASONS",
    "LOT_STATES",
    "MOVEMENTS",
    "ORDER_STATES",
    "ORDER_TABS",
    "PROMISE_OUTCOMES",
    "PURPOSES",
    "QUALITIES",
    "RESERVATION_STATES",
    "STOCK_CLASSES",
    "STOCK_TABS",
    "TRANSFER_STATES",
    "TRANSFER_TABS",
    "UNITS",
    "WRITE_OFFS",
    "lower_prices",
]
