"""One factor from its counts: the published table of a real survey, and every figure against its plain definition."""

from __future__ import annotations

import random
from fractions import Fraction
from math import ceil, isclose, sqrt

import numpy as np
import pytest
from scipy import stats

from plugins.kano.analysis import (
    CATEGORIES,
    Category,
    CategoryRule,
    Frequencies,
    analyse_factor,
    category_of,
    category_strength,
    class_shares,
    coefficients,
    fong_sample_size,
    fong_test,
    tied_categories,
    total_strength,
    uniformity_test,
)
from plugins.kano.analysis.coefficients import coefficients_of
from plugins.kano.analysis.rules import category_strengths, chosen_codes

CLEANER = {
    # R's stp25kano, README: counts M, O, A, I, R, Q; class, class by tolerance, strengths in per cent, coefficients,
    # chi-squared, difference and threshold of Fong's test, whether significant
    "Service app": ((95, 123, 45, 33, 0, 0), "O", "O", 89, 9, 0.568, -0.736, 72.49, 28, 19.4, True),
    "Excellent service": ((101, 54, 54, 81, 3, 3), "M", "M", 71, 7, 0.372, -0.534, 21.64, 20, 18.5, True),
    "Hotline": ((15, 24, 121, 124, 6, 6), "I", "A", 54, 1, 0.511, -0.137, 150.06, 3, 19.8, False),
    "Loan machine": ((65, 87, 93, 51, 0, 0), "A", "O", 83, 2, 0.608, -0.514, 15.41, 6, 18.5, False),
    "Ready-to-use return": ((9, 18, 83, 177, 6, 3), "I", "I", 37, 32, 0.352, -0.094, 251.30, 94, 19.9, True),
}


def drawn_counts(rng: random.Random) -> tuple[int, ...]:
    """Six counts; small ones, so that they tie, or large ones; some of them 0."""
    most = rng.choice([1, 3, 10, 1_000, 10**12])
    return tuple(rng.choice([0, rng.randint(0, most), rng.randint(0, most)]) for _ in CATEGORIES)


CASES = [drawn_counts(random.Random(seed)) for seed in range(1_000)]
ANSWERED = [counts for counts in CASES if sum(counts)]


@pytest.mark.parametrize("name", CLEANER)
def test_factor_is_as_published(name: str) -> None:
    counts, modal, tolerant, total, category, better, worse, chi2, difference, threshold, significant = (
        CLEANER[name]
    )
    found = analyse_factor(Frequencies.from_array(counts))
    assert (found.n, found.category, found.tolerance_category) == (296, modal, tolerant)
    assert (found.total_strength, found.category_strength) == pytest.approx(
        (total / 100, category / 100), abs=0.005
    )
    assert (found.better, found.worse) == pytest.approx((better, worse), abs=0.0005)
    assert found.uniformity
    assert found.uniformity.statistic == pytest.approx(chi2, abs=0.005)
    assert found.fong
    assert (found.fong.difference, found.fong.significant) == (difference, significant)
    assert found.fong.threshold == pytest.approx(threshold, abs=0.05)


@pytest.mark.parametrize(
    ("percent", "better", "worse", "category"),
    [
        # Sauerwein, Bailom, Matzler, Hinterhuber (1996), "The Kano model: how to delight your customers": skis
        ((49.3, 32.3, 7.0, 9.5), 0.40, -0.83, "M"),
        ((30.5, 45.1, 10.4, 11.5), 0.57, -0.78, "O"),
    ],
)
def test_coefficients_of_percentages_are_as_published(
    percent: tuple[float, ...], better: float, worse: float, category: str
) -> None:
    must_be, one_dimensional, attractive, indifferent = percent
    found = coefficients(
        must_be=must_be, one_dimensional=one_dimensional, attractive=attractive, indifferent=indifferent
    )
    assert (found.better, found.worse) == pytest.approx((better, worse), abs=0.005)
    assert category_of(Frequencies.from_array([round(10 * one) for one in (*percent, 0, 0)])) == category


