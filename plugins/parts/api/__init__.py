"""REST routes over the same operations and queries, by subject."""

from plugins.parts.api import (
    alerts,
    answers,
    catalogue,
    counts,
    figures,
    goods,
    orders,
    picks,
    proposals,
    stock,
    suppliers,
    transfers,
)
from plugins.parts.api.blueprint import api

__all__ = [
    "alerts",
    "answers",
    "api",
    "catalogue",
    "counts",
    "figures",
    "goods",
    "orders",
    "picks",
    "proposals",
    "stock",
    "suppliers",
    "transfers",
]
