"""Looking at a sampled claim: it is in order, or something is found."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from plugins.budget.auditing_states import AuditResult, Severity
from plugins.budget.auditing_words import checklist
from plugins.budget.models.audits import Audit, AuditedClaim, AuditEventKind, AuditFinding
from plugins.budget.operations.audit_history import About, audit_for_change, note, require_under_way
from plugins.budget.permissions.audits import AUDIT_WRITE, NOT_OWN_PART
from plugins.budget.queries.audit_people import answerable_members, people_of_claim
from plugins.budget.queries.audits import own_points
from saas.plugin_api import (
    Conflict,
    Invalid,
    NotFound,
    _,
    current_actor,
    current_tenant,
    load_for_change,
    now,
    require_another,
    session,
    today,
    zone_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFinding:
    """Something that is not as it should be. point: of the checklist, none where it is about something else."""

    severity: Severity
    text: str
    due_on: date
    responsible_id: int
    point: str = ""


def pass_claim(
    audit_id: int,
    audited_claim_id: int,
    *,
    points: Collection[str],
    text: str = "",
    version: int | None = None,
) -> AuditedClaim:
    """Find a sampled claim in order, vouching for every point of the checklist.

    Raises Forbidden for whoever had a part in the claim, Invalid while a point is not ticked, Conflict where there are
    findings or the audit is closed.
    """
    audit, audited = _looked_at(audit_id, audited_claim_id, version)
    wanted = checklist(own_points(audit.id))
    if not set(wanted) <= set(points):
        raise Invalid("points", _("Tick every point, or write down what you found."))
    if audited.result is AuditResult.FINDING:
        raise Conflict(_("There are findings in this claim: they are settled one by one."))
    _settle(audited, AuditResult.OK, list(wanted))
    note(audit, AuditEventKind.PASSED, About(audited=audited, text=text, points=list(wanted)))
    return audited


def find(
    audit_id: int, audited_claim_id: int, new: NewFinding, *, version: int | None = None
) -> AuditFinding:
    """Write down a finding in a sampled claim; whoever is responsible has to answer.

    Raises Forbidden for whoever had a part in the claim, Invalid for a day that is over, a point that is not on the
    checklist and a member who does not answer for it, Conflict where the audit is closed.
    """
    audit, audited = _looked_at(audit_id, audited_claim_id, version)
    wanted = checklist(own_points(audit.id))
    _check(new, audited, list(wanted))
    finding = AuditFinding(
        audit_id=audit.id,
        audited_claim_id=audited.id,
        store_id=audited.store_id,
        number=_next_number(audit),
        severity=new.severity,
        point=new.point,
        text=new.text,
        due_on=new.due_on,
        responsible_id=new.responsible_id,
        found_by_id=current_actor().member_id,
    )
    session().add(finding)
    _settle(audited, AuditResult.FINDING, [key for key in wanted if key != new.point])
    about = About(audited=audited, finding=finding, text=new.text, points=audited.points)
    note(audit, AuditEventKind.FOUND, about)
    return finding


def _looked_at(audit_id: int, audited_claim_id: int, version: int | None) -> tuple[Audit, AuditedClaim]:
    """The audit and the sampled claim, locked, for somebody who had no part in the claim."""
    audit = audit_for_change(audit_id, AUDIT_WRITE)
    audited = load_for_change(AuditedClaim, audited_claim_id, version=version)
    if audited.audit_id != audit.id:
        raise NotFound(_("This does not exist, or no longer."))
    require_under_way(audit)
    require_another(NOT_OWN_PART, AUDIT_WRITE, than=people_of_claim(audited.claim_id))
    return audit, audited


def _settle(audited: AuditedClaim, result: AuditResult, points: list[str]) -> None:
    if result is AuditResult.FINDING and audited.result is AuditResult.FINDING:
        # What an earlier finding said of its point stands.
        points = [key for key in points if key in audited.points]
    audited.result, audited.points = result, points
    audited.looked_by_id, audited.looked_at = current_actor().member_id, now()


def _check(new: NewFinding, audited: AuditedClaim, points: Sequence[str]) -> None:
    if new.point and new.point not in points:
        raise Invalid("point", _("Choose one of the points of the checklist."))
    if new.due_on < today(zone_of(audited.store_id)):
        raise Invalid("due_on", _("This day is over."))
    if new.responsible_id not in dict(answerable_members(audited.claim_id, audited.store_id)):
        raise Invalid("responsible_id", _("Choose one of those who can answer for this claim."))
    if new.responsible_id == current_actor().member_id:
        raise Invalid("responsible_id", _("Choose somebody else than yourself."))


def _next_number(audit: Audit) -> int:
    """The audit is locked, so nobody takes the same."""
    mine = (AuditFinding.tenant_id == current_tenant(), AuditFinding.audit_id == audit.id)
    return (session().scalar(select(func.max(AuditFinding.number)).where(*mine)) or 0) + 1