def by_definition(counts: tuple[int, ...], rule: CategoryRule, tolerance: float) -> str | None:
    """Each rule as one would carry it out on paper."""
    said = dict(zip("MOAIRQ", counts, strict=True))
    n = sum(counts)
    if not n:
        return None
    ranked = sorted(said, key=lambda letter: (-said[letter], "MOAIRQ".index(letter)))
    if rule is CategoryRule.MAJORITY:
        among = "MOA" if said["M"] + said["O"] + said["A"] > said["I"] + said["R"] + said["Q"] else "IRQ"
        return next(letter for letter in ranked if letter in among)
    if rule is CategoryRule.TOLERANCE:
        first, second = [letter for letter in ranked if letter != "Q"][:2]
        if ranked[0] != "Q" and said[second] and (said[first] - said[second]) / n <= tolerance:
            return next(letter for letter in "MOAIR" if letter in (first, second))
    return ranked[0]


def test_questionable_answers_neither_hide_who_is_nearly_equal_nor_give_way_to_them() -> None:
    assert category_of(Frequencies.of({"O": 40, "Q": 38, "M": 36}), CategoryRule.TOLERANCE) == "M"
    assert category_of(Frequencies.of({"Q": 80, "M": 10, "O": 10}), CategoryRule.TOLERANCE) == "Q"


@pytest.mark.parametrize("rule", CategoryRule)
def test_category_is_that_of_the_rule_on_paper(rule: CategoryRule) -> None:
    rng = random.Random("tolerance")
    for counts in CASES:
        tolerance = rng.choice([0.0, 0.06, 0.25, 1.0])
        found = category_of(Frequencies.from_array(counts), rule, tolerance)
        assert found == by_definition(counts, rule, tolerance), counts


@pytest.mark.parametrize("rule", CategoryRule)
def test_many_categories_at_once_are_those_one_by_one(rule: CategoryRule) -> None:
    codes = chosen_codes(np.array(CASES).reshape(10, 100, 6), rule, 0.1).ravel()
    expected = [category_of(Frequencies.from_array(counts), rule, 0.1) for counts in CASES]
    assert [None if code < 0 else CATEGORIES[code] for code in codes] == expected


@pytest.mark.parametrize(
    ("counts", "modal", "tolerant", "majority", "tied"),
    [
        ((0, 0, 0, 0, 0, 0), None, None, None, ""),
        ((5, 5, 5, 5, 5, 5), "M", "M", "I", "MOAIRQ"),
        ((0, 0, 4, 4, 0, 0), "A", "A", "I", "AI"),
        ((0, 0, 0, 0, 0, 7), "Q", "Q", "Q", "Q"),
        ((0, 0, 0, 0, 7, 7), "R", "R", "R", "RQ"),
        ((2, 3, 4, 8, 0, 0), "I", "I", "A", "I"),
        # category strength .06 exactly: still within the tolerance
        ((36, 14, 4, 42, 4, 0), "I", "M", "M", "I"),
        ((35, 15, 4, 42, 4, 0), "I", "I", "M", "I"),
        # the leader of a tie is not the only one that the tolerance lets in, but only the two most frequent are looked at
        ((30, 0, 34, 36, 0, 0), "I", "A", "A", "I"),
    ],
)
def test_ties_and_what_is_nearly_one(
    counts: tuple[int, ...], modal: str | None, tolerant: str | None, majority: str | None, tied: str
) -> None:
    found = analyse_factor(Frequencies.from_array(counts))
    assert (found.category, found.tolerance_category, found.majority_category) == (modal, tolerant, majority)
    assert found.tied == tuple(tied) == tied_categories(found.frequencies)
    assert found.rules_differ is (modal != majority)
    for rule in CategoryRule:
        assert found.category_by(rule) == category_of(found.frequencies, rule)


