"""What people do with alerts: take one up, look into it, judge it, act, close; and call customers before they complain."""

from __future__ import annotations

from plugins.complaints.warning.models import NOTE, Alert, AlertEvent
from plugins.complaints.warning.permissions import READ, WRITE
from plugins.complaints.warning.states import NEEDS_WORDS, AlertStep, LineKind, state_after
from saas.plugin_api import (
    Conflict,
    Invalid,
    NotFound,
    _,
    allowed,
    current_actor,
    key_of,
    load_for_change,
    now,
    record,
    require,
    session,
)


def step_alert(alert_id: int, step: AlertStep, *, text: str = "", version: int | None = None) -> Alert:
    """Take a step with an alert.

    text: what was found or done; needed to judge, act and close. Raises NotFound for one out of reach, Forbidden without the
    right for its store (or the whole group), Invalid without words, Conflict where the step is not allowed or it moved on.
    """
    alert = alert_for_change(alert_id, version=version)
    after = state_after(alert.state, step)
    if after is None:
        raise Conflict(_("This cannot be done with the warning as it stands now."))
    if step in NEEDS_WORDS and not text.strip():
        raise Invalid("text", _("Say what was found or done."))
    alert.state, alert.is_running = after, after.is_running
    if step is AlertStep.ACKNOWLEDGE:
        alert.owner_id, alert.acknowledged_at = current_actor().member_id, now()
    if step in {AlertStep.CONFIRM, AlertStep.REJECT}:
        alert.judged_at = now()
    if not after.is_running:
        alert.ended_at = now()
    write_down(alert, LineKind(step.value), text=text.strip())
    return alert


def alert_for_change(alert_id: int, *, version: int | None = None) -> Alert:
    """The alert, locked, for somebody who may decide on it; raises like `step_alert`."""
    alert = load_for_change(Alert, alert_id)
    if not may_see(alert):
        raise NotFound(_("This does not exist, or no longer."))
    require(WRITE, store_id=alert.store_id)
    return alert if version is None else load_for_change(Alert, alert_id, version=version)


def may_see(alert: Alert) -> bool:
    """Whether whoever acts sees the alert: those of their stores, and those of the whole group."""
    return allowed(READ) if alert.store_id is None else allowed(READ, store_id=alert.store_id)


def may_decide(alert: Alert) -> bool:
    """Whether whoever acts may decide on the alert; on one of the whole group only who may for all stores."""
    return allowed(WRITE, store_id=alert.store_id)


def write_down(alert: Alert, kind: LineKind, *, text: str = "") -> None:
    """Add a line to the alert's history and to the audit."""
    actor = current_actor()
    session().flush()
    session().add(
        AlertEvent(
            alert_id=alert.id,
            kind=kind,
            state=alert.state,
            actor_kind=actor.kind.value,
            actor_id=actor.id,
            sealed_note=key_of("complaints_alert", alert.id).seal(NOTE, text) if text else None,
        )
    )
    detail = {"number": alert.number, "state": alert.state}
    record(f"complaints.alert.{kind.value}", "complaints_alert", alert.id, detail=detail)
