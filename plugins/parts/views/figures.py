"""The figures of the stock: one page with their trend, by store and by class."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Response, request, url_for

from plugins.parts.exporting_figures import FIGURES_EXPORTER
from plugins.parts.permissions import STOCK_EXPORT, STOCK_READ
from plugins.parts.queries.figures import NO_CLASS, FigureRow, StockFigureFilter, stock_figures
from plugins.parts.schemas.figures import PartFiguresSchema
from plugins.parts.stock_figures import Measured
from plugins.parts.views.blueprint import WORDS, pages
from plugins.parts.words import STOCK_CLASSES
from saas.plugin_api import (
    _,
    allowed,
    filter_names,
    kept_filters,
    open_stores,
    read_filters,
    render,
    requires,
)

FILTERS = filter_names(PartFiguresSchema)


@pages.get("/figures", endpoint="figures")
@requires(STOCK_READ)
def show_figures() -> Response:
    """How stock turns and serves in the stores within reach."""
    wanted = StockFigureFilter(**read_filters(PartFiguresSchema, request.args))
    found = stock_figures(wanted)
    names = {store.id: store.name for store in open_stores()}
    return render(
        "parts/figures.html",
        found=found,
        wanted=wanted,
        stores=[(one, name) for one, name in names.items() if allowed(STOCK_READ, store_id=one)],
        turning=_line(found.months, lambda one: one.turnover, _("times a year")),
        serving=_line(found.months, lambda one: None if one.fill is None else one.fill * 100, "%"),
        store_name=lambda row: names[row.key],
        store_address=lambda row: _link(store_id=row.key),
        class_name=lambda row: _("No class yet") if row.key == NO_CLASS else STOCK_CLASSES[row.key],
        class_address=lambda row: None if row.key == NO_CLASS else _link(stock_class=row.key),
        month_name=lambda row: row.key,
        export_url=url_for("exports.export", table_key=FIGURES_EXPORTER.key, **kept_filters(FILTERS))
        if allowed(STOCK_EXPORT)
        else "",
        **WORDS,
    )


def _link(**changes: Any) -> str:
    return url_for("parts.figures", **kept_filters(FILTERS, **changes))


def _line(
    months: Sequence[FigureRow], value: Callable[[Measured], float | None], unit: str
) -> dict[str, Any]:
    found = [value(month.measured) for month in months]
    told = any(one is not None for one in found)
    values = [None if one is None else round(one, 1) for one in found]
    return {
        "kind": "line",
        "labels": [month.key for month in months],
        "labelsTitle": _("Month"),
        "unit": unit,
        "series": [{"name": unit, "values": values}] if told else [],
    }