def test_strengths_and_coefficients_are_their_definitions() -> None:
    vectors = coefficients_of(np.array(CASES))
    leads = category_strengths(np.array(CASES))
    for at, counts in enumerate(CASES):
        must_be, one_dimensional, attractive, *_ = counts
        found = analyse_factor(Frequencies.from_array(counts))
        total = sum(counts[:4])
        if total:
            assert found.better == pytest.approx(
                float(Fraction(attractive + one_dimensional, total)), rel=1e-14
            )
            assert found.worse == pytest.approx(-float(Fraction(one_dimensional + must_be, total)), rel=1e-14)
            assert (vectors[0][at], vectors[1][at]) == (found.better, found.worse)
        else:
            assert found.better is found.worse is None
            assert np.isnan(vectors[0][at])
            assert np.isnan(vectors[1][at])
        n = sum(counts)
        ordered = sorted(counts[:5], reverse=True)
        assert found.total_strength == (float(Fraction(sum(counts[:3]), n)) if n else None)
        assert found.category_strength == (float(Fraction(ordered[0] - ordered[1], n)) if n else None)
        assert leads[at] == (found.category_strength or 0)
        assert total_strength(found.frequencies) == found.total_strength
        assert category_strength(found.frequencies) == found.category_strength


def test_nobody_answered_or_only_nonsense_gives_null_and_not_zero() -> None:
    nobody = analyse_factor(Frequencies(missing=3))
    assert (nobody.n, nobody.missing, nobody.category, nobody.tied, nobody.fong) == (0, 3, None, (), None)
    assert nobody.better is nobody.worse is nobody.total_strength is nobody.category_strength is None
    assert nobody.uniformity is None
    assert [share.share for share in class_shares(nobody.frequencies)] == [None] * 6
    reverse = analyse_factor(Frequencies(reverse=30, questionable=10))
    assert (reverse.category, reverse.better, reverse.worse, reverse.uniformity) == ("R", None, None, None)
    assert (reverse.total_strength, reverse.category_strength, reverse.indicative) == (0, 0.75, False)
    assert coefficients(must_be=0, one_dimensional=0, attractive=0, indifferent=0).sensitivity is None
    assert str(coefficients(must_be=0, one_dimensional=0, attractive=0, indifferent=1).worse) == "0.0"
    assert coefficients(
        must_be=3, one_dimensional=0, attractive=4, indifferent=0
    ).sensitivity == pytest.approx(5 / 7)


@pytest.mark.parametrize(
    ("counts", "combination", "wanted"),
    [
        ((53, 0, 7, 40, 0, 0), False, True),
        ((46, 0, 14, 40, 0, 0), False, True),
        ((45, 0, 14, 41, 0, 0), True, False),
        ((0, 0, 0, 0, 0, 0), None, None),
    ],
)
def test_strengths_are_judged(counts: tuple[int, ...], combination: bool | None, wanted: bool | None) -> None:
    found = analyse_factor(Frequencies.from_array(counts))
    assert (found.is_combination, found.is_wanted) == (combination, wanted)


@pytest.mark.parametrize(("n", "indicative"), [(29, True), (30, False)])
def test_few_answers_are_only_indicative(n: int, indicative: bool) -> None:
    assert analyse_factor(Frequencies(attractive=n)).indicative is indicative


def test_fong_is_its_inequality_in_exact_numbers() -> None:
    for counts in ANSWERED:
        n = sum(counts)
        a, b = sorted(counts[:5], reverse=True)[:2]
        found = fong_test(Frequencies.from_array(counts))
        assert found
        assert (found.difference, found.n) == (a - b, n)
        exact = Fraction("1.65") ** 2 * (a + b) * (2 * n - a - b) / (2 * n)
        assert found.threshold == pytest.approx(sqrt(exact), rel=1e-12)
        if not isclose((a - b) ** 2, exact, rel_tol=1e-9):
            assert found.significant is ((a - b) ** 2 > exact)
        assert (counts[CATEGORIES.index(found.first)], counts[CATEGORIES.index(found.second)]) == (a, b)


def test_fong_says_nothing_of_equal_or_questionable_counts() -> None:
    found = fong_test(Frequencies(questionable=5))
    assert found
    assert (found.first, found.second, found.threshold, found.significant) == ("M", "O", 0, False)
    one = fong_test(Frequencies(attractive=1))
    assert one
    assert not one.significant
    assert fong_test(Frequencies()) is None
    for wrong in (0, -1, float("nan"), float("inf"), 1e200):
        with pytest.raises(ValueError, match="critical_value is"):
            fong_test(Frequencies(attractive=1), wrong)


