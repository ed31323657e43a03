"""Answering a finding, sending the answer back, and closing the finding."""

from __future__ import annotations

from sqlalchemy import select

from plugins.budget.auditing_states import FINDING_TRANSITIONS, FindingStep
from plugins.budget.models.audits import Audit, AuditedClaim, AuditEvent, AuditEventKind, AuditFinding
from plugins.budget.operations.audit_history import About, audit_for_change, note, require_under_way
from plugins.budget.permissions.audits import AUDIT_ANSWER, AUDIT_WRITE, NOT_OWN_ANSWER, NOT_OWN_PART
from plugins.budget.queries.audit_people import people_of_claim
from saas.plugin_api import (
    Conflict,
    NotFound,
    _,
    current_actor,
    current_tenant,
    load,
    load_for_change,
    now,
    require,
    require_another,
    session,
)


def answer_finding(finding_id: int, *, text: str, version: int | None = None) -> AuditFinding:
    """Answer a finding that one is responsible for, in words.

    Raises NotFound for one that somebody else answers for, Conflict for one that waits for no answer.
    """
    found = load(AuditFinding, finding_id)
    require(AUDIT_ANSWER, store_id=found.store_id, owner_id=found.responsible_id)
    # The audit is locked before its finding, as by all acts on it.
    audit = load_for_change(Audit, found.audit_id)
    finding = load_for_change(AuditFinding, finding_id, version=version)
    require_under_way(audit)
    _take(finding, FindingStep.ANSWER)
    finding.answered_at = now()
    note(audit, AuditEventKind.ANSWERED, _about(finding, text))
    return finding


def send_back(audit_id: int, finding_id: int, *, reason: str, version: int | None = None) -> AuditFinding:
    """Send an answer back, with the reason; it waits for another one.

    Raises Forbidden for whoever answers for it or had a part in the claim, Conflict where no answer waits.
    """
    audit, finding = _answered(audit_id, finding_id, version)
    _take(finding, FindingStep.SEND_BACK)
    finding.round += 1
    note(audit, AuditEventKind.SENT_BACK, _about(finding, reason))
    return finding


def close_finding(
    audit_id: int, finding_id: int, *, text: str = "", version: int | None = None
) -> AuditFinding:
    """Close a finding that its answer settles. Raises like `send_back`."""
    audit, finding = _answered(audit_id, finding_id, version)
    _take(finding, FindingStep.CLOSE)
    finding.closed_by_id, finding.closed_at = current_actor().member_id, now()
    note(audit, AuditEventKind.FINDING_CLOSED, _about(finding, text))
    return finding


def _answered(audit_id: int, finding_id: int, version: int | None) -> tuple[Audit, AuditFinding]:
    """The audit and its finding, locked, for somebody who neither answers for it nor had a part in the claim."""
    audit = audit_for_change(audit_id, AUDIT_WRITE)
    finding = load_for_change(AuditFinding, finding_id, version=version)
    if finding.audit_id != audit.id:
        raise NotFound(_("This does not exist, or no longer."))
    require_under_way(audit)
    require_another(NOT_OWN_ANSWER, AUDIT_WRITE, than=[finding.responsible_id, *_who_answered(finding)])
    claim_id = load(AuditedClaim, finding.audited_claim_id).claim_id
    require_another(NOT_OWN_PART, AUDIT_WRITE, than=people_of_claim(claim_id))
    return audit, finding


def _who_answered(finding: AuditFinding) -> list[int | None]:
    """In whichever round, and in whoever's place."""
    answers = (
        AuditEvent.tenant_id == current_tenant(),
        AuditEvent.finding_id == finding.id,
        AuditEvent.kind == AuditEventKind.ANSWERED,
        AuditEvent.actor_kind == "member",
    )
    return list(session().scalars(select(AuditEvent.actor_id).where(*answers)))


def _take(finding: AuditFinding, step: FindingStep) -> None:
    after = FINDING_TRANSITIONS.get((finding.state, step))
    if after is None:
        raise Conflict(_("This cannot be done with the finding as it stands now."))
    finding.state = after


def _about(finding: AuditFinding, text: str) -> About:
    return About(audited=load(AuditedClaim, finding.audited_claim_id), finding=finding, text=text)
