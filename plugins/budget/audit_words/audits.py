"""What the audit calls the acts of internal audits."""

from __future__ import annotations

from saas.plugin_api import _l, audit_labels

AUDIT_LABELS = (
    *audit_labels(
        {
            "budget.audit.begun": _l("Internal audit begun"),
            "budget.audit.points_added": _l("Points added to an internal audit"),
            "budget.audit.cancelled": _l("Internal audit given up"),
            "budget.audit.drawn": _l("Sample of an internal audit drawn"),
            "budget.audit.passed": _l("Sampled claim found in order"),
            "budget.audit.found": _l("Audit finding written down"),
            "budget.audit.answered": _l("Audit finding answered"),
            "budget.audit.sent_back": _l("Answer to an audit finding sent back"),
            "budget.audit.finding_closed": _l("Audit finding closed"),
            "budget.audit.closed": _l("Internal audit closed"),
        },
        endpoint="budget.audit",
        argument="audit_id",
    ),
)
