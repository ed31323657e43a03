"""What people call trees, indicators, weights, cycles and cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from plugins.kano.kpi_kinds import KpiKind
from plugins.kano.models.cards import CycleState
from plugins.kano.models.trees import Cadence, SourceKind, TreeState
from plugins.kano.words.study import in_locale
from saas.plugin_api import LazyStr, _l, round_half_up

TREE_STATES: Mapping[TreeState, tuple[LazyStr, str]] = {
    TreeState.DRAFT: (_l("Draft"), "warn"),
    TreeState.APPROVED: (_l("Approved"), "good"),
    TreeState.RETIRED: (_l("Retired"), "plain"),
}

KINDS: Mapping[KpiKind, tuple[LazyStr, str]] = {
    KpiKind.GATE: (_l("Gate"), "bad"),
    KpiKind.LINEAR: (_l("Linear"), "info"),
    KpiKind.BONUS: (_l("Bonus"), "good"),
}

KIND_HELP: Mapping[KpiKind, LazyStr] = {
    KpiKind.GATE: _l("Must-be: below its standard it holds the grade down; above it earns nothing."),
    KpiKind.LINEAR: _l("One-dimensional: the better, the more points, from 0 to 100, by its weight."),
    KpiKind.BONUS: _l("Attractive: it only adds points."),
}

SOURCES: Mapping[SourceKind, LazyStr] = {
    SourceKind.METRIC: _l("Measured figure"),
    SourceKind.SURVEY: _l("Marks by customers"),
    SourceKind.RATING: _l("Rating by a superior"),
}

CADENCES: Mapping[Cadence, LazyStr] = {
    Cadence.MONTH: _l("every month"),
    Cadence.QUARTER: _l("every quarter"),
}

DIRECTIONS: Mapping[str, LazyStr] = {
    "higher": _l("Higher is better"),
    "lower": _l("Lower is better"),
}

CYCLE_STATES: Mapping[CycleState, tuple[LazyStr, str]] = {
    CycleState.OPEN: (_l("Open"), "info"),
    CycleState.PUBLISHED: (_l("Published"), "good"),
}

_TONES: Final = ("good", "info", "warn", "bad")


def grade_name(bands: Sequence[Mapping[str, Any]], code: str) -> str:
    """What the group calls a grade in the page's language; a dash without one."""
    return next((in_locale(band["names"]) for band in bands if band["code"] == code), "—")


def grade_tone(bands: Sequence[Mapping[str, Any]], code: str) -> str:
    """The tone of a grade's badge: the best is good, the last bad."""
    place = next((i for i, band in enumerate(bands) if band["code"] == code), None)
    if place is None:
        return "plain"
    return "bad" if place == len(bands) - 1 else _TONES[min(place, len(_TONES) - 2)]


def plain(value: Decimal | None, places: int = 6) -> str:
    """A number as people write it, without zeros at its end; empty for none."""
    if value is None:
        return ""
    text = f"{round_half_up(value, places):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
