"""What the audit calls the acts of this plugin."""

from __future__ import annotations

from saas.plugin_api import _l, audit_labels

LABELS = (
    *audit_labels(
        {
            "complaints.case.registered": _l("Complaint registered"),
            "complaints.case.edited": _l("Complaint changed"),
            "complaints.case.acknowledged": _l("Complaint acknowledged"),
            "complaints.case.classified": _l("Complaint classified"),
            "complaints.case.assigned": _l("Complaint given to somebody"),
            "complaints.case.overdue": _l("Complaint overdue"),
            "complaints.case.closed": _l("Complaint closed"),
            "complaints.case.reopened": _l("Complaint opened again"),
            "complaints.complainant.revealed": _l("Complainant's contact looked at in full"),
        },
        endpoint="complaints.case",
        argument="case_id",
    ),
    *audit_labels(
        {
            "complaints.case.flagged_overdue": _l("Complaints marked overdue"),
        },
    ),
    *audit_labels(
        {
            "complaints.category.added": _l("Kind of complaint added"),
            "complaints.category.changed": _l("Kind of complaint changed"),
        },
        endpoint="complaints.category",
        argument="category_id",
    ),
)
