"""What personal data internal audits keep, of the staff who answer for something."""

from __future__ import annotations

from plugins.budget.permissions.audits import AUDIT_ANSWER, AUDIT_READ
from saas.plugin_api import DataUse, _l

AUDIT_DATA = (
    DataUse(
        what=_l("What internal auditors found, and who answers for it"),
        purpose=_l("Put right what was wrong, and show later that it was"),
        columns=("budget_audit_finding.text", "budget_audit_event.note"),
        seen_with=(AUDIT_READ, AUDIT_ANSWER),
    ),
)
