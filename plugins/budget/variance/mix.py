"""Price, volume and mix: what made the sum of several items differ, in parts that add up exactly (Horngren, ch. 14).

Of items that are in both periods, with base quantity `q0` and price `p0`, actual `q1` and `p1`, and `Q0`, `Q1` the sums of
quantities over these items:
price = q1 (p1 - p0), volume = q0 (Q1/Q0 - 1) p0, mix = (q1 - q0 Q1/Q0) p0.
Items that are in one period only have no price to compare with: their amount is `new` or `lost`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from plugins.budget.amounts import EXACT, Amount, exact, rounded_to_sum, total
from plugins.budget.variance.direction import Direction, LineKind, direction_of


class ItemKind(StrEnum):
    """Whether an item is in both periods, only in the actual one, or only in the base."""

    CONTINUING = "continuing"
    NEW = "new"
    LOST = "lost"


class JointEffect(StrEnum):
    """Where (q1 - q0)(p1 - p0) goes: into price (actual quantities at the new price, as usual), or apart."""

    IN_PRICE = "in_price"
    SEPARATE = "separate"


class MixReference(StrEnum):
    """What an item's own mix is valued at; the sums are the same.

    item_price: its base price. average_price: its base price less the average base price, so that more of what is dearer
    than the average is favourable, and the volume is valued at the average price.
    """

    ITEM_PRICE = "item_price"
    AVERAGE_PRICE = "average_price"


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldItem:
    """One item in the base (budget, or the year before) and as it was; a price may be None where its quantity is 0.

    Instead of selling prices they may be contribution margins, or the unit costs of something bought.
    """

    name: str
    base_quantity: Amount
    base_price: Amount | None
    actual_quantity: Amount
    actual_price: Amount | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemVariance:
    """One item's parts, signed by their effect on income: `price + volume + mix + joint + new + lost = total`, exactly."""

    name: str
    kind: ItemKind
    price: Decimal
    volume: Decimal
    mix: Decimal
    joint: Decimal
    new: Decimal
    lost: Decimal
    total: Decimal

    @property
    def direction(self) -> Direction:
        """The word for the total."""
        return direction_of(self.total)

    @property
    def sales_volume(self) -> Decimal:
        """Volume and mix together: the sales-volume variance."""
        return EXACT.add(self.volume, self.mix)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceVolumeMix:
    """The items, and the exact sums of their parts; the conventions that made them."""

    items: tuple[ItemVariance, ...]
    sums: ItemVariance
    base_total: Decimal
    actual_total: Decimal
    joint_effect: JointEffect
    mix_reference: MixReference
    places: int

    @property
    def price(self) -> Decimal:
        """Price variance of all continuing items."""
        return self.sums.price

    @property
    def volume(self) -> Decimal:
        """Volume (sales-quantity) variance."""
        return self.sums.volume

    @property
    def mix(self) -> Decimal:
        """Mix variance."""
        return self.sums.mix

    @property
    def joint(self) -> Decimal:
        """The joint effect of quantity and price, 0 where it counts as price."""
        return self.sums.joint

    @property
    def new(self) -> Decimal:
        """What new items brought or cost."""
        return self.sums.new

    @property
    def lost(self) -> Decimal:
        """What lost items no longer bring or cost."""
        return self.sums.lost

    @property
    def total(self) -> Decimal:
        """Actual against base, signed by its effect on income."""
        return self.sums.total


@dataclass(frozen=True, slots=True, kw_only=True)
class _Exact:
    """An item read."""

    name: str
    kind: ItemKind
    q0: Decimal
    p0: Decimal
    q1: Decimal
    p1: Decimal


def price_volume_mix(
    items: Sequence[SoldItem],
    *,
    kind: LineKind = LineKind.REVENUE,
    joint_effect: JointEffect = JointEffect.IN_PRICE,
    mix_reference: MixReference = MixReference.ITEM_PRICE,
    places: int = 10,
) -> PriceVolumeMix:
    """Split actual against base into price, volume, mix, new and lost; the sums hold exactly, by item and over all.

    Quantities must be in one unit, at least 0. An item without a base quantity is new, one without an actual one is lost;
    neither counts in `Q0` and `Q1`. places: the volume part is a quotient and is rounded half up to so many digits after the
    point (0 for whole fen), the remainder carried from item to item; mix takes what is left. No items make zeros.
    Raises ValueError for a negative quantity, a price that is missing, or a name that comes twice.
    """
    kind, joint_effect = LineKind(kind), JointEffect(joint_effect)
    mix_reference = MixReference(mix_reference)
    read = _read(items)
    volumes = _volumes(read, mix_reference, places)
    rows = tuple(_item(one, volume, kind, joint_effect) for one, volume in zip(read, volumes, strict=True))
    return PriceVolumeMix(
        items=rows,
        sums=_sums(rows),
        base_total=total(EXACT.multiply(one.q0, one.p0) for one in read),
        actual_total=total(EXACT.multiply(one.q1, one.p1) for one in read),
        joint_effect=joint_effect,
        mix_reference=mix_reference,
        places=places,
    )


