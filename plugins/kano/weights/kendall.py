"""Kendall's W: how far experts agree about the order of items, with ties and a p-value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from plugins.kano.weights.permutation import PermutationTest, permutation_test
from plugins.kano.weights.tables import Floats, Table, complete_table

# Below this the chi-square approximation is too coarse (Siegel and Castellan, 1988, table T).
LARGEST_SMALL_SAMPLE = 7


class TieCorrection(StrEnum):
    """Whether the largest possible S is made smaller by the ties that experts gave."""

    CORRECTED = "corrected"
    UNCORRECTED = "uncorrected"


class PValueMethod(StrEnum):
    """How the p-value of W was found, or, for AUTOMATIC, is to be found."""

    AUTOMATIC = "automatic"
    CHI_SQUARE = "chi_square"
    PERMUTATION = "permutation"
    EXACT_PERMUTATION = "exact_permutation"
    SAMPLED_PERMUTATION = "sampled_permutation"


@dataclass(frozen=True, slots=True, kw_only=True)
class KendallW:
    """The agreement of experts. Null (None) is what cannot be said: W of one expert, of one item, of ties only.

    w: 0 (no agreement) to 1. p_value: of no agreement, by p_value_method; chi_square_p_value always by chi-square.
    rank_sums, mean_ranks: of each item, rank 1 for the lowest score. ties: sum of t^3 - t over all groups of ties.
    """

    experts: int
    items: int
    w: float | None
    chi_square: float | None
    degrees_of_freedom: int
    chi_square_p_value: float | None
    p_value: float | None
    p_value_method: PValueMethod | None
    permutations: int | None
    tie_correction: TieCorrection
    ties: int
    rank_sums: tuple[float, ...]
    mean_ranks: tuple[float, ...]


def kendall_w(
    scores: Table,
    *,
    tie_correction: TieCorrection = TieCorrection.CORRECTED,
    p_value: PValueMethod = PValueMethod.AUTOMATIC,
    permutations: int = 9_999,
    seed: int = 1,
) -> KendallW:
    """W = 12 S / (m^2 (n^3 - n) - m T) of m experts and n items (Kendall and Smith, 1939; ties: Kendall, 1948, ch. 6).

    scores: shape (experts, items), scores or ranks; an expert's equal scores share the mean of their ranks. S is the sum
    of squared deviations of the items' rank sums, T the sum of t^3 - t over every expert's groups of t ties.
    chi2 = m (n - 1) W with n - 1 degrees of freedom.

    p_value: AUTOMATIC is a permutation test for up to 7 items and chi-square above; the permutation test permutes within
    experts, exactly where that is feasible, else with that many drawn permutations, p = (1 + at least as large) / (1 + drawn).
    W is null for fewer than two experts or items, and where every expert ties everything.
    Raises ValueError for missing scores, a table that is not rectangular, and fewer than 1 permutation.
    """
    if permutations < 1:
        msg = f"permutations must be at least 1, got {permutations}"
        raise ValueError(msg)
    correction, method = TieCorrection(tie_correction), PValueMethod(p_value)
    ranks = doubled_ranks(complete_table(scores, "scores"))
    m, n = ranks.shape
    ties = sum(tie_term(row) for row in ranks)
    w = concordance(ranks, ties if correction is TieCorrection.CORRECTED else 0)
    tested = significance(ranks, w, method, permutations, seed)
    chi_square = None if w is None else m * (n - 1) * w
    sums = ranks.sum(axis=0) / 2
    return KendallW(
        experts=m,
        items=n,
        w=w,
        chi_square=chi_square,
        degrees_of_freedom=n - 1,
        chi_square_p_value=chi_square_p_value(chi_square, n - 1),
        p_value=tested.p_value if tested else chi_square_p_value(chi_square, n - 1),
        p_value_method=method_of(tested, w),
        permutations=tested.permutations if tested else None,
        tie_correction=correction,
        ties=ties,
        rank_sums=tuple(sums.tolist()),
        mean_ranks=tuple((sums / m).tolist()),
    )


def doubled_ranks(scores: Floats) -> NDArray[np.int64]:
    """Twice the average ranks within each row, so that they are whole numbers and sums of them exact."""
    ranked = np.empty(scores.shape, dtype=np.int64)
    for i, row in enumerate(scores):
        _, places, counts = np.unique(row, return_inverse=True, return_counts=True)
        ranked[i] = (2 * np.cumsum(counts) - counts + 1)[places]
    return ranked


def tie_term(ranks: NDArray[np.int64]) -> int:
    """The sum of t^3 - t over the groups of equal ranks of one expert."""
    counts: list[int] = np.unique_counts(ranks).counts.tolist()
    return sum(t**3 - t for t in counts)


def concordance(ranks: NDArray[np.int64], ties: int) -> float | None:
    """W from doubled ranks, in whole numbers up to the one division."""
    m: int = ranks.shape[0]
    n: int = ranks.shape[1]
    largest = m * m * (n**3 - n) - m * ties
    if m < 2 or largest == 0:
        return None
    deviations: list[int] = (ranks.sum(axis=0) - m * (n + 1)).tolist()
    # Ranks are doubled, and so are deviations: 12 S = 3 x the sum of their squares.
    return 3 * sum(deviation**2 for deviation in deviations) / largest


def significance(
    ranks: NDArray[np.int64], w: float | None, method: PValueMethod, permutations: int, seed: int
) -> PermutationTest | None:
    """The permutation test where the method or the few items ask for it."""
    if w is None or method is PValueMethod.CHI_SQUARE:
        return None
    if method is PValueMethod.AUTOMATIC and ranks.shape[1] > LARGEST_SMALL_SAMPLE:
        return None
    exact = method is not PValueMethod.SAMPLED_PERMUTATION
    tested = permutation_test(ranks, permutations=permutations, seed=seed, exact_if_feasible=exact)
    if method is PValueMethod.EXACT_PERMUTATION and tested.permutations is not None:
        msg = f"an exact test of {ranks.shape[0]} experts and {ranks.shape[1]} items takes too long: choose PERMUTATION"
        raise ValueError(msg)
    return tested


def method_of(tested: PermutationTest | None, w: float | None) -> PValueMethod | None:
    """The name of how the p-value came about."""
    if w is None:
        return None
    if tested is None:
        return PValueMethod.CHI_SQUARE
    return PValueMethod.EXACT_PERMUTATION if tested.permutations is None else PValueMethod.SAMPLED_PERMUTATION


def chi_square_p_value(chi_square: float | None, degrees_of_freedom: int) -> float | None:
    """The upper tail of the chi-square distribution."""
    from scipy.special import chdtrc

    return None if chi_square is None else float(chdtrc(degrees_of_freedom, chi_square))
