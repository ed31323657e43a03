"""Amounts of money read exactly: whole fen or Decimal in, Decimal out, and sums that hold to the last digit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from math import isnan
from numbers import Integral, Real

Amount = int | Decimal | float
"""An amount, a price or a quantity. A float is read by its shortest decimal form: 0.1 is a tenth."""

MOST_DIGITS = 50
"""Digits that an amount may have before the point, and after it."""

EXACT = Context(prec=8 * MOST_DIGITS, rounding=ROUND_HALF_UP, traps=[InvalidOperation])
"""So many digits that sums and products of three amounts are exact, and quotients are rounded once."""


def exact(name: str, value: Amount) -> Decimal:
    """The value as a Decimal, digit for digit. name: what the caller called it, for the message.

    Raises ValueError for what is no number, not finite, or has more digits than money has.
    """
    found = _decimal(name, value)
    if not found.is_finite():
        msg = f"{name} must be a finite number, got {value}"
        raise ValueError(msg)
    exponent = found.as_tuple().exponent
    if found and not (found.adjusted() < MOST_DIGITS and int(exponent) >= -MOST_DIGITS):
        msg = f"{name} has more than {MOST_DIGITS} digits before or after the point, got {value}: check its unit"
        raise ValueError(msg)
    return found or Decimal(0)  # no minus before a zero


def _decimal(name: str, value: object) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if type(value) is int:
        return Decimal(value)
    # str of a float is its shortest form that reads back as the same float.
    if isinstance(value, float):
        return Decimal(str(float(value)))
    # Numbers of arrays are neither, and are numbers all the same; asking for these kinds takes longer.
    if not isinstance(value, bool):
        if isinstance(value, Integral):
            return Decimal(int(value))
        if isinstance(value, Real):
            return Decimal(str(float(value)))
    msg = f"{name} must be a whole number, a Decimal or a float, got {value!r}"
    raise ValueError(msg)


def known(name: str, value: Amount | None) -> Decimal | None:
    """The value as a Decimal, or None where it is missing: None or nan. Raises ValueError as `exact`."""
    return None if value is None or is_missing(value) else exact(name, value)


def is_missing(value: Amount | None) -> bool:
    """Whether it is None or nan."""
    return value is None or (isinstance(value, float | Decimal) and isnan(value))


def estimated(value: float) -> Decimal:
    """A number that was worked out in floating point, as a Decimal; it may have any number of small digits.

    Raises ValueError for one that is not finite or larger than amounts are.
    """
    if not abs(value) < 10.0**MOST_DIGITS:
        msg = f"the estimate is {value}, more than an amount may be: check the units of what it was made of"
        raise ValueError(msg)
    return Decimal(str(float(value)))


def quotient(dividend: Decimal, divisor: Decimal, places: int) -> Decimal:
    """Divided and rounded half up to so many digits after the point. divisor: not 0. Raises ValueError for too many digits."""
    if not -MOST_DIGITS <= places <= MOST_DIGITS:
        msg = f"places must lie from -{MOST_DIGITS} to {MOST_DIGITS}, got {places}"
        raise ValueError(msg)
    # plus: what rounds to 0 from below is 0, without a minus.
    return EXACT.plus(EXACT.quantize(EXACT.divide(dividend, divisor), Decimal(1).scaleb(-places)))


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Their exact sum; 0 of none."""
    found = Decimal(0)
    for amount in amounts:
        found = EXACT.add(found, amount)
    return found


def rounded_to_sum(amounts: Sequence[Decimal], places: int, divisor: Decimal = Decimal(1)) -> list[Decimal]:
    """Each amount over the divisor, rounded so that together they are their sum rounded half up.

    What rounding leaves over is carried to the next amount, so that none is more than one unit of the last place off.
    places: digits after the point. divisor: not 0.
    """
    found, carried, given = [], Decimal(0), Decimal(0)
    for amount in amounts:
        carried = EXACT.add(carried, amount)
        # The sum is divided, not the parts: so a half stays a half.
        upto = quotient(carried, divisor, places)
        found.append(EXACT.subtract(upto, given))
        given = upto
    return found
