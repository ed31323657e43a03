"""The rights over messages to customers."""

from __future__ import annotations

from saas.platform.i18n import _l
from saas.platform.permissions import Permission, Scope

SEND = "messaging.message:send"
READ = "messaging.message:read"

PERMISSIONS = (
    Permission(
        READ,
        _l("See that messages were sent to customers"),
        default_roles={
            "store_manager": Scope.STORE,
            "followup_manager": Scope.STORE,
            "followup_specialist": Scope.OWN,
            "crm_specialist": Scope.STORE,
            "service_advisor": Scope.STORE,
            "privacy_officer": Scope.GROUP,
        },
    ),
    Permission(
        SEND,
        _l("Write to customers"),
        default_roles={
            "followup_specialist": Scope.OWN,
            "crm_specialist": Scope.STORE,
            "service_advisor": Scope.STORE,
        },
        implies=(READ,),
    ),
)
