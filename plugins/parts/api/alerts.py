"""Stock alerts, for other systems."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugins.parts import operations
from plugins.parts.api.blueprint import api
from plugins.parts.models import StockAlert
from plugins.parts.permissions import ALERT_WRITE, STOCK_READ
from plugins.parts.queries.alerts import StockAlertFilter, alert_row, alerts_page
from plugins.parts.schemas.alerts import PartAlertDismissSchema, PartAlertOut, PartAlertQuery
from saas.plugin_api import Page, expected_version, listed, page_of, requires, tell_version

_ALERT = "/alerts/<int:stock_alert_id>"


@api.get("/alerts")
@api.arguments(PartAlertQuery, location="query")
@api.response(200, page_of(PartAlertOut))
@requires(STOCK_READ)
def list_alerts(query: dict[str, Any]) -> dict[str, object]:
    """List stock alerts of the stores within reach, the newest first."""
    limit, after = query.pop("limit"), query.pop("after")
    page = alerts_page(StockAlertFilter(**query), limit=limit, after=after)
    return listed(Page(rows=[row.StockAlert for row in page.rows], after=page.after, before=page.before))


@api.get(_ALERT)
@api.response(200, PartAlertOut)
@requires(STOCK_READ)
def read_alert(stock_alert_id: int) -> StockAlert:
    """Show one stock alert."""
    alert: StockAlert = alert_row(stock_alert_id).StockAlert
    return _told(alert)


@api.post(f"{_ALERT}/acknowledge")
@api.response(200, PartAlertOut)
@requires(ALERT_WRITE)
def acknowledge_alert(stock_alert_id: int) -> StockAlert:
    """Take a stock alert up."""
    return _told(operations.acknowledge_alert(stock_alert_id, version=expected_version()))


@api.post(f"{_ALERT}/dismiss")
@api.arguments(PartAlertDismissSchema)
@api.response(200, PartAlertOut)
@requires(ALERT_WRITE)
def dismiss_alert(body: Mapping[str, Any], stock_alert_id: int) -> StockAlert:
    """Say why nothing is done about a stock alert."""
    return _told(operations.dismiss_alert(stock_alert_id, body["reason"], version=expected_version()))


def _told(alert: StockAlert) -> StockAlert:
    tell_version(alert)
    return alert
