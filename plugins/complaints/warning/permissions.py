"""The rights over alerts, and the roles that have them from the start."""

from __future__ import annotations

from saas.plugin_api import Permission, Scope, _l

READ = "complaints.alert:read"
WRITE = "complaints.alert:write"

PERMISSIONS = (
    Permission(
        READ,
        _l("See early warnings"),
        default_roles={
            "group_admin": Scope.GROUP,
            "store_manager": Scope.STORE,
            "followup_manager": Scope.STORE,
            "data_analyst": Scope.GROUP,
            "complaint_handler": Scope.STORE,
            "complaint_manager": Scope.STORE,
            "parts_clerk": Scope.STORE,
            "parts_manager": Scope.GROUP,
            "auditor": Scope.GROUP,
        },
    ),
    Permission(
        WRITE,
        _l("Look into early warnings and decide on them"),
        default_roles={"complaint_manager": Scope.STORE},
        implies=(READ,),
    ),
)
