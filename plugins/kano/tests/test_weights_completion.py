"""Incomplete matrices of comparisons: published completions, and a search that knows nothing of gradients."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import minimize

from plugins.kano.tests.test_weights_ahp import random_matrix
from plugins.kano.weights import (
    Completion,
    PriorityMethod,
    RandomIndex,
    ahp_weights,
    completed_matrix,
    connected_groups,
    matrix_of_pairs,
    missing_pairs,
)

FOUR = {("a", "b"): 1.0, ("a", "c"): 5.0, ("a", "d"): 2.0, ("b", "c"): 3.0, ("b", "d"): 4.0}
# Bozóki, Fülöp and Rónyai, 2010, example 2 (Saaty's house with twelve judgements missing).
HOUSE = {
    ("a", "b"): 5, ("a", "c"): 3, ("a", "d"): 7, ("a", "e"): 6, ("a", "f"): 6, ("b", "d"): 5, ("b", "f"): 3,
    ("c", "e"): 3, ("c", "g"): 6, ("f", "d"): 4, ("g", "a"): 3, ("g", "e"): 5, ("h", "a"): 4, ("h", "b"): 7,
    ("h", "d"): 8, ("h", "f"): 6,
}  # fmt: skip
# As AHPy 2.1 completes it, by cyclic coordinates, to about four digits.
HOUSE_COMPLETED = {
    (1, 2): 0.3300187, (1, 4): 1.7197409, (1, 6): 0.4663515, (2, 3): 9.9205127, (2, 5): 4.8524864, (2, 7): 0.5696073,
    (3, 4): 0.5252768, (3, 6): 0.1424438, (4, 5): 0.9311974, (4, 7): 0.1093083, (5, 6): 0.2912121, (6, 7): 0.4030899,
}  # fmt: skip


def incomplete_matrix(generator: np.random.Generator, n: int, missing: int) -> NDArray[np.float64]:
    """A random matrix without so many of its judgements, whose items still hang together."""
    possible = (n - 1) * (n - 2) // 2
    while True:
        matrix = random_matrix(generator, n)
        for i, j in generator.permutation(np.argwhere(np.triu(np.ones((n, n)), 1)))[: min(missing, possible)]:
            matrix[i, j] = matrix[j, i] = np.nan
        if len(connected_groups(matrix)) == 1:
            return matrix


def largest_eigenvalue(matrix: NDArray[np.float64]) -> float:
    return float(np.linalg.eigvals(matrix).real.max())


def test_completion_of_one_missing_pair_agrees_with_ahpy() -> None:
    found = ahp_weights(matrix_of_pairs(list("abcd"), FOUR), random_index_table=RandomIndex.DONEGAN_DODD_1991)

    assert [(one.row, one.column) for one in found.completed] == [(2, 3)]
    assert found.completed[0].judgement == pytest.approx(0.5333333333333333**0.5, abs=1e-6)
    assert found.weights == pytest.approx((0.3738, 0.392, 0.0985, 0.1357), abs=5e-5)
    assert found.consistency_ratio == pytest.approx(0.0372, abs=5e-5)
    assert found.completion is Completion.LAMBDA_MAX


def test_completion_of_twelve_missing_pairs_agrees_with_ahpy() -> None:
    found = ahp_weights(matrix_of_pairs(list("abcdefgh"), HOUSE))
    assert {(one.row, one.column): one.judgement for one in found.completed} == {
        pair: pytest.approx(value, rel=5e-5) for pair, value in HOUSE_COMPLETED.items()
    }


def test_completion_makes_lambda_no_larger_than_a_search_does() -> None:
    generator = np.random.default_rng(12)
    for _ in range(150):
        n = int(generator.integers(3, 6))
        matrix = incomplete_matrix(generator, n, int(generator.integers(1, 3)))
        pairs = missing_pairs(matrix)

        def at(logs: NDArray[np.float64]) -> float:
            trial = matrix.copy()  # noqa: B023 - called within this turn of the loop
            for (i, j), value in zip(pairs, logs, strict=True):  # noqa: B023 - likewise
                trial[i, j], trial[j, i] = np.exp(value), np.exp(-value)
            return largest_eigenvalue(trial)

        searched = minimize(
            at, np.zeros(len(pairs)), method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-11}
        )
        complete = completed_matrix(matrix)
        assert largest_eigenvalue(complete) <= searched.fun + 1e-9
        assert [complete[i, j] for i, j in pairs] == pytest.approx(np.exp(searched.x), rel=1e-3)


def test_completion_is_least_in_every_direction_on_random_matrices() -> None:
    generator = np.random.default_rng(13)
    for _ in range(1000):
        n = int(generator.integers(3, 8))
        matrix = incomplete_matrix(generator, n, int(generator.integers(1, n)))
        complete = completed_matrix(matrix)
        least = largest_eigenvalue(complete)
        given = ~np.isnan(matrix)
        assert np.array_equal(complete[given], matrix[given])
        assert complete * complete.T == pytest.approx(np.ones((n, n)))
        for i, j in missing_pairs(matrix):
            for factor in (0.999, 1.001):
                moved = complete.copy()
                moved[i, j], moved[j, i] = complete[i, j] * factor, complete[j, i] / factor
                assert largest_eigenvalue(moved) >= least - 1e-12


def test_completion_of_a_consistent_matrix_is_the_consistent_one() -> None:
    generator = np.random.default_rng(14)
    for _ in range(200):
        weights = generator.uniform(1, 9, size=6)
        consistent = weights[:, None] / weights[None, :]
        matrix = np.where(np.isnan(incomplete_matrix(generator, 6, 8)), np.nan, consistent)
        for completion in Completion:
            assert completed_matrix(matrix, completion) == pytest.approx(consistent, rel=1e-6)


def test_completion_by_least_squares_makes_their_sum_least_on_random_matrices() -> None:
    generator = np.random.default_rng(15)
    for _ in range(1000):
        n = int(generator.integers(2, 8))
        matrix = incomplete_matrix(generator, n, int(generator.integers(0, n - 1)))
        found = ahp_weights(
            matrix, method=PriorityMethod.GEOMETRIC_MEAN, completion=Completion.LOG_LEAST_SQUARES
        )
        # One row per given pair: ln w_i - ln w_j, and ln w_0 held at 0.
        pairs = [(i, j) for i, j in np.argwhere(~np.isnan(np.triu(matrix, 1))) if i < j]
        design = np.array([np.eye(n)[i] - np.eye(n)[j] for i, j in pairs])[:, 1:]
        logs = np.linalg.lstsq(design, np.log([matrix[i, j] for i, j in pairs]), rcond=None)[0]
        expected = np.exp(np.concatenate([[0.0], logs]))
        assert found.weights == pytest.approx(expected / expected.sum(), rel=1e-9)


def test_completion_of_a_chain_follows_it() -> None:
    found = ahp_weights([[1, 2, None], [None, 1, 3], [None, None, 1]])

    assert found.completed[0].judgement == pytest.approx(6)
    assert found.consistency_ratio == pytest.approx(0, abs=1e-9)


def test_completion_of_fifteen_items_with_most_missing_is_feasible() -> None:
    matrix = incomplete_matrix(np.random.default_rng(16), 15, 75)
    complete = completed_matrix(matrix)
    assert largest_eigenvalue(complete) < largest_eigenvalue(
        completed_matrix(matrix, Completion.LOG_LEAST_SQUARES)
    )


def test_completion_needs_comparisons_that_hang_together() -> None:
    with pytest.raises(ValueError, match="compare 0 with 2"):
        ahp_weights([[1, 2, None, None], [None, 1, None, None], [None, None, 1, 3], [None] * 4])


def test_missing_comparisons_are_read_as_people_write_them() -> None:
    rows = [[1, 2, None], [None, 1, 4], [None, None, 1]]
    assert missing_pairs(rows) == ((0, 2),)
    assert connected_groups(rows) == ((0, 1, 2),)
    for name in ("lambda_max", "log_least_squares"):
        assert completed_matrix(rows, name)[0, 2] == pytest.approx(8)  # type: ignore[arg-type]  # as a caller without types may
    with pytest.raises(ValueError, match="least_squares"):
        completed_matrix(rows, "least_squares")  # type: ignore[arg-type]  # as a caller without types may
