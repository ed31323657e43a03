"""Ratios, chi-square and the information component, against published tables and against exact fractions."""

from __future__ import annotations

from fractions import Fraction
from math import exp, log, log2, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from plugins.complaints.signals import (
    InformationInterval,
    Ratio,
    chi_square,
    disproportionality,
    evans_signal,
    expected_count,
    information_component,
    proportional_reporting_ratio,
    relative_reporting_ratio,
    reporting_odds_ratio,
)

Table = tuple[int, int, int, int]

# Tables of the CAERS reports of 2012 (openEBGM, Canida and Ihrie, 2017, R Journal 9), with PRR, ROR and their limits,
# chi-square and Yates', observed over expected, and what Evans says.
PUBLISHED: list[tuple[Table, list[float | None], bool]] = [
    (
        (16, 28, 15, 3297),
        [
            80.2909090909091,
            42.39850082654799,
            152.04853843813368,
            125.6,
            56.62791569667451,
            278.5792096693116,
            611.8715628418236,
            573.2619229562707,
            39.366568914956034,
        ],
        True,
    ),
    (
        (19, 51, 24, 3262),
        [
            37.16309523809524,
            21.3693235227587,
            64.62982537584057,
            50.63562091503268,
            26.108637661006213,
            98.20374922435076,
            378.02125124352733,
            357.4280446035236,
            21.184053156146177,
        ],
        True,
    ),
    (
        (6, 38, 0, 3312),
        [None, None, None, None, None, None, 452.44526458616, 379.26194756891874, 76.27272727272724],
        True,
    ),
    (
        (6, 0, 75, 3275),
        [
            44.66666666666667,
            35.71082963621511,
            55.8685175179416,
            None,
            None,
            None,
            243.02708678828077,
            203.2929843486366,
            41.432098765432194,
        ],
        True,
    ),
    (
        (3, 40, 237, 3076),
        [
            0.9752722990874302,
            0.3251951708391389,
            2.9248775586454845,
            0.9734177215189873,
            0.29890392100575364,
            3.1700556398822792,
            0.0020004350327185953,
            0.0,
            0.9755813953488379,
        ],
        False,
    ),
    (
        (8, 54, 834, 2460),
        [
            0.5096310048735205,
            0.26621893075404895,
            0.9756021496771192,
            0.4369837463362643,
            0.20710605692731512,
            0.9220145339790476,
            4.991036997085243,
            4.352305132904219,
            0.5142900927132019,
        ],
        False,
    ),
    (
        (1, 0, 46, 3309),
        [
            72.93478260869566,
            54.73850455825902,
            97.17990210193067,
            None,
            None,
            None,
            70.42524019405776,
            17.109712997343433,
            71.40425531914903,
        ],
        False,
    ),
    (
        (1, 0, 0, 3355),
        [None, None, None, None, None, None, 3356.0, 838.499925506562, 3355.9999999999995],
        False,
    ),
]

CELLS = st.integers(0, 40) | st.integers(0, 100_000)
TABLES = st.tuples(CELLS, CELLS, CELLS, CELLS)


def parts(ratio: Ratio | None) -> tuple[float | None, float | None, float | None]:
    return (None, None, None) if ratio is None else (ratio.value, ratio.low, ratio.high)


@pytest.mark.parametrize(("table", "numbers", "evans"), PUBLISHED)
def test_table_gives_its_published_measures(table: Table, numbers: list[float | None], evans: bool) -> None:
    got = disproportionality(*table)
    found = (*parts(got.prr), *parts(got.ror), got.chi_square, got.chi_square_yates, got.rr)
    assert len(found) == len(numbers)
    for value, published in zip(found, numbers, strict=True):
        assert value == (None if published is None else pytest.approx(published, rel=1e-9))
    assert got.evans_signal is evans


def exact(top: int, below: int) -> object:
    """The fraction, to be compared with; None without a denominator."""
    return pytest.approx(float(Fraction(top, below)), rel=1e-12) if below else None


@settings(max_examples=1000)
@given(TABLES)
def test_ratios_are_the_exact_fractions(table: Table) -> None:
    a, b, c, d = table
    prr = proportional_reporting_ratio(*table)
    assert parts(prr)[0] == exact(a * (c + d), (a + b) * c)
    assert parts(reporting_odds_ratio(*table))[0] == exact(a * d, b * c)
    assert relative_reporting_ratio(*table) == exact(a * sum(table), (a + b) * (a + c))
    assert expected_count(*table) == exact((a + b) * (a + c), sum(table))


@settings(max_examples=1000)
@given(TABLES)
def test_intervals_reach_as_many_errors_of_the_logarithm_as_asked(table: Table) -> None:
    a, b, c, d = table
    prr, ror = proportional_reporting_ratio(*table, z=2.5), reporting_odds_ratio(*table, z=2.5)
    if prr is not None and prr.low is not None and prr.high is not None:
        error = sqrt(Fraction(1, a) - Fraction(1, a + b) + Fraction(1, c) - Fraction(1, c + d))
        assert log(prr.low) == pytest.approx(log(prr.value) - 2.5 * error, abs=1e-9)
        assert log(prr.high) == pytest.approx(log(prr.value) + 2.5 * error, abs=1e-9)
    if ror is not None and ror.low is not None and ror.high is not None:
        error = sqrt(Fraction(1, a) + Fraction(1, b) + Fraction(1, c) + Fraction(1, d))
        assert (log(ror.low) + log(ror.high)) / 2 == pytest.approx(log(ror.value), abs=1e-9)
        assert log(ror.high / ror.low) == pytest.approx(5 * error, abs=1e-9)
    assert (prr is not None and prr.low is None) == (a == 0 and c > 0 and b > 0)


