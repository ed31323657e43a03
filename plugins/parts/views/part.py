"""One part: what it is, and where it lies."""

from __future__ import annotations

from flask import Response

from plugins.parts.permissions import PART_WRITE, STOCK_READ, SUPPLIER_READ
from plugins.parts.queries import aliases_of, of_part, part_row
from plugins.parts.queries.suppliers import offers_of
from plugins.parts.views.blueprint import WORDS, pages
from saas.plugin_api import allowed, render, requires, today, zone_of


@pages.get("/parts/<int:part_id>", endpoint="part")
@requires(STOCK_READ)
def show_part(part_id: int) -> Response:
    """A part, and what lies of it in the stores within reach."""
    part, successor = part_row(part_id)
    return render(
        "parts/part.html",
        part=part,
        successor=successor,
        aliases=aliases_of(part_id),
        rows=of_part(part_id),
        offers=offers_of(part_id, today(zone_of(None))) if allowed(SUPPLIER_READ) else (),
        may_edit=allowed(PART_WRITE),
        **WORDS,
    )
