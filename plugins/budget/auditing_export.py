"""Findings of internal audits as a table to take out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from plugins.budget.auditing_words import FINDING_STATES, SEVERITIES
from plugins.budget.permissions.audits import AUDIT_READ
from plugins.budget.queries.audit_findings import findings_to_export
from plugins.budget.schemas.audits import BudgetFindingExportSchema
from saas.plugin_api import Exporter, _l, moment


def finding_lines(filters: Mapping[str, Any], limit: int) -> Iterable[list[str]]:
    """The findings of an audit, or of all audits within reach."""
    return map(_line, findings_to_export(filters["audit_id"], limit))


def _line(row: Any) -> list[str]:
    finding = row.AuditFinding
    return [
        row.audit_no,
        row.audit_title,
        f"F{finding.number}",
        row.claim_no,
        row.store,
        str(SEVERITIES[finding.severity][0]),
        str(FINDING_STATES[finding.state][0]),
        finding.text,
        row.responsible,
        finding.due_on.isoformat(),
        moment(finding.answered_at) if finding.answered_at else "",
        moment(finding.closed_at) if finding.closed_at else "",
    ]


FINDINGS = Exporter(
    key="budget.findings",
    title=_l("Findings of internal audits"),
    columns=(
        _l("Internal audit"),
        _l("Title of the audit"),
        _l("Finding"),
        _l("Claim number"),
        _l("Store"),
        _l("Severity"),
        _l("State"),
        _l("What was found"),
        _l("Responsible"),
        _l("To be answered by"),
        _l("Answered at"),
        _l("Closed at"),
    ),
    rows=finding_lines,
    permission=AUDIT_READ,
    filters=BudgetFindingExportSchema,
    list_endpoint="budget.audits",
)
