"""The picture of an alert: complaints of each week, what was expected of the latest and where surprise begins."""

from __future__ import annotations

from datetime import date
from typing import Any

from plugins.complaints.warning.models import AlertEvidence
from saas.plugin_api import _

SHOWN = 52
"""How many weeks the picture shows; the evidence keeps all."""


def evidence_chart(evidence: AlertEvidence) -> dict[str, Any]:
    """The specification of the chart from what the evidence keeps."""
    series = evidence.series
    weeks, counts = series.get("weeks", []), series.get("counts", [])
    first = max(len(weeks) - SHOWN, 0)
    blank = [None] * series.get("bounds_from", 0)
    return {
        "kind": "line",
        "labels": [f"{date.fromisoformat(week):%Y-%m-%d}" for week in weeks[first:]],
        "labelsTitle": _("Week from"),
        "unit": _("complaints"),
        "series": [
            {"name": _("Complaints"), "values": counts[first:]},
            {"name": _("Expected"), "values": [*blank, *series.get("expected", [])][first:]},
            {"name": _("Threshold"), "values": [*blank, *series.get("threshold", [])][first:]},
        ],
        "summary": _(
            "%(observed)d complaints in the week, %(expected).1f expected, threshold %(threshold).1f",
            observed=evidence.observed,
            expected=evidence.expected,
            threshold=evidence.threshold,
        ),
    }
