"""Forced distribution: at most so many of the best grades in a cycle, by the order of the scores."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from plugins.kano.scoring.bands import GradeBand, checked_bands


@dataclass(frozen=True, slots=True, kw_only=True)
class GradedCard:
    """A card as its score and its gates grade it. fixed: it is published, and keeps its grade."""

    key: int
    score: Decimal
    grade: str
    fixed: bool = False


def most_cards(band: GradeBand, cards: int) -> int:
    """How many of so many cards may have the grade of a band: its share, rounded half up; all where it has no share."""
    if band.most is None:
        return cards
    return int((cards * band.most / 100).to_integral_value(rounding=ROUND_HALF_UP))


def distributed(cards: Sequence[GradedCard], bands: Sequence[GradeBand]) -> Mapping[int, str]:
    """The grade of each card, by key, when no band is given to more than its share of all cards.

    From the best band down, those of a band stand in the order of their scores, among them those that fell from the band
    above; who has more cards with a higher score before them than the band takes falls to the next. Equal scores share a
    rank (1, 1, 3), so that nobody is graded below a colleague of the same score, and a tie may exceed a share. A band takes
    no one up: what it does not use stays unused. Fixed cards count, and keep their grade.

    Raises ValueError for a grade that no band has and for two cards of one key, and as `checked_bands`.
    """
    checked_bands(bands)
    grades = {card.key: card.grade for card in cards}
    if len(grades) < len(cards):
        msg = "two cards have the same key: give each its own"
        raise ValueError(msg)
    if unknown := set(grades.values()) - {band.name for band in bands}:
        msg = f"no band is named {sorted(unknown)}"
        raise ValueError(msg)
    for band, below in pairwise(bands):
        inside = [card for card in cards if grades[card.key] == band.name]
        scores, most = sorted(card.score for card in inside), most_cards(band, len(cards))
        for card in inside:
            before = len(scores) - bisect_right(scores, card.score)
            if before >= most and not card.fixed:
                grades[card.key] = below.name
    return grades
