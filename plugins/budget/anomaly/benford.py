"""Leading digits against Benford's law, judged by their mean absolute deviation (Nigrini, 2012, Benford's Law, ch. 5 and 7).

chi-square is told and never judges: with many rows it refuses what no auditor would look at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from math import log10, sqrt

import numpy as np
from scipy import special

from plugins.budget.amounts import Amount, exact, known


class DigitTest(StrEnum):
    """Which leading digits are counted: 1 to 9, the second 0 to 9, or the first two 10 to 99."""

    FIRST = "first"
    SECOND = "second"
    FIRST_TWO = "first_two"


class Sign(StrEnum):
    """Which amounts count; of negative ones the size."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    BOTH = "both"


class BenfordVerdict(StrEnum):
    """Nigrini's words (2012, table 7.1) for the mean absolute deviation."""

    CLOSE = "close conformity"
    ACCEPTABLE = "acceptable conformity"
    MARGINAL = "marginally acceptable conformity"
    NONCONFORMITY = "nonconformity"


class Unfitness(StrEnum):
    """Why the digits are not judged: too few amounts, all of one size, or recorded only from a limit up."""

    TOO_FEW = "too_few"
    TOO_NARROW = "too_narrow"
    CUT_OFF = "cut_off"


CUTS = {
    DigitTest.FIRST: (0.006, 0.012, 0.015),
    DigitTest.SECOND: (0.008, 0.010, 0.012),
    DigitTest.FIRST_TWO: (0.0012, 0.0018, 0.0022),
}
"""Up to which mean absolute deviation each of the first three verdicts goes."""

LEAST_OBSERVATIONS = 500
LEAST_ORDERS_OF_MAGNITUDE = 2.0
SIGNIFICANT_Z = 1.96


@dataclass(frozen=True, slots=True, kw_only=True)
class Benford:
    """The digits with their counts, shares, and what Benford's law expects of them.

    z: of each digit, two-sided, with the correction for continuity. mad: mean absolute deviation of the shares. chi_square
    with digits - 1 degrees of freedom and its p-value. These are None of no amounts. verdict: None where the amounts are
    not fit for it (unfit says why). left_out: amounts of 0, of the other sign, too small or missing.
    """

    test: DigitTest
    digits: tuple[int, ...]
    counts: tuple[int, ...]
    shares: tuple[float, ...] | None
    expected: tuple[float, ...]
    z: tuple[float, ...] | None
    mad: float | None
    chi_square: float | None
    degrees_of_freedom: int
    p_value: float | None
    observations: int
    left_out: int
    orders_of_magnitude: float | None
    unfit: tuple[Unfitness, ...]
    verdict: BenfordVerdict | None

    @property
    def frequent(self) -> tuple[int, ...]:
        """Digits found more often than expected by more than chance (z above 1.96), for a look at their rows."""
        if self.z is None or self.shares is None:
            return ()
        together = zip(self.digits, self.shares, self.expected, self.z, strict=True)
        return tuple(digit for digit, share, wanted, z in together if share > wanted and z > SIGNIFICANT_Z)


def expected_shares(test: DigitTest) -> tuple[float, ...]:
    """Benford's law: log10(1 + 1/d) for leading digits d; of the second digit summed over the first."""
    test = DigitTest(test)
    if test is DigitTest.SECOND:
        return tuple(sum(log10(1 + 1 / (10 * first + d)) for first in range(1, 10)) for d in range(10))
    return tuple(log10(1 + 1 / d) for d in _digits(test))


def leading_digits(amount: Amount, test: DigitTest) -> int | None:
    """The leading digits of the amount's size, from its exact decimal form; None of 0. A single 5 leads with 50."""
    test = DigitTest(test)
    value = exact("amount", amount)
    if not value:
        return None
    first, second = (*value.as_tuple().digits, 0)[:2]
    if test is DigitTest.FIRST_TWO:
        return 10 * first + second
    return first if test is DigitTest.FIRST else second


