"""The list of stock."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from plugins.parts.exporting import EXPORTER
from plugins.parts.importers import OPENING_IMPORTER
from plugins.parts.permissions import PART_WRITE, STOCK_EXPORT, STOCK_READ
from plugins.parts.queries import StockFilter, stock_page
from plugins.parts.schemas import StockFilterSchema
from plugins.parts.views.blueprint import WORDS, pages
from plugins.parts.words import STOCK_CLASSES, STOCK_TABS
from saas.plugin_api import (
    allowed,
    filter_names,
    import_address,
    kept_filters,
    open_stores,
    read_filters,
    render,
    requires,
)

PAGE = 50
FILTERS = filter_names(StockFilterSchema)


@pages.get("/")
@requires(STOCK_READ)
def stock() -> Response:
    """What lies in the stores within reach, by the part's number."""
    wanted = StockFilter(**read_filters(StockFilterSchema, request.args))
    page = stock_page(wanted, limit=PAGE, after=request.args.get("after"), before=request.args.get("before"))
    stores = [(store.id, store.name) for store in open_stores() if allowed(STOCK_READ, store_id=store.id)]
    return render(
        "parts/stock.html",
        page=page,
        wanted=wanted,
        tabs=STOCK_TABS,
        stores=stores,
        chips=_chips(wanted, dict(stores)),
        link=_link,
        may_add=allowed(PART_WRITE),
        bring_in=import_address(OPENING_IMPORTER),
        export_url=url_for("exports.export", table_key=EXPORTER.key, **kept_filters(FILTERS))
        if allowed(STOCK_EXPORT)
        else "",
        **WORDS,
    )


def _link(**changes: Any) -> str:
    return url_for("parts.stock", **kept_filters(FILTERS, **changes))


def _chips(wanted: StockFilter, stores: dict[int, str]) -> list[tuple[str, str]]:
    chips = []
    if wanted.text:
        chips.append((wanted.text, _link(q="")))
    if wanted.store_id:
        chips.append((stores.get(wanted.store_id, "—"), _link(store_id="")))
    if wanted.stock_class:
        chips.append((str(STOCK_CLASSES[wanted.stock_class]), _link(stock_class="")))
    return chips
