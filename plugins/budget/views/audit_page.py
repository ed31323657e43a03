"""What the page of an audit shows: how it was drawn, where it stands, its sample, findings, checklist and history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, request, url_for
from marshmallow import Schema

from plugins.budget.auditing_states import AuditState
from plugins.budget.auditing_words import (
    AUDIT_EVENTS,
    AUDIT_STATES,
    FINDING_STATES,
    METHODS,
    RESULTS,
    SEVERITIES,
    checklist,
    reason_text,
)
from plugins.budget.models.audits import AUDIT_NOTE, Audit
from plugins.budget.permissions.audits import AUDIT_WRITE
from plugins.budget.queries.audit_findings import findings_page
from plugins.budget.queries.audit_population import population_size
from plugins.budget.queries.audits import audit_history, audit_row, own_points, sample_page, store_ids_of
from plugins.budget.schemas.audits import (
    BudgetAuditDrawSchema,
    BudgetAuditNoteSchema,
    BudgetAuditPointsSchema,
)
from saas.plugin_api import Form, Invalid, allowed, open_keyed, render, today, zone_of

PAGE = 50
VIEWS = ("sample", "findings", "history")

FORMS: Mapping[str, type[Schema]] = {
    "draw": BudgetAuditDrawSchema,
    "points": BudgetAuditPointsSchema,
    "close": BudgetAuditNoteSchema,
}
"""The forms of the page."""
_OFFERED = {AuditState.PLANNED: ("draw", "points"), AuditState.UNDER_WAY: ("close",)}

WORDS: Mapping[str, Any] = {
    "audit_states": AUDIT_STATES,
    "results": RESULTS,
    "severities": SEVERITIES,
    "finding_states": FINDING_STATES,
    "methods": METHODS,
    "reason_text": reason_text,
}
"""What templates call things."""


def show(audit_id: int, refused: str = "", error: Invalid | None = None, status: int = 200) -> Response:
    """The page of an audit. refused: the form that was not taken, with the error and its status."""
    row = audit_row(audit_id)
    audit: Audit = row.Audit
    offered = _offered(audit, row) if may_audit(audit_id) else ()
    if error is not None and refused not in offered:
        offered = (*offered, refused)
    view = _view(audit)
    return render(
        "budget/audit.html",
        status=status,
        row=row,
        audit=audit,
        view=view,
        page=_page(audit_id, view),
        entries=entries_of(audit_history(audit_id)) if view == "history" else (),
        points=checklist(own_points(audit_id)),
        forms={name: _form(name, audit, refused, error) for name in offered},
        actions={
            "draw": url_for("budget.draw_audit", audit_id=audit_id),
            "points": url_for("budget.add_audit_points", audit_id=audit_id),
            "close": url_for("budget.close_audit", audit_id=audit_id),
        },
        may_audit=may_audit(audit_id),
        size=population_size(audit) if "draw" in offered else None,
        today=today(zone_of(None)),
        link=lambda **changes: url_for("budget.audit", audit_id=audit_id, **changes),
        **WORDS,
    )


def may_audit(audit_id: int) -> bool:
    """Whether whoever looks may audit in all stores of the audit."""
    return all(allowed(AUDIT_WRITE, store_id=store_id) for store_id in store_ids_of(audit_id))


def entries_of(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Lines of an audit's history as the timeline draws them."""
    return entries_with(rows, open_keyed(AUDIT_NOTE, [row.AuditEvent.sealed_note or b"" for row in rows]))


def entries_with(rows: Sequence[Any], notes: Sequence[str | None]) -> list[dict[str, Any]]:
    """The same, with the notes that were opened."""
    entries = []
    for row, said in zip(rows, notes, strict=True):
        title, icon, tone = AUDIT_EVENTS[row.AuditEvent.kind]
        about = [f"#{row.position}" if row.position else "", f"F{row.number}" if row.number else ""]
        entries.append(
            {
                "at": row.AuditEvent.happened_at,
                "kind": row.AuditEvent.kind,
                "finding_id": row.AuditEvent.finding_id,
                "title": " · ".join([str(title), *(one for one in about if one)]),
                "text": said or "",
                "icon": icon,
                "tone": tone,
                "actor": row.actor or "",
            }
        )
    return entries


def _offered(audit: Audit, row: Any) -> tuple[str, ...]:
    done = row.sampled == row.looked_at and row.findings == row.settled
    offered = _OFFERED.get(audit.state, ())
    return tuple(name for name in offered if done or name != "close")


def _view(audit: Audit) -> str:
    wanted = request.args.get("view", "")
    first = "history" if audit.state in (AuditState.PLANNED, AuditState.CANCELLED) else "sample"
    return wanted if wanted in VIEWS else first


def _page(audit_id: int, view: str) -> Any:
    after, before = request.args.get("after"), request.args.get("before")
    if view == "sample":
        return sample_page(audit_id, limit=PAGE, after=after, before=before)
    return findings_page(audit_id, limit=PAGE, after=after, before=before) if view == "findings" else None


def _form(name: str, audit: Audit, refused: str, error: Invalid | None) -> Form:
    values = {"method": "random", "size": 20} if name == "draw" else {}
    return Form(FORMS[name], values, error=error if name == refused else None, version=audit.row_version)
