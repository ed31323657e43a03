"""Reads of internal audits: lists, one audit, its sample, its history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, not_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from plugins.budget.auditing_states import AuditResult, AuditState, FindingState
from plugins.budget.models.audits import (
    Audit,
    AuditedClaim,
    AuditEvent,
    AuditFinding,
    AuditPoint,
    AuditStore,
)
from plugins.budget.models.claims import ExpenseClaim
from plugins.budget.permissions.audits import AUDIT_READ
from plugins.budget.queries.claims import Claimant
from saas.plugin_api import (
    Member,
    NotFound,
    Page,
    Store,
    _,
    current_tenant,
    keyset_page,
    scope_filter,
    session,
)

OPEN = (AuditState.PLANNED, AuditState.UNDER_WAY)


def reachable(permission: str = AUDIT_READ) -> ColumnElement[bool]:
    """The criterion of the audits none of whose stores is out of reach of a permission."""
    mine = and_(AuditStore.tenant_id == Audit.tenant_id, AuditStore.audit_id == Audit.id)
    within = scope_filter(permission, store_column=AuditStore.store_id)
    return not_(exists().where(mine, not_(within)))


def audits_page(view: str, *, limit: int, after: str | None = None, before: str | None = None) -> Page[Any]:
    """One page of the audits within reach, the newest first. view: open, closed or all. One statement."""
    states = {"open": OPEN, "closed": (AuditState.CLOSED, AuditState.CANCELLED)}
    statement = _rows()
    if view in states:
        statement = statement.where(Audit.state.in_(states[view]))
    return keyset_page(statement, keys=[Audit.id], limit=limit, after=after, before=before, descending=True)


def audit_row(audit_id: int) -> Any:
    """One audit within reach with its stores and where it stands; raises NotFound. One statement."""
    found = session().execute(_rows().where(Audit.id == audit_id)).one_or_none()
    if found is None:
        raise NotFound(_("This does not exist, or no longer."))
    return found


def own_points(audit_id: int) -> Sequence[AuditPoint]:
    """The points that were added to the checklist of an audit, in their order; one statement."""
    mine = (AuditPoint.tenant_id == current_tenant(), AuditPoint.audit_id == audit_id)
    return session().scalars(select(AuditPoint).where(*mine).order_by(AuditPoint.position)).all()


def store_ids_of(audit_id: int) -> list[int]:
    """The stores of an audit; one statement."""
    mine = (AuditStore.tenant_id == current_tenant(), AuditStore.audit_id == audit_id)
    return list(session().scalars(select(AuditStore.store_id).where(*mine).order_by(AuditStore.store_id)))


def sample_page(
    audit_id: int, *, limit: int, after: str | None = None, before: str | None = None
) -> Page[Any]:
    """One page of the sample of an audit in the order of drawing; whoever calls looked at the audit. One statement."""
    return keyset_page(
        _sampled().where(AuditedClaim.audit_id == audit_id),
        keys=[AuditedClaim.position],
        limit=limit,
        after=after,
        before=before,
    )


def sampled_row(audit_id: int, audited_claim_id: int) -> Any:
    """One sampled claim of an audit within reach; raises NotFound. Two statements."""
    audit_row(audit_id)
    mine = (AuditedClaim.audit_id == audit_id, AuditedClaim.id == audited_claim_id)
    found = session().execute(_sampled().where(*mine)).one_or_none()
    if found is None:
        raise NotFound(_("This does not exist, or no longer."))
    return found


def next_pending(audit_id: int, after_position: int = 0) -> int | None:
    """The claim of a sample that is to be looked at next, those before last; none where all were looked at."""
    waiting = (
        AuditedClaim.tenant_id == current_tenant(),
        AuditedClaim.audit_id == audit_id,
        AuditedClaim.result == AuditResult.PENDING,
    )
    order = (AuditedClaim.position <= after_position, AuditedClaim.position)
    return session().scalar(select(AuditedClaim.id).where(*waiting).order_by(*order).limit(1))


def audit_history(
    audit_id: int, *, audited_claim_id: int | None = None, finding_id: int | None = None, limit: int = 200
) -> Sequence[Any]:
    """The latest lines of an audit's history with who did it, of one claim or finding if wanted; one statement."""
    who = and_(
        AuditEvent.actor_kind == "member",
        Member.tenant_id == AuditEvent.tenant_id,
        Member.id == AuditEvent.actor_id,
    )
    statement = (
        select(AuditEvent, Member.display_name.label("actor"), AuditedClaim.position, AuditFinding.number)
        .outerjoin(Member, who)
        .outerjoin(
            AuditedClaim,
            and_(
                AuditedClaim.tenant_id == AuditEvent.tenant_id,
                AuditedClaim.id == AuditEvent.audited_claim_id,
            ),
        )
        .outerjoin(
            AuditFinding,
            and_(AuditFinding.tenant_id == AuditEvent.tenant_id, AuditFinding.id == AuditEvent.finding_id),
        )
        .where(AuditEvent.tenant_id == current_tenant(), AuditEvent.audit_id == audit_id)
    )
    if audited_claim_id is not None:
        statement = statement.where(AuditEvent.audited_claim_id == audited_claim_id)
    if finding_id is not None:
        statement = statement.where(AuditEvent.finding_id == finding_id)
    return session().execute(statement.order_by(AuditEvent.id.desc()).limit(limit)).all()


