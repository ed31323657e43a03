"""What the audit calls acts on categories, budgets and their ledger."""

from __future__ import annotations

from saas.plugin_api import _l, audit_labels

LABELS = (
    *audit_labels(
        {
            "budget.category.added": _l("Cost category added"),
            "budget.category.changed": _l("Cost category changed"),
        },
        endpoint="budget.category",
        argument="cost_category_id",
    ),
    *audit_labels(
        {
            "budget.sheet.created": _l("Budget begun"),
            "budget.sheet.changed": _l("Budget's assumptions changed"),
            "budget.sheet.line_written": _l("Budget line written"),
            "budget.sheet.line_removed": _l("Budget line taken out"),
            "budget.sheet.submitted": _l("Budget submitted"),
            "budget.sheet.withdrawn": _l("Budget taken back"),
            "budget.sheet.dropped": _l("Version of a budget dropped"),
            "budget.sheet.review_started": _l("Budget taken into finance review"),
            "budget.sheet.returned": _l("Budget returned"),
            "budget.sheet.approved": _l("Budget approved"),
            "budget.sheet.activated": _l("Budget put into force"),
            "budget.sheet.revised": _l("Revision of a budget begun"),
            "budget.sheet.closed": _l("Budget's year closed"),
            "budget.sheet.commented": _l("Budget commented on"),
            "budget.sheet.comment_settled": _l("Comment on a budget settled"),
        },
        endpoint="budget.sheet",
        argument="budget_sheet_id",
    ),
    *audit_labels(
        {
            "budget.rate.set": _l("Standard rate set"),
            "budget.limit.set": _l("Expense limit set"),
            "budget.volume.written": _l("Volumes entered"),
            "budget.volume.imported": _l("Volumes brought in from a file"),
            "budget.past_cost.imported": _l("Past costs brought in from a file"),
        }
    ),
    *audit_labels(
        {
            "budget.transfer.requested": _l("Budget transfer requested"),
            "budget.transfer.approved": _l("Budget transfer approved"),
            "budget.transfer.rejected": _l("Budget transfer rejected"),
            "budget.transfer.cancelled": _l("Budget transfer cancelled"),
        },
        endpoint="budget.transfer",
        argument="budget_transfer_id",
    ),
)
