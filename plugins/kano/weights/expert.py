"""Weights from experts' scores: the mean of each item after a look for outliers, and how far the experts agree."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from plugins.kano.weights.kendall import KendallW, kendall_w
from plugins.kano.weights.tables import Floats, Numbers, Table, as_table, as_weights, floats, normalised

# Iglewicz and Hoaglin (1993): .6745 is the third quartile of the normal distribution, 1.253314 is sqrt(pi / 2).
ROBUST_Z_LIMIT = 3.5
_MEDIAN_SCALE = 1 / 0.6745
_MEAN_SCALE = 1.253314


class OutlierRule(StrEnum):
    """Which scores of an item are left out of its mean."""

    NONE = "none"
    ROBUST_Z = "robust_z"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlyingScore:
    """One expert's score of one item that lies far from the others', by its robust z."""

    expert: int
    item: int
    score: float
    robust_z: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertScoring:
    """Weights that add up to 1, what they were made from, and the agreement of the experts who scored everything.

    agreement: over all scores, also the outlying ones; None with fewer than two experts who scored every item.
    """

    weights: tuple[float, ...]
    mean_scores: tuple[float, ...]
    outliers: tuple[OutlyingScore, ...]
    outlier_rule: OutlierRule
    expert_weights: tuple[float, ...]
    agreement: KendallW | None


def expert_scoring(
    scores: Table,
    *,
    expert_weights: Numbers | None = None,
    outlier_rule: OutlierRule = OutlierRule.ROBUST_Z,
) -> ExpertScoring:
    """Each item's mean score as its share of the sum of the means.

    scores: shape (experts, items), 0 or more; None or nan is a score not given, which counts for nothing.
    expert_weights: one per expert, scaled to the sum 1; equal by default.
    ROBUST_Z leaves out what lies further than 3.5 by the modified z of Iglewicz and Hoaglin (1993), names it, and never
    leaves out all of an item. Raises ValueError for negative scores, items nobody scored (or only experts of weight 0),
    and scores that are all 0.
    """
    rule = OutlierRule(outlier_rule)
    table = as_table(scores, "scores")
    reject_negative(table)
    experts = table.shape[0]
    shares = as_weights(
        np.ones(experts) if expert_weights is None else expert_weights, "expert_weights", experts
    )
    found = outlying_scores(table) if rule is OutlierRule.ROBUST_Z else ()
    means = mean_scores(table, shares, found)
    if not means.any():
        msg = "scores are all 0: no item can be told from another, give at least one above 0"
        raise ValueError(msg)
    return ExpertScoring(
        weights=floats(normalised(means)),
        mean_scores=floats(means),
        outliers=found,
        outlier_rule=rule,
        expert_weights=floats(shares),
        agreement=agreement_of(table),
    )


def reject_negative(table: Floats) -> None:
    """Say where the first negative score is."""
    for i, j in np.argwhere(table < 0):
        msg = f"scores[{i}][{j}] is negative, {table[i, j]}: score from 0 upwards"
        raise ValueError(msg)


def mean_scores(table: Floats, shares: Floats, left_out: tuple[OutlyingScore, ...]) -> Floats:
    """The weighted mean of each column over the scores that are there and not left out."""
    counted = ~np.isnan(table)
    for outlier in left_out:
        counted[outlier.expert, outlier.item] = False
    # Relative to the largest, so that means of experts who count alike are those of whole numbers.
    counting = counted * (shares / shares.max())[:, None]
    total = counting.sum(axis=0)
    for item in np.flatnonzero(total == 0):
        msg = f"item {item} has no score that counts: let somebody score it, or leave it out"
        raise ValueError(msg)
    means: Floats = (np.where(counted, table, 0.0) * counting).sum(axis=0) / total
    return means


def outlying_scores(table: Floats) -> tuple[OutlyingScore, ...]:
    """The scores with a robust z beyond 3.5, by item, then expert."""
    found = []
    for item in range(table.shape[1]):
        z_values = robust_z(table[:, item])
        found += [
            OutlyingScore(expert=int(i), item=item, score=float(table[i, item]), robust_z=float(z_values[i]))
            for i in np.flatnonzero(np.abs(z_values) > ROBUST_Z_LIMIT)
        ]
    return tuple(found)


def robust_z(column: Floats) -> Floats:
    """Distances from the median in units of the median absolute deviation, made comparable with a normal z.

    Where more than half of the scores are equal that deviation is 0, and the mean absolute deviation takes its place
    (Iglewicz and Hoaglin, 1993); all equal: 0. A missing score stays nan, which is beyond no limit.
    """
    given = column[~np.isnan(column)]
    if not given.size:
        return column
    middle = np.median(given)
    deviations = np.abs(given - middle)
    scale = np.median(deviations) * _MEDIAN_SCALE or deviations.mean() * _MEAN_SCALE
    z_values: Floats = (column - middle) / (scale or 1.0)
    return z_values


def agreement_of(table: Floats) -> KendallW | None:
    """Kendall's W of the experts who scored every item."""
    complete = table[~np.isnan(table).any(axis=1)]
    return kendall_w(complete) if len(complete) > 1 else None
