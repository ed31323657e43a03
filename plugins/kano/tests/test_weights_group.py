"""Several experts' comparisons as one: geometric means, one by one, and what they keep."""

from __future__ import annotations

from math import prod

import numpy as np
import pytest

from plugins.kano.tests.test_weights_ahp import random_matrix
from plugins.kano.weights import (
    Aggregation,
    PriorityMethod,
    RandomIndex,
    aggregate_judgements,
    aggregate_priorities,
    ahp_weights,
    group_ahp,
)

MILD: list[list[float]] = [[1, 2, 4], [0.5, 1, 2], [0.25, 0.5, 1]]
STRONG: list[list[float]] = [[1, 8, 4], [0.125, 1, 0.5], [0.25, 2, 1]]


def test_group_judgements_are_geometric_means_and_stay_reciprocal() -> None:
    found = aggregate_judgements([MILD, STRONG])
    assert found.tolist() == [
        pytest.approx([1, 4, 4]),
        pytest.approx([0.25, 1, 1]),
        pytest.approx([0.25, 1, 1]),
    ]


def test_group_of_consistent_experts_is_the_same_either_way() -> None:
    # Of consistent matrices the geometric means of weights and of judgements lead to the same (Forman and Peniwati, 1998).
    judged = group_ahp([MILD, STRONG], expert_weights=[3, 1])
    weighed = group_ahp([MILD, STRONG], expert_weights=[3, 1], aggregation=Aggregation.AIP)

    assert judged.weights == pytest.approx(weighed.weights)
    assert judged.expert_weights == weighed.expert_weights == (0.75, 0.25)
    assert judged.group is not None
    assert judged.group.weights == judged.weights
    assert (weighed.group, weighed.aggregation) == (None, Aggregation.AIP)
    assert [one.weights for one in judged.individuals if one] == [
        ahp_weights(MILD).weights,
        ahp_weights(STRONG).weights,
    ]


def test_group_agrees_with_a_slow_count_on_random_matrices() -> None:
    generator = np.random.default_rng(21)
    for _ in range(1000):
        n, experts = int(generator.integers(2, 5)), int(generator.integers(1, 4))
        matrices = [random_matrix(generator, n) for _ in range(experts)]
        own = generator.uniform(0.1, 3, size=experts)
        exponents = (own / own.sum()).tolist()
        expected = [
            [prod(float(a[i, j]) ** e for a, e in zip(matrices, exponents, strict=True)) for j in range(n)]
            for i in range(n)
        ]
        found = aggregate_judgements(matrices, expert_weights=own)
        assert found == pytest.approx(np.array(expected), rel=1e-12)
        assert found * found.T == pytest.approx(np.ones((n, n)))
        vectors = [ahp_weights(matrix).weights for matrix in matrices]
        means = [prod(v[i] ** e for v, e in zip(vectors, exponents, strict=True)) for i in range(n)]
        weights = aggregate_priorities(vectors, expert_weights=own)
        assert weights == pytest.approx([mean / sum(means) for mean in means], rel=1e-12)


def test_group_judgement_that_some_did_not_give_is_that_of_the_others() -> None:
    gap = [[1, None, 4], [None, 1, 2], [None, None, 1]]
    found = aggregate_judgements([MILD, gap, gap], expert_weights=[1, 1, 2])
    assert found[0, 1] == pytest.approx(2)
    assert np.isnan(aggregate_judgements([gap, gap])[0, 1])
    assert np.isnan(aggregate_judgements([MILD, gap], expert_weights=[0, 1])[0, 1])


def test_group_completes_what_single_experts_cannot() -> None:
    first = [[1, 2, None], [None, 1, None], [None, None, 1]]
    second = [[1, None, None], [None, 1, 3], [None, None, 1]]
    found = group_ahp([first, second])

    assert found.individuals == (None, None)
    assert found.weights == pytest.approx((6 / 10, 3 / 10, 1 / 10))


def test_group_passes_conventions_on() -> None:
    found = group_ahp(
        [MILD, STRONG],
        method=PriorityMethod.GEOMETRIC_MEAN,
        random_index_table=RandomIndex.SAATY_2005,
        largest=10,
    )
    assert found.group is not None
    assert (found.group.method, found.group.random_index) == (PriorityMethod.GEOMETRIC_MEAN, 0.52)


def test_group_weight_of_nothing_stays_nothing() -> None:
    assert aggregate_priorities([[0.5, 0.5, 0], [0.2, 0.2, 0.6]]) == pytest.approx((0.5, 0.5, 0))
    assert aggregate_priorities([[1, 0], [0.5, 0.5]], expert_weights=[0, 1]) == pytest.approx((0.5, 0.5))


@pytest.mark.parametrize(
    ("matrices", "own", "told"),
    [
        ([], None, "matrices is empty"),
        ([MILD, [[1]]], None, r"matrices\[1\] compares 1 items where matrices\[0\] compares 3"),
        ([MILD], [1, 1], "expert_weights has 2 entries"),
        ([MILD, STRONG], [1, -1], r"expert_weights\[1\] is negative"),
    ],
)
def test_group_says_what_is_wrong(
    matrices: list[list[list[float]]], own: list[float] | None, told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        group_ahp(matrices, expert_weights=own)


@pytest.mark.parametrize(
    ("weights", "told"),
    [
        ([], "weights is empty"),
        ([[1, 0], [0, 1]], "every item has the weight 0"),
        ([[1, 2], [1]], r"weights\[1\] has 1 entries, but 2 are needed"),
    ],
)
def test_group_priorities_say_what_is_wrong(weights: list[list[float]], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        aggregate_priorities(weights)
