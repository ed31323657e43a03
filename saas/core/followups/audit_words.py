"""What the audit calls the acts of this room."""

from __future__ import annotations

from saas.core.contracts.audit_labels import audit_labels
from saas.platform.i18n import _l

LABELS = (
    *audit_labels(
        {
            "followups.task.assigned": _l("Follow-up given to somebody"),
            "followups.task.cancelled": _l("Follow-up cancelled"),
            "followups.task.created": _l("Follow-up added"),
            "followups.task.deferred": _l("Follow-up put off by the contact gate"),
            "followups.task.denied": _l("Follow-up refused by the contact gate"),
            "followups.task.plan_cancelled": _l("Planned follow-ups taken back"),
            "followups.task.planned": _l("Follow-up planned"),
            "followups.task.reassigned": _l("Follow-up given to somebody else"),
            "followups.task.reopened": _l("Follow-up opened again"),
            "followups.task.taken_back": _l("Follow-up taken back"),
        },
        endpoint="followups.task",
        argument="task_id",
    ),
    *audit_labels(
        {
            "followups.rule.edited": _l("Follow-up rule changed"),
            "followups.rule.switched_off": _l("Follow-up rule switched off"),
            "followups.rule.switched_on": _l("Follow-up rule switched on"),
        },
        endpoint="followups.rule",
        argument="rule_id",
    ),
    *audit_labels(
        {
            "followups.call.closed": _l("Call closed"),
            "followups.call.opened": _l("Call begun"),
            "followups.task.generated": _l("Follow-ups made by rules"),
        },
    ),
)
