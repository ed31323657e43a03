"""Numbers of parts as they are compared, and quantities as they are calculated with and written. Pure."""

from __future__ import annotations

import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

THOUSANDTH: Final = Decimal("0.001")
MILLIONTH: Final = Decimal("0.000001")
MOST: Final = 10**9
"""The largest quantity that may be typed; sums of many still fit their columns."""


def part_number(text: str) -> str:
    """A part's number as it is kept: half width, capitals, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def quantity_of(value: Decimal) -> Decimal:
    """A quantity to three digits, rounded half up."""
    return value.quantize(THOUSANDTH, ROUND_HALF_UP)


def plain(value: Decimal | None) -> str:
    """A quantity as people write it, without zeros at its end: `12`, `1.5`; nothing for none."""
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") or "0" if "." in text else text


def average_after(on_hand: Decimal, average: Decimal, came: Decimal, unit_cost: Decimal) -> Decimal:
    """What a unit costs on the average once some came to those that lie there: the moving weighted average, in fen."""
    total = on_hand + came
    if total <= 0:
        return unit_cost
    return ((on_hand * average + came * unit_cost) / total).quantize(MILLIONTH, ROUND_HALF_UP)


def value_fen(quantity: Decimal, unit_cost: Decimal) -> int:
    """What a quantity is worth, in whole fen, rounded half up."""
    return int((quantity * unit_cost).quantize(Decimal(1), ROUND_HALF_UP))
