"""The rights over imports, and the roles that have them from the start."""

from __future__ import annotations

from typing import Final

from saas.platform.i18n import _l
from saas.platform.permissions import Permission, Scope

READ: Final = "imports.run:read"
WRITE: Final = "imports.run:write"

_ROLES = {
    "group_admin": Scope.GROUP,
    "store_manager": Scope.STORE,
    "crm_specialist": Scope.STORE,
}

PERMISSIONS = (
    Permission(READ, _l("See imports and their reports"), default_roles=_ROLES),
    Permission(
        WRITE,
        _l("Import files and download the rows that failed"),
        default_roles=_ROLES,
        implies=(READ,),
    ),
)
