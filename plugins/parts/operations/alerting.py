"""What people do with an alert themselves: take it up, or say why nothing is done."""

from __future__ import annotations

from plugins.parts.alert_states import state_after
from plugins.parts.models import AlertState, AlertStep, StockAlert
from plugins.parts.permissions import ALERT_WRITE, STOCK_READ
from saas.plugin_api import (
    Conflict,
    Invalid,
    NotFound,
    _,
    allowed,
    current_actor,
    load_for_change,
    now,
    record,
    require,
    session,
)


def acknowledge_alert(alert_id: int, *, version: int | None = None) -> StockAlert:
    """Take an alert up, also one that was dismissed while its cause lasts; a second time by the same person changes nothing.

    Raises NotFound for one out of reach, Forbidden, Conflict for one that somebody else has or that is over, VersionConflict.
    """
    alert = _alert_at(alert_id)
    if alert.state is AlertState.ACKNOWLEDGED and alert.owner_id == current_actor().member_id:
        return alert
    _take(alert, AlertStep.ACKNOWLEDGE, version)
    alert.acknowledged_at, alert.closed_at, alert.reason = now(), None, ""
    return _told(alert, "acknowledged")


def dismiss_alert(alert_id: int, reason: str, *, version: int | None = None) -> StockAlert:
    """Say why nothing is done about an alert; no other one is raised while its cause lasts.

    Raises as `acknowledge_alert`, and Invalid without a reason; the same a second time by the same person changes nothing.
    """
    alert, why = _alert_at(alert_id), reason.strip()
    if not why:
        raise Invalid("reason", _("Say why nothing is done."))
    said = (alert.state, alert.reason, alert.owner_id)
    if said == (AlertState.DISMISSED, why, current_actor().member_id):
        return alert
    _take(alert, AlertStep.DISMISS, version)
    alert.reason, alert.closed_at = why, now()
    return _told(alert, "dismissed")


def _alert_at(alert_id: int) -> StockAlert:
    alert = load_for_change(StockAlert, alert_id)
    if not allowed(STOCK_READ, store_id=alert.store_id):
        raise NotFound(_("This does not exist, or no longer."))
    require(ALERT_WRITE, store_id=alert.store_id)
    return alert


def _take(alert: StockAlert, step: AlertStep, version: int | None) -> None:
    if version is not None:
        load_for_change(StockAlert, alert.id, version=version)
    after = state_after(alert.state, step, lasts=alert.lasts)
    if after is None:
        raise Conflict(_("This cannot be done with the alert as it stands now."))
    alert.state, alert.owner_id = after, current_actor().member_id


def _told(alert: StockAlert, what: str) -> StockAlert:
    session().flush()
    detail = {"kind": alert.kind.value, "store_id": alert.store_id, "part_id": alert.part_id}
    record(f"parts.alert.{what}", "parts_alert", alert.id, detail=detail)
    return alert
