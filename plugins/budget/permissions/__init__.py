"""The rights over budgets, and the roles that have them from the start."""

from plugins.budget.permissions.audits import AUDIT_PERMISSIONS, AUDIT_SEPARATIONS
from plugins.budget.permissions.claims import CLAIM_PERMISSIONS, CLAIM_SEPARATIONS
from plugins.budget.permissions.sheets import (
    APPROVE,
    APPROVE_TRANSFER,
    CATEGORIES,
    EXPORT,
    NOT_OWN_BUDGET,
    NOT_OWN_TRANSFER,
    READ,
    REQUEST_TRANSFER,
    REVIEW,
    STANDARDS,
    VOLUMES,
    WRITE,
)
from plugins.budget.permissions.sheets import PERMISSIONS as OF_SHEETS
from plugins.budget.permissions.sheets import SEPARATIONS as OF_TWO_AT_SHEETS

PERMISSIONS = (*OF_SHEETS, *CLAIM_PERMISSIONS, *AUDIT_PERMISSIONS)
SEPARATIONS = (*OF_TWO_AT_SHEETS, *CLAIM_SEPARATIONS, *AUDIT_SEPARATIONS)

__all__ = [
    "APPROVE",
    "APPROVE_TRANSFER",
    "CATEGORIES",
    "EXPORT",
    "NOT_OWN_BUDGET",
    "NOT_OWN_TRANSFER",
    "PERMISSIONS",
    "READ",
    "REQUEST_TRANSFER",
    "REVIEW",
    "SEPARATIONS",
    "STANDARDS",
    "VOLUMES",
    "WRITE",
]
