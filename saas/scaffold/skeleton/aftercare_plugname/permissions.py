"""The rights over notes, and the roles that have them from the start."""

from __future__ import annotations

from saas.plugin_api import Permission, Scope, _l

READ = "plugname.note:read"
WRITE = "plugname.note:write"

PERMISSIONS = (
    Permission(
        READ,
        _l("See notes on customers"),
        default_roles={
            "group_admin": Scope.GROUP,
            "store_manager": Scope.STORE,
            "followup_manager": Scope.STORE,
            "followup_specialist": Scope.OWN,
            "crm_specialist": Scope.STORE,
            "service_advisor": Scope.STORE,
        },
    ),
    Permission(
        WRITE,
        _l("Write notes on customers and tick them off"),
        default_roles={
            "store_manager": Scope.STORE,
            "followup_manager": Scope.STORE,
            "followup_specialist": Scope.OWN,
            "crm_specialist": Scope.STORE,
            "service_advisor": Scope.STORE,
        },
        implies=(READ,),
    ),
)