def test_fong_sample_size_is_the_first_that_is_significant() -> None:
    rng = random.Random("sizes")
    assert fong_sample_size(0.45, 0.30) == fong_sample_size(0.30, 0.45) == 57
    for _ in range(1_000):
        smaller, larger = sorted((rng.randint(0, 500), rng.randint(0, 500)))
        if larger - smaller < 20:
            continue
        p1, p2, z = (
            Fraction(larger, 1000),
            Fraction(smaller, 1000),
            Fraction(rng.choice(["1.65", "1.96", "2.58"])),
        )

        def significant(n: int, p1: Fraction = p1, p2: Fraction = p2, z: Fraction = z) -> bool:
            a, b = n * p1, n * p2
            return (a - b) ** 2 >= z**2 * (a + b) * (2 * n - a - b) / (2 * n)

        found = fong_sample_size(float(p1), float(p2), float(z))
        assert significant(found)
        assert found == 1 or not significant(found - 1)


@pytest.mark.parametrize(
    ("shares", "message"),
    [
        ((0.3, 0.3), "first_share equals second_share"),
        ((1e-200, 0), "first_share equals second_share"),
        ((1.2, 0.1), "first_share is 1.2: give a share from 0 to 1"),
        ((0.5, float("nan")), "second_share is nan"),
        ((0.7, 0.6), "add up to"),
    ],
)
def test_fong_sample_size_refuses_what_no_number_of_answers_shows(
    shares: tuple[float, float], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        fong_sample_size(*shares)


def test_fong_sample_size_of_a_certain_category_is_small() -> None:
    assert fong_sample_size(1.0, 0.0) == ceil(1.65**2 / 2)
    assert fong_sample_size(0.7, 0.3) == ceil(1.65**2 / 2 / 0.16)


def test_uniformity_is_the_chi_squared_test_of_scipy() -> None:
    for counts in CASES:
        found = uniformity_test(Frequencies.from_array(counts))
        if not sum(counts[:4]):
            assert found is None
            continue
        expected = stats.chisquare(counts[:4])
        assert found
        assert found.degrees_of_freedom == 3
        assert (found.statistic, found.p_value) == pytest.approx(
            (expected.statistic, expected.pvalue), rel=1e-9, abs=1e-300
        )


def test_class_shares_have_the_score_interval_of_scipy() -> None:
    for counts in [case for case in ANSWERED if sum(case) < 10_000][:170]:
        for share, count in zip(class_shares(Frequencies.from_array(counts), 0.9), counts, strict=True):
            assert share.interval
            expected = stats.binomtest(count, sum(counts)).proportion_ci(0.9, method="wilson")
            assert share.interval == pytest.approx((expected.low, expected.high), abs=1e-9)
            assert (share.count, share.share) == (count, count / sum(counts))


@pytest.mark.parametrize("tolerance", [-0.1, float("nan")])
def test_tolerance_below_zero_is_refused(tolerance: float) -> None:
    with pytest.raises(ValueError, match="tolerance is"):
        analyse_factor(Frequencies(attractive=1), tolerance=tolerance)


@pytest.mark.parametrize("wrong", [-1.0, float("nan"), float("inf")])
def test_counts_that_are_none_have_no_coefficients(wrong: float) -> None:
    with pytest.raises(ValueError, match="attractive is"):
        coefficients(must_be=1, one_dimensional=1, attractive=wrong, indifferent=1)
    with pytest.raises(ValueError, match="too large"):
        coefficients(must_be=1e308, one_dimensional=1e308, attractive=1, indifferent=1)


def test_counts_up_to_the_largest_give_figures() -> None:
    found = analyse_factor(Frequencies.from_array([10**15] * 6))
    assert (found.better, found.worse, found.total_strength, found.category_strength) == (0.5, -0.5, 0.5, 0)
    assert found.category is Category.MUST_BE
