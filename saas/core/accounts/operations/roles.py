"""Editing the group's roles: what each grants, own ones, back to the start; nobody gives more than they have."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from saas.core.accounts.models import Member
from saas.core.accounts.operations.more_than_own import changes_more_than_own
from saas.core.accounts.operations.role_choice import ADMINISTRATOR
from saas.core.accounts.operations.sessions import rotate_all_later
from saas.core.accounts.permissions import MEMBER_READ, MEMBER_WRITE, ROLE_GRANT, ROLE_WRITE
from saas.core.organisation.permissions import SETTINGS_WRITE
from saas.platform.database import load, load_for_change, session
from saas.platform.errors import Conflict, Invalid
from saas.platform.i18n import _
from saas.platform.permissions import Scope, require_in_own_name
from saas.platform.permissions.contents import Contents, Reaches, contents_of
from saas.platform.permissions.models import MemberRole, RoleRow
from saas.platform.permissions.role_editing import create_role, remove_role, rename_role, set_reaches
from saas.platform.tenancy import current_tenant

KEPT_BY_ADMINISTRATORS = frozenset({MEMBER_READ, MEMBER_WRITE, ROLE_WRITE, ROLE_GRANT, SETTINGS_WRITE})
"""What cannot be taken out of the administrator's role: somebody must be able to put things right."""


def make_role(title: str, *, like: int | None = None) -> RoleRow:
    """A role of the group's own, empty or with what another one grants now.

    Raises NotFound, and Invalid for a title that is missing or taken, and for more than whoever makes it has.
    """
    require_in_own_name(ROLE_WRITE)
    granted = contents(load(RoleRow, like)).granted if like is not None else {}
    if changes_more_than_own(granted, granted):
        raise Invalid("like", _("This role holds more than you have yourself."))
    return create_role(title, granted)


def edit_role(
    role_id: int,
    *,
    title: str | None = None,
    wanted: Mapping[str, Scope | None],
    version: int | None = None,
) -> RoleRow:
    """Change what a role grants, and what one of the group's own is called; permissions that are left out stay.

    Raises NotFound, Conflict for a stale version, Invalid for more than whoever edits has, for what the administrator
    keeps, and as `rename_role` and `set_reaches` do.
    """
    require_in_own_name(ROLE_WRITE)
    role = load_for_change(RoleRow, role_id, version=version)
    before = contents(role).granted
    _check(role, before, {name: to for name, to in wanted.items() if before.get(name) != to})
    if title is not None:
        rename_role(role, title)
    if set_reaches(role, wanted):
        holders = (MemberRole.tenant_id == current_tenant(), MemberRole.role_id == role.id)
        theirs = select(MemberRole.member_id).where(*holders)
        mine = (Member.tenant_id == current_tenant(), Member.id.in_(theirs), Member.account_id.is_not(None))
        rotate_all_later(session(), session().scalars(select(Member.account_id).where(*mine)).all())
    return role


def reset_role(role_id: int, *, version: int | None = None) -> RoleRow:
    """Let a built-in role grant again what is declared. Raises as `edit_role`, and Conflict for one of the group's own."""
    role = load(RoleRow, role_id)
    if not role.builtin:
        raise Conflict(_("Only a built-in role can be brought back to its start."))
    found = contents(role)
    wanted = {name: found.declared.get(name) for name in found.changed}
    return edit_role(role_id, wanted=wanted, version=version)


def drop_role(role_id: int, *, version: int | None = None) -> None:
    """Remove a role of the group's own. Raises NotFound, and Conflict as `remove_role` and for a stale version."""
    require_in_own_name(ROLE_WRITE)
    role = load_for_change(RoleRow, role_id, version=version)
    granted = contents(role).granted
    if changes_more_than_own(granted, granted):
        raise Conflict(_("This role holds more than you have yourself."))
    remove_role(role)


def contents(role: RoleRow) -> Contents:
    """What a role contains."""
    return contents_of([role.code])[role.code]


def _check(role: RoleRow, before: Reaches, changes: Mapping[str, Scope | None]) -> None:
    if role.code == ADMINISTRATOR and (kept := KEPT_BY_ADMINISTRATORS & changes.keys()):
        raise Invalid(min(kept), _("Administrators keep this, so that somebody can put things right."))
    after = {name: scope for name, scope in changes.items() if scope is not None}
    for reaches in (before, after):
        if found := changes_more_than_own(changes.keys(), reaches):
            raise Invalid(min(found), _("You can give and take only what you have yourself."))
