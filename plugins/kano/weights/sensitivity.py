"""How far a weight may move before the ranking of what is evaluated changes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from plugins.kano.weights.tables import Floats, Numbers, Table, as_weights, complete_table, floats


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightRange:
    """Within lowest to highest (0 to 1) of one criterion's weight, the others in proportion, no two objects change places.

    reversed_below, reversed_above: the objects that change places just beyond each end; None where the end is 0 or 1.
    """

    criterion: int
    weight: float
    lowest: float
    highest: float
    reversed_below: tuple[int, int] | None
    reversed_above: tuple[int, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingSensitivity:
    """The weighted scores, the objects from best to worst, and each criterion's range."""

    scores: tuple[float, ...]
    ranking: tuple[int, ...]
    ranges: tuple[WeightRange, ...]


def ranking_sensitivity(scores: Table, weights: Numbers) -> RankingSensitivity:
    """For each criterion the range of its weight that keeps the ranking (after Triantaphyllou and Sánchez, 1997).

    scores: shape (objects, criteria), higher is better. weights: one per criterion, scaled to the sum 1. As a weight moves
    to t, the others keep their proportions and share 1 - t (equally, if they are all 0). Each object's score is linear in
    t, so that two of them change places once at most. Objects that are level count as no order.
    Raises ValueError for missing scores, and for weights that are negative, all 0 or not as many as the criteria.
    """
    table = complete_table(scores, "scores")
    shares = as_weights(weights, "weights", table.shape[1])
    totals = table @ shares
    return RankingSensitivity(
        scores=floats(totals),
        ranking=_ranking(totals, _nothing(table)),
        ranges=tuple(weight_range(table, shares, criterion) for criterion in range(len(shares))),
    )


def weight_range(table: Floats, shares: Floats, criterion: int) -> WeightRange:
    """The range of one criterion: from the nearest weight below to the nearest above at which two objects are level."""
    weight = float(shares[criterion])
    rest = np.where(np.arange(len(shares)) == criterion, 0.0, shares)
    if not rest.any():
        rest = np.where(np.arange(len(shares)) == criterion, 0.0, 1.0)
    others = table @ (rest / (rest.sum() or 1.0))
    own = table[:, criterion]
    first, second = np.triu_indices(len(table), 1)
    scores = now_of(own, others, weight)
    lead = scores[first] - scores[second]
    ahead = np.where(np.abs(lead) <= _nothing(table), 0.0, np.sign(lead))
    # The difference of two objects is a line in the weight, from `start` at 0 to `end` at 1.
    start, end = (others[first] - others[second]) * ahead, (own[first] - own[second]) * ahead
    lowest, below = 0.0, None
    highest, above = 1.0, None
    for i, j, a, b, sign in zip(
        first.tolist(), second.tolist(), start.tolist(), end.tolist(), ahead, strict=True
    ):
        if sign and a < 0 and (level := a / (a - b)) > lowest:
            lowest, below = level, (i, j)
        if sign and b < 0 and (level := a / (a - b)) < highest:
            highest, above = level, (i, j)
    return WeightRange(
        criterion=criterion,
        weight=weight,
        lowest=min(lowest, weight),
        highest=max(highest, weight),
        reversed_below=below,
        reversed_above=above,
    )


def _nothing(table: Floats) -> float:
    """What rounding may leave between the scores of two objects that are level."""
    return 1e-12 * float(np.abs(table).max(initial=0.0))


def _ranking(totals: Floats, nothing: float) -> tuple[int, ...]:
    """From best to worst; those that are level in the order in which they were given."""
    order = np.argsort(-totals, kind="stable")
    place = np.cumsum(np.append(0, np.diff(-totals[order]) > nothing))[: len(order)]
    return tuple(order[np.lexsort((order, place))].tolist())


def now_of(own: Floats, others: Floats, weight: float) -> Floats:
    """The objects' scores when the criterion has this weight."""
    scores: Floats = weight * own + (1 - weight) * others
    return scores
