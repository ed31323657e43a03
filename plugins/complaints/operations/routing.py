"""Finding a handler for a complaint that concerns safety."""

from __future__ import annotations

from sqlalchemy import func, select

from plugins.complaints.models import Case
from plugins.complaints.operations.handling import give
from plugins.complaints.permissions import HANDLE
from plugins.complaints.states import OPEN
from saas.plugin_api import active_members_with, current_tenant, load_for_change, session


def route_case(case_id: int) -> int | None:
    """Give the complaint to whoever handles the fewest open ones of its store, if nobody has it yet; who that is."""
    case = load_for_change(Case, case_id)
    if case.handler_id is not None or not case.state.is_open:
        return case.handler_id
    found = active_members_with(HANDLE, store_id=case.store_id)
    able = [member for member, _name in found if member != case.concerned_id]
    if not able:
        return None
    load = _open_cases()
    chosen = min(able, key=lambda member: (load.get(member, 0), member))
    give(case, chosen)
    return chosen


def _open_cases() -> dict[int, int]:
    statement = (
        select(Case.handler_id, func.count())
        .where(Case.tenant_id == current_tenant(), Case.state.in_(OPEN), Case.handler_id.is_not(None))
        .group_by(Case.handler_id)
    )
    return {member: count for member, count in session().execute(statement) if member is not None}
