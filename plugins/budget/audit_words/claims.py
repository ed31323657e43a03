"""What the audit calls the acts on expense claims and payments."""

from __future__ import annotations

from saas.plugin_api import _l, audit_labels

CLAIM_LABELS = (
    *audit_labels(
        {
            "budget.claim.created": _l("Expense claim begun"),
            "budget.claim.line_added": _l("Expense added to a claim"),
            "budget.claim.line_changed": _l("Expense of a claim changed"),
            "budget.claim.line_removed": _l("Expense taken off a claim"),
            "budget.claim.receipt_added": _l("Receipt attached to a claim"),
            "budget.claim.receipt_removed": _l("Receipt taken off a claim"),
            "budget.claim.submitted": _l("Expense claim handed in"),
            "budget.claim.held": _l("Expense claim held, since it exceeds the budget"),
            "budget.claim.overbudget_agreed": _l("Department agreed to exceed the budget"),
            "budget.claim.overbudget_approved": _l("Finance approved to exceed the budget"),
            "budget.claim.overbudget_rejected": _l("Exceeding the budget refused"),
            "budget.claim.overbudget_expired": _l("Request to exceed the budget expired"),
            "budget.claim.went_on": _l("Expense claim went on with an approval"),
            "budget.claim.department_passed": _l("Expense claim passed by the department"),
            "budget.claim.finance_passed": _l("Expense claim passed by finance"),
            "budget.claim.returned": _l("Expense claim returned"),
            "budget.claim.rejected": _l("Expense claim rejected"),
            "budget.claim.cancelled": _l("Expense claim taken back"),
            "budget.claim.paid": _l("Expense claim paid"),
        },
        endpoint="budget.claim",
        argument="claim_id",
    ),
    *audit_labels(
        {
            "budget.payment.prepared": _l("Payment of expense claims prepared"),
            "budget.payment.paid": _l("Payment of expense claims made"),
            "budget.payment.dissolved": _l("Payment of expense claims dissolved"),
        },
        endpoint="budget.payment",
        argument="payment_batch_id",
    ),
)
