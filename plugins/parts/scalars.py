"""What single numbers have to be in the parts' mathematics: a number as it comes in, or a sentence that says what is wrong.

Here, since pages judge counts with them and do not load what calculates with arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Final

# Beyond these sizes products and quotients of a few numbers would not fit into a float; nothing real is that large or small.
SMALLEST: Final = 1e-60
LARGEST: Final = 1e60
# What is nearer than this to a cut, in proportion, lies on it: decimals and sums of them are not exact to the last digit.
EQUAL: Final = 1e-9
SIZE: Final = f"must be 0, or from {SMALLEST:g} to {LARGEST:g} in size: count in another unit"


def finite(name: str, value: float) -> float:
    """The value as a float; ValueError where it is nan, infinite, or of a size that cannot be calculated with."""
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        msg = f"{name} must be a number, got {value!r}"
        raise ValueError(msg) from error
    if not isfinite(number):
        msg = f"{name} must be a finite number, got {value}: leave out what is not known"
        raise ValueError(msg)
    if number and not SMALLEST <= abs(number) <= LARGEST:
        msg = f"{name} {SIZE}, got {value}"
        raise ValueError(msg)
    return number


def not_negative(name: str, value: float) -> float:
    """The value as a float of zero or more; ValueError otherwise."""
    number = finite(name, value)
    if number < 0:
        msg = f"{name} must not be negative, got {value}"
        raise ValueError(msg)
    return number


def positive(name: str, value: float, *, why: str) -> float:
    """The value as a float above zero; ValueError, with the reason, otherwise. why: what cannot be done without it."""
    number = not_negative(name, value)
    if number == 0:
        msg = f"{name} must be above 0: {why}"
        raise ValueError(msg)
    return number


def share(name: str, value: float) -> float:
    """The value as a float from 0 to 1; ValueError otherwise."""
    number = finite(name, value)
    if not 0 <= number <= 1:
        msg = f"{name} must lie from 0 to 1, got {value}"
        raise ValueError(msg)
    return number


def ascending(name: str, values: Sequence[float]) -> tuple[float, ...]:
    """The values as floats, none below the one before; ValueError otherwise."""
    numbers = tuple(finite(f"{name}[{place}]", value) for place, value in enumerate(values))
    for place in range(1, len(numbers)):
        if numbers[place] < numbers[place - 1]:
            msg = f"{name}[{place}] is below {name}[{place - 1}]: give them in ascending order"
            raise ValueError(msg)
    return numbers


def whole(name: str, value: int, *, least: int, why: str) -> int:
    """The value as a whole number of at least `least`; ValueError, with the reason, otherwise."""
    number = finite(name, value)
    if number != int(number) or number < least:
        msg = f"{name} must be a whole number of {least} or more: {why}; got {value}"
        raise ValueError(msg)
    return int(number)
