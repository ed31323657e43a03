"""The rights over complaints, and the roles that have them from the start."""

from __future__ import annotations

from saas.plugin_api import Permission, Scope, Separation, _l

CREATE = "complaints.case:create"
READ = "complaints.case:read"
WRITE = "complaints.case:write"
ASSIGN = "complaints.case:assign"
CLOSE = "complaints.case:close"
HANDLE = "complaints.case:handle"
EXPORT = "complaints.case:export"
CATEGORIES = "complaints.category:write"
IDENTITY = "complaints.complainant:read"

PERMISSIONS = (
    Permission(
        CREATE,
        _l("Register complaints"),
        default_roles={
            "store_manager": Scope.STORE,
            "followup_manager": Scope.STORE,
            "followup_specialist": Scope.STORE,
            "crm_specialist": Scope.STORE,
            "service_advisor": Scope.STORE,
            "complaint_handler": Scope.STORE,
            "complaint_manager": Scope.STORE,
        },
    ),
    Permission(
        READ,
        _l("See complaints"),
        default_roles={
            "group_admin": Scope.GROUP,
            "store_manager": Scope.STORE,
            "followup_manager": Scope.STORE,
            "data_analyst": Scope.GROUP,
            "complaint_handler": Scope.OWN,
            "complaint_manager": Scope.STORE,
            # Whoever only registers complaints sees those that they registered.
            "followup_specialist": Scope.OWN,
            "crm_specialist": Scope.OWN,
            "service_advisor": Scope.OWN,
        },
    ),
    Permission(
        WRITE,
        _l("Acknowledge, classify and complete complaints"),
        default_roles={"complaint_handler": Scope.OWN, "complaint_manager": Scope.STORE},
        implies=(READ,),
    ),
    Permission(ASSIGN, _l("Give complaints to a handler"), default_roles={"complaint_manager": Scope.STORE}),
    Permission(
        CLOSE,
        _l("Close complaints with a result and open them again"),
        default_roles={"complaint_handler": Scope.OWN, "complaint_manager": Scope.STORE},
    ),
    Permission(
        HANDLE,
        _l("Can be given the complaints of a store"),
        default_roles={"complaint_handler": Scope.STORE, "complaint_manager": Scope.STORE},
    ),
    Permission(
        EXPORT,
        _l("Export complaints, with a reason"),
        default_roles={"complaint_manager": Scope.STORE},
    ),
    Permission(
        CATEGORIES,
        _l("Keep the categories of complaints"),
        # Of the complaint managers those who are it for the whole group, not for some of its stores.
        default_roles={"group_admin": Scope.GROUP, "complaint_manager": Scope.GROUP},
        implies=(READ,),
        of_the_group=True,
    ),
    Permission(
        IDENTITY,
        _l("See who complained and, by a logged click, their number"),
        default_roles={
            "store_manager": Scope.STORE,
            "followup_manager": Scope.STORE,
            "complaint_handler": Scope.OWN,
            "complaint_manager": Scope.STORE,
            "followup_specialist": Scope.OWN,
            "crm_specialist": Scope.OWN,
            "service_advisor": Scope.OWN,
        },
    ),
)

NOT_ABOUT_ONESELF = "complaints.case:subject-investigator"

SEPARATIONS = (
    Separation(
        key=NOT_ABOUT_ONESELF,
        rule=_l("Whoever a complaint is about neither handles nor decides it."),
    ),
)
