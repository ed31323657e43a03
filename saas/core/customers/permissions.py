"""The rights over customers."""

from __future__ import annotations

from saas.platform.i18n import _l
from saas.platform.permissions import Permission, Scope

READ = "customers.customer:read"
WRITE = "customers.customer:write"
REVEAL = "customers.customer:reveal"
EXPORT = "customers.customer:export"
MERGE = "customers.customer:merge"

PERMISSIONS = (
    Permission(
        READ,
        _l("See customers, personal data masked"),
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
        _l("Add and edit customers"),
        default_roles={
            "store_manager": Scope.STORE,
            "crm_specialist": Scope.STORE,
            "service_advisor": Scope.STORE,
        },
        implies=(READ,),
    ),
    Permission(
        REVEAL,
        _l("Reveal masked personal data; each look is logged"),
        default_roles={
            "store_manager": Scope.STORE,
            "followup_manager": Scope.STORE,
            "followup_specialist": Scope.OWN,
            "crm_specialist": Scope.STORE,
            "service_advisor": Scope.STORE,
            "complaint_handler": Scope.OWN,
            "complaint_manager": Scope.STORE,
            "privacy_officer": Scope.GROUP,
        },
    ),
    Permission(
        EXPORT,
        _l("Export customers, with a reason"),
        default_roles={"group_admin": Scope.GROUP, "privacy_officer": Scope.GROUP},
    ),
    Permission(
        MERGE,
        _l("Merge customers who are one, and undo it"),
        default_roles={"store_manager": Scope.STORE, "crm_specialist": Scope.STORE},
        implies=(READ,),
    ),
)
