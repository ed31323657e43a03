"""Entropy weights: published matrices, a plain count, and columns that tell nothing."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from plugins.kano.weights import Direction, EntropyNormalisation, entropy_weights

MIN_MAX = EntropyNormalisation.MIN_MAX
# Xu, 2004, EJOR 156:2.
XU: list[list[float]] = [[30, 30, 38, 29], [19, 54, 86, 29], [19, 15, 85, 28.9], [68, 70, 60, 29]]


def slow_weights(table: list[list[float]]) -> tuple[list[float], list[float]] | None:
    """The entropies of shares of column sums, and the weights; None where nothing differs."""
    m = len(table)
    entropies = []
    for column in zip(*table, strict=True):
        total = sum(column)
        shares = [x / total for x in column] if total else [1 / m] * m
        entropies.append(-sum(p * log(p) for p in shares if p > 0) / log(m))
    rest = sum(1 - e for e in entropies)
    return (entropies, [(1 - e) / rest for e in entropies]) if rest > 1e-9 else None


def slow_min_max(table: list[list[float]], directions: list[Direction]) -> list[list[float]]:
    columns = []
    for column, direction in zip(zip(*table, strict=True), directions, strict=True):
        low, high = min(column), max(column)
        best = high if direction is Direction.BENEFIT else low
        worst = low + high - best
        columns.append([(x - worst) / (best - worst) if high > low else 0.0 for x in column])
    return [list(row) for row in zip(*columns, strict=True)]


def test_entropy_weights_agree_with_xu() -> None:
    found = entropy_weights(XU)

    assert found.weights == pytest.approx((0.4630, 0.3992, 0.1378, 0.0000), abs=6e-5)
    assert found.weights == pytest.approx(
        (0.4629522868993801, 0.39920354898959204, 0.13784085613853284, 3.307972495039232e-06), abs=1e-12
    )
    assert found.entropies == pytest.approx(
        (0.8872040802423209, 0.9027361290719849, 0.9664157914577686, 0.9999991940296858), abs=1e-12
    )
    assert (found.normalisation, found.directions, found.equal_weights) == (
        EntropyNormalisation.SUM,
        None,
        False,
    )


def test_entropy_weights_agree_with_a_second_publication() -> None:
    # The example of the package objective-weighting: three benefits and a cost, which the shares do not ask for.
    found = entropy_weights([[3, 100, 10, 7], [2.5, 80, 8, 5], [1.8, 50, 20, 11], [2.2, 70, 12, 9]])
    assert found.weights == pytest.approx((0.1146, 0.1981, 0.4185, 0.2689), abs=6e-5)


def test_entropy_weights_agree_with_a_slow_count_on_random_tables() -> None:
    generator = np.random.default_rng(31)
    for _ in range(1000):
        m, n = int(generator.integers(2, 8)), int(generator.integers(1, 6))
        table = generator.integers(0, generator.integers(2, 50), size=(m, n)).astype(float).tolist()
        directions = [Direction(one) for one in generator.choice(list(Direction), size=n)]
        for found, expected in (
            (entropy_weights(table), slow_weights(table)),
            (
                entropy_weights(table, normalisation=MIN_MAX, directions=directions),
                slow_weights(slow_min_max(table, directions)),
            ),
        ):
            assert sum(found.weights) == pytest.approx(1)
            if expected is None:
                assert found.equal_weights
                assert found.weights == pytest.approx([1 / n] * n)
                continue
            assert found.entropies == pytest.approx(expected[0], abs=1e-12)
            assert found.weights == pytest.approx(expected[1], abs=1e-9)


def test_entropy_variants_differ_and_say_which_they_are() -> None:
    table = [[1, 5], [2, 9], [3, 1]]
    costs = entropy_weights(table, normalisation=MIN_MAX, directions=[Direction.COST, Direction.BENEFIT])

    assert costs.directions == (Direction.COST, Direction.BENEFIT)
    assert entropy_weights(table, normalisation=MIN_MAX).directions == (Direction.BENEFIT, Direction.BENEFIT)
    assert costs.weights != pytest.approx(entropy_weights(table).weights, abs=1e-3)


def test_entropy_constant_criterion_weighs_nothing() -> None:
    for normalisation in EntropyNormalisation:
        found = entropy_weights([[7, 1], [7, 2], [7, 3]], normalisation=normalisation)
        assert found.weights == pytest.approx((0, 1))
        assert found.constant_criteria == (0,)


@pytest.mark.parametrize("value", [0, 7, 0.1, 1e100])
def test_entropy_of_nothing_but_constants_is_equal_weights(value: float) -> None:
    found = entropy_weights([[value] * 3] * 4)
    assert found.equal_weights
    assert found.weights == pytest.approx([1 / 3] * 3)
    assert found.constant_criteria == (0, 1, 2)


def test_entropy_takes_zeros() -> None:
    found = entropy_weights([[0, 1], [0, 1], [5, 2]])
    assert found.entropies[0] == 0
    assert found.divergences[0] == 1


def test_entropy_keeps_digits_of_columns_that_hardly_vary() -> None:
    # 1 - E of (1 - d, 1 + d) is d^2 / (2 ln 2) up to d^4: the second column has four times the weight of the first.
    d = 1e-7
    found = entropy_weights([[1 - d, 1 - 2 * d], [1 + d, 1 + 2 * d]])
    assert found.weights == pytest.approx((0.2, 0.8), rel=1e-6)


def test_entropy_does_not_depend_on_units() -> None:
    table = np.array(XU)
    assert entropy_weights(table * 1e90).weights == pytest.approx(entropy_weights(table * 1e-90).weights)
    shifted = entropy_weights(table * 1000 - 5000, normalisation=MIN_MAX)
    assert shifted.weights == pytest.approx(entropy_weights(table, normalisation=MIN_MAX).weights)


def test_entropy_min_max_takes_negatives() -> None:
    found = entropy_weights([[-5, 1], [0, 2], [5, 4]], normalisation=MIN_MAX)
    assert found.weights == pytest.approx(slow_weights([[0, 0], [0.5, 1 / 3], [1, 1]])[1])  # type: ignore[index]  # it differs


@pytest.mark.parametrize(
    ("table", "normalisation", "directions", "told"),
    [
        ([], EntropyNormalisation.SUM, None, "matrix is empty"),
        ([[1, 2]], EntropyNormalisation.SUM, None, "matrix has one row"),
        ([[1, -2], [1, 2]], EntropyNormalisation.SUM, None, r"matrix\[0\]\[1\] is negative.*choose MIN_MAX"),
        ([[1, 2], [None, 2]], MIN_MAX, None, r"matrix\[1\]\[0\] is missing"),
        ([[1, 2], [1, 2]], MIN_MAX, [Direction.COST], "directions has 1 entries for 2 criteria"),
        ([[1], [2]], "max", None, "'max' is not a valid EntropyNormalisation"),
        ([[1], [2]], EntropyNormalisation.SUM, [Direction.COST], "directions count for MIN_MAX only"),
    ],
)
def test_entropy_says_what_is_wrong(
    table: list[list[float]],
    normalisation: EntropyNormalisation,
    directions: list[Direction] | None,
    told: str,
) -> None:
    with pytest.raises(ValueError, match=told):
        entropy_weights(table, normalisation=normalisation, directions=directions)