@settings(max_examples=1000)
@given(TABLES, st.booleans())
def test_chi_square_is_that_of_scipy(table: Table, yates: bool) -> None:
    a, b, c, d = table
    got = chi_square(*table, yates=yates)
    if 0 in {a + b, c + d, a + c, b + d}:
        assert got is None
        return
    reference = stats.chi2_contingency([[a, b], [c, d]], correction=yates).statistic
    assert got == pytest.approx(reference, rel=1e-9, abs=1e-9)


@settings(max_examples=1000)
@given(TABLES)
def test_evans_asks_for_all_three(table: Table) -> None:
    a, b, c, d = table
    chi2 = chi_square(*table)
    infinite = c == 0 and a > 0
    enough = infinite or ((a + b) * c > 0 and a * (c + d) >= 2 * (a + b) * c)
    assert evans_signal(*table) == (a >= 3 and chi2 is not None and chi2 >= 4 and enough)


@settings(max_examples=1000)
@given(st.integers(0, 5000), st.floats(0, 5000), st.floats(0.5, 0.999))
def test_information_component_is_made_of_the_gamma_posterior(n: int, e: float, confidence: float) -> None:
    got = information_component(n, e, confidence=confidence)
    posterior = stats.gamma(n + 0.5, scale=1 / (e + 0.5))
    assert got.ic == pytest.approx(log2((n + 0.5) / (e + 0.5)), abs=1e-9)
    assert posterior.cdf(2**got.low) == pytest.approx((1 - confidence) / 2, rel=1e-6)
    assert posterior.sf(2**got.high) == pytest.approx((1 - confidence) / 2, rel=1e-6)
    assert got.signal == (got.low > 0)


@pytest.mark.parametrize(
    ("n", "expected", "signal"),
    [(2, 0.0, False), (3, 0.0, True), (0, 0.0, False), (12, 5.0, True), (0, 100.0, False)],
)
def test_information_component_needs_three_reports_for_a_signal(
    n: int, expected: float, signal: bool
) -> None:
    """With a shrinkage of a half no pair of one or two reports is a signal, however little was expected."""
    assert information_component(n, expected).signal is signal


@pytest.mark.parametrize("n", [1, 3, 10, 50, 400])
def test_formula_of_noren_comes_near_to_the_quantiles(n: int) -> None:
    near = information_component(n, 7.0, interval=InformationInterval.NOREN)
    exactly = information_component(n, 7.0)
    assert near.ic == exactly.ic
    assert near.interval is InformationInterval.NOREN
    assert near.low == pytest.approx(exactly.low, abs=0.1)
    assert near.high == pytest.approx(exactly.high, abs=0.12)


def test_measures_of_nothing_are_none() -> None:
    got = disproportionality(0, 0, 0, 0)
    assert (got.expected, got.rr, got.prr, got.ror, got.ic, got.chi_square) == (None,) * 6
    assert not got.evans_signal


@pytest.mark.parametrize("factor", [10**6, 10**150])
def test_huge_counts_change_no_ratio(factor: int) -> None:
    small, huge = disproportionality(3, 5, 7, 11), disproportionality(*(factor * x for x in (3, 5, 7, 11)))
    assert huge.prr is not None
    assert small.prr is not None
    assert huge.prr.value == pytest.approx(small.prr.value)
    assert huge.prr.high == pytest.approx(exp(log(huge.prr.value)), rel=1e-2)
    assert huge.chi_square is not None
    assert huge.chi_square == pytest.approx((small.chi_square or 0) * factor)


@pytest.mark.parametrize("table", [(-1, 1, 1, 1), (1, float("nan"), 1, 1), (1, 1, float("inf"), 1)])
def test_what_is_no_count_is_named(table: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="must be a count of reports"):
        disproportionality(*table)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"observed": -1}, "observed must be"),
        ({"expected": float("nan")}, "expected must be"),
        ({"confidence": 1.0}, "confidence must lie"),
        ({"shrinkage": 0.0}, "shrinkage must be"),
        ({"interval": InformationInterval.NOREN, "confidence": 0.9}, "take interval GAMMA"),
    ],
)
def test_information_component_says_what_it_cannot_take(change: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        information_component(**({"observed": 1, "expected": 1.0} | change))  # type: ignore[arg-type]  # wrong on purpose


@pytest.mark.parametrize("z", [0, -1.96, float("nan"), float("inf")])
def test_interval_needs_some_errors(z: float) -> None:
    for ratio in (proportional_reporting_ratio, reporting_odds_ratio):
        with pytest.raises(ValueError, match="z must be a number of standard errors above 0"):
            ratio(16, 28, 15, 3297, z=z)
