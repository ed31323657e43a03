"""The pages, by subject."""

from plugins.parts.views import (
    alerts,
    catalogue,
    counts,
    figures,
    group_map,
    orders,
    part,
    picks,
    place,
    proposals,
    stock,
    supplier_answers,
    supplier_page,
    supplier_terms,
    suppliers,
    transfers,
)
from plugins.parts.views.blueprint import pages, public

__all__ = [
    "alerts",
    "catalogue",
    "counts",
    "figures",
    "group_map",
    "orders",
    "pages",
    "part",
    "picks",
    "place",
    "proposals",
    "public",
    "stock",
    "supplier_answers",
    "supplier_page",
    "supplier_terms",
    "suppliers",
    "transfers",
]
