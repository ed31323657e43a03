"""The permutation test of Kendall's W: every expert's ranks in any order, all of them or a sample."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations as orders

import numpy as np
from numpy.typing import NDArray

Ranks = NDArray[np.int64]

# Rows of rank sums that one step of the exact test may make: about 50 MB and half a second.
MOST_ROWS = 500_000
MOST_ITEMS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class PermutationTest:
    """A p-value, and from how many drawn permutations; None where all of them were counted."""

    p_value: float
    permutations: int | None


def squared_deviations(sums: Ranks) -> Ranks:
    """The sum of squared deviations of rank sums from their mean, along the last axis.

    Doubled ranks are whole numbers, and their mean over the items is whole too: an expert's add up to n (n + 1).
    """
    n = sums.shape[-1]
    mean = sums.sum(axis=-1, keepdims=True) // n
    squares: Ranks = ((sums - mean) ** 2).sum(axis=-1)
    return squares


def permutation_test(
    ranks: Ranks, *, permutations: int, seed: int, exact_if_feasible: bool = True
) -> PermutationTest:
    """How often rank sums deviate at least as much when each expert's ranks are in random order.

    ranks: doubled ranks, shape (experts, items). The same seed draws the same permutations.
    """
    observed = int(squared_deviations(ranks.sum(axis=0)))
    exact = exact_p_value(ranks, observed) if exact_if_feasible else None
    if exact is not None:
        return PermutationTest(p_value=exact, permutations=None)
    return PermutationTest(
        p_value=sampled_p_value(ranks, observed, permutations, seed), permutations=permutations
    )


def exact_p_value(ranks: Ranks, observed: int) -> float | None:
    """The share of all orders with deviations as large, None where counting them takes too long.

    Expert by expert the possible rank sums are kept with their probabilities. Items may be renamed, so that sums are
    kept sorted, and the first expert's order is fixed.
    """
    m, n = ranks.shape
    base = int(ranks.max()) * m + 1
    if n > MOST_ITEMS or base**n >= 2**63:
        return None
    sums: Ranks = np.sort(ranks[:1], axis=1)
    shares = np.ones(1)
    for row in ranks[1:]:
        arrangements = np.unique(np.array(list(orders(row.tolist())), dtype=np.int64), axis=0)
        if len(sums) * len(arrangements) > MOST_ROWS:
            return None
        sums, shares = added(sums, shares, arrangements, base)
    return min(1.0, float(shares[squared_deviations(sums) >= observed].sum()))


def added(
    sums: Ranks, shares: NDArray[np.float64], arrangements: Ranks, base: int
) -> tuple[Ranks, NDArray[np.float64]]:
    """The rank sums after one more expert, each kind of them once. base: above any sum, to write a row as one number."""
    n = sums.shape[1]
    rows: Ranks = np.sort((sums[:, None, :] + arrangements[None, :, :]).reshape(-1, n), axis=1)
    places: Ranks = np.array([base**place for place in range(n)], dtype=np.int64)
    keys = rows @ places
    _, first, kind = np.unique(keys, return_index=True, return_inverse=True)
    each = np.repeat(shares / len(arrangements), len(arrangements))
    added_up: NDArray[np.float64] = np.bincount(kind, weights=each).astype(np.float64)
    return rows[first], added_up


def sampled_p_value(ranks: Ranks, observed: int, permutations: int, seed: int) -> float:
    """(1 + those at least as large) / (1 + drawn): never 0, and the test keeps its level (Phipson and Smyth, 2010)."""
    generator = np.random.default_rng(seed)
    sums = np.zeros((permutations, ranks.shape[1]), dtype=np.int64)
    for row in ranks:
        sums += generator.permuted(np.tile(row, (permutations, 1)), axis=1)
    as_large = int(np.count_nonzero(squared_deviations(sums) >= observed))
    return (1 + as_large) / (1 + permutations)
