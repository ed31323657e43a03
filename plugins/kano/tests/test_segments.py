"""Tests of independence: against scipy, and against every table with the same margins."""

from __future__ import annotations

import random
from collections.abc import Iterator
from math import factorial, prod, sqrt

import numpy as np
import pytest
from scipy import stats

from plugins.kano.analysis import (
    Frequencies,
    PMethod,
    PValue,
    compare_segments,
    independence_test,
    segment_tests,
    tally,
)
from plugins.kano.analysis.contingency import drawn_tables

Table = tuple[tuple[int, ...], ...]


def rows_of(total: int, columns: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Each row with that sum that takes no more of a column than is left."""
    if len(columns) == 1:
        if total <= columns[0]:
            yield (total,)
        return
    for first in range(min(total, columns[0]) + 1):
        for rest in rows_of(total - first, columns[1:]):
            yield (first, *rest)


def all_tables(rows: tuple[int, ...], columns: tuple[int, ...]) -> Iterator[Table]:
    """Each table with these margins."""
    if not rows:
        if not any(columns):
            yield ()
        return
    for row in rows_of(rows[0], columns):
        left = tuple(column - taken for column, taken in zip(columns, row, strict=True))
        for rest in all_tables(rows[1:], left):
            yield (row, *rest)


def chi_squared(table: Table, rows: tuple[int, ...], columns: tuple[int, ...]) -> float:
    n = sum(rows)
    return sum(
        (count - rows[i] * columns[j] / n) ** 2 / (rows[i] * columns[j] / n)
        for i, row in enumerate(table)
        for j, count in enumerate(row)
    )


def exact_p(table: Table) -> float:
    """The probability of a table at least as far from independence, over all with these margins."""
    rows = tuple(map(sum, table))
    columns = tuple(map(sum, zip(*table, strict=True)))
    observed = chi_squared(table, rows, columns)
    ways = prod(map(factorial, rows)) * prod(map(factorial, columns)) / factorial(sum(rows))
    return sum(
        ways / prod(factorial(count) for row in one for count in row)
        for one in all_tables(rows, columns)
        if chi_squared(one, rows, columns) >= observed - 1e-9
    )


def test_chi_squared_is_that_of_scipy() -> None:
    rng = np.random.default_rng(7)
    for _ in range(1_000):
        shape = rng.integers(1, 5), rng.integers(1, 7)
        table = rng.integers(0, rng.choice([3, 60, 10**6]), shape)
        full = table[table.any(axis=1)][:, table.any(axis=0)]
        found = independence_test(table, method=PMethod.CHI_SQUARED)
        if min(full.shape) < 2:
            assert found is None
            continue
        expected = stats.chi2_contingency(full, correction=False)
        assert found
        assert found.p_method is PValue.CHI_SQUARED
        assert (found.n, found.degrees_of_freedom) == (full.sum(), expected.dof)
        assert found.smallest_expected == pytest.approx(expected.expected_freq.min())
        assert (found.statistic, found.p_value) == pytest.approx(
            (expected.statistic, expected.pvalue), rel=1e-8, abs=1e-12
        )
        assert found.cramers_v == pytest.approx(
            sqrt(expected.statistic / full.sum() / (min(full.shape) - 1)), abs=1e-12
        )


def test_monte_carlo_finds_the_share_of_all_tables() -> None:
    rng = random.Random("tables")
    for seed in range(1_000):
        table = tuple(tuple(rng.choice([0, 0, 1, 2]) for _ in range(3)) for _ in range(rng.randint(2, 3)))
        found = independence_test(table, samples=600, seed=seed)
        rows = tuple(row for row in table if any(row))
        columns = tuple(column for column in zip(*rows, strict=True) if any(column))
        if len(rows) < 2 or len(columns) < 2:
            assert found is None
            continue
        assert found
        assert (found.p_method, found.samples, found.seed) == (PValue.MONTE_CARLO, 600, seed)
        # six standard errors of 600 draws at most
        assert found.p_value == pytest.approx(exact_p(tuple(zip(*columns, strict=True))), abs=0.125)


def test_monte_carlo_never_finds_zero() -> None:
    """What none of the drawn tables reaches is still one of them, as observed (Hope, 1968)."""
    found = independence_test([[300, 0], [0, 300]], method=PMethod.MONTE_CARLO, samples=99)
    assert found
    assert found.p_value == 1 / 100


def test_drawn_tables_keep_their_margins_and_the_frequencies_of_all_tables() -> None:
    rows, columns = np.array([3, 2, 1]), np.array([2, 2, 2])
    tables = drawn_tables(rows, columns, 20_000, np.random.default_rng(1))
    assert (tables >= 0).all()
    assert (tables.sum(axis=2) == rows).all()
    assert (tables.sum(axis=1) == columns).all()
    ways = prod(map(factorial, (3, 2, 1, 2, 2, 2))) / factorial(6)
    for one in all_tables((3, 2, 1), (2, 2, 2)):
        share = (tables == np.array(one)).all(axis=(1, 2)).mean()
        expected = ways / prod(factorial(count) for row in one for count in row)
        assert share == pytest.approx(expected, abs=0.02)


def test_method_follows_the_smallest_expected_count_unless_it_is_named() -> None:
    many, few = [[50, 60], [70, 40]], [[3, 9], [7, 2]]
    drawn = independence_test(few)
    assert drawn
    assert drawn.p_method is PValue.MONTE_CARLO
    named = independence_test(many, method=PMethod.MONTE_CARLO)
    plain = independence_test(many)
    assert named
    assert plain
    assert (plain.p_method, named.p_method) == (PValue.CHI_SQUARED, PValue.MONTE_CARLO)
    assert named.p_value == pytest.approx(plain.p_value, abs=0.02)
    assert independence_test(few) == drawn


def test_five_expected_are_not_less_than_five() -> None:
    """15 of 60 in a row, 20 of 60 in a column: 5 of each, whatever the order of multiplying and dividing."""
    found = independence_test([[5, 5, 5], [15, 15, 15]])
    assert found
    assert (found.smallest_expected, found.p_method) == (5, PValue.CHI_SQUARED)


@pytest.mark.parametrize("table", [[], [[]], [[1, 2]], [[1], [2]], [[0, 0], [1, 2]], [[0, 3], [0, 2]]])
def test_table_without_two_rows_and_columns_tests_nothing(table: list[list[int]]) -> None:
    if table:
        assert independence_test(table) is None
    else:
        assert independence_test(np.zeros((0, 6), dtype=int)) is None


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ([[1, 2], [3]], "table has rows of unequal length"),
        ([[1.5, 2], [3, 4]], "no table of whole numbers"),
        ([1, 2], "no table of whole numbers"),
        ([[1, 2], [3, -4]], r"table\[1\]\[1\] is -4: a count is 0 or more"),
    ],
)
def test_what_is_no_table_of_counts_is_refused(table: list[list[int]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        independence_test(table)


def test_huge_tables_are_tested_and_not_drawn() -> None:
    huge = [[10**12, 10**12], [10**12, 10**12 + 10**7]]
    found = independence_test(huge)
    assert found
    assert found.p_value < 0.01
    with pytest.raises(ValueError, match="a billion counts or more: use the chi-squared distribution"):
        independence_test(huge, method=PMethod.MONTE_CARLO)
    with pytest.raises(ValueError, match=r"table\[0\]\[1\] is 10000000000000000: .* not above 10\*\*15"):
        independence_test([[1, 10**16], [3, 4]])
    with pytest.raises(ValueError, match="samples is 0"):
        independence_test(huge, samples=0)
    with pytest.raises(ValueError, match="seed is -1"):
        independence_test(huge, seed=-1)


def test_segments_are_counted_and_tested_factor_by_factor() -> None:
    rng = random.Random("segments")
    for _ in range(1_000):
        rows, columns = rng.randint(1, 12), rng.randint(1, 3)
        functional, dysfunctional = (
            [[rng.choice([1, 2, 3, 4, 5, None]) for _ in range(columns)] for _ in range(rows)]
            for _ in range(2)
        )
        segments = [rng.choice(["商务", "家用", None]) for _ in range(rows)]
        found = compare_segments(segments, functional, dysfunctional, samples=20)
        assert found.without_segment == segments.count(None)
        assert list(found.segments) == sorted({one for one in segments if one is not None})
        for name, frequencies in found.segments.items():
            mine = [row for row, segment in enumerate(segments) if segment == name]
            assert frequencies == tally(
                [functional[row] for row in mine], [dysfunctional[row] for row in mine]
            )
        for factor, test in enumerate(found.tests):
            table = [one[factor].counts for one in found.segments.values()]
            assert test.test == (independence_test(table, samples=20) if table else None)


def test_p_values_are_adjusted_for_all_factors_that_could_be_tested() -> None:
    same = [Frequencies(must_be=50, attractive=50)] * 2
    apart = [Frequencies(must_be=90, attractive=10), Frequencies(must_be=10, attractive=90)]
    nothing = [Frequencies(must_be=5), Frequencies(must_be=7)]
    found = segment_tests([same, nothing, apart])
    assert (found[1].test, found[1].adjusted_p_value) == (None, None)
    assert found[0].test
    assert found[2].test
    assert found[0].adjusted_p_value == found[0].test.p_value == 1
    assert found[2].adjusted_p_value == 2 * found[2].test.p_value
    assert found[2].test.cramers_v == pytest.approx(0.8)
    assert segment_tests([]) == ()
    assert segment_tests([[]])[0].test is None


def test_segments_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match="segments has 1 entries: give one a respondent, 2"):
        compare_segments(["a"], [1, 2], [1, 2])
    assert compare_segments([None, None], [1, 2], [1, 2]).tests[0].test is None
    assert compare_segments([], [], []).segments == {}
