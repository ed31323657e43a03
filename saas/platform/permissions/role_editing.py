"""Roles of a group's own, and what roles grant: made, changed, brought back to the start, removed."""

from __future__ import annotations

from collections.abc import Mapping
from secrets import token_hex

from sqlalchemy import delete, exists, select

from saas.platform.audit import Change, record
from saas.platform.clock import now
from saas.platform.database import session
from saas.platform.errors import Conflict, Invalid
from saas.platform.i18n import _
from saas.platform.permissions.catalogue import current_catalogue
from saas.platform.permissions.checks import forget_grants
from saas.platform.permissions.contents import Reaches, contents_of
from saas.platform.permissions.models import MemberRole, RolePermission, RoleRow
from saas.platform.permissions.scopes import Scope
from saas.platform.tenancy import current_tenant

LONGEST_TITLE = 60


def create_role(title: str, granted: Reaches) -> RoleRow:
    """A role of the group's own with these permissions. Raises Invalid for a title that is missing or taken."""
    role = RoleRow(code=f"own_{token_hex(4)}", title=_free_title(title, None), builtin=False)
    session().add(role)
    session().flush()
    record("permissions.role.created", "role", role.id, detail={"role": role.code})
    set_reaches(role, granted)
    return role


def rename_role(role: RoleRow, title: str) -> None:
    """Call a role of the group's own differently. Raises Invalid for a title that is missing or taken."""
    if role.builtin or role.title == title.strip():
        return
    role.title = _free_title(title, role.id)
    role.updated_at = now()
    record("permissions.role.renamed", "role", role.id, detail={"role": role.code})
    session().flush()


def set_reaches(role: RoleRow, wanted: Mapping[str, Scope | None]) -> frozenset[str]:
    """Let permissions reach so far in a role, none takes one away; those left out stay. Returns those that changed.

    What is as it is declared leaves no row, so that the role goes on with its declaration. Raises UndeclaredPermission,
    and Invalid for less than the whole group where all that a permission changes is the group's.
    """
    catalogue, before = current_catalogue(), contents_of([role.code])[role.code]
    for name, scope in wanted.items():
        catalogue.owner(name)
        whole = catalogue.permissions[name].value.of_the_group
        if whole and scope not in (None, Scope.GROUP):
            raise Invalid(name, _("What this changes belongs to the whole group."))
    changes = {
        name: Change(before=before.granted.get(name), after=scope)
        for name, scope in sorted(wanted.items())
        if before.granted.get(name) != scope
    }
    if not changes:
        return frozenset()
    _store(role, {name: wanted[name] for name in changes}, before.declared)
    # An edit of the permissions alone is an edit of the role too: a second person at the same form must see it.
    role.updated_at = now()
    record("permissions.role.changed", "role", role.id, changes=changes, detail={"role": role.code})
    session().flush()
    forget_grants()
    return frozenset(changes)


def remove_role(role: RoleRow) -> None:
    """Remove a role of the group's own that nobody ever had. Raises Conflict for a built-in one and one that was given."""
    if role.builtin:
        raise Conflict(_("A built-in role stays. Take out of it what nobody is to have."))
    given = exists().where(MemberRole.tenant_id == current_tenant(), MemberRole.role_id == role.id)
    if session().scalar(select(given)):
        raise Conflict(_("Somebody has this role or had it. Take everything out of it instead."))
    record("permissions.role.removed", "role", role.id, detail={"role": role.code})
    session().delete(role)
    session().flush()


def _store(role: RoleRow, wanted: Mapping[str, Scope | None], declared: Reaches) -> None:
    work, mine = session(), (RolePermission.tenant_id == current_tenant(), RolePermission.role_id == role.id)
    work.execute(delete(RolePermission).where(*mine, RolePermission.permission.in_(wanted)))
    work.add_all(
        RolePermission(role_id=role.id, permission=name, scope=scope)
        for name, scope in wanted.items()
        if scope != declared.get(name)
    )
    work.flush()


def _free_title(title: str, own_id: int | None) -> str:
    title = title.strip()
    if not title:
        raise Invalid("title", _("Enter what the role is called."))
    if len(title) > LONGEST_TITLE:
        raise Invalid("title", _("This is too long."))
    same = (RoleRow.tenant_id == current_tenant(), RoleRow.title == title, RoleRow.id != (own_id or 0))
    builtin = {str(role.title) for role in current_catalogue().roles.values()}
    if title in builtin or session().scalar(select(exists().where(*same))):
        raise Invalid("title", _("A role of this name exists. Choose another name."))
    return title
