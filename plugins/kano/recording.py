"""What is kept of an analysis: its conventions as JSON, and the figures of a factor as the columns of a row."""

from __future__ import annotations

from typing import Any

from plugins.kano.analysis import BootstrapFactor, ContinuousPoint, Conventions, FactorAnalysis, StudyFactor

Interval = tuple[float, float] | None


def settings_of(by: Conventions, *, most_questionable: int | None) -> dict[str, Any]:
    """The conventions of an analysis, whole, so that it can be made again."""
    return {
        "table_name": by.table.name,
        "table_cells": by.table.as_rows(),
        "category_rule": by.rule.value,
        "tolerance": by.tolerance,
        "radius": by.radius,
        "cut_lines": by.cut_lines.value,
        "questionable_share": by.questionable_share,
        "most_questionable": most_questionable,
        "confidence": by.confidence,
        "samples": by.samples,
        "seed": by.seed,
    }


def result_of(found: StudyFactor) -> dict[str, Any]:
    """The columns of a result row, without its keys."""
    analysis, sampled, kept = found.analysis, found.bootstrap, found.sensitivity
    counts = analysis.frequencies
    return {
        "must_be": counts.must_be,
        "one_dimensional": counts.one_dimensional,
        "attractive": counts.attractive,
        "indifferent": counts.indifferent,
        "reverse": counts.reverse,
        "questionable": counts.questionable,
        "missing": counts.missing,
        "category": sampled.category,
        "better": analysis.better,
        "worse": analysis.worse,
        "distance": kept.distance,
        **_bounds("better", sampled.better),
        **_bounds("worse", sampled.worse),
        **_bounds("distance", sampled.sensitivity),
        "probability": sampled.category_probability,
        "keep": kept.kept,
        "kind": kept.kpi_kind,
        "figures": {
            **_of_analysis(analysis),
            **_of_samples(sampled),
            "continuous": _of_scores(found.continuous),
            "badly_worded": found.badly_worded,
            "drop_reasons": [one.value for one in kept.reasons],
        },
    }


def _bounds(name: str, interval: Interval) -> dict[str, float | None]:
    low, high = interval or (None, None)
    return {f"{name}_low": low, f"{name}_high": high}


def _of_analysis(analysis: FactorAnalysis) -> dict[str, Any]:
    fong = analysis.fong
    return {
        "modal": analysis.category,
        "tied": list(analysis.tied),
        "by_tolerance": analysis.tolerance_category,
        "by_majority": analysis.majority_category,
        "rules_differ": analysis.rules_differ,
        "total_strength": analysis.total_strength,
        "category_strength": analysis.category_strength,
        "is_combination": analysis.is_combination,
        "indicative": analysis.indicative,
        "fong": None
        if fong is None
        else {
            "first": fong.first,
            "second": fong.second,
            "difference": fong.difference,
            "threshold": fong.threshold,
            "significant": fong.significant,
        },
    }


def _of_samples(sampled: BootstrapFactor) -> dict[str, Any]:
    return {
        "probabilities": {str(one): share for one, share in sampled.category_probabilities.items()},
        "undefined_share": sampled.undefined_share,
    }


def _of_scores(point: ContinuousPoint | None) -> dict[str, Any] | None:
    if point is None:
        return None
    return {
        "n": point.n,
        "functional": point.functional,
        "dysfunctional": point.dysfunctional,
        "functional_sd": point.functional_sd,
        "dysfunctional_sd": point.dysfunctional_sd,
        "weighted_functional": point.weighted_functional,
        "weighted_dysfunctional": point.weighted_dysfunctional,
        "zone": point.zone,
    }
