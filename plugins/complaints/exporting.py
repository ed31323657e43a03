"""Complaints as a table to take out; neither names nor what was said go with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from plugins.complaints.permissions import EXPORT
from plugins.complaints.queries import CaseFilter, cases_page
from plugins.complaints.schemas import CaseFilterSchema
from plugins.complaints.words import CHANNELS, SEVERITIES, STATES, in_locale
from saas.plugin_api import Exporter, _l, moment


def case_lines(filters: Mapping[str, Any], limit: int) -> Iterable[list[str]]:
    """The complaints of a filter within reach."""
    return map(_line, cases_page(CaseFilter(**filters), limit=limit, permission=EXPORT).rows)


def _line(row: Any) -> list[str]:
    case = row.Case
    return [
        case.document_no,
        moment(case.received_at),
        str(STATES[case.state][0]),
        str(SEVERITIES[case.severity][0]),
        in_locale(row.category) if row.category else "",
        str(CHANNELS[case.channel]),
        row.series or case.model_text,
        row.handler or "",
        row.store,
    ]


EXPORTER = Exporter(
    key="complaints.case",
    title=_l("Complaints"),
    columns=(
        _l("Complaint number"),
        _l("Received at"),
        _l("State"),
        _l("Severity"),
        _l("Category"),
        _l("Channel"),
        _l("Vehicle"),
        _l("Handler"),
        _l("Store"),
    ),
    rows=case_lines,
    permission=EXPORT,
    filters=CaseFilterSchema,
    list_endpoint="complaints.cases",
)
