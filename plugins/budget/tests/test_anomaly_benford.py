"""Leading digits against Benford's law: published tables and counts, digits read as text, and when no verdict is given."""

from __future__ import annotations

import random
from decimal import Decimal
from math import log10, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from plugins.budget.amounts import Amount
from plugins.budget.anomaly import (
    BenfordVerdict,
    DigitTest,
    Sign,
    Unfitness,
    benford,
    benford_of_counts,
    expected_shares,
    leading_digits,
)


def test_expected_shares_are_as_published() -> None:
    """Nigrini (2012), table 1.1: first and second digits."""
    assert expected_shares(DigitTest.FIRST) == pytest.approx(
        [0.30103, 0.17609, 0.12494, 0.09691, 0.07918, 0.06695, 0.05799, 0.05115, 0.04576], abs=5e-6
    )
    assert expected_shares(DigitTest.SECOND) == pytest.approx(
        [0.11968, 0.11389, 0.10882, 0.10433, 0.10031, 0.09668, 0.09337, 0.09035, 0.08757, 0.08500], abs=5e-6
    )
    first_two = expected_shares(DigitTest.FIRST_TWO)
    assert (len(first_two), first_two[0], sum(first_two)) == pytest.approx((90, 0.04139, 1), abs=5e-6)


def test_powers_of_two_follow_the_law() -> None:
    """Their first thousand: the known counts of first digits."""
    found = benford([2**power for power in range(160)], DigitTest.FIRST)
    assert found.unfit == (Unfitness.TOO_FEW,)
    whole = [int(str(2**power)[:6]) for power in range(1000)]
    judged = benford(whole, DigitTest.FIRST)
    assert judged.counts == (301, 176, 125, 97, 79, 69, 56, 52, 45)
    assert judged.verdict is BenfordVerdict.CLOSE
    assert judged.frequent == ()


def test_counts_are_judged_as_others_judged_them() -> None:
    """37,905 payments whose report (github.com/elleryorton987/BenfordAnalysis) says MAD 0.0081 and chi-square 800.10."""
    found = benford_of_counts(
        [11449, 6943, 4464, 3435, 2825, 2381, 1882, 1716, 2810],
        DigitTest.FIRST,
    )
    assert found.observations == 37_905
    assert found.mad == pytest.approx(0.0081, abs=5e-5)
    assert found.chi_square == pytest.approx(800.10, abs=0.005)
    assert found.verdict is BenfordVerdict.ACCEPTABLE
    assert found.p_value == pytest.approx(0, abs=1e-100)
    assert 9 in found.frequent


def test_z_is_corrected_for_continuity_only_below_the_difference() -> None:
    found = benford_of_counts([40, 10, 10, 10, 10, 5, 5, 5, 5], DigitTest.FIRST, least_observations=1)
    assert found.z is not None
    wanted = log10(2)
    assert found.z[0] == pytest.approx((0.4 - wanted - 0.005) / sqrt(wanted * (1 - wanted) / 100))
    third = log10(1 + 1 / 6)
    assert found.z[5] == pytest.approx((third - 0.05 - 0.005) / sqrt(third * (1 - third) / 100))
    tiny = benford_of_counts([3, 2, 1, 1, 1, 1, 1, 0, 0], DigitTest.FIRST)
    assert tiny.z is not None
    # 0.3 lies nearer to log10(2) than the correction of a twentieth is large
    assert tiny.z[0] == pytest.approx((wanted - 0.3) / sqrt(wanted * (1 - wanted) / 10))


@pytest.mark.parametrize(
    ("deviation", "verdict"),
    [
        (0.0059, BenfordVerdict.CLOSE),
        (0.0119, BenfordVerdict.ACCEPTABLE),
        (0.0149, BenfordVerdict.MARGINAL),
        (0.0151, BenfordVerdict.NONCONFORMITY),
    ],
)
def test_verdict_is_by_mean_absolute_deviation(deviation: float, verdict: BenfordVerdict) -> None:
    shares = list(expected_shares(DigitTest.FIRST))
    shares[0] += deviation * 4.5
    shares[1] -= deviation * 4.5
    found = benford_of_counts([round(share * 10**7) for share in shares], DigitTest.FIRST)
    assert found.mad == pytest.approx(deviation, abs=1e-6)
    assert found.verdict is verdict


