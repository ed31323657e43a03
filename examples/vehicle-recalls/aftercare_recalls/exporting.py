"""Recalled vehicles as a table to take out; neither names nor VINs go with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from saas.plugin_api import Exporter, _l

from aftercare_recalls.permissions import EXPORT
from aftercare_recalls.queries import matches_page
from aftercare_recalls.schemas import RecallsFilterSchema
from aftercare_recalls.words import STATES


def match_lines(filters: Mapping[str, Any], limit: int) -> Iterable[list[str]]:
    """The recalled vehicles of a filter within reach."""
    return map(_line, matches_page(**filters, limit=limit, permission=EXPORT).rows)


def _line(row: Any) -> list[str]:
    match = row.Match
    days = (match.found_on, row.told_on, match.done_on)
    state = str(STATES[match.state][0])
    return [
        row.number,
        row.title,
        row.plate,
        row.series,
        state,
        *(day.isoformat() if day else "" for day in days),
    ]


EXPORTER = Exporter(
    key="recalls.match",
    title=_l("Recalled vehicles"),
    columns=(
        _l("Recall number"),
        _l("What is called back"),
        _l("Plate"),
        _l("Series"),
        _l("State"),
        _l("Found on"),
        _l("Owner told on"),
        _l("Done on"),
    ),
    rows=match_lines,
    permission=EXPORT,
    filters=RecallsFilterSchema,
    list_endpoint="recalls.matches",
)
