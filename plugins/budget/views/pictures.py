"""What the charts of analysis are drawn from; the same figures stand in a table below each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plugins.budget.schemas.sheets import MONTH_NAMES
from saas.plugin_api import _

if TYPE_CHECKING:
    from plugins.budget.analysis.behaviour import Behaviour
    from plugins.budget.analysis.structure import Structure
    from plugins.budget.analysis.trend import Trend
    from plugins.budget.analysis.variances import Variances
    from plugins.budget.analysis.volume_forecast import VolumeForecast

Spec = dict[str, Any]
MOST_BARS = 12


def of_structure(found: Structure) -> Spec:
    """The greatest parts beside their budget and the earlier period; the rest together."""
    shown, rest = found.parts[:MOST_BARS], found.parts[MOST_BARS:]
    names = [one.name for one in shown] + ([_("All others")] if rest else [])

    def row(field: str) -> list[float | None]:
        values = [getattr(one, field) for one in shown]
        return [_yuan(one) for one in values + ([sum(getattr(one, field) for one in rest)] if rest else [])]

    series = [
        {"name": _("Spent"), "values": row("actual_fen")},
        {"name": _("Budgeted"), "values": row("planned_fen")},
        {"name": _("Earlier period"), "values": row("before_fen")},
    ]
    return {
        "kind": "bar",
        "horizontal": True,
        "labels": names,
        "labelsTitle": _("Part of the cost"),
        "unit": "¥",
        "series": series if found.parts else [],
        "summary": _("What each part of the cost took, what was planned for it, and what it took before."),
    }


def of_trend(found: Trend) -> Spec:
    """The months of the year, expected where they are to come, beside budget and year before."""
    series = [
        {"name": _("Spent"), "values": [_yuan(one.actual_fen) for one in found.months]},
        {"name": _("To be expected"), "values": [_yuan(one.expected_fen) for one in found.months]},
        {"name": _("Budgeted"), "values": [_yuan(one.planned_fen) for one in found.months]},
        {"name": _("Year before"), "values": [_yuan(one.before_fen) for one in found.months]},
    ]
    return {
        "kind": "line",
        "labels": [str(label) for label in MONTH_NAMES],
        "labelsTitle": _("Month"),
        "unit": "¥",
        "series": [] if found.empty else [one for one in series if any(v is not None for v in one["values"])],
        "summary": _("What was spent each month and is expected, beside the budget and the year before."),
    }


def of_variances(found: Variances) -> Spec:
    """The rows that differ most, split into volume and spending."""
    shown = [one for one in found.rows if one.total_fen][:MOST_BARS]
    return {
        "kind": "bar",
        "horizontal": True,
        "labels": [" · ".join(part for part in (one.place, one.name) if part) for one in shown],
        "labelsTitle": _("Line"),
        "unit": "¥",
        "series": [
            {"name": _("By volume"), "values": [_yuan(one.volume_fen) for one in shown]},
            {"name": _("By prices and efficiency"), "values": [_yuan(one.spending_fen) for one in shown]},
        ]
        if shown
        else [],
        "summary": _("The lines that differ most from their budget; above 0 is favourable."),
    }


def of_behaviour(found: Behaviour) -> Spec:
    """Months by their volume: what they cost, and what the line says of such a volume."""
    months = sorted(found.months, key=lambda one: (one.volume, one.place))
    return {
        "kind": "line",
        "labels": [f"{float(one.volume):g}" for one in months],
        "labelsTitle": _("Volume of the month"),
        "unit": "¥",
        "series": [
            {"name": _("Spent"), "values": [_yuan(one.cost_fen) for one in months]},
            {"name": _("By the line"), "values": [_yuan(one.expected_fen) for one in months]},
        ]
        if months
        else [],
        "summary": _("The months by their volume: what they cost, and what the line says of it."),
    }


def of_volumes(found: VolumeForecast | None, before: list[Any], here: list[Any]) -> Spec:
    """A driver's months: this year's, the year before, and what is expected."""
    expected = [None] * found.known + [float(one) for one in found.months[found.known :]] if found else []
    series = [
        {"name": _("As it was"), "values": [_float(one) for one in here]},
        {"name": _("To be expected"), "values": expected or [None] * 12},
        {"name": _("Year before"), "values": [_float(one) for one in before]},
    ]
    return {
        "kind": "line",
        "labels": [str(label) for label in MONTH_NAMES],
        "labelsTitle": _("Month"),
        "unit": "",
        "series": [one for one in series if any(v is not None for v in one["values"])],
        "summary": _("The volumes of the year, the year before, and what is expected."),
    }


def _yuan(fen: int | None) -> float | None:
    return None if fen is None else fen / 100


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
