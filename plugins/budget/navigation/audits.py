"""Where internal audits are entered in the menu."""

from __future__ import annotations

from plugins.budget.permissions.audits import AUDIT_ANSWER, AUDIT_READ
from plugins.budget.queries.audit_findings import waiting_for_me_count
from saas.plugin_api import NavItem, _l

AUDIT_NAV = (
    NavItem(
        key="audits",
        label=_l("Internal audits"),
        endpoint="budget.audits",
        icon="clipboard-check",
        permission=AUDIT_READ,
        weight=54,
    ),
    NavItem(
        key="findings",
        label=_l("Audit findings to answer"),
        endpoint="budget.findings",
        icon="message-report",
        permission=AUDIT_ANSWER,
        weight=55,
        badge=waiting_for_me_count,
    ),
)
