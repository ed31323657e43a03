"""Rounding as commerce does."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def round_half_up(value: Decimal | float, places: int = 0) -> Decimal:
    """Round as commerce does: a half goes away from zero. places: digits after the point.

    A float is read by its shortest decimal form, so that 2.675 is what it says and not the binary number just below.
    Raises ValueError for what is not finite.
    """
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    if not exact.is_finite():
        msg = f"only a finite number can be rounded, got {value}"
        raise ValueError(msg)
    return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
