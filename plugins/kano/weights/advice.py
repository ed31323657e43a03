"""What to look at again in an inconsistent matrix: the judgements furthest from what the weights imply."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import isnan, log
from typing import Unpack

import numpy as np

from plugins.kano.weights.ahp import AhpConventions, AhpResult, ahp_weights
from plugins.kano.weights.comparisons import comparison_matrix
from plugins.kano.weights.tables import Floats, Table

# Below this a judgement differs from what the weights imply by rounding only.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class InconsistencyAdvice:
    """One judgement, a_ij with i = row < j = column, and what a value of Saaty's scale nearer to the weights would do.

    error: eps_ij = a_ij w_j / w_i, 1 where judgement and weights agree. implied: w_i / w_j. proposed: the value of
    1/9 … 1/2, 1, 2 … 9 nearest to implied, by ratio; the judgement itself where none is nearer.
    """

    row: int
    column: int
    judgement: float
    implied: float
    error: float
    proposed: float
    consistency_ratio: float | None
    consistency_ratio_after: float | None


def inconsistency_advice(
    matrix: Table, *, most: int | None = None, **conventions: Unpack[AhpConventions]
) -> tuple[InconsistencyAdvice, ...]:
    """The given judgements by |ln eps_ij|, the largest first (Saaty, 2003, EJOR 145, section 4).

    matrix and conventions: as of `ahp_weights`. most: how many to return, None for all. Judgements that agree with the
    weights are not listed, nor are completed ones. Raises ValueError as `ahp_weights`, and for a negative most.
    """
    if most is not None and most < 0:
        msg = f"most must be 0 or more, got {most}"
        raise ValueError(msg)
    given = comparison_matrix(matrix, largest=conventions.get("largest", 9.0))
    found = ahp_weights(given, **conventions)
    errors = judgement_errors(given, np.array(found.weights))
    ranked = sorted(errors, key=lambda pair: (-round(abs(log(errors[pair])), 12), pair))
    return tuple(
        advice(given, found, pair, conventions)
        for pair in ranked[:most]
        if abs(log(errors[pair])) > _ROUNDING
    )


def judgement_errors(matrix: Floats, weights: Floats) -> dict[tuple[int, int], float]:
    """eps_ij = a_ij w_j / w_i for the given pairs i < j."""
    return {
        (i, j): float(matrix[i, j] * weights[j] / weights[i])
        for i, j in combinations(range(len(matrix)), 2)
        if not isnan(matrix[i, j])
    }


def advice(
    matrix: Floats, found: AhpResult, pair: tuple[int, int], conventions: AhpConventions
) -> InconsistencyAdvice:
    """What is proposed for one pair, and the consistency ratio that it leads to."""
    i, j = pair
    implied = found.weights[i] / found.weights[j]
    judgement = float(matrix[i, j])
    proposed = nearest_on_scale(implied)
    if abs(log(judgement / implied)) <= abs(log(proposed / implied)):
        proposed = judgement
    changed = matrix.copy()
    changed[i, j], changed[j, i] = proposed, 1 / proposed
    return InconsistencyAdvice(
        row=i,
        column=j,
        judgement=judgement,
        implied=implied,
        error=judgement / implied,
        proposed=proposed,
        consistency_ratio=found.consistency_ratio,
        consistency_ratio_after=ahp_weights(changed, **conventions).consistency_ratio,
    )


def nearest_on_scale(ratio: float) -> float:
    """The value of Saaty's scale nearest by ratio; of two as near the milder one."""
    scale = range(1, 10)
    nearest = min(scale, key=lambda value: abs(log(max(ratio, 1 / ratio) / value)))
    return float(nearest) if ratio >= 1 else 1 / nearest
