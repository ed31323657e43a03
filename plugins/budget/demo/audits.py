"""An internal audit in the middle: one claim is in order, one finding is answered, another waits for its answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select

from plugins.budget.auditing_states import AuditResult, AuditState, DrawMethod, FindingState, Severity
from plugins.budget.auditing_words import checklist
from plugins.budget.models.audits import (
    AUDIT_NOTE,
    Audit,
    AuditedClaim,
    AuditEvent,
    AuditEventKind,
    AuditFinding,
    AuditPoint,
    AuditStore,
)
from plugins.budget.models.claims import ExpenseClaim
from plugins.budget.operations.audit_drawing import keep_sample
from plugins.budget.operations.auditing import NUMBER_LETTERS
from plugins.budget.permissions.audits import AUDIT_WRITE
from plugins.budget.queries.audit_population import population
from plugins.budget.queries.audits import own_points
from saas.plugin_api import (
    Store,
    active_members_with,
    current_tenant,
    key_of,
    local_day,
    now,
    session,
    take_number,
)

_K = AuditEventKind
_SEED = 20261
_SIZE = 4
_POINT = "费用与客户、车辆或培训记录相符"
_FINDINGS = (
    (Severity.MEDIUM, "reasonable", "费用高于集团规定的标准，未附说明。", "当日别无选择，情况说明已补附。"),
    (Severity.HIGH, "receipts", "发票抬头与报销单位不一致，须更换发票或退款。", ""),
)
"""Each with its severity, the point that does not hold, its words, and the answer where there is one."""


def audit_in_the_middle(store: Store) -> None:
    """Write an audit of a store's claims, where it has an auditor and enough to draw from."""
    auditors = active_members_with(AUDIT_WRITE, store_id=store.id)
    if not auditors:
        return
    audit = _begun(store, auditors[0][0])
    keep_sample(audit, population(audit), method=DrawMethod.RISK, size=_SIZE, seed=_SEED)
    audit.state, audit.drawn_at = AuditState.UNDER_WAY, now() - timedelta(days=3)
    session().flush()
    mine = (AuditedClaim.tenant_id == current_tenant(), AuditedClaim.audit_id == audit.id)
    sample = list(session().scalars(select(AuditedClaim).where(*mine).order_by(AuditedClaim.position)))
    _tell(audit, [(_K.BEGUN, 73, {}), (_K.DRAWN, 72, {})])
    for audited in sample[:1]:
        _looked_at(audit, audited, AuditResult.OK, "")
        _tell(audit, [(_K.PASSED, 70, {"audited_claim_id": audited.id, "points": audited.points})])
    for number, (audited, told) in enumerate(zip(sample[1:], _FINDINGS, strict=False), 1):
        _found(audit, audited, number, told)


def _begun(store: Store, auditor: int) -> Audit:
    last = local_day(now(), store.timezone)
    audit = Audit(
        document_no=take_number(NUMBER_LETTERS, period=last.strftime("%Y%m")),
        title=f"{store.name}近期报销抽查",
        period_from=last - timedelta(days=40),
        period_until=last,
        begun_by_id=auditor,
        created_at=now() - timedelta(hours=73),
    )
    session().add(audit)
    session().flush()
    session().add(AuditStore(audit_id=audit.id, store_id=store.id))
    session().add(AuditPoint(audit_id=audit.id, position=1, text=_POINT))
    session().flush()
    return audit


def _looked_at(audit: Audit, audited: AuditedClaim, result: AuditResult, failing: str) -> None:
    audited.result = result
    audited.points = [key for key in checklist(own_points(audit.id)) if key != failing]
    audited.looked_by_id, audited.looked_at = audit.begun_by_id, now() - timedelta(hours=70)
    session().flush()


def _found(audit: Audit, audited: AuditedClaim, number: int, told: tuple[Severity, str, str, str]) -> None:
    """A finding for which the head of the department answers that passed the claim."""
    severity, point, words, answer = told
    _looked_at(audit, audited, AuditResult.FINDING, point)
    claim = session().get_one(ExpenseClaim, (current_tenant(), audited.claim_id))
    finding = AuditFinding(
        audit_id=audit.id,
        audited_claim_id=audited.id,
        store_id=audited.store_id,
        number=number,
        severity=severity,
        state=FindingState.ANSWERED if answer else FindingState.OPEN,
        point=point,
        text=words,
        due_on=(now() + timedelta(days=11)).date(),
        responsible_id=claim.dept_by_id or claim.claimant_id,
        found_by_id=audit.begun_by_id,
        answered_at=now() - timedelta(hours=20) if answer else None,
    )
    session().add(finding)
    session().flush()
    about = {"audited_claim_id": audited.id, "finding_id": finding.id}
    _tell(audit, [(_K.FOUND, 69, {**about, "points": audited.points, "said": words})])
    if answer:
        _tell(audit, [(_K.ANSWERED, 20, {**about, "said": answer, "actor_id": finding.responsible_id})])


def _tell(audit: Audit, events: Sequence[tuple[AuditEventKind, int, dict[str, Any]]]) -> None:
    """Lines of the history, each so many hours ago, of the auditor unless somebody else is named."""
    key = key_of("budget_audit", audit.id)
    rows = [
        {
            "tenant_id": current_tenant(),
            "audit_id": audit.id,
            "audited_claim_id": about.get("audited_claim_id"),
            "finding_id": about.get("finding_id"),
            "kind": kind,
            "points": about.get("points", []),
            "happened_at": now() - timedelta(hours=ago),
            "actor_kind": "member",
            "actor_id": about.get("actor_id", audit.begun_by_id),
            "sealed_note": key.seal(AUDIT_NOTE, about["said"]) if about.get("said") else None,
        }
        for kind, ago, about in events
    ]
    session().execute(insert(AuditEvent), rows)
