"""The rights over recalls, and the roles that have them from the start."""

from __future__ import annotations

from saas.plugin_api import Permission, Scope, _l

READ = "recalls.match:read"
WRITE = "recalls.match:write"
EXPORT = "recalls.match:export"
IMPORT = "recalls.campaign:write"

_STORES = {
    "store_manager": Scope.STORE,
    "followup_manager": Scope.STORE,
    "followup_specialist": Scope.STORE,
    "crm_specialist": Scope.STORE,
    "service_advisor": Scope.STORE,
}

PERMISSIONS = (
    Permission(READ, _l("See recalled vehicles"), default_roles={"group_admin": Scope.GROUP, **_STORES}),
    Permission(
        WRITE,
        _l("Note who was told of a recall and that it is done"),
        default_roles=_STORES,
        implies=(READ,),
    ),
    Permission(
        EXPORT,
        _l("Export recalled vehicles, with a reason"),
        default_roles={"group_admin": Scope.GROUP, "followup_manager": Scope.STORE},
    ),
    Permission(
        IMPORT,
        _l("Bring in the lists of recalls"),
        default_roles={"group_admin": Scope.GROUP},
        implies=(READ,),
        of_the_group=True,
    ),
)
