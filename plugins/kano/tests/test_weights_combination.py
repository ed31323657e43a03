"""Combined weights and how far a ranking depends on them."""

from __future__ import annotations

import numpy as np
import pytest

from plugins.kano.weights import (
    CombinationMethod,
    combine_game_theory,
    combine_linear,
    combine_multiplicative,
    consistency_threshold,
    ranking_sensitivity,
)

SUBJECTIVE = (0.5, 0.3, 0.2)
OBJECTIVE = (0.2, 0.2, 0.6)


def test_combination_linear_mixes() -> None:
    found = combine_linear(SUBJECTIVE, OBJECTIVE, alpha=0.75)

    assert found.weights == pytest.approx((0.425, 0.275, 0.3))
    assert found.coefficients == pytest.approx((0.75, 0.25))
    assert found.method is CombinationMethod.LINEAR


@pytest.mark.parametrize(("alpha", "weights"), [(0, OBJECTIVE), (1, SUBJECTIVE)])
def test_combination_linear_at_its_ends_is_one_source(alpha: float, weights: tuple[float, ...]) -> None:
    assert combine_linear(SUBJECTIVE, OBJECTIVE, alpha=alpha).weights == pytest.approx(weights)


def test_combination_scales_what_does_not_add_up_to_one() -> None:
    assert combine_linear((5, 3, 2), (20, 20, 60)).weights == pytest.approx((0.35, 0.25, 0.4))


def test_combination_multiplicative_is_the_share_of_products() -> None:
    found = combine_multiplicative(SUBJECTIVE, OBJECTIVE)
    assert found.weights == pytest.approx((0.10 / 0.28, 0.06 / 0.28, 0.12 / 0.28))
    assert (found.coefficients, found.zero_criteria) == (None, ())


def test_combination_multiplicative_names_what_a_zero_kills() -> None:
    found = combine_multiplicative((0.5, 0.5, 0, 0), (0.5, 0, 0.5, 0))
    assert found.weights == pytest.approx((1, 0, 0, 0))
    assert found.zero_criteria == (1, 2)


def test_combination_by_game_theory_solves_the_equations_by_hand() -> None:
    # [.38 .28; .28 .44] a = [.38; .44]: a = (.38 x .44 - .28 x .44, .38 x .44 - .28 x .38) / (.38 x .44 - .28^2)
    found = combine_game_theory([SUBJECTIVE, OBJECTIVE])
    raw = (0.044 / 0.0888, 0.0608 / 0.0888)

    assert found.raw_coefficients == pytest.approx(raw)
    assert found.coefficients == pytest.approx([a / sum(raw) for a in raw])
    assert found.weights == pytest.approx(
        [(raw[0] * s + raw[1] * o) / sum(raw) for s, o in zip(SUBJECTIVE, OBJECTIVE, strict=True)]
    )


def test_combination_by_game_theory_takes_absolute_values() -> None:
    first = (0.114736662, 0.126210328, 0.184784542, 0.138831361, 0.152714497, 0.167985947, 0.114736662)
    second = (0.036360023, 0.219596363, 0.202412458, 0.206322328, 0.203720976, 0.077249696, 0.054338158)
    found = combine_game_theory([first, second])

    assert found.raw_coefficients is not None
    assert found.raw_coefficients[0] < 0
    size = abs(found.raw_coefficients[0]) + abs(found.raw_coefficients[1])
    assert found.coefficients == pytest.approx([abs(a) / size for a in found.raw_coefficients])


def test_combination_by_game_theory_of_equal_sources_shares_equally() -> None:
    found = combine_game_theory([SUBJECTIVE, SUBJECTIVE, SUBJECTIVE])
    assert found.weights == pytest.approx(SUBJECTIVE)
    assert found.coefficients == pytest.approx([1 / 3] * 3)
    assert combine_game_theory([[1], [1]]).weights == pytest.approx((1,))


def test_combinations_agree_with_slow_counts_on_random_weights() -> None:
    generator = np.random.default_rng(41)
    for _ in range(1000):
        n, count = int(generator.integers(2, 7)), int(generator.integers(2, 4))
        sources = [(w / w.sum()).tolist() for w in generator.uniform(0.01, 1, size=(count, n))]
        one, other = sources[:2]
        alpha = float(generator.random())
        mixed = [alpha * s + (1 - alpha) * o for s, o in zip(one, other, strict=True)]
        assert combine_linear(one, other, alpha=alpha).weights == pytest.approx(mixed)
        products = [s * o for s, o in zip(one, other, strict=True)]
        assert combine_multiplicative(one, other).weights == pytest.approx(
            [p / sum(products) for p in products]
        )
        found = combine_game_theory(sources)
        assert found.raw_coefficients is not None
        assert found.coefficients is not None
        # The equations hold: the mixture has with every source the product that the source has with itself.
        mixture = [
            sum(a * w[j] for a, w in zip(found.raw_coefficients, sources, strict=True)) for j in range(n)
        ]
        if count <= n:
            for source in sources:
                along = sum(x * w for x, w in zip(mixture, source, strict=True))
                assert along == pytest.approx(sum(w * w for w in source), abs=1e-6)
        total = sum(abs(a) for a in found.raw_coefficients)
        slow = [
            sum(abs(a) * w[j] for a, w in zip(found.raw_coefficients, sources, strict=True)) / total
            for j in range(n)
        ]
        assert found.weights == pytest.approx(slow)
        assert sum(found.weights) == pytest.approx(1)


