"""The rights over quality issues, and the roles that have them from the start."""

from __future__ import annotations

from saas.plugin_api import Permission, Scope, _l

READ = "complaints.issue:read"
WRITE = "complaints.issue:write"

PERMISSIONS = (
    Permission(
        READ,
        _l("See quality issues"),
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
        _l("Begin quality issues and take them to their end"),
        default_roles={"complaint_handler": Scope.STORE, "complaint_manager": Scope.STORE},
        implies=(READ,),
    ),
)
