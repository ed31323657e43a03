"""Internal audits, as other systems begin and read them; looking at claims, answering and closing are people's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugins.budget.api.blueprint import api, told
from plugins.budget.auditing_words import checklist
from plugins.budget.models.audits import Audit
from plugins.budget.operations.audit_drawing import draw_sample
from plugins.budget.operations.auditing import NewAudit, add_points, begin_audit, cancel_audit
from plugins.budget.permissions.audits import AUDIT_READ, AUDIT_WRITE
from plugins.budget.queries.audit_findings import findings_page
from plugins.budget.queries.audits import audit_row, audits_page, own_points, sample_page, store_ids_of
from plugins.budget.schemas.audits import (
    BudgetAuditDrawSchema,
    BudgetAuditedClaimOut,
    BudgetAuditNewSchema,
    BudgetAuditOut,
    BudgetAuditPointsSchema,
    BudgetAuditQuery,
    BudgetAuditWholeOut,
    BudgetFindingOut,
)
from saas.plugin_api import Page, PageQuery, listed, page_of, requires


@api.get("/audits")
@api.arguments(BudgetAuditQuery, location="query")
@api.response(200, page_of(BudgetAuditOut))
@requires(AUDIT_READ)
def list_audits(query: Mapping[str, Any]) -> dict[str, object]:
    """List internal audits, the newest first."""
    page = audits_page(query["view"], limit=query["limit"], after=query["after"])
    return listed(Page(rows=[row.Audit for row in page.rows], after=page.after, before=page.before))


@api.post("/audits")
@api.arguments(BudgetAuditNewSchema)
@api.response(201, BudgetAuditWholeOut)
@requires(AUDIT_WRITE)
def begin_an_audit(body: Mapping[str, Any]) -> dict[str, object]:
    """Begin an internal audit; its sample is drawn by another call."""
    return _whole(begin_audit(NewAudit(**body)))


@api.get("/audits/<int:audit_id>")
@api.response(200, BudgetAuditWholeOut)
@requires(AUDIT_READ)
def read_audit(audit_id: int) -> dict[str, object]:
    """Show an internal audit with its stores and its checklist."""
    return _whole(audit_row(audit_id).Audit)


@api.post("/audits/<int:audit_id>/points")
@api.arguments(BudgetAuditPointsSchema)
@api.response(200, BudgetAuditWholeOut)
@requires(AUDIT_WRITE)
def extend_checklist(body: Mapping[str, Any], audit_id: int) -> dict[str, object]:
    """Add points to the checklist of an audit whose sample is not drawn yet."""
    return _whole(add_points(audit_id, body["points"]))


@api.post("/audits/<int:audit_id>/draw")
@api.arguments(BudgetAuditDrawSchema)
@api.response(200, BudgetAuditWholeOut)
@requires(AUDIT_WRITE)
def draw(body: Mapping[str, Any], audit_id: int) -> dict[str, object]:
    """Draw the sample of an audit, once; without a seed one is drawn too."""
    return _whole(draw_sample(audit_id, **body))


@api.post("/audits/<int:audit_id>/cancel")
@api.response(200, BudgetAuditWholeOut)
@requires(AUDIT_WRITE)
def give_up_audit(audit_id: int) -> dict[str, object]:
    """Give up an audit whose sample is not drawn yet."""
    return _whole(cancel_audit(audit_id))


@api.get("/audits/<int:audit_id>/claims")
@api.arguments(PageQuery, location="query")
@api.response(200, page_of(BudgetAuditedClaimOut))
@requires(AUDIT_READ)
def list_audited_claims(query: Mapping[str, Any], audit_id: int) -> dict[str, object]:
    """List the sample of an audit with the results, in the order of drawing."""
    audit_row(audit_id)
    page = sample_page(audit_id, limit=query["limit"], after=query["after"])
    return listed(Page(rows=[row.AuditedClaim for row in page.rows], after=page.after, before=page.before))


@api.get("/audits/<int:audit_id>/findings")
@api.arguments(PageQuery, location="query")
@api.response(200, page_of(BudgetFindingOut))
@requires(AUDIT_READ)
def list_findings(query: Mapping[str, Any], audit_id: int) -> dict[str, object]:
    """List the findings of an audit, by number."""
    audit_row(audit_id)
    page = findings_page(audit_id, limit=query["limit"], after=query["after"])
    return listed(Page(rows=[row.AuditFinding for row in page.rows], after=page.after, before=page.before))


def _whole(audit: Audit) -> dict[str, object]:
    told(audit)
    names = ("id", "document_no", "title", "state", "period_from", "period_until", "method", "seed")
    drawing = ("sample_size", "population", "population_fen", "drawn_at", "closed_at", "row_version")
    points = checklist(own_points(audit.id))
    return {name: getattr(audit, name) for name in (*names, *drawing)} | {
        "store_ids": store_ids_of(audit.id),
        "points": {key: str(label) for key, label in points.items()},
    }
