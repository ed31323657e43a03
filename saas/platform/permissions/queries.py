"""Reading what a member may do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, select

from saas.platform.database import session
from saas.platform.permissions.catalogue import current_catalogue
from saas.platform.permissions.grants import Assignment, Grants
from saas.platform.permissions.models import MemberRole, RolePermission, RoleRow
from saas.platform.permissions.scopes import Scope
from saas.platform.plugins import effective_plugins
from saas.platform.tenancy import TENANT


def grants_of_member(member_id: int) -> Grants:
    """Everything a member of the current group may do: one query, besides that of the gate."""
    rows = session().execute(_assignments_of_one(), {"member_id": member_id}).all()
    return Grants(
        catalogue=current_catalogue(),
        effective=effective_plugins(),
        assignments=_gathered(rows),
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
    """The members whose roles give them a permission in the group or, if given, in a store: those who can be asked.

    One's own rows do not count. Raises UndeclaredPermission for a permission that nobody declares.
    """
    by_member: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    for row in session().execute(_assignments()):
        by_member[row.member_id].append(row)
    catalogue, effective = current_catalogue(), effective_plugins()
    found = []
    for member_id, rows in sorted(by_member.items()):
        assigned = _gathered(rows)
        grant = Grants(catalogue=catalogue, effective=effective, assignments=assigned).of(permission)
        if grant and (grant.everything or store_id in grant.stores or (store_id is None and grant.stores)):
            found.append(member_id)
    return found


@cache
def _assignments() -> Select[*tuple[Any, ...]]:
    edited = and_(
        RolePermission.tenant_id == MemberRole.tenant_id, RolePermission.role_id == MemberRole.role_id
    )
    role = and_(RoleRow.tenant_id == MemberRole.tenant_id, RoleRow.id == MemberRole.role_id)
    return (
        select(
            MemberRole.id,
            MemberRole.member_id,
            MemberRole.store_id,
            RoleRow.code,
            RoleRow.builtin,
            RolePermission.permission,
            RolePermission.scope,
        )
        .join(RoleRow, role)
        .outerjoin(RolePermission, edited)
        .where(MemberRole.tenant_id == TENANT)
    )


@cache
def _assignments_of_one() -> Select[*tuple[Any, ...]]:
    return _assignments().where(MemberRole.member_id == bindparam("member_id"))


def _gathered(rows: Sequence[Row[Any]]) -> tuple[Assignment, ...]:
    edits: defaultdict[int, dict[str, Scope | None]] = defaultdict(dict)
    for row in rows:
        if row.permission is not None:
            edits[row.id][row.permission] = row.scope
    first = {row.id: row for row in rows}
    return tuple(
        Assignment(role=row.code, builtin=row.builtin, store_id=row.store_id, edits=edits[row.id])
        for row in first.values()
    )
