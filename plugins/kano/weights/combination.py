"""Subjective and objective weights as one: linear, multiplicative, or by game theory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from plugins.kano.weights.tables import Floats, Numbers, as_weights, floats, normalised

# Directions in which weight vectors differ by less than this share of the largest are taken as the same.
_SAME = 1e-10


class CombinationMethod(StrEnum):
    """How weights of several sources become one."""

    LINEAR = "linear"
    MULTIPLICATIVE = "multiplicative"
    GAME_THEORY = "game_theory"


@dataclass(frozen=True, slots=True, kw_only=True)
class CombinedWeights:
    """Weights with the sum 1.

    coefficients: each source's share, with the sum 1; None for the multiplicative method. raw_coefficients: the solution of
    the game's equations before absolute values are taken and scaled; None for the others.
    zero_criteria: those that a weight of 0 in one source made 0, though another source gave them more than 0
    (multiplicative only), of which people are to be told.
    """

    weights: tuple[float, ...]
    method: CombinationMethod
    coefficients: tuple[float, ...] | None
    raw_coefficients: tuple[float, ...] | None
    zero_criteria: tuple[int, ...]


def combine_linear(subjective: Numbers, objective: Numbers, *, alpha: float = 0.5) -> CombinedWeights:
    """w = alpha ws + (1 - alpha) wo. Both are scaled to the sum 1 first; alpha from 0 to 1 is the subjective share.

    Raises ValueError for another alpha, and for weights that are negative, missing, all 0 or not as many.
    """
    if not 0 <= alpha <= 1:
        msg = f"alpha must lie from 0 to 1, got {alpha}"
        raise ValueError(msg)
    sources = weight_sets((subjective, objective), ("subjective", "objective"))
    return combined(sources, np.array([alpha, 1 - alpha]), CombinationMethod.LINEAR)


def combine_multiplicative(subjective: Numbers, objective: Numbers) -> CombinedWeights:
    """w_j = ws_j wo_j / sum(ws wo): a criterion that one source gives 0 gets 0, and is named in zero_criteria.

    Raises ValueError as `combine_linear`, and when every product is 0.
    """
    sources = weight_sets((subjective, objective), ("subjective", "objective"))
    largest = sources.max(axis=1, keepdims=True)
    products: Floats = (sources / largest).prod(axis=0)
    if not products.any():
        msg = "every criterion has the weight 0 in one of the sources: their product is nothing, choose another method"
        raise ValueError(msg)
    zeros = (sources == 0).any(axis=0) & (sources > 0).any(axis=0)
    return CombinedWeights(
        weights=floats(normalised(products)),
        method=CombinationMethod.MULTIPLICATIVE,
        coefficients=None,
        raw_coefficients=None,
        zero_criteria=tuple(np.flatnonzero(zeros).tolist()),
    )


def combine_game_theory(sources: Sequence[Numbers]) -> CombinedWeights:
    """w = sum a_k w_k with the a for which w deviates least from all sources at once.

    The equations sum_l (w_k . w_l) a_l = w_k . w_k (k = 1 … L) are solved, a* = |a| / sum |a|. sources: two or more
    vectors of equal length, scaled to the sum 1 first. Where sources are equal, or some are mixtures of others, of all
    solutions the shortest is taken: equal sources share equally. Raises ValueError as `combine_linear`.
    """
    if len(sources) < 2:
        msg = f"sources holds {len(sources)} vectors: a combination needs two or more"
        raise ValueError(msg)
    vectors = weight_sets(sources, [f"sources[{k}]" for k in range(len(sources))])
    products = vectors @ vectors.T
    raw = np.linalg.lstsq(products, np.diag(products), rcond=_SAME)[0].astype(np.float64)
    return combined(vectors, np.abs(raw) / np.abs(raw).sum(), CombinationMethod.GAME_THEORY, raw=raw)


def weight_sets(sources: Sequence[Numbers], names: Sequence[str]) -> Floats:
    """Each source scaled to the sum 1, as a row; all must be of the first one's length."""
    first = as_weights(sources[0], names[0])
    rest = [as_weights(source, name, len(first)) for source, name in zip(sources[1:], names[1:], strict=True)]
    return np.array([first, *rest])


def combined(
    sources: Floats, coefficients: Floats, method: CombinationMethod, raw: Floats | None = None
) -> CombinedWeights:
    """The mixture of the sources by coefficients with the sum 1."""
    return CombinedWeights(
        weights=floats(normalised(coefficients @ sources)),
        method=method,
        coefficients=floats(coefficients),
        raw_coefficients=None if raw is None else floats(raw),
        zero_criteria=(),
    )
