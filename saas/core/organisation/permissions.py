"""The rights over the organisation, and the roles that have them from the start."""

from __future__ import annotations

from saas.core.contracts.roles import BUILTIN_ROLES
from saas.platform.i18n import _l
from saas.platform.permissions import Permission, Scope

SETTINGS_WRITE = "organisation.settings:write"
STORE_READ = "organisation.store:read"
STORE_WRITE = "organisation.store:write"
EMPLOYEE_READ = "organisation.employee:read"
EMPLOYEE_WRITE = "organisation.employee:write"

# Everybody needs the names of stores and colleagues to assign and to filter.
_ALL_ROLES = {role.code: Scope.GROUP for role in BUILTIN_ROLES}

PERMISSIONS = (
    Permission(
        SETTINGS_WRITE,
        _l("Change the settings of the group and its work calendars"),
        default_roles={"group_admin": Scope.GROUP},
        of_the_group=True,
        lasting=True,
    ),
    Permission(STORE_READ, _l("See legal entities, stores and departments"), default_roles=_ALL_ROLES),
    Permission(
        STORE_WRITE,
        _l("Change legal entities, stores and departments"),
        default_roles={"group_admin": Scope.GROUP},
        implies=(STORE_READ,),
        of_the_group=True,
    ),
    Permission(EMPLOYEE_READ, _l("See employees"), default_roles=_ALL_ROLES),
    Permission(
        EMPLOYEE_WRITE,
        _l("Change employees"),
        default_roles={"group_admin": Scope.GROUP, "store_manager": Scope.STORE},
        implies=(EMPLOYEE_READ,),
    ),
)
