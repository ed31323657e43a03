"""Exact numbers to count with: everything in fractions, rounded once, half up, where people see it."""

from __future__ import annotations

from decimal import Context, Decimal, localcontext
from fractions import Fraction
from math import isfinite, isnan

from saas.plugin_api import round_half_up

Number = Decimal | float


def exact(value: Number, name: str) -> Fraction:
    """A number as it is written: a float by its shortest decimal form. Raises ValueError for what is not finite."""
    if not is_finite(value):
        msg = f"{name} must be a finite number, got {value}"
        raise ValueError(msg)
    return Fraction(value) if isinstance(value, int | Decimal) else Fraction(repr(float(value)))


def maybe_exact(value: Number | None, name: str) -> Fraction | None:
    """As `exact`; None, and a nan that stands for it, is a missing value."""
    return None if value is None or is_missing(value) else exact(value, name)


def is_missing(value: Number | None) -> bool:
    """Whether a value is None, or the nan that spreadsheets and arrays have in its place."""
    if value is None or isinstance(value, int):
        return value is None
    return value.is_nan() if isinstance(value, Decimal) else isnan(value)


def is_finite(value: Number) -> bool:
    """Whether a number is one: whole numbers of any size are."""
    if isinstance(value, Decimal):
        return value.is_finite()
    return isinstance(value, int) or isfinite(value)


def rounded(value: Fraction, places: int) -> Decimal:
    """A fraction as Decimal, half up, whatever its size.

    The quotient has 28 digits after the last that is kept, and a half ends before them, so that none is missed or made up.
    """
    digits = len(str(abs(value.numerator) // value.denominator)) + abs(places) + 28
    with localcontext(Context(prec=digits)):
        return round_half_up(Decimal(value.numerator) / Decimal(value.denominator), places)
