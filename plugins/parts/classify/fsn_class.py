"""FSN: fast, slow and non-moving parts, by turnover or by how long ago the last one moved."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from plugins.parts.arguments import (
    EQUAL,
    LARGEST,
    SMALLEST,
    Floats,
    Numbers,
    amounts,
    not_negative,
    positive,
    same_length_or_one,
)


class FsnClass(StrEnum):
    """F: fast, S: slow, N: non-moving."""

    F = "F"
    S = "S"
    N = "N"


class FsnBasis(StrEnum):
    """What the classes are made by."""

    TURNS = "turns"
    LAST_MOVEMENT = "last_movement"


@dataclass(frozen=True, slots=True, kw_only=True)
class FsnAnalysis:
    """Classes of parts by movement, in the given order.

    classes: of `FsnClass`. measure: turns per year or days since the last movement, nan where there is none of it.
    cuts: where S begins, and where N does.
    """

    classes: NDArray[np.str_]
    measure: Floats
    cuts: tuple[float, float]
    basis: FsnBasis


def inventory_turns(usage: Numbers, average_stock: Numbers, years: float = 1) -> Floats:
    """How often the stock turned over per year: usage / average stock / years, both in pieces or both in money.

    usage, average_stock: of one length, not negative, nan and None where not known. Without stock: infinite for what was
    used, and nan, as 0 / 0, for what was not. Raises ValueError for what is negative and for years not above 0.
    """
    used, stock = amounts("usage", usage, missing=True), amounts("average_stock", average_stock, missing=True)
    same_length_or_one(usage=used, average_stock=stock)
    period = positive("years", years, why="turns are counted over a time")
    empty = np.where(used > 0, np.inf, np.nan)
    return np.where(stock == 0, empty, used / np.where(stock == 0, np.nan, stock)) / period


def fsn_by_turns(turns: Numbers, *, fast: float = 3, slow: float = 1) -> FsnAnalysis:
    """Classes by turns per year: F from `fast` on, S from `slow` on, N below; both cuts belong to the faster class.

    turns: as of `inventory_turns`, infinite too; nan and None, where nothing is known or neither stock nor use was there,
    are N. Raises ValueError for negative turns and where slow is above fast.
    """
    known = np.atleast_1d(np.asarray(turns, dtype=np.float64))
    # Beyond what is calculated with, all are as fast as can be; and next to none is none.
    amounts("turns", np.where((known > LARGEST) | (np.abs(known) < SMALLEST), np.nan, known), missing=True)
    cuts = not_negative("fast", fast), not_negative("slow", slow)
    if cuts[1] > cuts[0]:
        msg = f"slow must not be above fast, {fast}; got {slow}"
        raise ValueError(msg)
    first, second = (cut * (1 - EQUAL) for cut in cuts)
    moving = np.where(known >= first, FsnClass.F, np.where(known >= second, FsnClass.S, FsnClass.N))
    return FsnAnalysis(classes=moving.astype("<U1"), measure=known, cuts=cuts, basis=FsnBasis.TURNS)


def fsn_by_last_movement(days_since_movement: Numbers, *, fast: float = 90, slow: float = 365) -> FsnAnalysis:
    """Classes by the days since a part last moved: F up to `fast`, S up to `slow`, N beyond; the cuts are included.

    days_since_movement: not negative; nan and None: it never moved, N. Raises ValueError for negative days and where
    fast is above slow.
    """
    days = amounts("days_since_movement", days_since_movement, missing=True)
    cuts = not_negative("fast", fast), not_negative("slow", slow)
    if cuts[0] > cuts[1]:
        msg = f"fast must not be above slow, {slow}; got {fast}"
        raise ValueError(msg)
    resting = np.where(days <= cuts[0], FsnClass.F, np.where(days <= cuts[1], FsnClass.S, FsnClass.N))
    return FsnAnalysis(classes=resting.astype("<U1"), measure=days, cuts=cuts, basis=FsnBasis.LAST_MOVEMENT)
