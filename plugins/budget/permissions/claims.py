"""The rights over expense claims, the roles that have them from the start, and who may not be the same person."""

from __future__ import annotations

from saas.plugin_api import Permission, Scope, Separation, _l

CLAIM_READ = "budget.claim:read"
CLAIM_WRITE = "budget.claim:write"
CLAIM_REVIEW = "budget.claim:review"
CLAIM_CHECK = "budget.claim:check"
CLAIM_PAY = "budget.claim:pay"
OVERBUDGET_AGREE = "budget.overbudget:agree"
OVERBUDGET_APPROVE = "budget.overbudget:approve"

EVERYBODY = (
    "store_manager",
    "followup_manager",
    "followup_specialist",
    "crm_specialist",
    "data_analyst",
    "service_advisor",
    "complaint_handler",
    "complaint_manager",
    "privacy_officer",
    "parts_clerk",
    "parts_manager",
    "appraisal_admin",
    "employee",
)

CLAIM_PERMISSIONS = (
    Permission(
        CLAIM_READ,
        _l("See expense claims"),
        default_roles={
            **dict.fromkeys(EVERYBODY, Scope.OWN),
            "department_head": Scope.STORE,
            "finance_reviewer": Scope.GROUP,
            "payer": Scope.GROUP,
            "auditor": Scope.GROUP,
        },
    ),
    Permission(
        CLAIM_WRITE,
        _l("Claim one's own expenses"),
        default_roles={
            **dict.fromkeys(EVERYBODY, Scope.OWN),
            "department_head": Scope.OWN,
            "finance_reviewer": Scope.OWN,
            "payer": Scope.OWN,
        },
        implies=(CLAIM_READ,),
    ),
    Permission(
        CLAIM_REVIEW,
        _l("Look at the department's expense claims first"),
        default_roles={"department_head": Scope.STORE},
        implies=(CLAIM_READ,),
    ),
    Permission(
        CLAIM_CHECK,
        _l("Check expense claims for finance"),
        default_roles={"finance_reviewer": Scope.GROUP},
        implies=(CLAIM_READ,),
    ),
    Permission(
        CLAIM_PAY,
        _l("Pay expense claims"),
        default_roles={"payer": Scope.GROUP},
        implies=(CLAIM_READ,),
        of_the_group=True,
    ),
    Permission(
        OVERBUDGET_AGREE,
        _l("Agree, as head of the department, that the budget is exceeded"),
        default_roles={"department_head": Scope.STORE},
        implies=(CLAIM_READ,),
    ),
    Permission(
        OVERBUDGET_APPROVE,
        _l("Approve for finance that the budget is exceeded"),
        default_roles={"finance_reviewer": Scope.GROUP},
        implies=(CLAIM_READ,),
    ),
)

FOUR_PEOPLE = "budget.claim:four-people"
"""Claimant, head of the department, finance and payer of one claim."""
OVERBUDGET_PEOPLE = "budget.overbudget:two-people"

CLAIM_SEPARATIONS = (
    Separation(
        key=FOUR_PEOPLE,
        rule=_l("Whoever claims, reviews, checks and pays an expense claim are four different people."),
    ),
    Separation(
        key=OVERBUDGET_PEOPLE,
        rule=_l("Whoever asks to exceed the budget, agrees and approves it are three different people."),
    ),
)
