"""Columns that several tables share: quantities and costs of one unit."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import Numeric, text
from sqlalchemy.orm import MappedColumn, mapped_column

QUANTITY = Numeric(14, 3)
UNIT_COST = Numeric(18, 6)
YUAN = Numeric(18, 2)


def amount() -> MappedColumn[Decimal]:
    """A quantity in the part's unit, three digits after the point."""
    return mapped_column(QUANTITY)


def amount_from_zero() -> MappedColumn[Decimal]:
    """A quantity that begins with nothing."""
    return mapped_column(QUANTITY, default=Decimal(0), server_default=text("0"))


def optional_amount() -> MappedColumn[Decimal | None]:
    """A quantity that may not be known yet."""
    return mapped_column(QUANTITY)


def cost_of_unit() -> MappedColumn[Decimal]:
    """What one unit costs, in fen, six digits after the point."""
    return mapped_column(UNIT_COST, default=Decimal(0), server_default=text("0"))


def cost_in_yuan() -> MappedColumn[Decimal]:
    """What something costs as a whole, in yuan, two digits after the point."""
    return mapped_column(YUAN)
