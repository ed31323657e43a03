"""Ratings from all around (360 degrees): each kind of rater has its share, and few raters stay unseen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from plugins.kano.scoring.exact import Number, exact, maybe_exact, rounded
from plugins.kano.scoring.mean import SHARE_PLACES, checked_weights, exact_mean


class RaterKind(StrEnum):
    """Who rates."""

    SELF = "self"
    PEER = "peer"
    SUPERIOR = "superior"
    SUBORDINATE = "subordinate"
    CUSTOMER = "customer"


# Fewer ratings of colleagues would tell who gave which.
MINIMUM_RATERS: Mapping[RaterKind, int] = {RaterKind.PEER: 3, RaterKind.SUBORDINATE: 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class KindOfRating:
    """One kind of raters: how many rated, their mean, and the share it has in the score.

    mean and share are None where nobody rated, or too few to be shown (withheld).
    """

    kind: RaterKind
    raters: int
    mean: Decimal | None
    share: Decimal | None
    withheld: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingsAggregate:
    """The score over all kinds that count, None where there is none; coverage: the share of the weights they have."""

    score: Decimal | None
    kinds: tuple[KindOfRating, ...]
    coverage: Decimal | None


def aggregate_ratings(
    ratings: Mapping[RaterKind, Sequence[Number | None]],
    *,
    weights: Mapping[RaterKind, Number],
    minimum_raters: Mapping[RaterKind, int] = MINIMUM_RATERS,
    lowest: Number = 0,
    highest: Number = 100,
    places: int = 2,
) -> RatingsAggregate:
    """The mean of each kind, then the weighted mean of the kinds; kinds without a mean are re-weighted, never 0.

    ratings: of each kind, from lowest to highest; None is a rating not given. weights: one per kind that rates or should
    have, 0 or more, of any sum. minimum_raters: with fewer, a kind is withheld and counts as missing; 1 where not named.
    Raises ValueError for ratings of a kind without a weight, and outside of the scale, and for negative weights.
    """
    for kind in ratings:
        if kind not in weights:
            msg = f"weights has none for {kind}, who rated: give one, 0 if they shall not count"
            raise ValueError(msg)
    kinds = [RaterKind(kind) for kind in weights]
    given = {
        kind: checked_ratings(ratings.get(kind, ()), kind, exact(lowest, "lowest"), exact(highest, "highest"))
        for kind in kinds
    }
    needed = {kind: max(1, minimum_raters.get(kind, 1)) for kind in kinds}
    means = [
        sum(given[kind], Fraction(0)) / len(given[kind]) if len(given[kind]) >= needed[kind] else None
        for kind in kinds
    ]
    exact_weights = checked_weights(list(weights.values()), len(kinds))
    present = sum((w for x, w in zip(means, exact_weights, strict=True) if x is not None), Fraction(0))
    total = sum(exact_weights, Fraction(0))
    score = exact_mean(means, exact_weights)
    return RatingsAggregate(
        score=None if score is None else rounded(score, places),
        coverage=rounded(present / total, SHARE_PLACES) if total else None,
        kinds=tuple(
            KindOfRating(
                kind=kind,
                raters=len(given[kind]),
                mean=None if mean is None else rounded(mean, places),
                share=rounded(weight / present, SHARE_PLACES) if mean is not None and present else None,
                withheld=0 < len(given[kind]) < needed[kind],
            )
            for kind, mean, weight in zip(kinds, means, exact_weights, strict=True)
        ),
    )


def checked_ratings(
    values: Sequence[Number | None], kind: RaterKind, lowest: Fraction, highest: Fraction
) -> list[Fraction]:
    """The ratings that were given, all on the scale."""
    found = [maybe_exact(value, f"ratings[{kind}][{i}]") for i, value in enumerate(values)]
    for i, value in enumerate(found):
        if value is not None and not lowest <= value <= highest:
            msg = f"ratings[{kind}][{i}] is {values[i]}: ratings lie from {lowest} to {highest}"
            raise ValueError(msg)
    return [value for value in found if value is not None]
