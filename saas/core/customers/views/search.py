"""The search of the bar where more than customers can be found: they first, then what each room and plugin finds."""

from __future__ import annotations

from flask import Response, request

from saas.core.customers.permissions import READ
from saas.core.customers.queries import CustomerFilter, customer_page
from saas.core.customers.words import LIFECYCLE_TONES, LIFECYCLES
from saas.platform.permissions import allowed
from saas.platform.web import GroupPages, answer_search, render, search_sections
from saas.platform.web.searching import MOST, SHOWN

search = GroupPages("search", "saas.core.customers")


@search.get("/", endpoint="everything")
def show_everything() -> Response:
    """The first customers that fit, and a section for everything else that can be found."""
    text = request.args.get("q", "").strip()[:MOST]
    rows = customer_page(CustomerFilter(text=text), limit=SHOWN).rows if text and allowed(READ) else []
    return render(
        "customers/search.html",
        text=text,
        rows=rows,
        sections=search_sections() if text else [],
        lifecycles=LIFECYCLES,
        tones=LIFECYCLE_TONES,
    )


@search.get("/sections/<name>", endpoint="section")
def show_section(name: str) -> Response:
    """What one section finds."""
    return answer_search(name, request.args.get("q", ""))
