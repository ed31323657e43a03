"""The rights over budget sheets, their ledger and what they are made of."""

from __future__ import annotations

from saas.plugin_api import Permission, Scope, Separation, _l

READ = "budget.sheet:read"
WRITE = "budget.sheet:write"
REVIEW = "budget.sheet:review"
APPROVE = "budget.sheet:approve"
CATEGORIES = "budget.category:write"
STANDARDS = "budget.standard:write"
VOLUMES = "budget.volume:write"
EXPORT = "budget.sheet:export"
REQUEST_TRANSFER = "budget.transfer:request"
APPROVE_TRANSFER = "budget.transfer:approve"

PERMISSIONS = (
    Permission(
        READ,
        _l("See budgets, balances and what was booked"),
        default_roles={
            "group_admin": Scope.GROUP,
            "store_manager": Scope.STORE,
            "department_head": Scope.STORE,
            "data_analyst": Scope.GROUP,
            "finance_reviewer": Scope.GROUP,
            "auditor": Scope.GROUP,
        },
    ),
    Permission(
        WRITE,
        _l("Write budgets, submit and revise them"),
        default_roles={"store_manager": Scope.STORE, "department_head": Scope.STORE},
        implies=(READ,),
    ),
    Permission(
        REVIEW,
        _l("Review budgets, comment on them and return them"),
        default_roles={"finance_reviewer": Scope.GROUP},
        implies=(READ,),
    ),
    Permission(
        APPROVE,
        _l("Approve budgets, put them into force and close their year"),
        default_roles={"group_admin": Scope.GROUP, "finance_reviewer": Scope.GROUP},
        implies=(READ,),
    ),
    Permission(
        CATEGORIES,
        _l("Keep the cost categories"),
        default_roles={"group_admin": Scope.GROUP, "finance_reviewer": Scope.GROUP},
        implies=(READ,),
        of_the_group=True,
    ),
    Permission(
        STANDARDS,
        _l("Keep the standard rates and the limits of expenses"),
        default_roles={"group_admin": Scope.GROUP, "finance_reviewer": Scope.GROUP},
        implies=(READ,),
        of_the_group=True,
    ),
    Permission(
        VOLUMES,
        _l("Keep the volumes that budgets grow with, and past costs"),
        default_roles={
            "group_admin": Scope.GROUP,
            "store_manager": Scope.STORE,
            "department_head": Scope.STORE,
            "data_analyst": Scope.GROUP,
            "finance_reviewer": Scope.GROUP,
        },
        implies=(READ,),
    ),
    Permission(
        EXPORT,
        _l("Export budgets and their analysis, with a reason"),
        default_roles={
            "group_admin": Scope.GROUP,
            "store_manager": Scope.STORE,
            "data_analyst": Scope.GROUP,
            "finance_reviewer": Scope.GROUP,
            "auditor": Scope.GROUP,
        },
        implies=(READ,),
    ),
    Permission(
        REQUEST_TRANSFER,
        _l("Ask for money to be moved between budget lines"),
        default_roles={"store_manager": Scope.STORE, "department_head": Scope.STORE},
        implies=(READ,),
    ),
    Permission(
        APPROVE_TRANSFER,
        _l("Decide on transfers between budget lines"),
        default_roles={"group_admin": Scope.GROUP, "finance_reviewer": Scope.GROUP},
        implies=(READ,),
    ),
)

NOT_OWN_BUDGET = "budget.sheet:submitter-approver"
NOT_OWN_TRANSFER = "budget.transfer:requester-approver"

SEPARATIONS = (
    Separation(key=NOT_OWN_BUDGET, rule=_l("Whoever submits a budget neither reviews nor approves it.")),
    Separation(
        key=NOT_OWN_TRANSFER,
        rule=_l("Whoever asks for a transfer between budget lines does not decide on it."),
    ),
)
