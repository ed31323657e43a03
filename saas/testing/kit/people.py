"""People of a group on stage: members with every built-in role, or with these permissions and no others."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from saas.platform.permissions import Scope, assign_role, current_catalogue
from saas.platform.permissions.models import MemberRole, RoleRow
from saas.platform.permissions.operations import change_role
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, Person, number
from saas.testing.factories.members import member


def who_may_all(of: Group, more: Sequence[str] = ()) -> Person:
    """A new member with every built-in role, and these permissions for the whole group."""
    made = member(of, role="")
    with inside(of.id) as work:
        codes = sorted(current_catalogue().roles)
        mine = (RoleRow.tenant_id == of.id, RoleRow.code.in_(codes))
        # At once: one by one is a third of the statements that make a group.
        for role_id in work.scalars(select(RoleRow.id).where(*mine)):
            work.add(MemberRole(member_id=made.member_id, role_id=role_id, scope_kind=Scope.GROUP))
    _grant(made, of, more)
    return made


def who_may_only(of: Group, permissions: Sequence[str]) -> Person:
    """A new member who has these permissions for the whole group and no others."""
    made = member(of, role="")
    _grant(made, of, permissions)
    return made


def _grant(person: Person, of: Group, permissions: Sequence[str]) -> None:
    """By a role of their own."""
    if not permissions:
        return
    code = f"kit_{number()}"
    with inside(of.id) as work:
        role = RoleRow(code=code, title=code, builtin=False)
        work.add(role)
        work.flush()
        for name in permissions:
            change_role(role.id, name, Scope.GROUP)
        assign_role(person.member_id, code)
