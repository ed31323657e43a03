"""One schema for each input; the pages and the API validate with the same."""

from plugins.parts.schemas.catalogue import PartDetailsSchema, PartFormSchema, PartOut, PartQuery
from plugins.parts.schemas.stock import StockFilterSchema, StockOut, StockQuery

__all__ = [
    "PartDetailsSchema",
    "PartFormSchema",
    "PartOut",
    "PartQuery",
    "StockFilterSchema",
    "StockOut",
    "StockQuery",
]
