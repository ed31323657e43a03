"""The figures of the stock, for other systems."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugins.parts.api.blueprint import api
from plugins.parts.permissions import STOCK_READ
from plugins.parts.queries.figures import StockFigureFilter, StockFigures, stock_figures
from plugins.parts.schemas.figures import PartFiguresOut, PartFiguresSchema
from saas.plugin_api import requires


@api.get("/figures")
@api.arguments(PartFiguresSchema, location="query")
@api.response(200, PartFiguresOut)
@requires(STOCK_READ)
def read_figures(query: Mapping[str, Any]) -> StockFigures:
    """Show how stock turns and serves over the last twelve months, by month, store and class."""
    return stock_figures(StockFigureFilter(**query))
