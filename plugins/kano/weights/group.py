"""Several people's comparisons as those of one group: judgements aggregated (AIJ) or their weights (AIP)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Unpack

import numpy as np

from plugins.kano.weights.ahp import AhpConventions, AhpResult, ahp_weights
from plugins.kano.weights.comparisons import comparison_matrix, connected_groups
from plugins.kano.weights.tables import Floats, Numbers, Table, as_weights, floats, normalised


class Aggregation(StrEnum):
    """What of the individuals is aggregated: their judgements (AIJ) or their priorities, that is weights (AIP)."""

    AIJ = "aij"
    AIP = "aip"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupAhp:
    """The group's weights, which add up to 1, and where they come from.

    individuals: each expert's own result; None for one whose comparisons alone do not hang together (AIJ only).
    group: the result of the aggregated matrix (AIJ), None for AIP, which has no matrix.
    """

    weights: tuple[float, ...]
    aggregation: Aggregation
    expert_weights: tuple[float, ...]
    individuals: tuple[AhpResult | None, ...]
    group: AhpResult | None


def group_ahp(
    matrices: Sequence[Table],
    *,
    aggregation: Aggregation = Aggregation.AIJ,
    expert_weights: Numbers | None = None,
    **conventions: Unpack[AhpConventions],
) -> GroupAhp:
    """Weights of a group of experts (Forman and Peniwati, 1998, EJOR 108), by geometric means.

    matrices, conventions: each as of `ahp_weights`, all of one size. expert_weights: one per expert, scaled to the sum 1
    and taken as exponents; equal by default. Raises ValueError as `ahp_weights`, and for matrices of several sizes.
    """
    chosen = Aggregation(aggregation)
    largest = conventions.get("largest", 9.0)
    given = same_size(matrices, largest)
    shares = expert_shares(expert_weights, len(given))
    if chosen is Aggregation.AIP:
        results = [ahp_weights(matrix, **conventions) for matrix in given]
        weights = aggregate_priorities([result.weights for result in results], expert_weights=shares)
        return GroupAhp(
            weights=weights,
            aggregation=chosen,
            expert_weights=floats(shares),
            individuals=tuple(results),
            group=None,
        )
    group = ahp_weights(aggregate_judgements(given, expert_weights=shares, largest=largest), **conventions)
    return GroupAhp(
        weights=group.weights,
        aggregation=chosen,
        expert_weights=floats(shares),
        individuals=tuple(individual_result(matrix, conventions) for matrix in given),
        group=group,
    )


def aggregate_judgements(
    matrices: Sequence[Table], *, expert_weights: Numbers | None = None, largest: float | None = 9.0
) -> Floats:
    """AIJ: the weighted geometric mean of each judgement, which stays reciprocal (Aczél and Saaty, 1983).

    A judgement that some did not give is the mean of those who did; what nobody (of a weight above 0) gave stays nan.
    Returns shape (n, n). Raises ValueError as `comparison_matrix`, and for matrices of several sizes.
    """
    logs = np.log(np.array(same_size(matrices, largest)))
    shares = expert_shares(expert_weights, len(logs))
    counting = ~np.isnan(logs) * shares[:, None, None]
    total = counting.sum(axis=0)
    means = (np.where(counting > 0, logs, 0.0) * counting).sum(axis=0) / np.where(total > 0, total, 1.0)
    aggregated: Floats = np.where(total > 0, np.exp(means), np.nan)
    return aggregated


def aggregate_priorities(
    weights: Sequence[Numbers], *, expert_weights: Numbers | None = None
) -> tuple[float, ...]:
    """AIP: the weighted geometric mean of each item's weights, scaled to the sum 1.

    weights: one vector per expert, each scaled to the sum 1 first. A weight of 0 with an expert who counts makes the
    group's 0. Raises ValueError for vectors of several lengths, and when every item is 0 for somebody.
    """
    if not len(weights):
        msg = "weights is empty: give at least one expert's"
        raise ValueError(msg)
    rows = np.array([as_weights(row, f"weights[{i}]", len(weights[0])) for i, row in enumerate(weights)])
    shares = expert_shares(expert_weights, len(rows))[:, None]
    killed = ((rows == 0) & (shares > 0)).any(axis=0)
    if killed.all():
        msg = "every item has the weight 0 with some expert: nothing is left, leave out zeros or experts"
        raise ValueError(msg)
    logs = (np.log(np.where(rows > 0, rows, 1.0)) * shares).sum(axis=0)
    means = np.where(killed, 0.0, np.exp(logs))
    return floats(normalised(means))


def same_size(matrices: Sequence[Table], largest: float | None) -> list[Floats]:
    """Each matrix read and filled; all must be of the first one's size."""
    if not len(matrices):
        msg = "matrices is empty: give at least one expert's"
        raise ValueError(msg)
    given = [comparison_matrix(matrix, largest=largest) for matrix in matrices]
    for i, matrix in enumerate(given):
        if len(matrix) != len(given[0]):
            msg = f"matrices[{i}] compares {len(matrix)} items where matrices[0] compares {len(given[0])}"
            raise ValueError(msg)
    return given


def expert_shares(expert_weights: Numbers | None, experts: int) -> Floats:
    """The experts' weights with the sum 1, equal where none are given."""
    return as_weights(
        np.ones(experts) if expert_weights is None else expert_weights, "expert_weights", experts
    )


def individual_result(matrix: Floats, conventions: AhpConventions) -> AhpResult | None:
    """One expert's own result; None when too little was compared, which others of the group make up for."""
    return ahp_weights(matrix, **conventions) if len(connected_groups(matrix)) == 1 else None
