"""Reads of who stands in for whom."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import and_, or_, select

from saas.core.accounts.models import MemberStatus
from saas.core.accounts.operations.role_choice import RoleChoice, group_day
from saas.core.accounts.queries.members import all_members, member_names
from saas.platform.database import session
from saas.platform.permissions import Period
from saas.platform.permissions.models import DelegatedRole, Delegation, RoleRow
from saas.platform.tenancy import current_tenant

SHOWN = 50


class StandInState(StrEnum):
    """Where standing in for somebody is in its course."""

    COMING = "coming"
    NOW = "now"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """Somebody who stands in for a member."""

    id: int
    member_id: int
    member_name: str
    deputy_id: int
    deputy_name: str
    period: Period
    roles: frozenset[RoleChoice]
    """Those that were handed over; the deputy has of them what the member still has."""
    state: StandInState


def stand_ins_of(member_id: int) -> list[StandIn]:
    """For whom a member stands in and who for them, the latest first, at most 50. Four queries."""
    mine = select(Delegation).where(
        Delegation.tenant_id == current_tenant(),
        or_(Delegation.member_id == member_id, Delegation.deputy_id == member_id),
    )
    latest = mine.order_by(Delegation.valid_from.desc(), Delegation.id.desc()).limit(SHOWN)
    found = list(session().scalars(latest))
    names = member_names({one.member_id for one in found} | {one.deputy_id for one in found})
    roles, day = _roles([one.id for one in found]), group_day()
    return [
        StandIn(
            id=one.id,
            member_id=one.member_id,
            member_name=names[one.member_id],
            deputy_id=one.deputy_id,
            deputy_name=names[one.deputy_id],
            period=Period(valid_from=one.valid_from, valid_until=one.valid_until),
            roles=frozenset(roles[one.id]),
            state=_state(one, day),
        )
        for one in found
    ]


def colleagues_of(member_id: int) -> list[tuple[int, str]]:
    """Who could stand in for a member: ids and names of all others who can come in, by name."""
    return [(one, name) for one, name in all_members(MemberStatus.ACTIVE) if one != member_id]


def _roles(ids: list[int]) -> dict[int, set[RoleChoice]]:
    named = and_(RoleRow.tenant_id == DelegatedRole.tenant_id, RoleRow.id == DelegatedRole.role_id)
    mine = (
        select(DelegatedRole.delegation_id, RoleRow.code, DelegatedRole.store_id)
        .join(RoleRow, named)
        .where(DelegatedRole.tenant_id == current_tenant(), DelegatedRole.delegation_id.in_(ids))
    )
    found: defaultdict[int, set[RoleChoice]] = defaultdict(set)
    for row in session().execute(mine):
        found[row.delegation_id].add(RoleChoice(role=row.code, store_id=row.store_id))
    return found


def _state(one: Delegation, day: date) -> StandInState:
    if one.ended_at is not None or one.valid_until < day:
        return StandInState.OVER
    return StandInState.NOW if one.valid_from <= day else StandInState.COMING
