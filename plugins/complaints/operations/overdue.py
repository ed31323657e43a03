"""Finding the complaints that nobody acknowledged in time; set-based."""

from __future__ import annotations

from sqlalchemy import insert, update

from plugins.complaints.models import Case, CaseEvent, EventKind
from plugins.complaints.states import CaseState
from saas.plugin_api import current_actor, current_tenant, now, record, session


def flag_overdue() -> int:
    """Flag every complaint whose time to be acknowledged has passed; how many were new. Twice flags once."""
    moment = now()
    found = session().scalars(
        update(Case)
        .where(
            Case.tenant_id == current_tenant(),
            Case.state == CaseState.RECEIVED,
            Case.acknowledge_by < moment,
            Case.overdue_at.is_(None),
        )
        .values(overdue_at=moment)
        .returning(Case.id)
        .execution_options(synchronize_session=False)
    )
    flagged = found.all()
    if flagged:
        session().execute(insert(CaseEvent), [_line(case_id) for case_id in flagged])
        record("complaints.case.flagged_overdue", "complaints_case", None, detail={"count": len(flagged)})
    return len(flagged)


def _line(case_id: int) -> dict[str, object]:
    actor = current_actor()
    return {
        "tenant_id": current_tenant(),
        "case_id": case_id,
        "kind": EventKind.OVERDUE,
        "state": CaseState.RECEIVED,
        "actor_kind": actor.kind.value,
        "actor_id": actor.id,
    }
