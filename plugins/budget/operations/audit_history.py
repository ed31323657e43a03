"""Loading an audit to change it, and writing down what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from plugins.budget.auditing_states import AUDIT_TRANSITIONS, AuditState, AuditStep
from plugins.budget.models.audits import (
    AUDIT_NOTE,
    Audit,
    AuditedClaim,
    AuditEvent,
    AuditEventKind,
    AuditFinding,
    AuditStore,
)
from plugins.budget.permissions.audits import AUDIT_READ
from saas.plugin_api import (
    Conflict,
    NotFound,
    _,
    allowed,
    current_actor,
    current_tenant,
    key_of,
    load_for_change,
    record,
    require,
    session,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a line of the history is about beside the audit. text: what was said; points: which of the checklist hold."""

    audited: AuditedClaim | None = None
    finding: AuditFinding | None = None
    text: str = ""
    points: Sequence[str] = field(default=())


def audit_for_change(audit_id: int, permission: str, *, version: int | None = None) -> Audit:
    """The audit, locked, for somebody who may do this in all of its stores.

    All acts on an audit, its sample and its findings lock it first, so that none is closed while something is found.
    Raises NotFound for one out of reach, Forbidden without the permission, VersionConflict when it moved on.
    """
    audit = load_for_change(Audit, audit_id)
    mine = (AuditStore.tenant_id == current_tenant(), AuditStore.audit_id == audit_id)
    stores = session().scalars(select(AuditStore.store_id).where(*mine).order_by(AuditStore.id)).all()
    for store_id in stores:
        if not allowed(AUDIT_READ, store_id=store_id):
            raise NotFound(_("This does not exist, or no longer."))
        require(permission, store_id=store_id)
    return audit if version is None else load_for_change(Audit, audit_id, version=version)


def state_after(audit: Audit, step: AuditStep) -> AuditState:
    """The state of the audit after a step; raises Conflict where the step is not allowed."""
    after = AUDIT_TRANSITIONS.get((audit.state, step))
    if after is None:
        raise Conflict(_("This cannot be done with the audit as it stands now."))
    return after


def require_under_way(audit: Audit) -> None:
    """Raise Conflict unless the sample of the audit is drawn and it is not closed."""
    if audit.state is not AuditState.UNDER_WAY:
        raise Conflict(_("This cannot be done with the audit as it stands now."))


def note(audit: Audit, kind: AuditEventKind, about: About | None = None) -> None:
    """Add a line to the audit's history and to the group's audit log."""
    told = about or About()
    actor = current_actor()
    session().flush()
    sealed = key_of("budget_audit", audit.id).seal(AUDIT_NOTE, told.text) if told.text else None
    session().add(
        AuditEvent(
            audit_id=audit.id,
            audited_claim_id=told.audited.id if told.audited else None,
            finding_id=told.finding.id if told.finding else None,
            kind=kind,
            points=list(told.points),
            actor_kind=actor.kind.value,
            actor_id=actor.id,
            sealed_note=sealed,
        )
    )
    detail: dict[str, object] = {"document_no": audit.document_no, "state": audit.state}
    if told.audited:
        detail["position"] = told.audited.position
    if told.finding:
        detail["finding"] = told.finding.number
    record(f"budget.audit.{kind.value}", "budget_audit", audit.id, detail=detail)
