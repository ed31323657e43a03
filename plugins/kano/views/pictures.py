"""What the charts of a result are drawn from; the same figures stand in a table below each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from plugins.kano.categories import Category
from plugins.kano.models import Run
from plugins.kano.words.study import CATEGORIES, in_locale
from saas.plugin_api import _

Spec = dict[str, Any]
_GROUPS = (
    Category.MUST_BE,
    Category.ONE_DIMENSIONAL,
    Category.ATTRACTIVE,
    Category.INDIFFERENT,
    Category.REVERSE,
    Category.QUESTIONABLE,
)


def better_worse_map(run: Run, rows: Sequence[Any]) -> Spec:
    """Each factor at its coefficients, with intervals, and the lines between the quadrants."""
    points = [
        {
            "name": in_locale(row.StudyFactor.names),
            "x": _positive(row.Result.worse),
            "xLow": _positive(row.Result.worse_high),
            "xHigh": _positive(row.Result.worse_low),
            "y": row.Result.better,
            "yLow": row.Result.better_low,
            "yHigh": row.Result.better_high,
            "group": str(CATEGORIES[row.Result.category][0]),
        }
        for row in rows
        if row.Result.better is not None and row.Result.category is not None
    ]
    return {
        "kind": "map",
        "xTitle": _("How much its absence dissatisfies (|worse|)"),
        "yTitle": _("How much its presence satisfies (better)"),
        "nameTitle": _("Improvement factor"),
        "groupTitle": _("Category"),
        "max": 1,
        "xLine": run.x_line,
        "yLine": run.y_line,
        "corners": _corners(),
        "groups": [str(CATEGORIES[one][0]) for one in _GROUPS],
        "points": points,
        "summary": _("Factors on the better–worse map, each with its interval."),
    }


def continuous_map(rows: Sequence[Any]) -> Spec:
    """Each factor at its mean scores (DuMouchel); none where the table has no scores."""
    points = []
    for row in rows:
        scores = row.Result.figures["continuous"]
        if scores and scores["functional"] is not None and row.Result.category is not None:
            points.append(_scored(row, scores))
    return {
        "kind": "map",
        "xTitle": _("Mean score when it is missing"),
        "yTitle": _("Mean score when it is there"),
        "nameTitle": _("Improvement factor"),
        "groupTitle": _("Category"),
        "max": 4,
        "xLine": 2,
        "yLine": 2,
        "corners": _corners(),
        "groups": [str(CATEGORIES[one][0]) for one in _GROUPS],
        "points": points,
        "summary": _("Factors by their mean scores, each with the spread of its answers."),
    }


def class_shares(rows: Sequence[Any]) -> Spec:
    """How the answers to each factor spread over the categories, in per cent."""
    return {
        "kind": "stacked",
        "horizontal": True,
        "labels": [in_locale(row.StudyFactor.names) for row in rows],
        "labelsTitle": _("Improvement factor"),
        "unit": "%",
        "max": 100,
        "series": [
            {"name": str(CATEGORIES[one][0]), "values": [_share(row.Result, place) for row in rows]}
            for place, one in enumerate(_GROUPS)
        ],
        "summary": _("Share of each category in the answers to each factor."),
    }


def three_curves() -> Spec:
    """Satisfaction by how well a factor is done, for a must-be, a one-dimensional and an attractive one."""
    steps = [place / 10 for place in range(11)]
    return {
        "kind": "line",
        "labels": [f"{one:.0%}" for one in steps],
        "labelsTitle": _("How well it is done"),
        "unit": _("Satisfaction"),
        "series": [
            {"name": str(CATEGORIES[Category.ATTRACTIVE][0]), "values": [_curve(one) for one in steps]},
            {
                "name": str(CATEGORIES[Category.ONE_DIMENSIONAL][0]),
                "values": [round(2 * one - 1, 2) for one in steps],
            },
            {
                "name": str(CATEGORIES[Category.MUST_BE][0]),
                "values": [-_curve(1 - one) for one in steps],
            },
        ],
        "summary": _(
            "A must-be factor cannot please but dissatisfies when it is missing; an attractive one the other way round."
        ),
    }


def _scored(row: Any, scores: dict[str, Any]) -> Spec:
    found: Spec = {
        "name": in_locale(row.StudyFactor.names),
        "group": str(CATEGORIES[row.Result.category][0]),
    }
    for axis, name in (("x", "dysfunctional"), ("y", "functional")):
        mean, deviation = scores[name], scores[f"{name}_sd"] or 0
        found |= {axis: mean, f"{axis}Low": mean - deviation, f"{axis}High": mean + deviation}
    return found


def _corners() -> list[str]:
    """The quadrants: top left, top right, bottom left, bottom right."""
    order = (Category.ATTRACTIVE, Category.ONE_DIMENSIONAL, Category.INDIFFERENT, Category.MUST_BE)
    return [str(CATEGORIES[one][0]) for one in order]


def _curve(done: float) -> float:
    return round(float((10**done - 1) / 9), 2)


def _share(result: Any, place: int) -> float:
    return round(100 * result.counts[place] / result.n, 1) if result.n else 0


def _positive(coefficient: float | None) -> float | None:
    return None if coefficient is None else abs(coefficient)
