"""A whole study: what each factor is given is what the parts say of it by themselves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from plugins.kano.analysis import (
    SHORT_FORM,
    TYPE_III,
    CategoryRule,
    Conventions,
    CutLines,
    KpiKind,
    analyse_factor,
    analyse_study,
    badly_worded,
    bootstrap,
    continuous_analysis,
    sensitivity,
    tally,
    timko_map,
)

NAMES = ["服务接待响应时间", "跟踪调查", "提供个性化服务", "客服流程有序性"]


@pytest.mark.parametrize(
    "conventions",
    [
        None,
        Conventions(rule=CategoryRule.MAJORITY, radius=0.1, cut_lines=CutLines.GRAND_MEAN, samples=50),
        Conventions(
            table=TYPE_III, rule=CategoryRule.TOLERANCE, tolerance=0.2, confidence=0.8, seed=3, samples=50
        ),
    ],
)
def test_study_is_its_parts(conventions: Conventions | None) -> None:
    rng = np.random.default_rng(11)
    functional, dysfunctional, importance = (rng.integers(1, most, (60, 4)) for most in (6, 6, 10))
    by = conventions or Conventions()
    study = analyse_study(NAMES, functional, dysfunctional, importance=importance, conventions=conventions)
    counts = tally(functional, dysfunctional, by.table)
    parts = [analyse_factor(one, tolerance=by.tolerance) for one in counts]
    assert study.conventions == by
    assert [one.name for one in study.factors] == NAMES
    assert [one.analysis for one in study.factors] == parts
    assert [one.continuous for one in study.factors] == list(
        continuous_analysis(functional, dysfunctional, importance=importance)
    )
    assert tuple(one.bootstrap for one in study.factors) == bootstrap(
        counts,
        samples=by.samples,
        seed=by.seed,
        confidence=by.confidence,
        rule=by.rule,
        tolerance=by.tolerance,
    )
    assert tuple(one.badly_worded for one in study.factors) == badly_worded(counts)
    for one in study.factors:
        assert one.sensitivity == sensitivity(
            one.analysis.better, one.analysis.worse, one.analysis.category_by(by.rule), by.radius
        )
        assert one.bootstrap.category == one.sensitivity.category
    assert study.better_worse_map == timko_map(
        [one.better for one in parts], [one.worse for one in parts], by.cut_lines
    )


def test_study_keeps_what_customers_want_and_says_how_it_counts() -> None:
    functional = [[1, 1, 2, 3]] * 40
    dysfunctional = [[5, 3, 5, 3]] * 40
    study = analyse_study(NAMES, functional, dysfunctional, conventions=Conventions(samples=20))
    kinds = [one.sensitivity.kpi_kind for one in study.factors]
    assert kinds == [KpiKind.LINEAR, KpiKind.BONUS, KpiKind.GATE, None]
    assert [one.bootstrap.category_probability for one in study.factors] == [1, 1, 1, 1]


def test_study_without_answers_and_without_factors_says_nothing() -> None:
    empty = analyse_study(NAMES, np.zeros((0, 4)), np.zeros((0, 4)), conventions=Conventions(samples=5))
    assert {one.analysis.category for one in empty.factors} == {None}
    assert {one.sensitivity.kept for one in empty.factors} == {False}
    assert analyse_study([], np.zeros((3, 0)), np.zeros((3, 0))).factors == ()


def test_short_form_has_no_scores() -> None:
    by = replace(Conventions(), table=SHORT_FORM, samples=5)
    (found,) = analyse_study(["价格"], [1, 2, 3], [3, 3, 1], conventions=by).factors
    assert found.continuous is None
    assert found.analysis.frequencies.counts == (1, 1, 0, 1, 0, 0)


def test_names_must_fit_the_columns() -> None:
    with pytest.raises(ValueError, match="names has 2 entries: give one a factor, 1"):
        analyse_study(["a", "b"], [1, 2], [1, 2])
    with pytest.raises(ValueError, match="names has 'a' twice: name each factor once"):
        analyse_study(["a", "a"], [[1, 2]], [[1, 2]])
