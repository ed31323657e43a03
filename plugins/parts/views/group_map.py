"""The stock of the whole group: what is free of a part in each store."""

from __future__ import annotations

from flask import Response, request

from plugins.parts.permissions import MAP_READ, STOCK_READ
from plugins.parts.queries import stock_map
from plugins.parts.views.blueprint import WORDS, pages
from saas.plugin_api import allowed, render, requires

PAGE = 50


@pages.get("/map", endpoint="map")
@requires(MAP_READ)
def show_map() -> Response:
    """Parts by number, a column for each store."""
    text = request.args.get("q", "")
    found = stock_map(text, limit=PAGE, after=request.args.get("after"), before=request.args.get("before"))
    return render(
        "parts/map.html",
        found=found,
        page=found.page,
        text=text,
        may_open=[store.id for store in found.stores if allowed(STOCK_READ, store_id=store.id)],
        **WORDS,
    )
