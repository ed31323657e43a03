"""Weights from experts' scores, and the rounds of a Delphi survey."""

from __future__ import annotations

from statistics import median

import numpy as np
import pytest

from plugins.kano.weights import DelphiStop, OutlierRule, delphi, delphi_round, expert_scoring, kendall_w


def slow_robust_z(column: list[float]) -> list[float]:
    middle = median(column)
    deviations = [abs(x - middle) for x in column]
    scale = median(deviations) / 0.6745 or 1.253314 * sum(deviations) / len(deviations)
    return [(x - middle) / scale if scale else 0.0 for x in column]


def test_expert_scoring_is_the_share_of_the_mean_scores() -> None:
    found = expert_scoring([[9, 6, 3], [7, 6, 5]])

    assert found.mean_scores == pytest.approx((8, 6, 4))
    assert found.weights == pytest.approx((8 / 18, 6 / 18, 4 / 18))
    assert found.expert_weights == (0.5, 0.5)
    assert found.agreement == kendall_w([[9, 6, 3], [7, 6, 5]])


def test_expert_scoring_weighs_experts() -> None:
    found = expert_scoring([[10, 0], [0, 10]], expert_weights=[3, 1])
    assert found.weights == pytest.approx((0.75, 0.25))


def test_expert_scoring_leaves_out_and_names_an_outlier() -> None:
    scores = [[8, 5], [8, 6], [9, 5], [8, 4], [7, 5], [0, 5]]
    found = expert_scoring(scores)

    assert [(one.expert, one.item, one.score) for one in found.outliers] == [(5, 0, 0)]
    assert found.mean_scores == pytest.approx((8, 5))
    assert expert_scoring(scores, outlier_rule=OutlierRule.NONE).mean_scores == pytest.approx((40 / 6, 5))
    assert found.agreement == kendall_w(scores)


def test_expert_scoring_finds_an_outlier_where_most_agree_exactly() -> None:
    found = expert_scoring([[5, 1]] * 6 + [[9, 1]])
    assert [(one.expert, one.item) for one in found.outliers] == [(6, 0)]
    assert found.outliers[0].robust_z == pytest.approx(4 / (1.253314 * 4 / 7))


def test_expert_scoring_counts_no_missing_score() -> None:
    found = expert_scoring([[8, None, 2], [6, 4, float("nan")]])

    assert found.mean_scores == pytest.approx((7, 4, 2))
    assert found.agreement is None


def test_expert_scoring_agrees_with_a_slow_count_on_random_tables() -> None:
    generator = np.random.default_rng(8)
    for _ in range(1000):
        m, n = generator.integers(1, 9), generator.integers(1, 4)
        scores = generator.integers(1, 11, size=(m, n)).astype(float).tolist()
        own = generator.uniform(0.1, 2, size=m).tolist()
        found = expert_scoring(scores, expert_weights=own)
        means = []
        for j in range(n):
            column = [row[j] for row in scores]
            kept = [i for i, z in enumerate(slow_robust_z(column)) if abs(z) <= 3.5]
            means.append(sum(own[i] * column[i] for i in kept) / sum(own[i] for i in kept))
        assert found.mean_scores == pytest.approx(means)
        assert found.weights == pytest.approx([mean / sum(means) for mean in means])
        assert sum(found.weights) == pytest.approx(1)


