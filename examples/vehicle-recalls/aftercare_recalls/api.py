"""The API: the same operations and queries as the pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from saas.plugin_api import ApiBlueprint, _l, listed, page_of, requires

from aftercare_recalls.operations import note_done, note_told
from aftercare_recalls.permissions import READ, WRITE
from aftercare_recalls.queries import match_row, matches_page
from aftercare_recalls.schemas import RecallsMatchOut, RecallsMatchQuery, RecallsToldSchema

api = ApiBlueprint("recalls", "aftercare_recalls", description=_l("Recalled vehicles"))


@api.get("/matches")
@api.arguments(RecallsMatchQuery, location="query")
@api.response(200, page_of(RecallsMatchOut))
@requires(READ)
def list_matches(query: dict[str, Any]) -> dict[str, object]:
    """List recalled vehicles, the newest first."""
    return listed(matches_page(**query))


@api.post("/matches/<int:match_id>/told")
@api.arguments(RecallsToldSchema)
@api.response(200, RecallsMatchOut)
@requires(WRITE)
def told(body: Mapping[str, Any], match_id: int) -> Any:
    """Note that the owner was told, and what was agreed."""
    note_told(match_id, body["note"])
    return match_row(match_id)


@api.post("/matches/<int:match_id>/done")
@api.response(200, RecallsMatchOut)
@requires(WRITE)
def done(match_id: int) -> Any:
    """Note that the work was done."""
    note_done(match_id)
    return match_row(match_id)
