"""What made costs differ, taken apart: prices and efficiency of inputs, and price, volume and mix over stores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from plugins.budget.amounts import quotient, rounded_to_sum
from plugins.budget.models import Driver
from plugins.budget.months import Span
from plugins.budget.queries.analysis import Dimension, Extent, store_names, sums_by
from plugins.budget.queries.categories import all_categories
from plugins.budget.queries.variances import InputUse, budgeted_volumes, inputs_used
from plugins.budget.queries.volumes import volumes_by_store
from plugins.budget.variance import (
    ItemKind,
    LineKind,
    SoldItem,
    price_efficiency_variance,
    price_volume_mix,
)
from plugins.budget.words import in_locale

INPUTS = (Driver.LABOUR_HOURS, Driver.PARTS_LINES)
"""Drivers of which a visit takes some."""

_PLACES = 20
"""Digits of a price that is a quotient; the cost that it makes is exact to far below a fen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputRow:
    """An input of a store: hours or parts. Quantities of the driver; prices in fen; variances signed by income."""

    store: str
    category: str
    driver: Driver
    actual_quantity: Decimal
    actual_price: Decimal
    standard_quantity: Decimal
    standard_price: Decimal
    price_fen: int
    efficiency_fen: int

    @property
    def total_fen(self) -> int:
        """Both together."""
        return self.price_fen + self.efficiency_fen


@dataclass(frozen=True, slots=True, kw_only=True)
class MixRow:
    """What a store adds to the difference: `price + volume + mix + new + lost = total`, in fen, signed by income."""

    store: str
    kind: ItemKind
    base_fen: int
    actual_fen: int
    price_fen: int
    volume_fen: int
    mix_fen: int
    new_fen: int
    lost_fen: int

    @property
    def total_fen(self) -> int:
        """Actual against base."""
        return self.base_fen - self.actual_fen


def inputs(extent: Extent, span: Span) -> list[InputRow]:
    """Price and efficiency of hours and parts, the largest first.

    What the visits should have taken is the budget's quantity for a visit times the visits that were; a store without
    budgeted or actual visits, or without actual quantities, is left out.
    """
    used = inputs_used(extent, span, INPUTS)
    if not used:
        return []
    # Visits are those of the store, whichever category is looked at.
    whole = Extent(store_id=extent.store_id, permission=extent.permission)
    planned = budgeted_volumes(Driver.VISITS, whole, span)
    visits = volumes_by_store(Driver.VISITS, [span])
    stores = store_names()
    names = {one.id: in_locale(one.names) for one in all_categories()}
    rows = [
        _input(
            one,
            planned[one.store_id],
            visits[one.store_id][0],
            (stores[one.store_id], names[one.category_id]),
        )
        for one in used
        if planned.get(one.store_id)
        and one.store_id in visits
        and one.budget_quantity
        and one.actual_quantity
    ]
    return sorted(rows, key=lambda one: (-abs(one.total_fen), one.store, one.category))


def _input(one: InputUse, planned: Decimal, visits: Decimal, names: tuple[str, str]) -> InputRow:
    standard_quantity = quotient(one.budget_quantity * visits, planned, _PLACES)
    standard_price = quotient(one.budget_fen, one.budget_quantity, _PLACES)
    actual_price = quotient(Decimal(one.actual_fen), one.actual_quantity, _PLACES)
    found = price_efficiency_variance(
        actual_quantity=one.actual_quantity,
        actual_price=actual_price,
        standard_quantity=standard_quantity,
        standard_price=standard_price,
    )
    price, efficiency = rounded_to_sum([found.price, found.efficiency], 0)
    return InputRow(
        store=names[0],
        category=names[1],
        driver=one.driver,
        actual_quantity=one.actual_quantity,
        actual_price=actual_price,
        standard_quantity=standard_quantity,
        standard_price=standard_price,
        price_fen=int(price),
        efficiency_fen=int(efficiency),
    )


def mix(extent: Extent, driver: Driver, span: Span, before: Span | None) -> list[MixRow]:
    """Why the stores together cost more or less: the cost of a unit, how many units, and which stores had them.

    before: the earlier months to compare with; None for the budget. Stores without a volume on a side have no unit cost
    there: they are new or lost. In whole fen, each row exactly its difference.
    """
    base, actual = _costs(extent, span, before)
    now, then = _volumes(extent, driver, span, before)
    # What was spent without any volume, as by the group itself, has no unit cost and is no part of this.
    stores = sorted(one for one in base.keys() | actual.keys() if now.get(one) or then.get(one))
    items = [
        SoldItem(
            name=str(one),
            base_quantity=then.get(one, Decimal(0)),
            base_price=_unit(base.get(one, 0), then.get(one)),
            actual_quantity=now.get(one, Decimal(0)),
            actual_price=_unit(actual.get(one, 0), now.get(one)),
        )
        for one in stores
    ]
    found = price_volume_mix(items, kind=LineKind.COST)
    names = store_names()
    rows = []
    for store_id, item, sold in zip(stores, found.items, items, strict=True):
        parts = [
            int(one) for one in rounded_to_sum([item.price, item.volume, item.mix, item.new, item.lost], 0)
        ]
        rows.append(
            MixRow(
                store=names.get(store_id, "—"),
                kind=item.kind,
                base_fen=base.get(store_id, 0) if sold.base_quantity else 0,
                actual_fen=actual.get(store_id, 0) if sold.actual_quantity else 0,
                price_fen=parts[0],
                volume_fen=parts[1],
                mix_fen=parts[2],
                new_fen=parts[3],
                lost_fen=parts[4],
            )
        )
    return sorted(rows, key=lambda one: (-abs(one.total_fen), one.store))


def _costs(extent: Extent, span: Span, before: Span | None) -> tuple[Mapping[int, int], Mapping[int, int]]:
    sums = [one for one in sums_by(Dimension.STORE, extent, [span, before or span]) if one.key is not None]
    actual = {one.key: one.actual_fen[0] for one in sums}
    if before is None:
        return {one.key: one.planned_fen[0] for one in sums}, actual
    return {one.key: one.actual_fen[1] for one in sums}, actual


def _volumes(
    extent: Extent, driver: Driver, span: Span, before: Span | None
) -> tuple[Mapping[int, Decimal], Mapping[int, Decimal]]:
    found = volumes_by_store(driver, [span, before or span])
    if extent.store_id is not None:
        found = {key: one for key, one in found.items() if key == extent.store_id}
    now = {key: one[0] for key, one in found.items()}
    if before is None:
        whole = Extent(store_id=extent.store_id, permission=extent.permission)
        return now, budgeted_volumes(driver, whole, span)
    return now, {key: one[1] for key, one in found.items()}


def _unit(cost_fen: int, volume: Decimal | None) -> Decimal | None:
    return quotient(Decimal(cost_fen), volume, _PLACES) if volume else None
