"""Reads of findings: of an audit, of a sampled claim, and those that somebody has to answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from plugins.budget.auditing_states import AuditState, FindingState
from plugins.budget.models.audits import Audit, AuditedClaim, AuditFinding
from plugins.budget.models.claims import ExpenseClaim
from plugins.budget.permissions.audits import AUDIT_ANSWER
from plugins.budget.queries.audits import reachable as audits_within_reach
from saas.plugin_api import (
    Member,
    NotFound,
    Page,
    Store,
    _,
    current_actor,
    current_tenant,
    keyset_page,
    scope_filter,
    session,
)


def answerable(permission: str = AUDIT_ANSWER) -> ColumnElement[bool]:
    """The criterion of the findings that whoever looks may answer."""
    return scope_filter(
        permission, store_column=AuditFinding.store_id, owner_column=AuditFinding.responsible_id
    )


def findings_page(
    audit_id: int, *, limit: int, after: str | None = None, before: str | None = None
) -> Page[Any]:
    """One page of the findings of an audit, by number; whoever calls looked at the audit. One statement."""
    return keyset_page(
        _rows().where(AuditFinding.audit_id == audit_id),
        keys=[AuditFinding.number],
        limit=limit,
        after=after,
        before=before,
    )


def findings_of_claim(audited_claim_id: int) -> Sequence[Any]:
    """The findings in a sampled claim, by number; whoever calls looked at it. One statement."""
    mine = _rows().where(AuditFinding.audited_claim_id == audited_claim_id)
    return session().execute(mine.order_by(AuditFinding.number)).all()


def findings_to_export(audit_id: int | None, limit: int) -> Sequence[Any]:
    """The findings of an audit within reach, or of all of them, by audit and number; one statement."""
    statement = _rows().where(audits_within_reach())
    if audit_id is not None:
        statement = statement.where(AuditFinding.audit_id == audit_id)
    return (
        session().execute(statement.order_by(AuditFinding.audit_id, AuditFinding.number).limit(limit)).all()
    )


def my_findings_page(
    view: str, *, limit: int, after: str | None = None, before: str | None = None
) -> Page[Any]:
    """One page of the findings that whoever looks may answer, the newest first. view: open or all. One statement."""
    statement = _rows().where(answerable())
    if view == "open":
        statement = statement.where(AuditFinding.state == FindingState.OPEN)
    return keyset_page(
        statement, keys=[AuditFinding.id], limit=limit, after=after, before=before, descending=True
    )


def my_finding_row(finding_id: int) -> Any:
    """One of them; raises NotFound. One statement."""
    found = session().execute(_rows().where(answerable(), AuditFinding.id == finding_id)).one_or_none()
    if found is None:
        raise NotFound(_("This does not exist, or no longer."))
    return found


def waiting_for_me_count() -> int | None:
    """How many findings wait for an answer of whoever looks; none for the menu where there are none. One statement."""
    mine = (
        AuditFinding.tenant_id == current_tenant(),
        AuditFinding.responsible_id == current_actor().member_id,
        AuditFinding.state == FindingState.OPEN,
    )
    return session().scalar(select(func.count()).select_from(AuditFinding).where(*mine)) or None


def _rows() -> Select[*tuple[Any, ...]]:
    claim = and_(ExpenseClaim.tenant_id == AuditedClaim.tenant_id, ExpenseClaim.id == AuditedClaim.claim_id)
    return (
        select(
            AuditFinding,
            Audit.title.label("audit_title"),
            Audit.document_no.label("audit_no"),
            Audit.state.label("audit_state"),
            ExpenseClaim.id.label("claim_id"),
            ExpenseClaim.document_no.label("claim_no"),
            ExpenseClaim.title.label("claim_title"),
            ExpenseClaim.total_fen.label("claim_fen"),
            Store.name.label("store"),
            Member.display_name.label("responsible"),
        )
        .join(Audit, and_(Audit.tenant_id == AuditFinding.tenant_id, Audit.id == AuditFinding.audit_id))
        .join(
            AuditedClaim,
            and_(
                AuditedClaim.tenant_id == AuditFinding.tenant_id,
                AuditedClaim.id == AuditFinding.audited_claim_id,
            ),
        )
        .join(ExpenseClaim, claim)
        .join(Store, and_(Store.tenant_id == AuditFinding.tenant_id, Store.id == AuditFinding.store_id))
        .join(
            Member,
            and_(Member.tenant_id == AuditFinding.tenant_id, Member.id == AuditFinding.responsible_id),
        )
        .where(AuditFinding.tenant_id == current_tenant())
    )


def is_under_way(row: Any) -> bool:
    """Whether the audit of a finding is not closed."""
    return bool(row.audit_state == AuditState.UNDER_WAY)
