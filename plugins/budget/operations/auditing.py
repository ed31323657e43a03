"""Beginning an audit, adding to its checklist, giving it up, and closing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select

from plugins.budget.auditing_states import AuditResult, AuditState, AuditStep, FindingState
from plugins.budget.models.audits import (
    Audit,
    AuditedClaim,
    AuditEventKind,
    AuditFinding,
    AuditPoint,
    AuditStore,
)
from plugins.budget.operations.audit_history import About, audit_for_change, note, state_after
from plugins.budget.permissions.audits import AUDIT_WRITE
from saas.plugin_api import (
    Conflict,
    Invalid,
    _,
    allowed,
    current_actor,
    current_tenant,
    now,
    open_stores,
    require,
    session,
    take_number,
    today,
    zone_of,
)

NUMBER_LETTERS = "SJ"
MOST_POINTS = 20
LONGEST_POINT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAudit:
    """An audit that is begun. points: of the auditor's own, beside the four of the finance review."""

    title: str
    period_from: date
    period_until: date
    store_ids: Sequence[int]
    points: Sequence[str] = ()


def begin_audit(new: NewAudit) -> Audit:
    """Begin an audit; its sample is drawn by a step of its own.

    Raises Forbidden without the right, Invalid for a store that is not open or out of reach, for a period upside down
    or still to come, and for too many points.
    """
    require(AUDIT_WRITE)
    store_ids = sorted(set(new.store_ids))
    _check(new, store_ids)
    audit = Audit(
        document_no="",
        title=new.title,
        period_from=new.period_from,
        period_until=new.period_until,
        begun_by_id=current_actor().member_id,
    )
    audit.document_no = take_number(NUMBER_LETTERS, period=today(zone_of(None)).strftime("%Y%m"))
    session().add(audit)
    session().flush()
    session().add_all(AuditStore(audit_id=audit.id, store_id=store_id) for store_id in store_ids)
    _add_points(audit, _points(new.points), known=0)
    note(audit, AuditEventKind.BEGUN)
    return audit


def add_points(audit_id: int, points: Sequence[str], *, version: int | None = None) -> Audit:
    """Add points to the checklist. Raises Conflict once the sample is drawn: then every claim is asked the same."""
    audit = audit_for_change(audit_id, AUDIT_WRITE, version=version)
    if audit.state is not AuditState.PLANNED:
        raise Conflict(_("The sample is drawn: the checklist stays the same for all of its claims."))
    mine = (AuditPoint.tenant_id == current_tenant(), AuditPoint.audit_id == audit.id)
    known = session().scalar(select(func.count()).select_from(AuditPoint).where(*mine)) or 0
    wanted = _points(points)
    if not wanted or known + len(wanted) > MOST_POINTS:
        raise Invalid("points", _("Enter between 1 and %(n)d points of your own.", n=MOST_POINTS))
    _add_points(audit, wanted, known=known)
    # The audit itself moves on, so that two people do not add to the same list without seeing it.
    audit.updated_at = now()
    note(audit, AuditEventKind.POINTS_ADDED)
    return audit


def cancel_audit(audit_id: int, *, version: int | None = None) -> Audit:
    """Give up an audit whose sample is not drawn yet; raises Conflict for another."""
    audit = audit_for_change(audit_id, AUDIT_WRITE, version=version)
    audit.state = state_after(audit, AuditStep.CANCEL)
    note(audit, AuditEventKind.CANCELLED)
    return audit


def close_audit(audit_id: int, *, text: str = "", version: int | None = None) -> Audit:
    """Close an audit; raises Conflict while a sampled claim is to be looked at or a finding is not closed."""
    audit = audit_for_change(audit_id, AUDIT_WRITE, version=version)
    pending = _count(AuditedClaim, audit, AuditedClaim.result == AuditResult.PENDING)
    unsettled = _count(AuditFinding, audit, AuditFinding.state != FindingState.CLOSED)
    if pending or unsettled:
        raise Conflict(
            _(
                "Still to be looked at: %(pending)d claims. Findings not closed: %(unsettled)d.",
                pending=pending,
                unsettled=unsettled,
            )
        )
    audit.state = state_after(audit, AuditStep.CLOSE)
    audit.closed_by_id, audit.closed_at = current_actor().member_id, now()
    note(audit, AuditEventKind.CLOSED, About(text=text))
    return audit


def _check(new: NewAudit, store_ids: Sequence[int]) -> None:
    within = {store.id for store in open_stores() if allowed(AUDIT_WRITE, store_id=store.id)}
    if not store_ids or not within.issuperset(store_ids):
        raise Invalid("store_ids", _("Choose one of the stores."))
    if new.period_from > new.period_until:
        raise Invalid("period_until", _("The period ends before it begins."))
    if new.period_from > today(zone_of(None)):
        raise Invalid("period_from", _("This day is still to come."))
    if len(_points(new.points)) > MOST_POINTS:
        raise Invalid("points", _("Enter between 1 and %(n)d points of your own.", n=MOST_POINTS))


def _points(points: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(text.strip() for text in points if text.strip()))


def _add_points(audit: Audit, points: Sequence[str], *, known: int) -> None:
    session().add_all(
        AuditPoint(audit_id=audit.id, position=known + number, text=text)
        for number, text in enumerate(points, 1)
    )


def _count(model: type[AuditedClaim] | type[AuditFinding], audit: Audit, which: ColumnElement[bool]) -> int:
    mine = (model.tenant_id == current_tenant(), model.audit_id == audit.id, which)
    return session().scalar(select(func.count()).select_from(model).where(*mine)) or 0
