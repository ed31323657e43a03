"""The rights over consent and contact."""

from __future__ import annotations

from saas.platform.i18n import _l
from saas.platform.permissions import Permission, Scope, Separation

READ = "privacy.consent:read"
WRITE = "privacy.consent:write"
SPECIAL = "privacy.special_group:read"
UNBLOCK = "privacy.block:lift"
POLICY = "privacy.contact_policy:write"
NOTICE = "privacy.notice:write"
INVENTORY = "privacy.inventory:read"
EXPORT = "privacy.subject:export"
ERASE = "privacy.subject:erase"
DUTIES = "privacy.duty:read"
READ_REQUESTS = "privacy.request:read"
HANDLE_REQUESTS = "privacy.request:write"
APPROVE_REQUESTS = "privacy.request:approve"
TWO_PEOPLE = "privacy.request:handle-approve"

PERMISSIONS = (
    Permission(
        READ,
        _l("See what customers said about being contacted"),
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
        WRITE,
        _l("Record consent and refusal"),
        # A customer at the desk is the adviser's and the CRM specialist's own for that moment, whoever looks after them.
        default_roles={
            "followup_specialist": Scope.OWN,
            "crm_specialist": Scope.STORE,
            "service_advisor": Scope.STORE,
            "complaint_handler": Scope.OWN,
            "privacy_officer": Scope.GROUP,
        },
        implies=(READ,),
    ),
    Permission(
        SPECIAL,
        _l("See what customers let be known of them that is sensitive, such as a disability"),
        default_roles={
            "store_manager": Scope.STORE,
            "crm_specialist": Scope.STORE,
            "service_advisor": Scope.STORE,
            "privacy_officer": Scope.GROUP,
        },
    ),
    Permission(
        UNBLOCK,
        _l("Take customers off the do-not-contact list"),
        default_roles={"privacy_officer": Scope.GROUP},
    ),
    Permission(
        POLICY,
        _l("Set quiet hours and how often customers are contacted"),
        default_roles={"privacy_officer": Scope.GROUP, "group_admin": Scope.GROUP},
        of_the_group=True,
    ),
    Permission(
        NOTICE,
        _l("Publish what customers are told about the use of their data"),
        default_roles={"privacy_officer": Scope.GROUP, "group_admin": Scope.GROUP},
        of_the_group=True,
    ),
    Permission(
        INVENTORY,
        _l("See and take out which data of people are kept, why, and who sees them"),
        default_roles={
            "privacy_officer": Scope.GROUP,
            "group_admin": Scope.GROUP,
            "auditor": Scope.GROUP,
        },
        of_the_group=True,
    ),
    Permission(
        EXPORT,
        _l("Hand a customer all that is kept about them; each package is logged"),
        default_roles={"privacy_officer": Scope.GROUP},
    ),
    Permission(
        ERASE,
        _l("Erase a customer from all modules"),
        default_roles={"privacy_officer": Scope.GROUP},
    ),
    Permission(
        READ_REQUESTS,
        _l("See what customers ask about their data, and by when it is due"),
        default_roles={"privacy_officer": Scope.GROUP, "group_admin": Scope.GROUP},
        of_the_group=True,
    ),
    Permission(
        HANDLE_REQUESTS,
        _l("Take in, check and answer what customers ask about their data"),
        default_roles={"privacy_officer": Scope.GROUP},
        implies=(READ_REQUESTS,),
        of_the_group=True,
    ),
    Permission(
        APPROVE_REQUESTS,
        _l(
            "Approve what somebody else proposed: to erase a customer's data, or to do nothing more with them"
        ),
        default_roles={"privacy_officer": Scope.GROUP, "group_admin": Scope.GROUP},
        implies=(READ_REQUESTS,),
        of_the_group=True,
    ),
    Permission(
        DUTIES,
        _l("See packages, erasures and merges, and what modules still owe"),
        default_roles={"privacy_officer": Scope.GROUP, "group_admin": Scope.GROUP},
        of_the_group=True,
    ),
)

SEPARATIONS = (
    Separation(
        key=TWO_PEOPLE,
        rule=_l("Who takes in, checks or proposes what is done with a customer's data does not approve it."),
    ),
)
