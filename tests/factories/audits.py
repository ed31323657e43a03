"""Internal audits for tests, in groups that have budgets switched on; their samples are chosen, not drawn."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from plugins.budget.auditing_states import AuditResult, AuditState, Severity
from plugins.budget.models.audits import Audit, AuditedClaim, AuditFinding
from plugins.budget.operations.auditing import NewAudit, begin_audit
from saas.platform.clock import now, today
from saas.platform.database import session
from saas.platform.tenancy import current_tenant

WEEK = timedelta(days=7)


def planned_audit(store_id: int, title: str = "报销抽查", **fields: Any) -> Audit:
    """An audit of a store over two weeks around today, begun by whoever acts now."""
    day = today("Asia/Shanghai")
    told = {"period_from": day - WEEK, "period_until": day + WEEK, "store_ids": [store_id], **fields}
    return begin_audit(NewAudit(title=title, **told))


def sampled_claim(audit: Audit, claim_id: int, store_id: int, **fields: Any) -> AuditedClaim:
    """A claim put into the sample of an audit, which is then under way."""
    mine = (AuditedClaim.tenant_id == current_tenant(), AuditedClaim.audit_id == audit.id)
    before = session().scalar(select(func.count()).select_from(AuditedClaim).where(*mine)) or 0
    audit.state, audit.seed, audit.drawn_at = AuditState.UNDER_WAY, 1, now()
    audit.sample_size = audit.population = audit.population_fen = before + 1
    told = {"position": before + 1, "weight": 1, "total_fen": 1, "round": 1, "result": AuditResult.PENDING}
    made = AuditedClaim(audit_id=audit.id, claim_id=claim_id, store_id=store_id, **{**told, **fields})
    session().add(made)
    session().flush()
    return made


def finding_in(audited: AuditedClaim, responsible_id: int, **fields: Any) -> AuditFinding:
    """A finding in a sampled claim that somebody answers for."""
    mine = (AuditFinding.tenant_id == current_tenant(), AuditFinding.audit_id == audited.audit_id)
    before = session().scalar(select(func.count()).select_from(AuditFinding).where(*mine)) or 0
    told = {"number": before + 1, "severity": Severity.MEDIUM, "text": "住宿超过标准", **fields}
    made = AuditFinding(
        audit_id=audited.audit_id,
        audited_claim_id=audited.id,
        store_id=audited.store_id,
        due_on=today("Asia/Shanghai") + WEEK,
        responsible_id=responsible_id,
        **told,
    )
    session().add(made)
    session().flush()
    return made


def many_of_audits(store_id: int, claim_id: int, responsible_id: int) -> dict[str, int]:
    """An audit under way with a claim in its sample and a finding in it; ids by kind."""
    audit = planned_audit(store_id)
    audited = sampled_claim(audit, claim_id, store_id)
    finding = finding_in(audited, responsible_id)
    return {"audit_id": audit.id, "audited_claim_id": audited.id, "finding_id": finding.id}
