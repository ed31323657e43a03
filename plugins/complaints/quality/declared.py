"""What quality issues declare: their rights, and what the audit calls the acts with them."""

from __future__ import annotations

from plugins.complaints.quality.permissions import PERMISSIONS
from saas.plugin_api import _l, audit_labels

__all__ = ["LABELS", "PERMISSIONS"]

LABELS = audit_labels(
    {
        "complaints.issue.begun": _l("Quality issue begun"),
        "complaints.issue.analyse": _l("Quality issue analysed"),
        "complaints.issue.implement": _l("Something was done about a quality issue"),
        "complaints.issue.track": _l("Quality issue is watched"),
        "complaints.issue.close": _l("Quality issue closed"),
        "complaints.issue.reopen": _l("Quality issue opened again"),
        "complaints.issue.linked": _l("Complaint added to a quality issue"),
        "complaints.issue.unlinked": _l("Complaint taken out of a quality issue"),
        "complaints.issue.asked": _l("Department written to about a quality issue"),
        "complaints.issue.answered": _l("Department answered about a quality issue"),
    },
    endpoint="complaints.issue",
    argument="issue_id",
)
