"""The page of the figures."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from plugins.complaints.figures.picture import picture
from plugins.complaints.figures.queries import figures
from plugins.complaints.figures.schemas import ComplaintFiguresSchema, figure_filter
from plugins.complaints.permissions import EXPORT, READ
from plugins.complaints.queries import categories
from plugins.complaints.views.blueprint import pages
from plugins.complaints.words import category_name
from saas.plugin_api import (
    Invalid,
    allowed,
    filter_names,
    kept_filters,
    open_stores,
    read_filters,
    render,
    requires,
)

FILTERS = filter_names(ComplaintFiguresSchema)
_BLANK: dict[str, Any] = {"first": None, "last": None}


@pages.get("/figures")
@requires(READ)
def show_figures() -> Response:
    """How many complaints there are, how soon they are answered and how they end."""
    given = read_filters(ComplaintFiguresSchema, request.args)
    refused = ""
    try:
        wanted = figure_filter(given)
    except Invalid as error:
        # Days that somebody mistyped still show the page, with what is wrong above it.
        refused, wanted = error.message, figure_filter({**given, **_BLANK})
    found = figures(wanted)
    days = {"first": wanted.first.isoformat(), "last": wanted.last.isoformat()}
    return render(
        "complaints/figures.html",
        found=found,
        wanted=wanted,
        refused=refused,
        picture=picture(found.months),
        stores=[(store.id, store.name) for store in open_stores()],
        categories=[(one.id, category_name(one)) for one in categories()],
        store_address=lambda row: url_for("complaints.cases", state="all", store_id=row.key),
        category_address=lambda row: url_for("complaints.cases", state="all", category_id=row.key),
        export_url=url_for("exports.export", table_key="complaints.figures", **kept_filters(FILTERS, **days))
        if allowed(EXPORT)
        else "",
    )