@pytest.mark.parametrize(
    ("scores", "own", "told"),
    [
        ([], None, "scores is empty"),
        ([[1, -2]], None, r"scores\[0\]\[1\] is negative"),
        ([[0, 0], [0, 0]], None, "all 0"),
        ([[1, None], [2, None]], None, "item 1 has no score that counts"),
        ([[1, None], [2, 3]], [1, 0], "item 1 has no score that counts"),
        ([[1, 2]], [1, 1], "expert_weights has 2 entries, but 1 are needed"),
        ([[1, 2]], [0], "expert_weights are all 0"),
        ([[1, 2], [1, 2]], [2, -1], r"expert_weights\[1\] is negative"),
        ([[1, 2], [1, 2]], [2, None], r"expert_weights\[1\] is missing"),
    ],
)
def test_expert_scoring_says_what_is_wrong(
    scores: list[list[float]], own: list[float] | None, told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        expert_scoring(scores, expert_weights=own)


def test_expert_scoring_of_one_expert_and_one_item() -> None:
    found = expert_scoring([[7]])
    assert (found.weights, found.agreement, found.outliers) == ((1.0,), None, ())


FIRST = [[9, 5, 4, 1], [6, 9, 2, 3], [8, 3, 7, 5], [5, 8, 4, 2]]
SECOND = [[9, 5, 4, 1], [8, 7, 3, 2], [8, 5, 6, 3], [7, 6, 4, 2]]


def test_delphi_round_describes_each_item() -> None:
    found = delphi_round([[1, 0], [2, 0], [3, 0], [10, 0]])

    assert found.medians == pytest.approx((2.5, 0))
    assert (found.lower_quartiles[0], found.upper_quartiles[0]) == (1.75, 4.75)  # type 7
    assert found.interquartile_ranges == pytest.approx((3, 0))
    assert found.coefficients_of_variation[0] == pytest.approx(np.std([1, 2, 3, 10], ddof=1) / 4)
    assert found.coefficients_of_variation[1] is None
    assert found.dispersed_items == (0, 1)
    assert (found.change, found.stop) == (None, DelphiStop.STRONG_AGREEMENT)


def test_delphi_stops_when_experts_agree_strongly() -> None:
    found = delphi([FIRST, SECOND, SECOND])

    assert [one.agreement.w for one in found.rounds] == [
        kendall_w(FIRST).w,
        kendall_w(SECOND).w,
        kendall_w(SECOND).w,
    ]
    assert (found.stopped_at, found.stop) == (1, DelphiStop.STRONG_AGREEMENT)
    assert found.rounds[2].change == 0


def test_delphi_stops_when_agreement_is_significant_and_nothing_moves() -> None:
    found = delphi([SECOND, SECOND], agreement=0.99)
    assert (found.stopped_at, found.stop) == (1, DelphiStop.STABLE_AGREEMENT)


def test_delphi_asks_again_while_medians_move() -> None:
    found = delphi([FIRST, SECOND], agreement=0.99)
    assert found.rounds[1].change == pytest.approx(max(0.5 / 7, 1 / 6.5, 0, 0.5 / 2.5))
    assert (found.stopped_at, found.stop) == (None, None)


def test_delphi_asks_again_without_any_agreement() -> None:
    opposed = [[1, 2, 3, 4], [4, 3, 2, 1]]
    assert delphi([opposed, opposed]).stop is None
    assert delphi([[[1, 1]], [[1, 1]]]).stop is None


def test_delphi_change_of_a_median_from_nothing_is_no_share() -> None:
    assert delphi_round([[1, 2]], before=[[0, 2]]).change is None
    assert delphi_round([[0, 3]], before=[[0, 2]]).change == 0.5


def test_delphi_agrees_with_a_slow_count_on_random_rounds() -> None:
    generator = np.random.default_rng(2)
    for _ in range(1000):
        m, n = generator.integers(2, 6), generator.integers(1, 4)
        tables = generator.integers(1, 10, size=(2, m, n)).astype(float).tolist()
        found = delphi(tables).rounds[1]
        columns = list(zip(*tables[1], strict=True))
        before = [median(column) for column in zip(*tables[0], strict=True)]
        assert found.medians == tuple(median(column) for column in columns)
        assert found.change == pytest.approx(
            max(abs(now - was) / was for now, was in zip(found.medians, before, strict=True))
        )
        for column, variation in zip(columns, found.coefficients_of_variation, strict=True):
            mean = sum(column) / m
            assert variation == pytest.approx((sum((x - mean) ** 2 for x in column) / (m - 1)) ** 0.5 / mean)


@pytest.mark.parametrize(
    ("rounds", "told"),
    [
        ([], "rounds is empty"),
        ([FIRST, [[1, 2]]], r"rounds\[1\] has 2 items where rounds\[0\] has 4"),
        ([[[1, None]]], r"rounds\[0\]\[0\]\[1\] is missing"),
    ],
)
def test_delphi_says_what_is_wrong(rounds: list[list[list[float]]], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        delphi(rounds)
