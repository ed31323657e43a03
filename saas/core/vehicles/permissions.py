"""The rights over vehicles."""

from __future__ import annotations

from saas.platform.i18n import _l
from saas.platform.permissions import Permission, Scope

READ = "vehicles.vehicle:read"
WRITE = "vehicles.vehicle:write"
PLAN = "vehicles.maintenance_plan:write"

PERMISSIONS = (
    Permission(
        READ,
        _l("See vehicles and their service records"),
        default_roles={
            "group_admin": Scope.GROUP,
            "store_manager": Scope.STORE,
            "followup_manager": Scope.STORE,
            "followup_specialist": Scope.OWN,
            "crm_specialist": Scope.STORE,
            "data_analyst": Scope.GROUP,
            "service_advisor": Scope.STORE,
            "complaint_handler": Scope.OWN,
            "complaint_manager": Scope.STORE,
            "privacy_officer": Scope.GROUP,
        },
    ),
    Permission(
        WRITE,
        _l("Add and edit vehicles, owners, readings and service records"),
        default_roles={
            "store_manager": Scope.STORE,
            "crm_specialist": Scope.STORE,
            "service_advisor": Scope.STORE,
        },
        implies=(READ,),
    ),
    Permission(
        PLAN,
        _l("Set maintenance plans"),
        default_roles={"group_admin": Scope.GROUP},
        of_the_group=True,
    ),
)
