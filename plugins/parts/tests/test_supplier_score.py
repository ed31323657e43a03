"""Scores of suppliers: little evidence is no good score, missing parts are shared out, and a plain sum agrees."""

from __future__ import annotations

import re
from collections.abc import Callable
from math import nan

import numpy as np
import pytest
from scipy import stats

from plugins.parts.supplier_score import (
    SCALES,
    WEIGHTS,
    RateBasis,
    Scale,
    SupplierCriterion,
    SupplierRecord,
    SupplierStanding,
    supplier_ranks,
    supplier_score,
    supplier_standing,
)

ON_TIME = {SupplierCriterion.ON_TIME: 1.0}


def test_two_of_two_do_not_beat_ninety_eight_of_a_hundred() -> None:
    few, many = (
        supplier_score(SupplierRecord(deliveries=n, on_time=good), ON_TIME, minimum_sample=1)
        for n, good in ((2, 2), (100, 98))
    )
    assert few.criteria[0].observed == 1
    assert few.criteria[0].judged == pytest.approx(0.3424, abs=1e-4)
    assert many.criteria[0].judged == pytest.approx(0.9300, abs=1e-4)
    assert (few.score or 0) < (many.score or 0)


def test_below_the_least_sample_nothing_is_judged() -> None:
    found = supplier_score(SupplierRecord(deliveries=4, on_time=4), ON_TIME)

    assert found.score is None
    assert found.coverage == 0
    assert found.criteria[0].observed == 1
    assert found.criteria[0].judged is None


def test_the_weight_of_what_is_missing_goes_to_the_others() -> None:
    found = supplier_score(
        SupplierRecord(deliveries=10, on_time=9, price_index=1, received=1000, defective=2),
        basis=RateBasis.OBSERVED,
    )

    assert [round(one.weight, 3) for one in found.criteria] == [0.4, 0, 0.4, 0.2, 0]
    assert found.coverage == pytest.approx(0.75)
    assert found.score == pytest.approx(0.4 * 80 + 0.4 * 98 + 0.2 * 50)
    assert found.defect_ppm == pytest.approx(2000)
    assert found.basis is RateBasis.OBSERVED


def test_nothing_known_is_no_score() -> None:
    found = supplier_score(SupplierRecord())
    assert (found.score, found.coverage, found.defect_ppm) == (None, 0, None)


@pytest.mark.parametrize("basis", RateBasis)
def test_score_agrees_with_a_plain_sum(basis: RateBasis) -> None:
    rng = np.random.default_rng(1)
    for _ in range(500):
        trials = [int(n) for n in rng.integers(0, 60, size=3)]
        good = [int(rng.integers(0, n + 1)) for n in trials]
        price = None if rng.random() < 0.3 else float(rng.uniform(0.6, 1.4))
        hours = None if rng.random() < 0.3 else float(rng.uniform(0, 100))
        record = SupplierRecord(
            deliveries=trials[0],
            on_time=good[0],
            ordered=trials[1],
            filled=good[1],
            received=trials[2],
            defective=trials[2] - good[2],
            price_index=price,
            response_hours=hours,
        )
        values: list[float | None] = []
        for one, n in zip(good, trials, strict=True):
            if n < 5:
                values.append(None)
            elif basis is RateBasis.OBSERVED:
                values.append(one / n)
            else:
                values.append(stats.binomtest(one, n).proportion_ci(0.95, method="wilson").low)
        points, weight = 0.0, 0.0
        for criterion, value in zip(SupplierCriterion, [*values, price, hours], strict=True):
            if value is not None:
                scale = SCALES[criterion]
                part = (value - scale.worst) / (scale.best - scale.worst)
                points += WEIGHTS[criterion] * 100 * (0 if part < 0 else min(part, 1))
                weight += WEIGHTS[criterion]
        found = supplier_score(record, basis=basis)
        assert found.score == (pytest.approx(points / weight, abs=1e-9) if weight else None)
        assert found.coverage == pytest.approx(weight / 100)


@pytest.mark.parametrize(
    ("score", "standing"),
    [(100, "preferred"), (85, "preferred"), (84.9, "approved"), (50, "watched"), (49, "blocked")],
)
def test_standing_of_a_score(score: float, standing: str) -> None:
    assert supplier_standing(score) == standing
    assert supplier_standing(score, {SupplierStanding.WATCHED: 0}) is SupplierStanding.WATCHED


def test_ranks_share_the_better_place() -> None:
    assert supplier_ranks([70, None, 90, 70, 10]) == [2, None, 1, 2, 4]
    assert supplier_ranks([]) == []


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: supplier_score(SupplierRecord(deliveries=1, on_time=2)), "on_time of deliveries must lie"),
        (lambda: supplier_score(SupplierRecord(received=1, defective=2)), "defective of received must lie"),
        (lambda: supplier_score(SupplierRecord(price_index=nan)), "price_index must be a finite number"),
        (lambda: supplier_score(SupplierRecord(response_hours=-1)), "response_hours must not be negative"),
        (lambda: supplier_score(SupplierRecord(), {}), "weights must give one criterion at least"),
        (
            lambda: supplier_score(SupplierRecord(), {SupplierCriterion.FILL: -1}),
            "weights['fill'] must not be",
        ),
        (lambda: Scale(worst=1, best=1).score(1), "a scale needs a worst and a best value that differ"),
        (lambda: supplier_standing(nan), "score must be a finite number"),
    ],
)
def test_what_cannot_be_scored_is_refused_in_words(call: Callable[[], object], sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        call()
