"""The pick list, to print and take along to the shelves."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from plugins.parts.permissions import STOCK_READ
from plugins.parts.queries import picks_page
from plugins.parts.schemas.picks import PartPicksFilterSchema
from plugins.parts.views.blueprint import WORDS, pages
from plugins.parts.words import PURPOSES
from saas.plugin_api import allowed, filter_names, kept_filters, open_stores, read_filters, render, requires

PAGE = 100
FILTERS = filter_names(PartPicksFilterSchema)


@pages.get("/picks/", endpoint="picks")
@requires(STOCK_READ)
def show_picks() -> Response:
    """What is reserved and still to be taken in the stores within reach, by bin."""
    wanted = read_filters(PartPicksFilterSchema, request.args)
    page = picks_page(
        **wanted, limit=PAGE, after=request.args.get("after"), before=request.args.get("before")
    )
    stores = [(store.id, store.name) for store in open_stores() if allowed(STOCK_READ, store_id=store.id)]
    return render(
        "parts/picks.html",
        page=page,
        wanted=wanted,
        stores=stores,
        chips=_chips(wanted, dict(stores)),
        link=_link,
        purposes=PURPOSES,
        **WORDS,
    )


def _link(**changes: Any) -> str:
    return url_for("parts.picks", **kept_filters(FILTERS, **changes))


def _chips(wanted: dict[str, Any], stores: dict[int, str]) -> list[tuple[str, str]]:
    chips = []
    if wanted["reference"]:
        chips.append((wanted["reference"], _link(q="")))
    if wanted["store_id"]:
        chips.append((stores.get(wanted["store_id"], "—"), _link(store_id="")))
    return chips
