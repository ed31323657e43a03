"""The rights over internal audits, the roles that have them from the start, and who may not be the same person."""

from __future__ import annotations

from plugins.budget.permissions.claims import EVERYBODY
from saas.plugin_api import Permission, Scope, Separation, _l

AUDIT_READ = "budget.audit:read"
AUDIT_WRITE = "budget.audit:write"
AUDIT_ANSWER = "budget.audit:answer"

AUDIT_PERMISSIONS = (
    Permission(
        AUDIT_READ,
        _l("See internal audits with all evidence of the sampled claims"),
        default_roles={"auditor": Scope.GROUP},
    ),
    Permission(
        AUDIT_WRITE,
        _l("Audit: draw samples, look at claims, write findings down and close them"),
        default_roles={"auditor": Scope.GROUP},
        implies=(AUDIT_READ,),
    ),
    Permission(
        AUDIT_ANSWER,
        _l("Answer the audit findings that one is responsible for"),
        default_roles=dict.fromkeys((*EVERYBODY, "department_head", "finance_reviewer", "payer"), Scope.OWN),
    ),
)

NOT_OWN_PART = "budget.audit:part-auditor"
"""Whoever had a part in a claim, and whoever audits it."""
NOT_OWN_ANSWER = "budget.audit:answer-closer"
"""Whoever answers a finding, and whoever closes it."""

AUDIT_SEPARATIONS = (
    Separation(
        key=NOT_OWN_PART,
        rule=_l("Nobody audits an expense claim that they filed, reviewed or paid."),
    ),
    Separation(
        key=NOT_OWN_ANSWER,
        rule=_l("Whoever answers for a finding neither closes it nor sends it back."),
    ),
)