def _read(items: Sequence[SoldItem]) -> list[_Exact]:
    seen: set[str] = set()
    found = []
    for place, item in enumerate(items):
        if item.name in seen:
            msg = f"items[{place}] is {item.name!r} again: add up what belongs to one item first"
            raise ValueError(msg)
        seen.add(item.name)
        q0, p0 = _quantity_and_price(f"items[{place}].base", item.base_quantity, item.base_price)
        q1, p1 = _quantity_and_price(f"items[{place}].actual", item.actual_quantity, item.actual_price)
        kind = ItemKind.CONTINUING if q0 and q1 else ItemKind.NEW if q1 else ItemKind.LOST
        found.append(_Exact(name=item.name, kind=kind, q0=q0, p0=p0, q1=q1, p1=p1))
    return found


def _quantity_and_price(name: str, quantity: Amount, price: Amount | None) -> tuple[Decimal, Decimal]:
    units = exact(f"{name}_quantity", quantity)
    if units < 0:
        msg = f"{name}_quantity is negative: enter returns as an item of their own, or net of sales"
        raise ValueError(msg)
    if price is None and units:
        msg = f"{name}_price is missing though its quantity is {quantity}"
        raise ValueError(msg)
    return units, exact(f"{name}_price", 0 if price is None else price)


def _volumes(items: Sequence[_Exact], reference: MixReference, places: int) -> list[Decimal]:
    """The volume part of each, before its sign; 0 for items of one period only."""
    both = [one for one in items if one.kind is ItemKind.CONTINUING]
    base, actual = total(one.q0 for one in both), total(one.q1 for one in both)
    if not base:
        return [Decimal(0) for _ in items]
    if reference is MixReference.AVERAGE_PRICE:
        worth = total(EXACT.multiply(one.q0, one.p0) for one in both)
        parts = [EXACT.multiply(EXACT.subtract(one.q1, one.q0), worth) for one in items]
    else:
        grown = EXACT.subtract(actual, base)
        parts = [EXACT.multiply(EXACT.multiply(one.q0, one.p0), grown) for one in items]
    counted = [
        part if one.kind is ItemKind.CONTINUING else Decimal(0)
        for one, part in zip(items, parts, strict=True)
    ]
    return rounded_to_sum(counted, places, base)


def _item(one: _Exact, volume: Decimal, kind: LineKind, joint_effect: JointEffect) -> ItemVariance:
    zero = Decimal(0)
    before, after = EXACT.multiply(one.q0, one.p0), EXACT.multiply(one.q1, one.p1)
    change = EXACT.subtract(after, before)
    price = joint = mix = zero
    if one.kind is ItemKind.CONTINUING:
        dearer, more = EXACT.subtract(one.p1, one.p0), EXACT.subtract(one.q1, one.q0)
        mix = EXACT.subtract(EXACT.multiply(more, one.p0), volume)
        if joint_effect is JointEffect.SEPARATE:
            price, joint = EXACT.multiply(one.q0, dearer), EXACT.multiply(more, dearer)
        else:
            price = EXACT.multiply(one.q1, dearer)
    return ItemVariance(
        name=one.name,
        kind=one.kind,
        price=kind.effect(price),
        volume=kind.effect(volume),
        mix=kind.effect(mix),
        joint=kind.effect(joint),
        new=kind.effect(change) if one.kind is ItemKind.NEW else zero,
        lost=kind.effect(change) if one.kind is ItemKind.LOST else zero,
        total=kind.effect(change),
    )


def _sums(rows: Sequence[ItemVariance]) -> ItemVariance:
    return ItemVariance(
        name="",
        kind=ItemKind.CONTINUING,
        price=total(row.price for row in rows),
        volume=total(row.volume for row in rows),
        mix=total(row.mix for row in rows),
        joint=total(row.joint for row in rows),
        new=total(row.new for row in rows),
        lost=total(row.lost for row in rows),
        total=total(row.total for row in rows),
    )
