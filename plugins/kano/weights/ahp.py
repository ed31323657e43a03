"""The analytic hierarchy process: weights of one matrix of comparisons, and whether it is consistent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

from plugins.kano.weights.comparisons import comparison_matrix, missing_pairs
from plugins.kano.weights.completion import Completion, completed_matrix
from plugins.kano.weights.priorities import PriorityMethod, priorities
from plugins.kano.weights.random_index import (
    ConsistencyLimit,
    RandomIndex,
    consistency_threshold,
    random_index,
)
from plugins.kano.weights.tables import Floats, Table, floats


class AhpConventions(TypedDict, total=False):
    """The arguments of `ahp_weights` that other functions pass on."""

    method: PriorityMethod
    random_index_table: RandomIndex
    consistency_limit: ConsistencyLimit
    completion: Completion
    largest: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletedComparison:
    """A pair that was not compared, and the judgement that was put in its place."""

    row: int
    column: int
    judgement: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AhpResult:
    """Weights that add up to 1, their consistency, and by which conventions.

    random_index, consistency_ratio and is_consistent are None above 15 items, where the tables end. completion is None
    when nothing was missing, else what the completed comparisons were chosen for.
    """

    weights: tuple[float, ...]
    lambda_max: float
    consistency_index: float
    random_index: float | None
    consistency_ratio: float | None
    threshold: float
    is_consistent: bool | None
    method: PriorityMethod
    random_index_table: RandomIndex
    consistency_limit: ConsistencyLimit
    completion: Completion | None
    completed: tuple[CompletedComparison, ...]
    matrix: tuple[tuple[float, ...], ...]


def ahp_weights(
    matrix: Table,
    *,
    method: PriorityMethod = PriorityMethod.EIGENVECTOR,
    random_index_table: RandomIndex = RandomIndex.SAATY_1980,
    consistency_limit: ConsistencyLimit = ConsistencyLimit.USUAL,
    completion: Completion = Completion.LAMBDA_MAX,
    largest: float | None = 9.0,
) -> AhpResult:
    """Weights from pairwise comparisons (Saaty, 1980): CI = (lambda_max - n) / (n - 1), CR = CI / RI(n).

    matrix: shape (n, n), entry (i, j) how many times as important i is as j; None or nan is a pair not compared, and one
    of two partners is enough (see `comparison_matrix`, also for largest and what is refused). method: the principal
    eigenvector, or the geometric mean of rows, for which lambda_max is the mean of (Aw)_i / w_i.
    CR is 0 up to n = 2. consistency_limit: a ratio of at most .10, or, strict, .05 for n = 3 and .08 for n = 4.
    Missing comparisons are completed first; their matrix is compared with the random index of complete ones, which lets
    it look more consistent the more is missing. Raises ValueError also when items hang together by no comparison.
    """
    table, limit = RandomIndex(random_index_table), ConsistencyLimit(consistency_limit)
    given = comparison_matrix(matrix, largest=largest)
    complete = completed_matrix(given, Completion(completion))
    weights, value = priorities(complete, PriorityMethod(method))
    missing = missing_pairs(given)
    n = len(given)
    index = consistency_index(value, n)
    ri = random_index(n, table)
    ratio = consistency_ratio(index, ri)
    threshold = consistency_threshold(n, limit)
    return AhpResult(
        weights=floats(weights),
        lambda_max=value,
        consistency_index=index,
        random_index=ri,
        consistency_ratio=ratio,
        threshold=threshold,
        is_consistent=None if ratio is None else ratio <= threshold,
        method=PriorityMethod(method),
        random_index_table=table,
        consistency_limit=limit,
        completion=Completion(completion) if missing else None,
        completed=completed_comparisons(complete, missing),
        matrix=tuple(floats(row) for row in complete),
    )


def consistency_index(value: float, n: int) -> float:
    """(lambda_max - n) / (n - 1), 0 up to n = 2; never below 0, which only rounding could make it."""
    return max(0.0, (value - n) / (n - 1)) if n > 2 else 0.0


def consistency_ratio(index: float, ri: float | None) -> float | None:
    """CI / RI, 0 where RI is 0 (two items cannot contradict each other), None without an RI."""
    if ri is None:
        return None
    return index / ri if ri else 0.0


def completed_comparisons(
    complete: Floats, pairs: tuple[tuple[int, int], ...]
) -> tuple[CompletedComparison, ...]:
    """What stands in place of the missing pairs."""
    return tuple(CompletedComparison(row=i, column=j, judgement=float(complete[i, j])) for i, j in pairs)
