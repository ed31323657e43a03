"""The rights over imports, and the roles that have them from the start."""

from __future__ import annotations

from typing import Final

from saas.core.contracts.importers import IMPORT_FILES
from saas.platform.i18n import _l
from saas.platform.permissions import Permission, Scope

OWN_READ: Final = "imports.own:read"
OWN_WRITE: Final = IMPORT_FILES
READ: Final = "imports.run:read"
WRITE: Final = "imports.run:write"

_ROLES = {
    "group_admin": Scope.GROUP,
    "store_manager": Scope.STORE,
    "crm_specialist": Scope.STORE,
}
# Those who may change what modules take from files.
_KEEPERS = ("parts_manager", "department_head", "finance_reviewer", "data_analyst", "appraisal_admin")

PERMISSIONS = (
    Permission(OWN_READ, _l("See one's own imports and their reports")),
    Permission(
        OWN_WRITE,
        _l("Import files of what one may change, and download the rows that failed"),
        default_roles=_KEEPERS,
        implies=(OWN_READ,),
    ),
    Permission(
        READ,
        _l("See the imports of others and their reports"),
        default_roles=_ROLES,
        implies=(OWN_READ,),
    ),
    Permission(
        WRITE,
        _l("Import files of customers, vehicles and visits"),
        default_roles=_ROLES,
        implies=(READ, OWN_WRITE),
    ),
)
