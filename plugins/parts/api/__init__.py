"""REST routes over the same operations and queries, by subject."""

from plugins.parts.api import catalogue, counts, goods, orders, proposals, stock, suppliers, transfers
from plugins.parts.api.blueprint import api

__all__ = ["api", "catalogue", "counts", "goods", "orders", "proposals", "stock", "suppliers", "transfers"]
