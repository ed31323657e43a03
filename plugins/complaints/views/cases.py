"""The list of complaints."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from plugins.complaints.exporting import EXPORTER
from plugins.complaints.permissions import CREATE, EXPORT, READ
from plugins.complaints.queries import CaseFilter, cases_page, categories
from plugins.complaints.schemas import CaseFilterSchema
from plugins.complaints.views.blueprint import WORDS, complainant, pages
from plugins.complaints.words import TABS, category_name
from saas.plugin_api import allowed, filter_names, kept_filters, open_stores, read_filters, render, requires

PAGE = 50
FILTERS = filter_names(CaseFilterSchema)


@pages.get("/")
@requires(READ)
def cases() -> Response:
    """The complaints within reach, the newest first."""
    wanted = _wanted()
    arguments = request.args
    page = cases_page(wanted, limit=PAGE, after=arguments.get("after"), before=arguments.get("before"))
    stores = [(store.id, store.name) for store in open_stores()]
    kinds = [(one.id, category_name(one)) for one in categories()]
    return render(
        "complaints/cases.html",
        page=page,
        wanted=wanted,
        tabs=TABS,
        stores=stores,
        categories=kinds,
        chips=_chips(wanted, dict(stores), dict(kinds)),
        link=_link,
        complainant=complainant,
        may_create=allowed(CREATE),
        export_url=_export_url() if allowed(EXPORT) else "",
        **WORDS,
    )


def _wanted() -> CaseFilter:
    return CaseFilter(**read_filters(CaseFilterSchema, request.args))


def _export_url() -> str:
    return url_for("exports.export", table_key=EXPORTER.key, **kept_filters(FILTERS))


def _link(**changes: Any) -> str:
    return url_for("complaints.cases", **kept_filters(FILTERS, **changes))


def _chips(wanted: CaseFilter, stores: dict[int, str], kinds: dict[int, str]) -> list[tuple[str, str]]:
    chips = []
    if wanted.number:
        chips.append((wanted.number, _link(q="")))
    if wanted.store_id:
        chips.append((stores.get(wanted.store_id, "—"), _link(store_id="")))
    if wanted.category_id:
        chips.append((kinds.get(wanted.category_id, "—"), _link(category_id="")))
    if wanted.severity in WORDS["severities"]:
        chips.append((str(WORDS["severities"][wanted.severity][0]), _link(severity="")))
    return chips
