"""The list of complaints."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from plugins.complaints.permissions import CREATE, READ
from plugins.complaints.queries import CaseFilter, cases_page, categories
from plugins.complaints.views.blueprint import WORDS, complainant, pages
from plugins.complaints.words import category_name
from saas.plugin_api import _l, allowed, kept_filters, open_stores, render, requires

PAGE = 50
FILTERS = ("state", "store_id", "category_id", "severity", "q")
TABS = {
    "open": _l("Open"),
    "overdue": _l("Not acknowledged in time"),
    "closed": _l("Closed"),
    "all": _l("All"),
}


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
        **WORDS,
    )


def _wanted() -> CaseFilter:
    state = request.args.get("state", "open")
    return CaseFilter(
        state=state if state in TABS else "open",
        store_id=request.args.get("store_id", type=int),
        category_id=request.args.get("category_id", type=int),
        severity=request.args.get("severity", type=int),
        number=request.args.get("q", "").strip().upper(),
    )


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
