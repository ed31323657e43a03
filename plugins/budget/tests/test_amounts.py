"""Amounts are read digit for digit, and rounded so that their sum stays what it was."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import inf, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.budget.amounts import Amount, estimated, exact, known, quotient, rounded_to_sum, total


@pytest.mark.parametrize(
    ("value", "wanted"),
    [(3, "3"), (0.1, "0.1"), (-0.0, "0"), (1e22, "1e22"), (Decimal("0.10"), "0.10"), (10**49, "1e49")],
)
def test_amounts_are_what_they_say(value: Amount, wanted: str) -> None:
    assert exact("x", value) == Decimal(wanted)
    assert not exact("x", value).is_signed()


@pytest.mark.parametrize(
    "value", [nan, inf, Decimal("NaN"), True, "5", None, 10**50, 1e-60, Decimal("1e999999")]
)
def test_amounts_that_are_none_are_refused_by_name(value: Amount) -> None:
    with pytest.raises(ValueError, match=r"^rows\[3\]"):
        exact("rows[3]", value)


@settings(max_examples=1000)
@given(
    st.lists(st.decimals(-(10**9), 10**9, places=4), max_size=12),
    st.integers(0, 4),
    st.integers(1, 9999) | st.integers(-9999, -1),
)
def test_rounding_keeps_the_sum_and_stays_within_a_unit(
    amounts: list[Decimal], places: int, divisor: int
) -> None:
    found = rounded_to_sum(amounts, places, Decimal(divisor))
    unit = Fraction(1, 10**places)
    whole = sum((Fraction(amount) for amount in amounts), Fraction(0)) / divisor
    # half up, away from zero, in fractions
    size = (abs(whole) / unit + Fraction(1, 2)) // 1 * unit
    assert Fraction(total(found)) == (size if whole > 0 else -size)
    assert all(
        abs(Fraction(one) - Fraction(amount) / divisor) <= unit
        for one, amount in zip(found, amounts, strict=True)
    )
    assert all(one == one.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP) for one in found)


def test_amounts_of_arrays_are_read_like_others() -> None:
    for value in (np.int64(3), np.float64(3), np.float32(3), np.uint8(3)):
        assert exact("x", value) == 3  # type: ignore[arg-type]  # numpy's whole numbers are not declared to be int
    assert [known("x", value) for value in (None, nan, Decimal("NaN"), 2)] == [None, None, None, 2]


def test_quotients_are_rounded_half_up() -> None:
    assert quotient(Decimal(2), Decimal(3), 3) == Decimal("0.667")
    assert quotient(Decimal(-1), Decimal(8), 2) == Decimal("-0.13")
    assert str(quotient(Decimal(-1), Decimal(1000), 2)) == "0.00"
    with pytest.raises(ValueError, match="places must lie"):
        quotient(Decimal(1), Decimal(3), 51)


def test_estimates_are_amounts_of_a_size() -> None:
    assert estimated(1.5e-80) == Decimal("1.5e-80")
    for value in (1e50, nan, inf):
        with pytest.raises(ValueError, match="check the units"):
            estimated(value)
