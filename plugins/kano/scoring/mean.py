"""The weighted mean of what is there: what is missing counts for nothing, never as 0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from plugins.kano.scoring.exact import Number, exact, maybe_exact, rounded

# Shares of weights are shown as parts of a million.
SHARE_PLACES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightedMean:
    """A mean over the values that are there, or None without any of a weight above 0.

    shares: each value's weight among those that are there, None for a missing one. coverage: the share of all weights
    that had a value, None when all weights are 0. missing: the places of the missing values.
    """

    value: Decimal | None
    shares: tuple[Decimal | None, ...]
    coverage: Decimal | None
    missing: tuple[int, ...]


def weighted_mean(
    values: Sequence[Number | None], weights: Sequence[Number], *, places: int = 2
) -> WeightedMean:
    """sum(w x) / sum(w) over the values that are not None, exact, and rounded half up at the end.

    weights: one per value, 0 or more, of any sum. Raises ValueError for other weights and numbers that are not finite.
    """
    found = [maybe_exact(value, f"values[{i}]") for i, value in enumerate(values)]
    exact_weights = checked_weights(weights, len(found))
    present = sum((w for x, w in zip(found, exact_weights, strict=True) if x is not None), Fraction(0))
    mean = exact_mean(found, exact_weights)
    total = sum(exact_weights, Fraction(0))
    return WeightedMean(
        value=None if mean is None else rounded(mean, places),
        shares=tuple(
            rounded(w / present, SHARE_PLACES) if x is not None and present else None
            for x, w in zip(found, exact_weights, strict=True)
        ),
        coverage=rounded(present / total, SHARE_PLACES) if total else None,
        missing=tuple(i for i, x in enumerate(found) if x is None),
    )


def exact_mean(values: Sequence[Fraction | None], weights: Sequence[Fraction]) -> Fraction | None:
    """sum(w x) / sum(w) over the values that are there; None where those weights are 0."""
    present = [(x, w) for x, w in zip(values, weights, strict=True) if x is not None]
    total = sum((w for _, w in present), Fraction(0))
    return sum((x * w for x, w in present), Fraction(0)) / total if total else None


def checked_weights(weights: Sequence[Number], count: int) -> list[Fraction]:
    """As many weights as there are values, none of them negative."""
    if len(weights) != count:
        msg = f"weights has {len(weights)} entries for {count} values: give one for each"
        raise ValueError(msg)
    found = [exact(weight, f"weights[{i}]") for i, weight in enumerate(weights)]
    for i, weight in enumerate(found):
        if weight < 0:
            msg = f"weights[{i}] is negative, {weights[i]}: a weight is 0 or more"
            raise ValueError(msg)
    return found
