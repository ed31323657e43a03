"""Forced distribution: a grade is given to no more than its share, by the order of the scores, and ties stay together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from plugins.kano.scoring import GRADE_BANDS, GradeBand, GradedCard, distributed, grade_of, most_cards

pytestmark = pytest.mark.req("K-11")


def shared(best: object, second: object = None) -> list[GradeBand]:
    """The grades that a group begins with, with a share for the best, and for the second."""
    shares = [None if one is None else Decimal(str(one)) for one in (best, second)]
    return [replace(band, most=most) for band, most in zip(GRADE_BANDS, [*shares, None, None], strict=True)]


def graded(scores: Sequence[object]) -> list[GradedCard]:
    return [
        GradedCard(key=key, score=Decimal(str(score)), grade=grade_of(Decimal(str(score))))
        for key, score in enumerate(scores)
    ]


def test_the_highest_scores_have_the_grade_and_the_others_the_next() -> None:
    cards = graded([99, 98, 97, 96, 95, 85, 84, 70, 50, 40])
    held = distributed(cards, shared(20, 30))
    # Two of ten are excellent; of those that fell three are good, before the two that were good by their scores.
    assert list(held.values()) == ["优秀"] * 2 + ["良好"] * 3 + ["合格"] * 3 + ["不合格"] * 2
    assert list(distributed(cards, shared(None)).values()) == [card.grade for card in cards]


def test_equal_scores_are_graded_alike() -> None:
    assert list(distributed(graded([95] * 10), shared(20)).values()) == ["优秀"] * 10
    assert list(distributed(graded([99, 95, 95, 95, 94]), shared(40)).values()) == ["优秀"] * 4 + ["良好"]


def test_published_cards_count_and_keep_their_grade() -> None:
    cards = graded([91, 99, 95, 50])
    fixed = [replace(cards[0], fixed=True), *cards[1:]]
    assert list(distributed(fixed, shared(25)).values()) == ["优秀", "优秀", "良好", "不合格"]
    everybody = [replace(one, fixed=True) for one in cards]
    assert list(distributed(everybody, shared(0)).values()) == [one.grade for one in cards]


@pytest.mark.parametrize(
    ("share", "cards", "most"), [(20, 3, 1), (20, 2, 0), (50, 1, 1), (0, 9, 0), (100, 9, 9), (12.5, 4, 1)]
)
def test_shares_are_rounded_half_up(share: object, cards: int, most: int) -> None:
    assert most_cards(shared(share)[0], cards) == most


def test_nothing_to_share_out() -> None:
    assert distributed([], shared(20)) == {}


@pytest.mark.parametrize(
    ("cards", "bands", "told"),
    [
        (graded([95]) * 2, shared(20), "same key"),
        ([GradedCard(key=1, score=Decimal(1), grade="A")], shared(20), r"no band is named \['A'\]"),
        ([], [replace(GRADE_BANDS[0], most=Decimal(101)), *GRADE_BANDS[1:]], "share of 101"),
        ([], [replace(GRADE_BANDS[0], most=Decimal(-1)), *GRADE_BANDS[1:]], "share of -1"),
        ([], [*GRADE_BANDS[:3], replace(GRADE_BANDS[3], most=Decimal(10))], "takes all others"),
    ],
)
def test_what_cannot_be_shared_out_is_refused(
    cards: Sequence[GradedCard], bands: Sequence[GradeBand], told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        distributed(cards, bands)


def slow(cards: Sequence[GradedCard], bands: Sequence[GradeBand]) -> dict[int, str]:
    """Word for word: who has as many above them as the band takes, falls; counted one by one."""
    names = [band.name for band in bands]
    place = {card.key: names.index(card.grade) for card in cards}
    for at, band in enumerate(bands[:-1]):
        inside_now = [card for card in cards if place[card.key] == at]
        most = Fraction(len(cards)) if band.most is None else Fraction(len(cards)) * Fraction(band.most) / 100
        taken = (most + Fraction(1, 2)).__floor__()
        falling = [
            card.key
            for card in inside_now
            if not card.fixed and sum(other.score > card.score for other in inside_now) >= taken
        ]
        for key in falling:
            place[key] += 1
    return {key: names[at] for key, at in place.items()}


def test_agrees_with_counting_one_by_one() -> None:
    rng = np.random.default_rng(11)
    for _round in range(1_000):
        cards = [
            replace(card, fixed=bool(rng.random() < 0.2))
            for card in graded([int(one) for one in rng.integers(40, 101, size=int(rng.integers(0, 14)))])
        ]
        first, second = (None if rng.random() < 0.3 else int(rng.integers(0, 101)) for _ in range(2))
        bands = shared(first, second)
        held = distributed(cards, bands)
        assert held == slow(cards, bands)
        names = [band.name for band in bands]
        moved_by = {card.key: names.index(held[card.key]) - names.index(card.grade) for card in cards}
        assert min(moved_by.values(), default=0) >= 0
        assert all(moved_by[card.key] == 0 for card in cards if card.fixed)
