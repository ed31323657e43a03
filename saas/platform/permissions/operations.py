"""Giving a group its roles, its members their roles, and changing what a role grants."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from saas.platform.audit import Change, record
from saas.platform.database import load, session
from saas.platform.errors import Invalid, NotFound
from saas.platform.i18n import _
from saas.platform.permissions.catalogue import current_catalogue
from saas.platform.permissions.checks import forget_grants
from saas.platform.permissions.models import MemberRole, RolePermission, RoleRow
from saas.platform.permissions.periods import ALWAYS, Period
from saas.platform.permissions.scopes import Scope
from saas.platform.tenancy import current_tenant


def clone_builtin_roles() -> None:
    """Give the current group its row of each built-in role that it has none of yet."""
    codes = sorted(current_catalogue().roles)
    rows = [{"tenant_id": current_tenant(), "code": code, "title": "", "builtin": True} for code in codes]
    if rows:
        new = insert(RoleRow).values(rows)
        session().execute(new.on_conflict_do_nothing(index_elements=["tenant_id", "code"]))


def find_role(code: str) -> RoleRow:
    """The current group's role of a code; raises NotFound."""
    mine = select(RoleRow).where(RoleRow.tenant_id == current_tenant(), RoleRow.code == code)
    role = session().scalars(mine).one_or_none()
    if role is None and code in current_catalogue().roles:
        # A role that came with a release reaches older groups when they first want it.
        clone_builtin_roles()
        role = session().scalars(mine).one_or_none()
    if role is None:
        raise NotFound(_("There is no such role."))
    return role


def assign_role(
    member_id: int, role_code: str, *, store_id: int | None = None, period: Period = ALWAYS
) -> MemberRole:
    """Give a member a role, for one store or, without one, the whole group; one who has it keeps it.

    period: the days on which it counts. Raises NotFound for an unknown role, Invalid for an end before the beginning.
    """
    role = find_role(role_code)
    if period.upside_down:
        raise Invalid("valid_until", _("The last day comes before the first."))
    if (found := _assigned(member_id, role, store_id, period)) is not None:
        return found
    given = MemberRole(
        member_id=member_id,
        role_id=role.id,
        scope_kind=Scope.GROUP if store_id is None else Scope.STORE,
        store_id=store_id,
        valid_from=period.valid_from,
        valid_until=period.valid_until,
    )
    session().add(given)
    session().flush()
    record(
        "permissions.role.assigned", "member", member_id, detail=_assignment_told(role_code, store_id, period)
    )
    forget_grants()
    return given


def withdraw_role(
    member_id: int, role_code: str, *, store_id: int | None = None, period: Period = ALWAYS
) -> None:
    """Take a role from a member, as it was given to them; one who has it not stays so.

    Raises NotFound for an unknown role.
    """
    role = find_role(role_code)
    found = _assigned(member_id, role, store_id, period)
    if found is None:
        return
    session().delete(found)
    session().flush()
    record(
        "permissions.role.withdrawn",
        "member",
        member_id,
        detail=_assignment_told(role_code, store_id, period),
    )
    forget_grants()


def change_role(role_id: int, permission: str, scope: Scope | None) -> RolePermission:
    """Say how far a permission reaches in a role, none to take it away; what was declared no longer counts for it.

    Raises NotFound for an unknown role, UndeclaredPermission for an unknown permission.
    """
    current_catalogue().owner(permission)
    role = load(RoleRow, role_id)
    same = (
        RolePermission.tenant_id == current_tenant(),
        RolePermission.role_id == role.id,
        RolePermission.permission == permission,
    )
    row = session().scalars(select(RolePermission).where(*same).with_for_update()).one_or_none()
    before = row.scope if row else None
    if row is None:
        row = RolePermission(role_id=role.id, permission=permission)
        session().add(row)
    row.scope = scope
    session().flush()
    changes = {"scope": Change(before=before, after=scope)}
    record("permissions.role.changed", "role", role.id, changes=changes, detail={"permission": permission})
    forget_grants()
    return row


def _assignment_told(role_code: str, store_id: int | None, period: Period) -> dict[str, object]:
    days = {"valid_from": period.valid_from, "valid_until": period.valid_until}
    return {
        "role": role_code,
        "store_id": store_id,
        **{name: value for name, value in days.items() if value is not None},
    }


def _assigned(member_id: int, role: RoleRow, store_id: int | None, period: Period) -> MemberRole | None:
    same = (
        MemberRole.tenant_id == current_tenant(),
        MemberRole.member_id == member_id,
        MemberRole.role_id == role.id,
        MemberRole.store_id.is_not_distinct_from(store_id),
        MemberRole.valid_from.is_not_distinct_from(period.valid_from),
        MemberRole.valid_until.is_not_distinct_from(period.valid_until),
    )
    return session().scalars(select(MemberRole).where(*same)).one_or_none()
