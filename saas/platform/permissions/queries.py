"""Reading what a member may do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Row,
    Select,
    and_,
    bindparam,
    null,
    select,
    union_all,
)

from saas.platform.database import session
from saas.platform.permissions.catalogue import current_catalogue
from saas.platform.permissions.grants import Assignment, Grants
from saas.platform.permissions.models import (
    DelegatedRole,
    Delegation,
    MemberRole,
    RolePermission,
    RoleRow,
)
from saas.platform.permissions.periods import in_force
from saas.platform.permissions.scopes import Scope
from saas.platform.permissions.units import stores_of_the_region, team_mates
from saas.platform.plugins import effective_plugins
from saas.platform.tenancy import TENANT


def grants_of_member(member_id: int) -> Grants:
    """Everything a member of the current group may do today: one query, besides that of the gate."""
    rows = session().execute(_assignments_of_one(), {"member_id": member_id}).all()
    return Grants(
        catalogue=current_catalogue(),
        effective=effective_plugins(),
        assignments=gathered(rows),
        member_id=member_id,
    )


def grants_of_client(permissions: Iterable[str]) -> Grants:
    """What an API client may do that was made for these permissions, each in the whole group."""
    return Grants(
        catalogue=current_catalogue(),
        effective=effective_plugins(),
        assignments=(Assignment(role="", builtin=False, edits=dict.fromkeys(permissions, Scope.GROUP)),),
    )


def members_with(permission: str, *, store_id: int | None = None) -> list[int]:
    """The members whose roles give them a permission today in the group or, if given, in a store: those who can be asked.

    One's own rows do not count. Raises UndeclaredPermission for a permission that nobody declares.
    """
    by_member: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    for row in session().execute(_assignments()):
        by_member[row.member_id].append(row)
    catalogue, effective = current_catalogue(), effective_plugins()
    found = []
    for member_id, rows in sorted(by_member.items()):
        assigned = gathered(rows)
        grant = Grants(catalogue=catalogue, effective=effective, assignments=assigned).of(permission)
        if grant and (grant.everything or store_id in grant.stores or (store_id is None and grant.stores)):
            found.append(member_id)
    return found


@cache
def _assignments() -> CompoundSelect[*tuple[Any, ...]]:
    return union_all(_own_now(), _in_place_of_others_now())


@cache
def _assignments_of_one() -> CompoundSelect[*tuple[Any, ...]]:
    who: ColumnElement[int] = bindparam("member_id", type_=BigInteger)
    return union_all(
        _own_now().where(MemberRole.member_id == who),
        _in_place_of_others_now().where(Delegation.deputy_id == who),
    )


def _own_now() -> Select[*tuple[Any, ...]]:
    return own_roles().where(in_force(MemberRole.valid_from, MemberRole.valid_until))


def _in_place_of_others_now() -> Select[*tuple[Any, ...]]:
    return roles_in_place_of_others().where(
        Delegation.ended_at.is_(None),
        in_force(Delegation.valid_from, Delegation.valid_until),
        in_force(MemberRole.valid_from, MemberRole.valid_until),
    )


def own_roles() -> Select[*tuple[Any, ...]]:
    """Members' own roles with what the group changed in them, whenever they count."""
    return (
        select(
            MemberRole.id,
            MemberRole.member_id,
            null().cast(BigInteger).label("on_behalf_of"),
            team_mates(MemberRole.member_id).label("team"),
            *_what_it_gives(),
        )
        .join(RoleRow, and_(RoleRow.tenant_id == MemberRole.tenant_id, RoleRow.id == MemberRole.role_id))
        .outerjoin(RolePermission, _edited())
        .where(MemberRole.tenant_id == TENANT)
    )


def roles_in_place_of_others() -> Select[*tuple[Any, ...]]:
    """The roles of members that others have in their place, whenever they count, as long as the members have them."""
    # From the member's own roles alone: what they hold in somebody's place, nobody holds in theirs.
    still_held = and_(
        MemberRole.tenant_id == Delegation.tenant_id,
        MemberRole.member_id == Delegation.member_id,
        MemberRole.role_id == DelegatedRole.role_id,
        MemberRole.store_id.is_not_distinct_from(DelegatedRole.store_id),
    )
    named = and_(
        DelegatedRole.tenant_id == Delegation.tenant_id, DelegatedRole.delegation_id == Delegation.id
    )
    return (
        select(
            DelegatedRole.id,
            Delegation.deputy_id.label("member_id"),
            Delegation.member_id.label("on_behalf_of"),
            team_mates(Delegation.member_id).label("team"),
            *_what_it_gives(),
        )
        .select_from(Delegation)
        .join(DelegatedRole, named)
        .join(MemberRole, still_held)
        .join(RoleRow, and_(RoleRow.tenant_id == MemberRole.tenant_id, RoleRow.id == MemberRole.role_id))
        .outerjoin(RolePermission, _edited())
        .where(Delegation.tenant_id == TENANT)
    )


def _what_it_gives() -> tuple[Any, ...]:
    return (
        MemberRole.store_id,
        stores_of_the_region(MemberRole.store_id).label("region"),
        RoleRow.code,
        RoleRow.builtin,
        RolePermission.permission,
        RolePermission.scope,
    )


def _edited() -> ColumnElement[bool]:
    return and_(
        RolePermission.tenant_id == MemberRole.tenant_id, RolePermission.role_id == MemberRole.role_id
    )


def gathered(rows: Sequence[Row[Any]]) -> tuple[Assignment, ...]:
    """The roles of these rows, each with all that the group changed in it, in the order of the rows."""
    edits: defaultdict[tuple[int | None, int], dict[str, Scope | None]] = defaultdict(dict)
    for row in rows:
        if row.permission is not None:
            edits[row.on_behalf_of, row.id][row.permission] = row.scope
    first = {(row.on_behalf_of, row.id): row for row in rows}
    return tuple(
        Assignment(
            role=row.code,
            builtin=row.builtin,
            store_id=row.store_id,
            on_behalf_of=row.on_behalf_of,
            team=frozenset(row.team),
            region=frozenset(row.region),
            edits=edits[key],
        )
        for key, row in first.items()
    )
