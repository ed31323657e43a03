"""Entropy weights: what tells the evaluated objects apart counts more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from plugins.kano.weights.tables import Floats, Table, complete_table, floats


class EntropyNormalisation(StrEnum):
    """How a column becomes shares: by its sum, or scaled from 0 to 1 first. The weights differ."""

    SUM = "sum"
    MIN_MAX = "min_max"


class Direction(StrEnum):
    """Whether more is better (a benefit) or less (a cost). Only the min-max variant asks."""

    BENEFIT = "benefit"
    COST = "cost"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntropyWeights:
    """Weights with the sum 1, and each criterion's entropy (0 to 1) and divergence, 1 - entropy.

    constant_criteria: those in which all objects are equal, with the weight 0. equal_weights: nothing at all told the
    objects apart, so that the weights are equal for want of anything better, of which people are to be warned.
    """

    weights: tuple[float, ...]
    entropies: tuple[float, ...]
    divergences: tuple[float, ...]
    normalisation: EntropyNormalisation
    directions: tuple[Direction, ...] | None
    constant_criteria: tuple[int, ...]
    equal_weights: bool


def entropy_weights(
    matrix: Table,
    *,
    normalisation: EntropyNormalisation = EntropyNormalisation.SUM,
    directions: Sequence[Direction] | None = None,
) -> EntropyWeights:
    """w_j = (1 - E_j) / sum(1 - E_j), E_j = -sum_i p_ij ln p_ij / ln m, 0 ln 0 = 0 (Shannon, 1948; Hwang and Yoon, 1981).

    matrix: shape (objects m, criteria n), m >= 2. SUM: p_ij = x_ij / sum_i x_ij, whatever the direction. MIN_MAX: first
    r = (x - min) / (max - min), for a cost (max - x) / (max - min), then p = r / sum r. directions: one per criterion,
    all benefits by default; for MIN_MAX only.
    Raises ValueError for one object, missing entries, directions that are too many, too few or without use, and, with SUM,
    negative entries.
    """
    chosen = EntropyNormalisation(normalisation)
    table = complete_table(matrix, "matrix")
    if len(table) < 2:
        msg = "matrix has one row: entropy compares objects, give at least two"
        raise ValueError(msg)
    constant = table.max(axis=0) == table.min(axis=0)
    if chosen is EntropyNormalisation.MIN_MAX:
        directions = checked_directions(directions, table.shape[1])
        shares = min_max(table, directions)
    else:
        refuse_directions(directions)
        shares = non_negative(table)
    divergences = np.where(constant, 0.0, divergences_of(shares))
    total = divergences.sum()
    equal = np.full(len(divergences), 1 / len(divergences))
    return EntropyWeights(
        weights=floats(divergences / total if total > 0 else equal),
        entropies=floats(1 - divergences),
        divergences=floats(divergences),
        normalisation=chosen,
        directions=None if directions is None else tuple(directions),
        constant_criteria=tuple(np.flatnonzero(constant).tolist()),
        equal_weights=not total > 0,
    )


def divergences_of(values: Floats) -> Floats:
    """1 - E_j of columns of numbers from 0 on, at least one of them above 0.

    With x_i = (1 + d_i) times the mean, 1 - E is the mean of (1 + d) ln(1 + d) - d, over ln m: the same number, but small
    ones, of columns that hardly vary, keep their digits.
    """
    from scipy.special import xlog1py

    scaled = values / np.where(values.max(axis=0) > 0, values.max(axis=0), 1.0)
    means = scaled.mean(axis=0)
    deviations = scaled / np.where(means > 0, means, 1.0) - 1
    terms = (xlog1py(1 + deviations, deviations) - deviations).mean(axis=0)
    divergences: Floats = np.clip(terms / np.log(len(values)), 0.0, 1.0)
    return divergences


def non_negative(table: Floats) -> Floats:
    """The table, or where its first negative entry is."""
    for i, j in np.argwhere(table < 0):
        msg = f"matrix[{i}][{j}] is negative, {table[i, j]}: shares of a sum need 0 or more, choose MIN_MAX"
        raise ValueError(msg)
    return table


def min_max(table: Floats, directions: tuple[Direction, ...]) -> Floats:
    """Each column from 0, its worst, to 1, its best; a constant one is all 0."""
    # Halved, so that not even the largest floats of both signs overflow.
    lowest, highest = table.min(axis=0) / 2, table.max(axis=0) / 2
    span = np.where(highest > lowest, highest - lowest, 1.0)
    costs = np.array([direction is Direction.COST for direction in directions])
    scaled: Floats = np.where(costs, highest - table / 2, table / 2 - lowest) / span
    return scaled


def checked_directions(directions: Sequence[Direction] | None, criteria: int) -> tuple[Direction, ...]:
    """One direction per criterion."""
    if directions is None:
        return (Direction.BENEFIT,) * criteria
    if len(directions) != criteria:
        msg = f"directions has {len(directions)} entries for {criteria} criteria: give one for each"
        raise ValueError(msg)
    return tuple(Direction(direction) for direction in directions)


def refuse_directions(directions: Sequence[Direction] | None) -> None:
    """Shares of a sum know no direction: whoever gives one expects something else."""
    if directions is not None:
        msg = "directions count for MIN_MAX only: leave them out, or choose MIN_MAX"
        raise ValueError(msg)
