"""Finding a handler for a complaint: by the group's rules, and for one that concerns safety in any case."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, or_, select

from plugins.complaints.models import Case
from plugins.complaints.operations.history import give
from plugins.complaints.permissions import ASSIGN, HANDLE
from plugins.complaints.states import OPEN
from plugins.complaints.work_models import RoutingRule
from saas.plugin_api import active_members_with, current_tenant, load_for_change, session


def route_case(case_id: int) -> int | None:
    """Give the complaint to whom a rule names, or to whoever handles the fewest open ones, if nobody has it; who that is.

    Without a rule only what concerns safety is given to somebody; the others wait for a manager.
    """
    case = load_for_change(Case, case_id)
    if case.handler_id is not None or not case.state.is_open:
        return case.handler_id
    rule = _rule_for(case)
    if rule is None and not case.safety:
        return None
    return route(case, wanted=rule.handler_id if rule else None)


def route(case: Case, *, wanted: int | None = None, permission: str = HANDLE) -> int | None:
    """Give the complaint to a member if they can have it, else to whoever handles the fewest open ones of its store."""
    found = active_members_with(permission, store_id=case.store_id)
    able = [member for member, _name in found if member not in (case.concerned_id, case.handler_id)]
    if not able:
        return None
    load = _open_cases()
    chosen = wanted if wanted in able else min(able, key=lambda member: (load.get(member, 0), member))
    assert chosen is not None  # noqa: S101  one of those who are able
    give(case, chosen)
    return chosen


def take_higher(case: Case) -> int | None:
    """Give the complaint to somebody who gives complaints out; who, none where there is nobody else."""
    return route(case, permission=ASSIGN)


def _rule_for(case: Case) -> RoutingRule | None:
    """The rule that says the most of those that fit: store before category before severity."""

    def fits(column: ColumnElement[int | None], value: int | None) -> ColumnElement[bool]:
        return or_(column.is_(None), column == value)

    statement = (
        select(RoutingRule)
        .where(
            RoutingRule.tenant_id == current_tenant(),
            fits(RoutingRule.category_id.expression, case.category_id),
            fits(RoutingRule.store_id.expression, case.store_id),
            RoutingRule.least_severity <= case.severity,
        )
        .order_by(
            RoutingRule.store_id.is_(None),
            RoutingRule.category_id.is_(None),
            RoutingRule.least_severity.desc(),
            RoutingRule.id,
        )
    )
    return session().scalars(statement.limit(1)).one_or_none()


def _open_cases() -> dict[int, int]:
    statement = (
        select(Case.handler_id, func.count())
        .where(Case.tenant_id == current_tenant(), Case.state.in_(OPEN), Case.handler_id.is_not(None))
        .group_by(Case.handler_id)
    )
    return {member: count for member, count in session().execute(statement) if member is not None}
