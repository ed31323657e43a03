"""What a supplier asks for so many of a part: prices by quantity, whole packs, the least it delivers. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from plugins.parts.numbers import MILLIONTH, plain, quantity_of


class DiscountKind(StrEnum):
    """What a lower price is for."""

    ALL_UNITS = "all_units"
    INCREMENTAL = "incremental"


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceBreak:
    """From which quantity on, itself included, which price of a unit holds, in fen."""

    quantity: Decimal
    unit_price: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """On which terms a supplier delivers a part. unit_price: below the first of the breaks, which rise; in fen."""

    supplier_id: int
    unit_price: Decimal
    pack: Decimal = Decimal(1)
    minimum: Decimal = Decimal(0)
    discount: DiscountKind = DiscountKind.ALL_UNITS
    breaks: tuple[PriceBreak, ...] = ()

    @property
    def prices(self) -> tuple[PriceBreak, ...]:
        """All prices with the quantities from which they hold, the first from 0 on."""
        return (PriceBreak(quantity=Decimal(0), unit_price=self.unit_price), *self.breaks)

    def deliverable(self, quantity: Decimal) -> Decimal:
        """The least in whole packs that is delivered of at least so many."""
        packs = (max(quantity, self.minimum) / self.pack).to_integral_value(ROUND_CEILING)
        return quantity_of(packs * self.pack)

    def reached(self, quantity: Decimal) -> int:
        """The place in `prices` of the lowest that so many reach."""
        return sum(1 for one in self.breaks if one.quantity <= quantity)

    def total(self, quantity: Decimal) -> Decimal:
        """What so many cost together, in fen."""
        if self.discount is DiscountKind.ALL_UNITS:
            return quantity * self.prices[self.reached(quantity)].unit_price
        ends = [*(one.quantity for one in self.breaks), quantity]
        return sum(
            (max(min(end, quantity) - one.quantity, Decimal(0)) * one.unit_price
             for one, end in zip(self.prices, ends, strict=True)),
            Decimal(0),
        )  # fmt: skip

    def price_of(self, quantity: Decimal) -> Decimal:
        """What each of so many costs, on the average where a lower price is for those beyond its quantity only."""
        if self.discount is DiscountKind.ALL_UNITS or quantity <= 0:
            return self.prices[self.reached(quantity)].unit_price
        return (self.total(quantity) / quantity).quantize(MILLIONTH, ROUND_HALF_UP)

    def best_from(self, quantity: Decimal) -> Decimal:
        """How many to order where at least so many are needed: more of them where that costs less than just enough."""
        least = self.deliverable(quantity)
        more = [self.deliverable(one.quantity) for one in self.breaks if one.quantity > least]
        return min([least, *more], key=lambda one: (self.total(one), one))


def cheapest(offers: Iterable[Offer], quantity: Decimal) -> Offer | None:
    """The offer at which at least so many cost least as it delivers them; of equals the first."""
    return min(offers, key=lambda one: one.total(one.best_from(quantity)), default=None)


def stored(breaks: Sequence[PriceBreak]) -> list[dict[str, str]]:
    """Prices by quantity as they are kept."""
    return [{"quantity": plain(one.quantity), "unit_price": plain(one.unit_price)} for one in breaks]


def restored(rows: Iterable[Mapping[str, Any]]) -> tuple[PriceBreak, ...]:
    """What was kept or typed as prices by quantity."""
    return tuple(
        PriceBreak(quantity=Decimal(row["quantity"]), unit_price=Decimal(row["unit_price"])) for row in rows
    )


class BreakFault(StrEnum):
    """What is wrong with a price from a quantity on."""

    NOT_ABOVE_LEAST = "not_above_least"
    NOT_RISING = "not_rising"
    NOT_CHEAPER = "not_cheaper"


def faults(offer: Offer) -> Iterator[tuple[int, BreakFault]]:
    """What is wrong with the prices, by the place of the break: no quantity may be without a price or have two.

    The first price must hold for something that is delivered, quantities rise, and each price is below the one before.
    """
    for place, one in enumerate(offer.breaks):
        before = offer.prices[place]
        if one.quantity <= offer.deliverable(offer.pack):
            yield place, BreakFault.NOT_ABOVE_LEAST
        elif one.quantity <= before.quantity:
            yield place, BreakFault.NOT_RISING
        if not 0 < one.unit_price < before.unit_price:
            yield place, BreakFault.NOT_CHEAPER
