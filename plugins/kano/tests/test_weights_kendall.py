"""Kendall's W against published tables, scipy, and enumeration of every order of ranks."""

from __future__ import annotations

from itertools import permutations, product

import numpy as np
import pytest
from scipy import stats

from plugins.kano.weights import PValueMethod, TieCorrection, kendall_w

# irr, data set "anxiety": 20 subjects (items), 3 raters (experts); figures of irr::kendall in R 4.2.2.
ANXIETY = [
    [3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3],
    [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4],
    [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2],
]
# Siegel, 1956, p. 230: three executives and six applicants.
EXECUTIVES = [[1, 6, 3, 2, 5, 4], [1, 5, 6, 4, 2, 3], [6, 3, 2, 5, 4, 1]]


def slow_ranks(row: list[float]) -> list[float]:
    return [sum(b < a for b in row) + (sum(b == a for b in row) + 1) / 2 for a in row]


def slow_w(rows: list[list[float]], *, corrected: bool = True) -> float | None:
    ranks = [slow_ranks(row) for row in rows]
    m, n = len(ranks), len(ranks[0])
    sums = [sum(row[j] for row in ranks) for j in range(n)]
    s = sum((one - sum(sums) / n) ** 2 for one in sums)
    ties = sum(row.count(value) ** 3 - row.count(value) for row in rows for value in set(row))
    largest = m * m * (n**3 - n) - (m * ties if corrected else 0)
    return 12 * s / largest if largest else None


def slow_p(rows: list[list[float]]) -> float:
    observed = slow_w(rows)
    assert observed is not None
    all_orders = list(product(*(list(permutations(row)) for row in rows)))
    as_large = sum((slow_w([list(row) for row in order]) or 0.0) >= observed - 1e-12 for order in all_orders)
    return as_large / len(all_orders)


@pytest.mark.parametrize(
    ("correction", "w", "chi_square", "p"),
    [
        (TieCorrection.CORRECTED, 0.53965687595437, 30.7604419293991, 0.0428834731269479),
        (TieCorrection.UNCORRECTED, 0.501921470342523, 28.6095238095238, 0.0723803546937571),
    ],
)
def test_kendall_w_agrees_with_irr(correction: TieCorrection, w: float, chi_square: float, p: float) -> None:
    found = kendall_w(ANXIETY, tie_correction=correction)

    assert (found.experts, found.items, found.degrees_of_freedom) == (3, 20, 19)
    assert found.w == pytest.approx(w, abs=1e-12)
    assert found.chi_square == pytest.approx(chi_square, abs=1e-10)
    assert found.p_value == found.chi_square_p_value == pytest.approx(p, abs=1e-12)
    assert (found.p_value_method, found.tie_correction) == (PValueMethod.CHI_SQUARE, correction)


def test_kendall_w_agrees_with_siegel() -> None:
    found = kendall_w(EXECUTIVES)

    assert found.rank_sums == pytest.approx((8, 14, 11, 11, 11, 8))
    assert found.w == pytest.approx(25.5 / 157.5)
    assert found.p_value_method is PValueMethod.EXACT_PERMUTATION


@pytest.mark.parametrize(
    ("ranks", "p"),
    [
        # Siegel, 1956, table N (exact probabilities of Friedman's statistic).
        ([[3, 1, 2], [3, 1, 2], [3, 1, 2], [3, 2, 1]], 0.042),
        ([[1, 2, 3]] * 3, 0.028),
        ([[1, 2, 3]] * 4, 0.0046),
        ([[4, 1, 3, 2], [4, 1, 3, 2], [3, 2, 4, 1]], 0.033),
        ([[1, 2, 3, 4]] * 3, 0.0017),
        ([[1, 2, 3, 4]] * 2, 0.042),
    ],
)
def test_kendall_w_exact_p_values_are_those_of_the_tables(ranks: list[list[float]], p: float) -> None:
    assert kendall_w(ranks).p_value == pytest.approx(p, abs=0.0005)


def test_kendall_w_agrees_with_a_slow_count_and_with_friedman_on_random_tables() -> None:
    generator = np.random.default_rng(5)
    for _ in range(1000):
        m, n = generator.integers(2, 7), generator.integers(3, 9)
        rows = generator.integers(0, generator.integers(2, 30), size=(m, n)).astype(float)
        found = kendall_w(rows, p_value=PValueMethod.CHI_SQUARE)
        plain = kendall_w(rows, p_value=PValueMethod.CHI_SQUARE, tie_correction=TieCorrection.UNCORRECTED)
        expected = slow_w(rows.tolist())
        assert plain.w == pytest.approx(slow_w(rows.tolist(), corrected=False), abs=1e-12)
        if expected is None:
            assert (found.w, found.p_value, found.p_value_method) == (None, None, None)
            continue
        oracle = stats.friedmanchisquare(*rows.T)
        assert found.w == pytest.approx(expected, abs=1e-12)
        assert found.chi_square == pytest.approx(oracle.statistic, abs=1e-9)
        assert found.p_value == pytest.approx(oracle.pvalue, abs=1e-9)