def _rows() -> Select[*tuple[Any, ...]]:
    stores = (
        select(func.string_agg(Store.name, aggregate_order_by(literal(" · "), Store.code)))
        .join(AuditStore, and_(AuditStore.tenant_id == Store.tenant_id, AuditStore.store_id == Store.id))
        .where(AuditStore.tenant_id == Audit.tenant_id, AuditStore.audit_id == Audit.id)
        .scalar_subquery()
    )
    drawn = (AuditedClaim.tenant_id == Audit.tenant_id, AuditedClaim.audit_id == Audit.id)
    found = (AuditFinding.tenant_id == Audit.tenant_id, AuditFinding.audit_id == Audit.id)
    return (
        select(
            Audit,
            stores.label("stores"),
            Member.display_name.label("begun_by"),
            _number(AuditedClaim, *drawn).label("sampled"),
            _number(AuditedClaim, *drawn, AuditedClaim.result != AuditResult.PENDING).label("looked_at"),
            _number(AuditFinding, *found).label("findings"),
            _number(AuditFinding, *found, AuditFinding.state == FindingState.CLOSED).label("settled"),
            _number(AuditFinding, *found, AuditFinding.state == FindingState.ANSWERED).label("answered"),
        )
        .outerjoin(Member, and_(Member.tenant_id == Audit.tenant_id, Member.id == Audit.begun_by_id))
        .where(Audit.tenant_id == current_tenant(), reachable())
    )


def _number(model: type[AuditedClaim] | type[AuditFinding], *which: ColumnElement[bool]) -> Any:
    return select(func.count()).select_from(model).where(*which).correlate(Audit).scalar_subquery()


def _sampled() -> Select[*tuple[Any, ...]]:
    claim = and_(ExpenseClaim.tenant_id == AuditedClaim.tenant_id, ExpenseClaim.id == AuditedClaim.claim_id)
    looked = and_(Member.tenant_id == AuditedClaim.tenant_id, Member.id == AuditedClaim.looked_by_id)
    findings = (
        select(func.count())
        .select_from(AuditFinding)
        .where(
            AuditFinding.tenant_id == AuditedClaim.tenant_id,
            AuditFinding.audited_claim_id == AuditedClaim.id,
        )
        .correlate(AuditedClaim)
        .scalar_subquery()
    )
    return (
        select(
            AuditedClaim,
            ExpenseClaim,
            Store.name.label("store"),
            Claimant.display_name.label("claimant"),
            Member.display_name.label("looked_by"),
            findings.label("findings"),
        )
        .join(ExpenseClaim, claim)
        .join(Store, and_(Store.tenant_id == AuditedClaim.tenant_id, Store.id == AuditedClaim.store_id))
        .join(
            Claimant,
            and_(Claimant.tenant_id == ExpenseClaim.tenant_id, Claimant.id == ExpenseClaim.claimant_id),
        )
        .outerjoin(Member, looked)
        .where(AuditedClaim.tenant_id == current_tenant())
    )
