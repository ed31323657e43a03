"""Points, cards, grades and ratings: exact to the last digit, and nothing missing counted as 0."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest

from plugins.kano.scoring import (
    GRADE_BANDS,
    BonusPart,
    Direction,
    GatePart,
    GradeBand,
    KpiKind,
    LinearPart,
    Part,
    RaterKind,
    aggregate_ratings,
    bonus_points,
    capped_grade,
    gate_passed,
    grade_of,
    linear_points,
    score_card,
    weighted_mean,
)


def linear(name: str, value: float | None, weight: float = 1) -> LinearPart:
    return LinearPart(name=name, value=value, weight=weight, worst=0, target=100)


def half_up(value: Fraction, places: int = 2) -> Decimal:
    """Rounded by whole numbers only."""
    scaled = value * 10**places
    whole = (abs(scaled) + Fraction(1, 2)).__floor__()
    return Decimal(whole if scaled >= 0 else -whole).scaleb(-places)


@pytest.mark.parametrize(
    ("value", "worst", "target", "points"),
    [
        (95, 60, 100, "87.50"),
        (60, 60, 100, "0.00"),
        (40, 60, 100, "0.00"),
        (100, 60, 100, "100.00"),
        (130, 60, 100, "100.00"),
        (24, 48, 12, "66.67"),  # hours: less is better
        (60, 48, 12, "0.00"),
        (6, 48, 12, "100.00"),
        (Decimal("0.95"), 0, 1, "95.00"),
        (0.1 + 0.2, 0, 1, "30.00"),
    ],
)
def test_linear_points_rise_from_worst_to_target(
    value: float, worst: float, target: float, points: str
) -> None:
    assert str(linear_points(value, worst=worst, target=target)) == points


def test_linear_points_may_go_beyond_the_target() -> None:
    assert linear_points(110, worst=0, target=100, most=120) == 110
    assert linear_points(200, worst=0, target=100, most=120) == 120
    assert linear_points(50, worst=0, target=100, points=20) == 10


def test_linear_points_round_half_up() -> None:
    assert linear_points(Decimal("2.675"), worst=0, target=100) == Decimal("2.68")
    assert linear_points(2.675, worst=0, target=100) == Decimal("2.68")
    assert linear_points(0.125, worst=0, target=1, places=0) == 13


@pytest.mark.parametrize(
    ("value", "points"), [(4, "0.00"), (5, "0.00"), (7.5, "2.50"), (10, "5.00"), (99, "5.00")]
)
def test_bonus_points_are_never_a_deduction(value: float, points: str) -> None:
    assert str(bonus_points(value, start=5, full=10, points=5)) == points


def test_bonus_points_where_less_is_better() -> None:
    assert bonus_points(1, start=3, full=0, points=6) == 4


@pytest.mark.parametrize(
    ("value", "direction", "passed"),
    [
        (95, Direction.HIGHER, True),
        (94.99, Direction.HIGHER, False),
        (95, Direction.LOWER, True),
        (95.01, Direction.LOWER, False),
        (96, "higher", True),  # as a form says it
        (None, Direction.LOWER, None),
        (float("nan"), Direction.HIGHER, None),
    ],
)
def test_gate_is_passed_at_its_standard(
    value: float | None, direction: Direction, passed: bool | None
) -> None:
    assert gate_passed(value, standard=95, direction=direction) is passed


def test_points_of_a_missing_value_are_missing() -> None:
    assert linear_points(None, worst=0, target=1) is None
    assert linear_points(Decimal("NaN"), worst=0, target=1) is None
    assert bonus_points(None, start=0, full=1, points=5) is None


@pytest.mark.parametrize(
    ("worst", "target", "points", "most", "told"),
    [
        (5, 5, 100, None, "both ends of its scale are 5"),
        (0, 1, 0, None, "points must be above 0"),
        (0, 1, 100, 90, "most, 90, is below the 100 points"),
        (0, float("inf"), 100, None, "end must be a finite number"),
    ],
)
def test_linear_points_say_what_is_wrong(
    worst: float, target: float, points: float, most: float | None, told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        linear_points(1, worst=worst, target=target, points=points, most=most)


@pytest.mark.parametrize(
    ("score", "grade"),
    [
        (100, "优秀"),
        (90, "优秀"),
        (Decimal("89.99"), "良好"),
        (80, "良好"),
        (79.99, "合格"),
        (60, "合格"),
        (59.99, "不合格"),
        (0, "不合格"),
        (-3, "不合格"),
        (105, "优秀"),
    ],
)
def test_grade_begins_at_its_minimum(score: float, grade: str) -> None:
    assert grade_of(score) == grade


def test_grade_of_a_scheme_of_ones_own() -> None:
    bands = (GradeBand(name="A", minimum=Decimal(50)), GradeBand(name="B", minimum=Decimal(10)))
    assert [grade_of(score, bands) for score in (50, 49, 3)] == ["A", "B", "B"]
    assert capped_grade("A", "B", bands) == capped_grade("B", "A", bands) == "B"


@pytest.mark.parametrize(
    ("bands", "told"),
    [
        ((), "bands is empty"),
        ((GRADE_BANDS[0], GRADE_BANDS[0]), "same name"),
        ((GRADE_BANDS[1], GRADE_BANDS[0]), r"bands\[1\] begins at 90, not below 80"),
    ],
)
def test_grade_bands_say_what_is_wrong(bands: tuple[GradeBand, ...], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        grade_of(1, bands)


def test_grade_cap_needs_a_grade() -> None:
    with pytest.raises(ValueError, match="there is no grade '甲'"):
        capped_grade("优秀", "甲")


def test_weighted_mean_reweights_what_is_missing() -> None:
    found = weighted_mean([80, None, 95], [50, 30, 20])

    assert found.value == half_up(Fraction(80 * 50 + 95 * 20, 70)) == Decimal("84.29")
    assert found.shares == (Decimal("0.714286"), None, Decimal("0.285714"))
    assert (found.coverage, found.missing) == (Decimal("0.700000"), (1,))


@pytest.mark.parametrize(
    ("values", "weights", "coverage"),
    [([], [], None), ([None], [1], 0), ([5], [0], None), ([None, 5], [1, 0], 0)],
)
def test_weighted_mean_of_nothing_is_missing(
    values: list[float | None], weights: list[float], coverage: int | None
) -> None:
    found = weighted_mean(values, weights)
    assert (found.value, found.coverage) == (None, coverage)


def test_weighted_mean_of_huge_and_tiny_numbers_is_exact() -> None:
    assert weighted_mean([10**400, 0], [1, 1]).value == Decimal(10**400) / 2
    assert weighted_mean([Decimal("1e40"), Decimal("0.01")], [1, 1]).value == Decimal("5" + "0" * 39 + ".01")
    assert weighted_mean([1e-300, 3], [1e-300, 1e-300], places=0).value == 2


def test_weighted_mean_agrees_with_a_slow_count_on_random_values() -> None:
    generator = np.random.default_rng(61)
    for _ in range(1000):
        count = int(generator.integers(1, 7))
        numbers = [Decimal(int(x)).scaleb(-2) for x in generator.integers(-10_000, 10_001, size=count)]
        values = [x if generator.random() < 0.8 else None for x in numbers]
        weights = [Decimal(int(w)).scaleb(-1) for w in generator.integers(0, 50, size=count)]
        present = [(x, w) for x, w in zip(values, weights, strict=True) if x is not None]
        total = sum(Fraction(w) for _, w in present)
        found = weighted_mean(values, weights).value
        if total == 0:
            assert found is None
        else:
            assert found == half_up(sum(Fraction(x) * Fraction(w) for x, w in present) / total)


@pytest.mark.parametrize(
    ("weights", "told"),
    [
        ([1], "weights has 1 entries for 2 values"),
        ([1, -1], r"weights\[1\] is negative"),
        ([1, float("nan")], r"weights\[1\] must be a finite number"),
    ],
)
def test_weighted_mean_says_what_is_wrong(weights: list[float], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        weighted_mean([1, 2], weights)
    with pytest.raises(ValueError, match=r"values\[1\] must be a finite number"):
        weighted_mean([1, float("inf")], [1, 1])


def test_card_adds_bonus_to_the_mean_of_linear_parts() -> None:
    found = score_card(
        [
            linear("attitude", 90, 60),
            linear("speed", 80, 40),
            BonusPart(name="home visits", value=3, start=0, full=6, points=5),
            GatePart(name="response", value=98, standard=95, ceiling="合格"),
        ]
    )

    assert (found.base, found.bonus, found.score) == (Decimal(86), Decimal("2.50"), Decimal("88.50"))
    assert (found.grade, found.failed_gates, found.missing) == ("良好", (), ())
    assert [one.kind for one in found.parts] == [
        KpiKind.LINEAR,
        KpiKind.LINEAR,
        KpiKind.BONUS,
        KpiKind.GATE,
    ]
    assert [one.share for one in found.parts] == [Decimal("0.600000"), Decimal("0.400000"), None, None]
    assert found.parts[3].passed is True


def test_card_gate_that_fails_caps_the_grade_and_leaves_the_score() -> None:
    parts: list[Part] = [
        linear("attitude", 96),
        GatePart(name="response", value=90, standard=95, ceiling="合格"),
        GatePart(name="complaints", value=2, standard=0, ceiling="良好", direction=Direction.LOWER),
    ]
    found = score_card(parts)

    assert (found.score, found.grade_before_gates, found.grade) == (Decimal(96), "优秀", "合格")
    assert found.failed_gates == ("response", "complaints")


def test_card_gate_never_lifts_a_grade() -> None:
    gate = GatePart(name="g", value=0, standard=1, ceiling="良好")
    found = score_card([linear("a", 10), gate])
    assert found.grade == "不合格"


def test_card_reweights_missing_parts() -> None:
    found = score_card(
        [
            linear("a", 90, 50),
            linear("b", None, 30),
            linear("c", 60, 20),
            GatePart(name="g", value=None, standard=1, ceiling="不合格"),
            BonusPart(name="h", value=None, start=0, full=1, points=5),
        ]
    )

    assert found.score == half_up(Fraction(90 * 50 + 60 * 20, 70)) == Decimal("81.43")
    assert (found.grade, found.coverage) == ("良好", Decimal("0.700000"))
    assert found.missing == ("b", "g", "h")


@pytest.mark.parametrize("parts", [(), (linear("a", None),), (linear("a", 50, 0),)])
def test_card_without_a_value_has_no_score_and_no_grade(parts: tuple[LinearPart, ...]) -> None:
    found = score_card([*parts, BonusPart(name="h", value=1, start=0, full=1, points=5)])
    assert (found.score, found.base, found.grade, found.bonus) == (None, None, None, Decimal(5))


def test_card_bonus_has_a_limit() -> None:
    parts: list[Part] = [
        linear("a", 80),
        *(BonusPart(name=f"b{i}", value=1, start=0, full=1, points=4) for i in range(3)),
    ]
    assert score_card(parts).score == 92
    assert score_card(parts, bonus_limit=10).score == 90
    assert score_card(parts, bonus_limit=0).score == 80


def test_card_grades_the_score_that_it_shows() -> None:
    # 89.995 is shown as 90.00, and graded as what is shown.
    found = score_card([linear("a", 89.99), linear("b", 90)])
    assert (found.score, found.grade) == (Decimal("90.00"), "优秀")
    assert score_card([linear("a", 89.99), linear("b", 90)], places=3).grade == "良好"


def test_card_rounds_once() -> None:
    # Each third of 100 rounds down; together they are 100.
    parts = [LinearPart(name=f"p{i}", value=1, weight=1, worst=0, target=3, points=300) for i in range(3)]
    assert score_card(parts).score == 100
    thirds = [LinearPart(name=f"t{i}", value=i, weight=1, worst=0, target=3) for i in (1, 2)]
    assert score_card(thirds).score == 50


def test_card_agrees_with_a_slow_count_on_random_parts() -> None:
    generator = np.random.default_rng(71)
    names = [band.name for band in GRADE_BANDS]
    for _ in range(1000):
        values = [int(x) if generator.random() < 0.8 else None for x in generator.integers(-20, 130, size=4)]
        weights = [int(w) for w in generator.integers(0, 5, size=4)]
        gate, bonus = int(generator.integers(0, 10)), int(generator.integers(-2, 12))
        ceiling = names[int(generator.integers(0, 4))]
        found = score_card(
            [
                *(linear(f"p{i}", x, w) for i, (x, w) in enumerate(zip(values, weights, strict=True))),
                GatePart(name="gate", value=gate, standard=5, ceiling=ceiling),
                BonusPart(name="bonus", value=bonus, start=0, full=10, points=8),
            ],
            bonus_limit=6,
        )
        present = [(min(100, max(0, x)), w) for x, w in zip(values, weights, strict=True) if x is not None]
        total = sum(w for _, w in present)
        if not total:
            assert (found.score, found.grade) == (None, None)
            continue
        extra = min(Fraction(6), max(Fraction(0), Fraction(8 * bonus, 10)))
        score = half_up(Fraction(sum(x * w for x, w in present), total) + extra)
        rank = 0 if score >= 90 else 1 if score >= 80 else 2 if score >= 60 else 3
        rank = max(rank, names.index(ceiling)) if gate < 5 else rank
        assert (found.score, found.grade) == (score, names[rank])


@pytest.mark.parametrize(
    ("parts", "limit", "told"),
    [
        ([linear("a", 1), linear("a", 2)], None, "two parts are named 'a'"),
        ([linear("a", 1, -1)], None, r"weights\[0\] is negative"),
        ([GatePart(name="g", value=1, standard=1, ceiling="中")], None, "its ceiling '中' is no grade"),
        ([linear("a", 1)], -1, "bonus_limit is negative"),
        ([linear("a", float("inf"))], None, "a: value must be a finite number"),
    ],
)
def test_card_says_what_is_wrong(parts: list[Part], limit: float | None, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        score_card(parts, bonus_limit=limit)


WEIGHTS = {RaterKind.SELF: 10, RaterKind.PEER: 30, RaterKind.SUPERIOR: 40, RaterKind.CUSTOMER: 20}


def test_ratings_are_the_mean_of_the_kinds() -> None:
    found = aggregate_ratings(
        {
            RaterKind.SELF: [95],
            RaterKind.PEER: [80, 85, 90],
            RaterKind.SUPERIOR: [88],
            RaterKind.CUSTOMER: [92, None, 94],
        },
        weights=WEIGHTS,
    )

    assert found.score == half_up(Fraction(95 * 10 + 85 * 30 + 88 * 40 + 93 * 20, 100))
    assert found.coverage == 1
    assert [one.raters for one in found.kinds] == [1, 3, 1, 2]


def test_ratings_of_few_peers_are_withheld_and_count_for_nothing() -> None:
    found = aggregate_ratings({RaterKind.PEER: [10, 20], RaterKind.SUPERIOR: [80]}, weights=WEIGHTS)

    assert found.score == 80
    peers = next(one for one in found.kinds if one.kind is RaterKind.PEER)
    assert (peers.raters, peers.mean, peers.share, peers.withheld) == (2, None, None, True)
    nobody = next(one for one in found.kinds if one.kind is RaterKind.CUSTOMER)
    assert (nobody.raters, nobody.mean, nobody.withheld) == (0, None, False)
    assert found.coverage == Decimal("0.4")


def test_ratings_of_peers_are_shown_where_the_group_says_so() -> None:
    found = aggregate_ratings({RaterKind.PEER: [10, 20]}, weights=WEIGHTS, minimum_raters={RaterKind.PEER: 2})
    assert found.score == 15


def test_ratings_that_nobody_gave_are_missing() -> None:
    found = aggregate_ratings({}, weights=WEIGHTS)
    assert found.score is None
    assert found.coverage == 0
    assert aggregate_ratings({}, weights={}).coverage is None


def test_ratings_agree_with_a_slow_count_on_random_ratings() -> None:
    generator = np.random.default_rng(81)
    for _ in range(1000):
        kinds = list(RaterKind)
        weights = {kind: int(generator.integers(0, 5)) for kind in kinds}
        ratings = {
            kind: [int(x) for x in generator.integers(1, 6, size=generator.integers(0, 5))] for kind in kinds
        }
        found = aggregate_ratings(ratings, weights=weights, lowest=1, highest=5)
        means = {
            kind: Fraction(sum(given), len(given))
            for kind, given in ratings.items()
            if len(given) >= (3 if kind in {RaterKind.PEER, RaterKind.SUBORDINATE} else 1)
        }
        total = sum(weights[kind] for kind in means)
        if total:
            mean = sum((means[kind] * weights[kind] for kind in means), Fraction(0)) / total
            assert found.score == half_up(mean)
            assert found.score == Decimal(str(found.score)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
        else:
            assert found.score is None


@pytest.mark.parametrize(
    ("ratings", "told"),
    [
        ({RaterKind.SUBORDINATE: [5]}, "weights has none for subordinate"),
        ({RaterKind.SELF: [101]}, r"ratings\[self\]\[0\] is 101: ratings lie from 0 to 100"),
        ({RaterKind.SELF: [float("inf")]}, "must be a finite number"),
    ],
)
def test_ratings_say_what_is_wrong(ratings: dict[RaterKind, list[float]], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        aggregate_ratings(ratings, weights=WEIGHTS)
