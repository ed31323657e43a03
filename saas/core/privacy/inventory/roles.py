"""Which roles of the group hold a right, wherever they reach."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from sqlalchemy import and_, select

from saas.platform.database import session
from saas.platform.permissions import Grants, Scope, current_catalogue
from saas.platform.permissions.grants import Assignment
from saas.platform.permissions.models import RolePermission, RoleRow
from saas.platform.plugins import effective_plugins
from saas.platform.tenancy import current_tenant


def roles_by_permission() -> Callable[[str], list[str]]:
    """Ask for a declared right, be told the codes of the roles that hold it; one statement for all rights."""
    edit = and_(RolePermission.tenant_id == RoleRow.tenant_id, RolePermission.role_id == RoleRow.id)
    rows = session().execute(
        select(RoleRow.code, RoleRow.builtin, RolePermission.permission, RolePermission.scope)
        .outerjoin(RolePermission, edit)
        .where(RoleRow.tenant_id == current_tenant())
    )
    builtin: dict[str, bool] = {}
    edits: defaultdict[str, dict[str, Scope | None]] = defaultdict(dict)
    for row in rows:
        builtin[row.code] = row.builtin
        if row.permission is not None:
            edits[row.code][row.permission] = row.scope
    catalogue, effective = current_catalogue(), effective_plugins()
    held = {
        code: Grants(
            catalogue=catalogue,
            effective=effective,
            assignments=(Assignment(role=code, builtin=own, edits=edits[code]),),
        )
        for code, own in builtin.items()
    }
    return lambda permission: [code for code, grants in held.items() if grants.of(permission) is not None]
