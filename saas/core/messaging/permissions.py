"""The rights over messages to customers."""

from __future__ import annotations

from saas.platform.i18n import _l
from saas.platform.permissions import Permission, Scope

SEND = "messaging.message:send"
READ = "messaging.message:read"
TEMPLATES = "messaging.template:write"
CHANNELS = "messaging.channel:write"
REPORT = "messaging.gateway:report"

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
    Permission(
        TEMPLATES,
        _l("Write the templates of messages"),
        default_roles={"group_admin": Scope.GROUP, "followup_manager": Scope.GROUP},
        of_the_group=True,
    ),
    Permission(
        CHANNELS,
        _l("Set up how messages go out"),
        default_roles={"group_admin": Scope.GROUP},
        of_the_group=True,
    ),
    Permission(
        REPORT,
        _l("Tell what became of messages, and what customers answered; for gateways"),
        default_roles={"group_admin": Scope.GROUP},
        of_the_group=True,
    ),
)
