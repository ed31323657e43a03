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
            "complaints.case.investigated": _l("Investigation of a complaint begun"),
            "complaints.case.asked": _l("Third party asked about a complaint"),
            "complaints.case.answered": _l("Third party answered about a complaint"),
            "complaints.case.found": _l("Facts of a complaint settled"),
            "complaints.case.proposed": _l("Solution of a complaint proposed"),
            "complaints.case.approved": _l("Solution of a complaint approved"),
            "complaints.case.refused": _l("Solution of a complaint refused"),
            "complaints.case.offered": _l("Solution of a complaint offered"),
            "complaints.case.declined": _l("Solution of a complaint declined"),
            "complaints.case.agreed": _l("Solution of a complaint agreed"),
            "complaints.case.planned": _l("Task of a complaint planned"),
            "complaints.case.done": _l("Task of a complaint done"),
            "complaints.case.resolved": _l("Complaint resolved"),
            "complaints.case.call_planned": _l("Call after a complaint planned"),
            "complaints.case.unreached": _l("Complainant not reached"),
            "complaints.case.waiting": _l("Complaint waits for others"),
            "complaints.case.went_on": _l("Complaint goes on"),
            "complaints.case.escalated": _l("Complaint gone one step higher"),
            "complaints.case.evidence": _l("File added to a complaint"),
            "complaints.case.linked": _l("Link for a complainant made"),
            "complaints.complainant.revealed": _l("Complainant's contact looked at in full"),
        },
        endpoint="complaints.case",
        argument="case_id",
    ),
    *audit_labels(
        {
            "complaints.case.flagged_overdue": _l("Complaints marked overdue"),
            "complaints.rule.added": _l("Rule for complaints added"),
            "complaints.rule.removed": _l("Rule for complaints removed"),
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