def test_kendall_w_exact_p_value_agrees_with_every_order() -> None:
    generator = np.random.default_rng(6)
    for _ in range(1000):
        m, n = (2, 4) if generator.random() < 0.1 else (generator.integers(2, 4), generator.integers(2, 4))
        rows = generator.integers(0, 5, size=(m, n)).astype(float).tolist()
        found = kendall_w(rows)
        if found.w is not None:
            assert found.p_value == pytest.approx(slow_p(rows), abs=1e-12)
            assert found.p_value_method is PValueMethod.EXACT_PERMUTATION


def test_kendall_w_sampled_p_value_lies_near_the_exact_one_and_repeats() -> None:
    rows = np.random.default_rng(3).normal(size=(5, 5))
    exact = kendall_w(rows, p_value=PValueMethod.EXACT_PERMUTATION)
    sampled = kendall_w(rows, p_value=PValueMethod.SAMPLED_PERMUTATION, seed=9)

    assert exact.p_value is not None
    assert sampled.p_value == pytest.approx(exact.p_value, abs=4 * (0.25 / 9999) ** 0.5)
    assert (sampled.permutations, exact.permutations) == (9999, None)
    assert sampled == kendall_w(rows, p_value=PValueMethod.SAMPLED_PERMUTATION, seed=9)


def test_kendall_w_permutation_test_of_many_items_is_sampled() -> None:
    found = kendall_w(ANXIETY, p_value=PValueMethod.PERMUTATION, permutations=999)

    assert found.p_value_method is PValueMethod.SAMPLED_PERMUTATION
    assert found.p_value == pytest.approx(0.043, abs=0.03)


@pytest.mark.parametrize(
    ("scores", "w"),
    [
        ([[1, 2, 3]], None),  # one expert
        ([[1], [2]], None),  # one item
        ([[5, 5, 5], [2, 2, 2]], None),  # everything tied
        ([[1, 2, 3], [10, 20, 30]], 1.0),
        ([[1, 2], [2, 1]], 0.0),
        ([[5, 5, 5], [1, 2, 3]], 0.25 * 12 * 2 / (4 * 24 - 2 * 24) * 4),
        ([[-1e100, 0, 1e100], [1e-100, 1, 2]], 1.0),
    ],
)
def test_kendall_w_at_the_edges(scores: list[list[float]], w: float | None) -> None:
    found = kendall_w(scores)
    assert found.w == (w if w is None else pytest.approx(w))
    assert (found.p_value is None) == (w is None)


def test_kendall_w_does_not_depend_on_the_direction_of_scores() -> None:
    rows = np.array(EXECUTIVES, dtype=float)
    assert kendall_w(rows).w == kendall_w(-rows).w


@pytest.mark.parametrize(
    ("scores", "told"),
    [
        ([], "scores is empty"),
        ([[]], "scores is empty"),
        ([[1, 2], [1]], r"scores\[1\] has 1 entries"),
        ([[1, None]], r"scores\[0\]\[1\] is missing"),
        ([[1, float("nan")]], r"scores\[0\]\[1\] is missing"),
        ([[1, float("inf")]], r"scores\[0\]\[1\] is inf: give 0"),
        ([[1, "many"]], r"scores\[0\]\[1\] is no number"),
        ([1, 2], "scores must be a table"),
        (np.array([[1, 2], [np.nan, 1]]), r"scores\[1\]\[0\] is missing"),
        (np.array([[1, np.inf]]), r"scores\[0\]\[1\] is inf"),
    ],
)
def test_kendall_w_says_what_is_wrong_and_where(scores: list[list[float]], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        kendall_w(scores)


def test_kendall_w_refuses_no_permutations_and_exactness_that_takes_too_long() -> None:
    with pytest.raises(ValueError, match="permutations must be at least 1"):
        kendall_w(EXECUTIVES, permutations=0)
    with pytest.raises(ValueError, match="takes too long"):
        kendall_w(ANXIETY, p_value=PValueMethod.EXACT_PERMUTATION)
