"""The pick list, for other systems."""

from __future__ import annotations

from typing import Any

from plugins.parts.api.blueprint import api
from plugins.parts.permissions import STOCK_READ
from plugins.parts.queries import picks_page
from plugins.parts.schemas.picks import PartPickOut, PartPicksQuery
from saas.plugin_api import Page, listed, page_of, requires


@api.get("/picks")
@api.arguments(PartPicksQuery, location="query")
@api.response(200, page_of(PartPickOut))
@requires(STOCK_READ)
def list_picks(query: dict[str, Any]) -> dict[str, object]:
    """List what is reserved and still to be taken, by store, bin and part."""
    page = picks_page(**query)
    return listed(Page(rows=[_told(row) for row in page.rows], after=page.after, before=page.before))


def _told(row: Any) -> dict[str, object]:
    held, part = row.Reservation, row.Part
    return {
        "reservation_id": held.id,
        "store_id": held.store_id,
        "bin": row.bin,
        "part_id": part.id,
        "number": part.number,
        "name": part.name,
        "unit": part.unit,
        "quantity": held.open_quantity,
        "lot_no": row.lot_no or "",
        "purpose": held.purpose,
        "reference": held.reference,
        "expires_at": held.expires_at,
    }
