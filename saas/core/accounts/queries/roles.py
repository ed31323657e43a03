"""Reads of the group's roles: what each grants beside what it granted from the start, and who has it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, select

from saas.core.accounts.models import Member, MemberStatus
from saas.core.accounts.queries.members import role_titles
from saas.core.organisation.models import Store
from saas.platform.database import load, session
from saas.platform.i18n import LazyStr
from saas.platform.permissions import current_catalogue
from saas.platform.permissions.contents import Contents, contents_of
from saas.platform.permissions.models import MemberRole, RoleRow
from saas.platform.permissions.operations import clone_builtin_roles
from saas.platform.permissions.periods import not_ended
from saas.platform.tenancy import current_tenant

SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleLine:
    """A role in the list."""

    role: RoleRow
    title: LazyStr
    summary: LazyStr
    contents: Contents
    holders: int
    """Members who have it today or will."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Somebody who has a role today or will. store: its name, empty for the whole group."""

    member_id: int
    name: str
    store: str
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleDetail(RoleLine):
    """One role with those who have it, by name, at most 200."""

    who: list[Holder]


def role_lines() -> list[RoleLine]:
    """All roles of the group, built-in ones in the order of their declaration, own ones last. Four queries."""
    mine = select(RoleRow).where(RoleRow.tenant_id == current_tenant())
    rows = {row.code: row for row in session().scalars(mine)}
    if current_catalogue().roles.keys() - rows.keys():
        clone_builtin_roles()
        rows = {row.code: row for row in session().scalars(mine)}
    found, counts = contents_of(rows.keys()), _counts()
    return [
        RoleLine(
            role=rows[code],
            title=title,
            summary=_summary(code),
            contents=found[code],
            holders=counts.get(rows[code].id, 0),
        )
        for code, title in role_titles().items()
        if code in rows
    ]


def roles_with(permissions: Collection[str]) -> list[RoleLine]:
    """The roles that grant one of these permissions at least, also through another; as `role_lines`.

    Raises UndeclaredPermission for one that nobody declares.
    """
    catalogue = current_catalogue()
    wanted = {source for name in permissions if catalogue.owner(name) for source in catalogue.sources[name]}
    return [line for line in role_lines() if not wanted.isdisjoint(line.contents.granted)]


def role_detail(role_id: int) -> RoleDetail:
    """One role; raises NotFound."""
    role = load(RoleRow, role_id)
    declared = current_catalogue().roles.get(role.code)
    return RoleDetail(
        role=role,
        title=declared.title if declared and role.builtin else role.title or role.code,
        summary=_summary(role.code),
        contents=contents_of([role.code])[role.code],
        holders=_counts().get(role.id, 0),
        who=_who(role.id),
    )


def _summary(code: str) -> LazyStr:
    declared = current_catalogue().roles.get(code)
    return declared.summary if declared else ""


def _counts() -> dict[int, int]:
    counted = (
        select(MemberRole.role_id, func.count(MemberRole.member_id.distinct()).label("many"))
        .join(Member, and_(Member.tenant_id == MemberRole.tenant_id, Member.id == MemberRole.member_id))
        .where(
            MemberRole.tenant_id == current_tenant(),
            Member.status != MemberStatus.REMOVED,
            not_ended(MemberRole.valid_until),
        )
        .group_by(MemberRole.role_id)
    )
    return {row.role_id: row.many for row in session().execute(counted)}


def _who(role_id: int) -> list[Holder]:
    mine = (
        select(
            Member.id,
            Member.display_name,
            Store.name.label("store"),
            MemberRole.valid_from,
            MemberRole.valid_until,
        )
        .select_from(MemberRole)
        .join(Member, and_(Member.tenant_id == MemberRole.tenant_id, Member.id == MemberRole.member_id))
        .outerjoin(Store, and_(Store.tenant_id == MemberRole.tenant_id, Store.id == MemberRole.store_id))
        .where(
            MemberRole.tenant_id == current_tenant(),
            MemberRole.role_id == role_id,
            Member.status != MemberStatus.REMOVED,
            not_ended(MemberRole.valid_until),
        )
        .order_by(Member.display_name, Member.id, Store.name)
        .limit(SHOWN)
    )
    return [
        Holder(
            member_id=row.id,
            name=row.display_name,
            store=row.store or "",
            first=row.valid_from,
            last=row.valid_until,
        )
        for row in session().execute(mine)
    ]
