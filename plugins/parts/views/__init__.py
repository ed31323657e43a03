"""The pages, by subject."""

from plugins.parts.views import (
    catalogue,
    counts,
    group_map,
    orders,
    part,
    place,
    stock,
    supplier_terms,
    suppliers,
)
from plugins.parts.views.blueprint import pages

__all__ = [
    "catalogue",
    "counts",
    "group_map",
    "orders",
    "pages",
    "part",
    "place",
    "stock",
    "supplier_terms",
    "suppliers",
]
