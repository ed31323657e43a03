"""The Kruskal–Wallis test of many rows at once: whether groups of numbers lie at different heights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from plugins.parts.arguments import Floats, Rows, number_rows, same_length


@dataclass(frozen=True, slots=True, kw_only=True)
class KruskalWallis:
    """statistic H, corrected for ties, with its degrees_of_freedom and the p_value of chi-square; one of each per row.

    nan where there is nothing to compare: fewer than two groups with a number, or all numbers equal.
    """

    statistic: Floats
    p_value: Floats
    degrees_of_freedom: NDArray[np.int64]


def kruskal_wallis(rows: Rows, groups: Sequence[int] | NDArray[np.int64]) -> KruskalWallis:
    """Compare the groups of each row (Kruskal and Wallis, 1952, JASA 47, eq. 1.1 and 1.3).

    rows: many × numbers, nan and None for what is not known, which counts for nothing. groups: the group of each column.
    Raises ValueError where there are more or fewer groups than columns, and for rows that are no numbers.
    """
    rows, groups = number_rows("rows", rows, shape="rows × numbers"), np.asarray(groups, dtype=np.int64)
    same_length(columns=rows.T, groups=groups)
    known = ~np.isnan(rows)
    number = np.count_nonzero(known, axis=1).astype(np.float64)
    ranks, ties = _average_ranks(rows, known)
    members = (groups[:, np.newaxis] == np.unique(groups)).astype(np.float64)
    sizes, sums = known.astype(np.float64) @ members, ranks @ members
    between = (sums**2 / np.maximum(sizes, 1)).sum(axis=1)
    degrees = np.count_nonzero(sizes, axis=1) - 1
    # 1 - ties / (n³ - n), with n³ - n taken out of both it and 12 / (n (n + 1)).
    untied = number**3 - number - ties
    comparable = (degrees > 0) & (untied > 0)
    untied[~comparable] = np.nan
    spread = np.maximum(12 * between - 3 * number * (number + 1) ** 2, 0.0)
    statistic = spread * (number - 1) / untied
    p_value: Floats = np.where(comparable, chdtrc(np.maximum(degrees, 1), statistic), np.nan)
    return KruskalWallis(statistic=statistic, p_value=p_value, degrees_of_freedom=degrees)


def _average_ranks(rows: Floats, known: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Ranks from 1, the mean of those that equal numbers share, 0 for the unknown; and the sum of t³ - t over the ties."""
    if not rows.shape[1]:
        return rows, np.zeros(len(rows))
    order = np.argsort(rows, axis=1)  # nan comes last
    ascending = np.take_along_axis(rows, order, axis=1)
    places = np.broadcast_to(np.arange(rows.shape[1]), rows.shape)
    edge = np.ones((len(rows), 1), dtype=np.bool_)
    begins = np.hstack((edge, ascending[:, 1:] != ascending[:, :-1]))
    ends = np.hstack((begins[:, 1:], edge))
    first = np.maximum.accumulate(np.where(begins, places, 0), axis=1)
    last = np.minimum.accumulate(np.where(ends, places, rows.shape[1])[:, ::-1], axis=1)[:, ::-1]
    ranks = np.empty(rows.shape)
    np.put_along_axis(ranks, order, (first + last) / 2 + 1, axis=1)
    # Each of t equal numbers brings t² - 1; no nan equals another, so that they bring nothing.
    ties = ((last - first + 1.0) ** 2 - 1).sum(axis=1)
    return np.where(known, ranks, 0.0), ties