def benford(
    amounts: Sequence[Amount | None],
    test: DigitTest = DigitTest.FIRST_TWO,
    *,
    sign: Sign = Sign.POSITIVE,
    least_amount: Amount = 0,
    recorded_from: Amount = 0,
    least_observations: int = LEAST_OBSERVATIONS,
    least_orders_of_magnitude: float = LEAST_ORDERS_OF_MAGNITUDE,
) -> Benford:
    """Count leading digits and judge them, if the amounts are many and spread over orders of magnitude.

    least_amount: smaller ones are left out (Nigrini leaves out what is below 10). recorded_from: smaller ones were never
    recorded, as where only payments above a limit are published; then nothing is judged, since the digits below it are
    missing. Amounts set by a tariff do not follow the law either. Raises ValueError for what is not finite.
    """
    test, sign = DigitTest(test), Sign(sign)
    floor = exact("least_amount", least_amount)
    sizes = [
        size
        for place, amount in enumerate(amounts)
        if (read := known(f"amounts[{place}]", amount)) is not None
        and (size := _size(read, sign)) > 0
        and size >= floor
    ]
    digits = _digits(test)
    found = [leading for size in sizes if (leading := leading_digits(size, test)) is not None]
    counts = np.bincount(np.array(found, dtype=np.int64) - digits[0], minlength=len(digits))
    # Logarithms of Decimals, since a float cannot hold every size.
    spread = float(max(sizes).log10() - min(sizes).log10()) if sizes else None
    unfit = []
    if len(sizes) < least_observations:
        unfit.append(Unfitness.TOO_FEW)
    if spread is None or spread < least_orders_of_magnitude:
        unfit.append(Unfitness.TOO_NARROW)
    if exact("recorded_from", recorded_from) > 0:
        unfit.append(Unfitness.CUT_OFF)
    return _judged(
        test,
        counts.tolist(),
        left_out=len(amounts) - len(sizes),
        orders_of_magnitude=spread,
        unfit=tuple(unfit),
    )


def benford_of_counts(
    counts: Sequence[float], test: DigitTest, *, least_observations: int = LEAST_OBSERVATIONS
) -> Benford:
    """The same of digits counted elsewhere, in the order of the digits; their spread is the counter's to answer for.

    Raises ValueError for a count that is below 0 or not whole, and for another number of counts than there are digits.
    """
    test = DigitTest(test)
    if len(counts) != len(_digits(test)):
        msg = f"counts must have one for each of the {len(_digits(test))} digits, got {len(counts)}"
        raise ValueError(msg)
    for place, count in enumerate(counts):
        if count < 0 or not float(count).is_integer():
            msg = f"counts[{place}] must be a whole number of 0 or more, got {count}"
            raise ValueError(msg)
    unfit = (Unfitness.TOO_FEW,) if sum(counts) < least_observations else ()
    return _judged(test, [int(count) for count in counts], left_out=0, orders_of_magnitude=None, unfit=unfit)


def _digits(test: DigitTest) -> range:
    return {
        DigitTest.FIRST: range(1, 10),
        DigitTest.SECOND: range(10),
        DigitTest.FIRST_TWO: range(10, 100),
    }[test]


def _size(amount: Decimal, sign: Sign) -> Decimal:
    """0 or less for what does not count."""
    if sign is Sign.BOTH:
        return amount.copy_abs()
    return amount if sign is Sign.POSITIVE else amount.copy_negate()


def _judged(
    test: DigitTest,
    counts: list[int],
    *,
    left_out: int,
    orders_of_magnitude: float | None,
    unfit: tuple[Unfitness, ...],
) -> Benford:
    number, expected = sum(counts), expected_shares(test)
    shares = tuple(count / number for count in counts) if number else None
    z = mad = chi_square = p_value = None
    if shares is not None:
        z = tuple(_z(share, wanted, number) for share, wanted in zip(shares, expected, strict=True))
        differences = np.subtract(shares, expected)
        mad = float(np.mean(np.abs(differences)))
        chi_square = float(number * np.sum(differences**2 / np.array(expected)))
        p_value = float(special.chdtrc(len(counts) - 1, chi_square))
    return Benford(
        test=test,
        digits=tuple(_digits(test)),
        counts=tuple(counts),
        shares=shares,
        expected=expected,
        z=z,
        mad=mad,
        chi_square=chi_square,
        degrees_of_freedom=len(counts) - 1,
        p_value=p_value,
        observations=number,
        left_out=left_out,
        orders_of_magnitude=orders_of_magnitude,
        unfit=unfit,
        verdict=None if mad is None or unfit else _verdict(test, mad),
    )


def _z(share: float, expected: float, number: int) -> float:
    """Nigrini (2012), equation 7.2: the correction 1/2n only where it is smaller than the difference."""
    difference, correction = abs(share - expected), 1 / (2 * number)
    corrected = difference - correction if correction < difference else difference
    return corrected / sqrt(expected * (1 - expected) / number)


def _verdict(test: DigitTest, mad: float) -> BenfordVerdict:
    for cut, verdict in zip(CUTS[test], BenfordVerdict, strict=False):
        if mad <= cut:
            return verdict
    return BenfordVerdict.NONCONFORMITY