@pytest.mark.parametrize(
    ("amount", "first", "second", "first_two"),
    [
        (0, None, None, None),
        (5, 5, 0, 50),
        (-73, 7, 3, 73),
        (0.00123, 1, 2, 12),
        (Decimal("100.00"), 1, 0, 10),
        (Decimal("9.99"), 9, 9, 99),
        (1e22, 1, 0, 10),
        (0.3, 3, 0, 30),
    ],
)
def test_digits_are_those_that_are_written(
    amount: Amount, first: int | None, second: int | None, first_two: int | None
) -> None:
    assert leading_digits(amount, DigitTest.FIRST) == first
    assert leading_digits(amount, DigitTest.SECOND) == second
    assert leading_digits(amount, DigitTest.FIRST_TWO) == first_two


@settings(max_examples=1000)
@given(st.decimals(Decimal("-1e12"), Decimal("1e12"), places=4))
def test_digits_are_read_as_text(amount: Decimal) -> None:
    text = f"{abs(amount):f}".replace(".", "").lstrip("0") + "0"
    wanted = int(text[:2]) if amount else None
    assert leading_digits(amount, DigitTest.FIRST_TWO) == wanted


def test_counts_and_statistics_are_what_slow_ones_say() -> None:
    rng = random.Random(3)
    for _ in range(1000):
        amounts = [round(10 ** rng.uniform(0, 5), 2) for _ in range(rng.randint(1, 40))]
        test = rng.choice(list(DigitTest))
        found = benford(amounts, test)
        place = {"first": slice(0, 1), "second": slice(1, 2), "first_two": slice(0, 2)}[test.value]
        written = [int(f"{amount * 100:.0f}"[place]) for amount in amounts]
        assert list(found.counts) == [written.count(digit) for digit in found.digits]
        wanted = [share * len(amounts) for share in found.expected]
        said = stats.chisquare(found.counts, wanted)
        assert found.chi_square == pytest.approx(said.statistic)
        assert found.p_value == pytest.approx(said.pvalue, abs=1e-12)
        gaps = [
            abs(count / len(amounts) - share)
            for count, share in zip(found.counts, found.expected, strict=True)
        ]
        assert found.mad == pytest.approx(sum(gaps) / len(gaps))


def test_amounts_of_one_size_are_not_judged() -> None:
    found = benford([500 + place for place in range(600)], DigitTest.FIRST_TWO)
    assert (found.verdict, found.unfit) == (None, (Unfitness.TOO_NARROW,))
    assert found.mad is not None
    assert found.orders_of_magnitude == pytest.approx(log10(1099 / 500))


def test_amounts_that_are_recorded_from_a_limit_up_are_not_judged() -> None:
    amounts = [int(10 ** (3 + place / 200)) for place in range(600)]
    assert benford(amounts, DigitTest.FIRST).verdict is BenfordVerdict.CLOSE
    found = benford(amounts, DigitTest.FIRST, recorded_from=1000)
    assert (found.verdict, found.unfit) == (None, (Unfitness.CUT_OFF,))


@pytest.mark.parametrize("amounts", [[], [0], [None], [-5], [float("nan")]])
def test_no_amounts_say_nothing(amounts: list[Amount | None]) -> None:
    found = benford(amounts)
    assert (found.observations, found.left_out) == (0, len(amounts))
    assert (found.mad, found.z, found.chi_square, found.verdict, found.frequent) == (
        None,
        None,
        None,
        None,
        (),
    )
    assert found.unfit == (Unfitness.TOO_FEW, Unfitness.TOO_NARROW)


@pytest.mark.parametrize(
    ("sign", "counted"), [(Sign.POSITIVE, (1, 3)), (Sign.NEGATIVE, (2,)), (Sign.BOTH, (1, 2, 3))]
)
def test_sign_and_least_amount_choose_what_counts(sign: Sign, counted: tuple[int, ...]) -> None:
    found = benford([10, -20, 30, 4, -4, 0], DigitTest.FIRST, sign=sign, least_amount=10)
    assert tuple(digit for digit, count in zip(found.digits, found.counts, strict=True) if count) == counted
    assert found.left_out == 6 - len(counted)


def test_counts_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="one for each of the 9 digits, got 2"):
        benford_of_counts([1, 2], DigitTest.FIRST)
    with pytest.raises(ValueError, match=r"counts\[8\] must be a whole number of 0 or more, got -1"):
        benford_of_counts([1] * 8 + [-1], DigitTest.FIRST)
    with pytest.raises(ValueError, match=r"amounts\[1\] must be a finite"):
        benford([1, float("inf")])


def test_counts_are_whole() -> None:
    assert benford_of_counts([100.0] * 9, DigitTest.FIRST).observations == 900
    with pytest.raises(ValueError, match=r"counts\[0\] must be a whole number"):
        benford_of_counts([1.9] * 9, DigitTest.FIRST)
    with pytest.raises(ValueError, match=r"counts\[8\] must be a whole number"):
        benford_of_counts([1] * 8 + [float("nan")], DigitTest.FIRST)
