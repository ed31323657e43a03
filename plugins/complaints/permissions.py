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
APPROVE = "complaints.option:approve"
CONFIRM = "complaints.case:confirm"
ROUTING = "complaints.rule:write"
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
            "department_head": Scope.STORE,
            "auditor": Scope.GROUP,
            "privacy_officer": Scope.GROUP,
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
        _l("Resolve complaints, end withdrawn ones and open them again"),
        default_roles={"complaint_handler": Scope.OWN, "complaint_manager": Scope.STORE},
    ),
    Permission(
        HANDLE,
        _l("Can be given the complaints of a store"),
        default_roles={"complaint_handler": Scope.STORE, "complaint_manager": Scope.STORE},
    ),
    Permission(
        APPROVE,
        _l("Approve solutions above the limit"),
        default_roles={
            "store_manager": Scope.STORE,
            "complaint_manager": Scope.STORE,
            "finance_reviewer": Scope.GROUP,
        },
        implies=(READ,),
    ),
    Permission(
        CONFIRM,
        _l("Ask customers whether their complaint is solved, and close it"),
        default_roles={
            "store_manager": Scope.STORE,
            "followup_manager": Scope.STORE,
            "complaint_manager": Scope.STORE,
        },
        implies=(READ,),
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
        ROUTING,
        _l("Keep the rules for who gets complaints"),
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
PROPOSER_APPROVER = "complaints.option:proposer-approver"
HANDLER_CLOSER = "complaints.case:handler-closer"

SEPARATIONS = (
    Separation(
        key=NOT_ABOUT_ONESELF,
        rule=_l("Whoever a complaint is about neither handles nor decides it."),
    ),
    Separation(
        key=PROPOSER_APPROVER,
        rule=_l("Whoever proposed a solution does not approve it."),
    ),
    Separation(
        key=HANDLER_CLOSER,
        rule=_l("Whoever handled a complaint does not ask whether it is solved, nor close it."),
    ),
)
