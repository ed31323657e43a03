"""Price, volume and mix against published tables and against fractions; the parts always add up."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.budget.variance import (
    Direction,
    ItemKind,
    JointEffect,
    LineKind,
    MixReference,
    SoldItem,
    price_volume_mix,
)


def item(name: str, base: tuple[int, int | None], actual: tuple[int, int | None]) -> SoldItem:
    return SoldItem(
        name=name,
        base_quantity=base[0],
        base_price=base[1],
        actual_quantity=actual[0],
        actual_price=actual[1],
    )


MILANO = [
    item("X", (8_000, 20), (6_000, 20)),
    item("Y", (7_000, 12), (7_000, 12)),
    item("Z", (5_000, 9), (9_000, 9)),
]


def test_mix_and_quantity_are_as_published() -> None:
    """Milano Company, Drury, Management and Cost Accounting, ch. 18: mix 32,900 adverse, quantity 28,900 favourable."""
    found = price_volume_mix(MILANO)
    assert [one.mix for one in found.items] == [-56_000, -8_400, 31_500]
    assert [one.volume for one in found.items] == [16_000, 8_400, 4_500]
    assert [found.price, found.volume, found.mix, found.total] == [0, 28_900, -32_900, -4_000]
    assert [found.base_total, found.actual_total] == [289_000, 285_000]


def test_mix_against_the_average_price_has_the_same_sums() -> None:
    """Drury's other way: difference of quantity from the budgeted mix, times margin less the average of 14.45."""
    found = price_volume_mix(MILANO, mix_reference=MixReference.AVERAGE_PRICE)
    assert [one.mix for one in found.items] == [
        -2_000 * Decimal("5.55"),
        0,
        4_000 * Decimal("-5.45"),
    ]
    assert [found.volume, found.mix] == [28_900, -32_900]


def test_quantity_variance_is_as_published() -> None:
    """16,000 units for 15,000, budgeted 2:1 at margins of 36 and 15: 24,000 and 5,000 (Garrison, appendix 11A)."""
    found = price_volume_mix(
        [item("Deluxe", (10_000, 36), (11_000, 36)), item("Standard", (5_000, 15), (5_000, 15))]
    )
    assert [one.volume for one in found.items] == [24_000, 5_000]
    assert found.volume == 29_000


def test_new_and_lost_items_stand_apart() -> None:
    found = price_volume_mix(
        [item("kept", (10, 5), (12, 6)), item("new", (0, None), (3, 7)), item("lost", (4, 8), (0, None))]
    )
    assert [one.kind for one in found.items] == [ItemKind.CONTINUING, ItemKind.NEW, ItemKind.LOST]
    assert [found.price, found.volume, found.mix, found.new, found.lost] == [12, 10, 0, 21, -32]
    assert found.items[2].direction is Direction.UNFAVOURABLE
    assert found.items[0].sales_volume == 10


def test_costs_turn_the_signs() -> None:
    found = price_volume_mix(MILANO, kind=LineKind.COST)
    assert [found.volume, found.mix, found.total] == [-28_900, 32_900, 4_000]


def test_joint_effect_may_stand_apart() -> None:
    found = price_volume_mix([item("a", (10, 5), (12, 6))], joint_effect=JointEffect.SEPARATE)
    assert [found.price, found.joint, found.volume, found.total] == [10, 2, 10, 22]


def test_whole_fen_stay_whole() -> None:
    """A third of a fen each is carried on, so that the volume is 1 and not 0."""
    items = [item(name, (1, 1), (1, 1)) for name in "abc"]
    found = price_volume_mix([*items[:2], item("c", (1, 1), (2, 1))], places=0)
    assert [one.volume for one in found.items] == [0, 1, 0]
    assert found.volume == 1


@pytest.mark.parametrize("count", [0, 2])
def test_items_without_anything_make_zeros(count: int) -> None:
    found = price_volume_mix([item(str(number), (0, None), (0, 3)) for number in range(count)])
    assert [found.total, found.volume, found.mix] == [0, 0, 0]


@pytest.mark.parametrize(
    ("items", "message"),
    [
        ([item("a", (1, None), (1, 1))], r"items\[0\]\.base_price is missing"),
        ([item("a", (1, 1), (-1, 1))], r"items\[0\]\.actual_quantity is negative"),
        ([item("a", (1, 1), (1, 1)), item("a", (1, 1), (1, 1))], r"items\[1\] is 'a' again"),
    ],
)
def test_items_that_cannot_be_are_refused(items: list[SoldItem], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        price_volume_mix(items)


QUANTITIES = st.just(0) | st.integers(0, 10**9) | st.decimals(0, 1000, places=3)
PRICES = st.integers(-(10**6), 10**9) | st.decimals(0, 10**6, places=4)
SOLD = st.builds(
    SoldItem,
    name=st.uuids().map(str),
    base_quantity=QUANTITIES,
    base_price=PRICES,
    actual_quantity=QUANTITIES,
    actual_price=PRICES,
)


@settings(max_examples=1000)
@given(
    st.lists(SOLD, max_size=4, unique_by=lambda one: one.name),
    st.sampled_from(LineKind),
    st.sampled_from(JointEffect),
    st.sampled_from(MixReference),
    st.integers(0, 12),
)
def test_parts_add_up_and_are_what_fractions_say(
    items: list[SoldItem], kind: LineKind, joint: JointEffect, reference: MixReference, places: int
) -> None:
    found = price_volume_mix(items, kind=kind, joint_effect=joint, mix_reference=reference, places=places)
    unit, sign = Fraction(1, 10**places), 1 if kind is LineKind.REVENUE else -1
    both = [one for one in items if one.base_quantity and one.actual_quantity]
    q0 = sum((Fraction(one.base_quantity) for one in both), Fraction(0))
    q1 = sum((Fraction(one.actual_quantity) for one in both), Fraction(0))
    worth = sum((Fraction(one.base_quantity) * Fraction(one.base_price or 0) for one in both), Fraction(0))
    for one, row in zip(items, found.items, strict=True):
        parts = [row.price, row.volume, row.mix, row.joint, row.new, row.lost]
        assert sum(map(Fraction, parts), Fraction(0)) == Fraction(row.total)
        before, after = Fraction(one.base_quantity), Fraction(one.actual_quantity)
        p0, p1 = Fraction(one.base_price or 0), Fraction(one.actual_price or 0)
        assert Fraction(row.total) == sign * (after * p1 - before * p0)
        if one not in both:
            assert Fraction(row.new + row.lost) == Fraction(row.total)
            continue
        exact = (
            before * p0 * (q1 / q0 - 1)
            if reference is MixReference.ITEM_PRICE
            else (after - before) * worth / q0
        )
        assert abs(Fraction(row.volume) - sign * exact) <= unit
        assert Fraction(row.price) == sign * (p1 - p0) * (after if joint is JointEffect.IN_PRICE else before)
    for part in ("price", "volume", "mix", "joint", "new", "lost", "total"):
        assert Fraction(getattr(found, part)) == sum(
            (Fraction(getattr(row, part)) for row in found.items), Fraction(0)
        )
    assert Fraction(found.total) == sign * (Fraction(found.actual_total) - Fraction(found.base_total))
    if q0:
        assert abs(Fraction(found.volume) - sign * worth * (q1 / q0 - 1)) <= unit / 2
