"""Reports counted into pairs, against the hand calculation of openEBGM and against sets of reports."""

from __future__ import annotations

import numpy as np
import pytest

from plugins.complaints.signals import pair_counts

# openEBGM's hand calculation (tests/testthat/testA_Counts.R): ten reports of three products and three events.
PRODUCTS = ["A", "B", "B", "B", "C", "A", "A", "B", "B", "C"]
EVENTS = ["1", "2", "2", "3", "3", "2", "3", "3", "3", "1"]
STRATA = ["M1"] * 5 + ["F1"] * 3 + ["M2"] * 2
COUNTS = [1, 1, 1, 0, 2, 3, 1, 0, 1]
EXPECTED = [0.6, 0.9, 1.5, 1, 1.5, 2.5, 0.4, 0.6, 1]
EXPECTED_OF_STRATA = [0.2, 0.4 + 2 / 3, 0.4 + 4 / 3, 1.1, 1.2 + 1 / 3, 1.7 + 2 / 3, 0.7, 0.4, 0.9]

Mention = tuple[int, str, str, str]


@pytest.mark.parametrize(("strata", "expected"), [(None, EXPECTED), (STRATA, EXPECTED_OF_STRATA)])
def test_counts_are_those_of_the_hand_calculation(strata: list[str] | None, expected: list[float]) -> None:
    got = pair_counts(range(10), PRODUCTS, EVENTS, strata, with_zeros=True)
    assert got.products == tuple("AAABBBCCC")
    assert got.problems == tuple("123" * 3)
    assert got.a.tolist() == COUNTS
    np.testing.assert_allclose(got.expected, expected)
    np.testing.assert_allclose(got.product_reports * got.problem_reports / got.reports, EXPECTED)
    assert got.strata == (3 if strata else 0)
    reported = pair_counts(range(10), PRODUCTS, EVENTS, strata)
    assert reported.a.tolist() == [count for count in COUNTS if count]


def slowly(mentions: list[Mention], product: str, problem: str, stratified: bool) -> tuple[int, ...]:
    """Reports with both, product only, problem only, neither, and a thousandfold of what is expected."""
    every = {report for report, *_ in mentions}
    one = {report for report, named, *_ in mentions if named == product}
    other = {report for report, _, named, _ in mentions if named == problem}
    both = {report for report, first, second, _ in mentions if (first, second) == (product, problem)}
    expected = 0.0
    for stratum in {stratum for *_, stratum in mentions} if stratified else {None}:
        inside = [mention for mention in mentions if stratum in {None, mention[3]}]
        reports = len({report for report, *_ in inside})
        of_product = len({report for report, named, *_ in inside if named == product})
        expected += of_product * len({report for report, _, named, _ in inside if named == problem}) / reports
    a = len(both)
    return a, len(one) - a, len(other) - a, len(every) - len(one) - len(other) + a, round(1000 * expected)


def test_counts_are_those_of_sets_of_reports() -> None:
    random = np.random.default_rng(1)
    for number in range(1000):
        mentions = [
            (
                int(random.integers(0, 10)),
                "ABC"[random.integers(3)],
                "xyz"[random.integers(3)],
                "12"[random.integers(2)],
            )
            for _ in range(int(random.integers(0, 26)))
        ]
        check_counts(mentions, stratified=number % 2 == 0, with_zeros=number % 3 == 0)


def check_counts(mentions: list[Mention], *, stratified: bool, with_zeros: bool) -> None:
    products, problems = (
        [product for _, product, _, _ in mentions],
        [problem for _, _, problem, _ in mentions],
    )
    reports, strata = [report for report, *_ in mentions], [stratum for *_, stratum in mentions]
    got = pair_counts(reports, products, problems, strata if stratified else None, with_zeros=with_zeros)
    found = {
        (product, problem): (int(a), int(b), int(c), int(d), round(1000 * e))
        for product, problem, a, b, c, d, e in zip(
            got.products, got.problems, got.a, got.b, got.c, got.d, got.expected, strict=True
        )
    }
    told = {(product, problem) for _, product, problem, _ in mentions}
    pairs = {(one, other) for one in products for other in problems} if with_zeros else told
    assert found == {pair: slowly(mentions, *pair, stratified) for pair in pairs}
    assert list(found) == sorted(found)


def test_no_reports_are_no_pairs() -> None:
    got = pair_counts([], [], [], [], with_zeros=True)
    assert (got.products, got.reports, got.strata, got.expected.size) == ((), 0, 0, 0)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (([1], ["A", "B"], ["x"]), "products has 2 entries and report_ids 1"),
        (([1], ["A"], ["x"], []), "strata has 0 entries"),
        (([1, None], ["A", "B"], ["x", "y"]), r"report_ids\[1\] is None"),
        (([1], ["A"], ["x"], [None]), r"strata\[0\] is None"),
    ],
)
def test_columns_that_do_not_fit_are_named(columns: tuple[list[str], ...], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        pair_counts(*columns)
