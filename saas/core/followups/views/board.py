"""The manager's page: coverage, overdue, and each specialist's figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from flask import Response, request

from saas.core.followups.board import READ, SpecialistRow, coverage, left_behind_count, specialists
from saas.core.followups.views.blueprint import group_day, pages
from saas.core.followups.words import LEFT_BEHIND
from saas.core.organisation.queries import open_stores
from saas.platform.i18n import _, _l
from saas.platform.permissions import requires
from saas.platform.web import render

PERIODS = {"7": _l("7 days"), "30": _l("30 days"), "90": _l("90 days")}


@pages.get("/board")
@requires(READ)
def board() -> Response:
    """How the team does: what was due in the period, and what became of it."""
    day = group_day()
    period = request.args.get("period", "30")
    first = day - timedelta(days=int(period if period in PERIODS else "30") - 1)
    store_id = request.args.get("store_id", type=int)
    figures = coverage(first, day, today=day, store_id=store_id)
    rows = specialists(first, day, today=day, store_id=store_id)
    return render(
        "followups/board.html",
        figures=figures,
        rows=rows,
        first=first,
        last=day,
        period=period,
        periods=PERIODS,
        store_id=store_id,
        stores=open_stores(),
        left=left_behind_count(store_id),
        left_title=LEFT_BEHIND,
        yesterday=_yesterday(day, store_id),
        chart=_chart(rows),
    )


def _yesterday(day: date, store_id: int | None) -> float | None:
    before = day - timedelta(days=1)
    return coverage(before, before, today=day, store_id=store_id).rate


def _chart(rows: Sequence[SpecialistRow]) -> dict[str, object]:
    completed = {"name": _("Completed"), "values": [row.completed for row in rows]}
    return {
        "kind": "bar",
        "horizontal": True,
        "labels": [row.name for row in rows],
        "labelsTitle": _("Specialist"),
        "unit": "",
        "series": [completed] if rows else [],
    }
