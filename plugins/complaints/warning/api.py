"""REST routes over the same operations and queries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugins.complaints.api import api
from plugins.complaints.warning import operations
from plugins.complaints.warning.models import Alert
from plugins.complaints.warning.permissions import READ, WRITE
from plugins.complaints.warning.prevention import Prevention
from plugins.complaints.warning.prevention import prevent as plan_calls
from plugins.complaints.warning.queries import AlertFilter, alert_row, alerts_page
from plugins.complaints.warning.schemas import (
    AlertOut,
    AlertPreventedOut,
    AlertPreventSchema,
    AlertQuery,
    AlertStepSchema,
)
from saas.plugin_api import Page, expected_version, listed, page_of, requires, tell_version


@api.get("/alerts")
@api.arguments(AlertQuery, location="query")
@api.response(200, page_of(AlertOut))
@requires(READ)
def list_alerts(query: dict[str, Any]) -> dict[str, object]:
    """List early warnings, the newest first."""
    limit, after = query.pop("limit"), query.pop("after")
    page = alerts_page(AlertFilter(**query), limit=limit, after=after)
    return listed(Page(rows=[row.Alert for row in page.rows], after=page.after, before=page.before))


@api.get("/alerts/<int:alert_id>")
@api.response(200, AlertOut)
@requires(READ)
def read_alert(alert_id: int) -> Alert:
    """Show one early warning."""
    alert: Alert = alert_row(alert_id).Alert
    tell_version(alert)
    return alert


@api.post("/alerts/<int:alert_id>/steps")
@api.arguments(AlertStepSchema)
@api.response(200, AlertOut)
@requires(WRITE)
def step_alert(body: Mapping[str, Any], alert_id: int) -> Alert:
    """Take a step with an early warning."""
    alert = operations.step_alert(alert_id, body["step"], text=body["text"], version=expected_version())
    tell_version(alert)
    return alert


@api.post("/alerts/<int:alert_id>/prevent")
@api.arguments(AlertPreventSchema)
@api.response(200, AlertPreventedOut)
@requires(WRITE)
def prevent(body: Mapping[str, Any], alert_id: int) -> dict[str, int]:
    """Plan calls with customers whom a confirmed early warning may concern."""
    planned = plan_calls(alert_id, Prevention(**body))
    return {"planned": len(planned.task_ids), "had": planned.had, "withheld": planned.withheld}