def test_combinations_say_what_is_wrong() -> None:
    with pytest.raises(ValueError, match="alpha must lie from 0 to 1"):
        combine_linear(SUBJECTIVE, OBJECTIVE, alpha=1.5)
    with pytest.raises(ValueError, match="alpha must lie from 0 to 1"):
        combine_linear(SUBJECTIVE, OBJECTIVE, alpha=float("nan"))
    with pytest.raises(ValueError, match="objective has 2 entries, but 3 are needed"):
        combine_linear(SUBJECTIVE, (0.5, 0.5))
    with pytest.raises(ValueError, match=r"subjective\[0\] is negative"):
        combine_multiplicative((-1, 2), (1, 1))
    with pytest.raises(ValueError, match="every criterion has the weight 0"):
        combine_multiplicative((1, 0), (0, 1))
    with pytest.raises(ValueError, match="needs two or more"):
        combine_game_theory([SUBJECTIVE])
    with pytest.raises(ValueError, match=r"sources\[1\] is empty"):
        combine_game_theory([SUBJECTIVE, ()])


def test_sensitivity_finds_where_two_objects_change_places() -> None:
    # By hand: the first leads while 10 t + 2 (1 - t) > 4 t + 8 (1 - t), that is above t = .5.
    found = ranking_sensitivity([[10, 2], [4, 8]], [0.6, 0.4])

    assert found.ranking == (0, 1)
    assert found.scores == pytest.approx((6.8, 5.6))
    first, second = found.ranges
    assert (first.lowest, first.highest) == pytest.approx((0.5, 1))
    assert (first.reversed_below, first.reversed_above) == ((0, 1), None)
    assert (second.lowest, second.highest) == pytest.approx((0, 0.5))


def test_sensitivity_agrees_with_a_slow_scan_on_random_tables() -> None:
    generator = np.random.default_rng(51)
    for _ in range(1000):
        m, n = int(generator.integers(1, 5)), int(generator.integers(2, 5))
        table, weights = generator.uniform(0, 10, size=(m, n)), generator.dirichlet(np.ones(n))
        found = ranking_sensitivity(table, weights)
        for each in found.ranges:
            steps = np.linspace(0, 1, 41)
            others = np.delete(weights, each.criterion) / np.delete(weights, each.criterion).sum()
            for t in steps:
                scores = t * table[:, each.criterion] + (1 - t) * (
                    np.delete(table, each.criterion, axis=1) @ others
                )
                same = tuple(np.argsort(-scores).tolist()) == found.ranking
                if each.lowest + 1e-9 < t < each.highest - 1e-9:
                    assert same
                elif t < each.lowest - 1e-9 or t > each.highest + 1e-9:
                    assert not same


def test_sensitivity_of_one_object_one_criterion_and_ties() -> None:
    assert ranking_sensitivity([[1, 2]], [1, 1]).ranges[0].highest == 1
    only = ranking_sensitivity([[1], [2]], [3]).ranges[0]
    assert (only.weight, only.lowest, only.highest) == (1, 0, 1)
    level = ranking_sensitivity([[1, 2], [1, 2]], [1, 1]).ranges[0]
    assert (level.lowest, level.highest) == (0, 1)


def test_sensitivity_of_a_weight_of_one_lets_the_others_share_equally() -> None:
    found = ranking_sensitivity([[2, 0, 0], [1, 4, 8]], [1, 0, 0]).ranges[0]
    assert found.lowest == pytest.approx(6 / 7)
    assert found.reversed_below == (0, 1)


def test_sensitivity_says_what_is_wrong() -> None:
    with pytest.raises(ValueError, match="weights has 1 entries, but 2 are needed"):
        ranking_sensitivity([[1, 2]], [1])
    with pytest.raises(ValueError, match=r"scores\[0\]\[1\] is missing"):
        ranking_sensitivity([[1, None]], [1, 1])


def test_objects_that_only_rounding_sets_apart_are_level() -> None:
    # Each has .5 · 3 + .2 · 5 + .1 · 3 and the like: 2.8 exactly.
    found = ranking_sensitivity([[0.5, 0.2, 0.1], [0.1, 0.2, 0.5]], [3, 5, 3])
    assert found.ranking == (0, 1)
    assert ranking_sensitivity([[0.1, 0.2, 0.5], [0.5, 0.2, 0.1]], [3, 5, 3]).ranking == (0, 1)
    for one in found.ranges:
        assert (one.lowest, one.highest, one.reversed_below, one.reversed_above) == (0, 1, None, None)


def test_strict_limits_are_known_by_name() -> None:
    assert [consistency_threshold(n, "strict") for n in (3, 4, 5)] == [0.05, 0.08, 0.1]  # type: ignore[arg-type]  # as a caller without types may
    with pytest.raises(ValueError, match="severe"):
        consistency_threshold(3, "severe")  # type: ignore[arg-type]  # as a caller without types may
