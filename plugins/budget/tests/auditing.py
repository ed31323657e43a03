"""The people of an internal audit, beside those of the claims that it looks at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from plugins.budget.auditing_states import DrawMethod, Severity
from plugins.budget.claim_points import Point
from plugins.budget.models.audits import Audit, AuditedClaim
from plugins.budget.operations.audit_drawing import draw_sample
from plugins.budget.operations.audit_looking import NewFinding
from plugins.budget.operations.auditing import NewAudit, begin_audit
from plugins.budget.tests.claiming import Desk, desk, did
from saas.core.organisation.models import Store
from saas.platform.clock import today
from saas.platform.database import session
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Person
from saas.testing.factories.members import member

FOUR = [point.value for point in Point]
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A desk with two auditors of the group, and one of its second store alone."""

    desk: Desk
    auditor: Person
    second_auditor: Person
    far_auditor: Person


def office() -> Office:
    """A new group with its people."""
    made = desk()
    return Office(
        desk=made,
        auditor=member(made.group, role="auditor", name="审计"),
        second_auditor=member(made.group, role="auditor", name="审计二"),
        far_auditor=member(made.group, role="auditor", stores=[second_store(made)], name="二店审计"),
    )


def second_store(at: Desk) -> int:
    """The group's second store."""
    with inside(at.group.id):
        return session().scalars(select(Store.id).where(Store.code == "SH02")).one()


def begun(at: Office, *, by: Person | None = None, **fields: Any) -> int:
    """An audit of the first store over the last days, begun by an auditor."""
    day = today("Asia/Shanghai")
    told: dict[str, Any] = {
        "title": "十一月报销审计",
        "period_from": day - 3 * DAY,
        "period_until": day + DAY,
        "store_ids": [at.desk.store_id],
        **fields,
    }
    return did(by or at.auditor, lambda: begin_audit(NewAudit(**told)).id)


def sampled(at: Office, *, size: int = 500, **fields: Any) -> int:
    """The same with its sample drawn: by default of all claims."""
    audit_id = begun(at, **fields)
    did(at.auditor, lambda: draw_sample(audit_id, method=DrawMethod.RANDOM, size=size, seed=7).id)
    return audit_id


def sample_of(at: Office, audit_id: int) -> dict[int, int]:
    """The sampled claims of an audit: their ids in the sample by those of the claims, in the order of drawing."""
    with inside(at.desk.group.id):
        mine = select(AuditedClaim.claim_id, AuditedClaim.id).where(AuditedClaim.audit_id == audit_id)
        return {row.claim_id: row.id for row in session().execute(mine.order_by(AuditedClaim.position))}


def audit_of(at: Office, audit_id: int) -> Audit:
    """An audit as it stands."""
    with inside(at.desk.group.id):
        audit = session().get_one(Audit, (at.desk.group.id, audit_id))
        session().expunge(audit)
        return audit


def finding(at: Office, **fields: Any) -> dict[str, Any]:
    """What is written down of a finding that the head of the department answers for."""
    return {
        "severity": "high",
        "text": "住宿超过标准",
        "due_on": today("Asia/Shanghai") + 7 * DAY,
        "responsible_id": at.desk.head.member_id,
        "point": "reasonable",
        **fields,
    }


def new_finding(at: Office, **fields: Any) -> NewFinding:
    """The same as it is given to the operation."""
    told = finding(at, **fields)
    return NewFinding(**{**told, "severity": Severity(told["severity"])})
