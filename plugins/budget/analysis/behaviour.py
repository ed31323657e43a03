"""How cost moves with volume: fixed and variable part, cost of a unit, breakeven; loaded when somebody asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from plugins.budget.cost_behaviour import CostSplit, HighLow, SplitReason, high_low, split_cost
from plugins.budget.models import Driver
from plugins.budget.months import Span
from plugins.budget.queries.analysis import Dimension, Extent, store_names
from plugins.budget.queries.past_costs import first_known, monthly_with_past, sums_with_past
from plugins.budget.queries.volumes import revenue_by_month, volumes_by_month, volumes_by_store

MONTHS = 36
"""Months that the line is drawn through."""
UNIT_MONTHS = 12
"""Months that stores are compared over."""
LEAST_REVENUE = 12
"""Months of revenue that a breakeven needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """A month with its volume and its cost in fen; expected_fen: what the line says."""

    place: int
    volume: Decimal
    cost_fen: int
    expected_fen: int | None

    @property
    def unit_fen(self) -> float | None:
        """The cost of a unit; None of none."""
        return self.cost_fen / float(self.volume) if self.volume else None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCost:
    """What a unit cost in a store over the last twelve months, and how much more than in the best one."""

    store_id: int
    store: str
    volume: Decimal
    cost_fen: int
    unit_fen: float
    over_best: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakeven:
    """From how many visits a month on what customers pay covers the cost; in fen for a visit and a month.

    months: with revenue. usual: visits of a mean month. safety: by how much visits may fall until then.
    """

    visits: float
    revenue_fen: float
    variable_fen: float
    fixed_fen: float
    months: int
    usual: float

    @property
    def safety(self) -> float:
        """The margin of safety, as a share of the usual visits; below 0 where they are not enough."""
        return 1 - self.visits / self.usual


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """What the months of the last three years say. split: None without two months of volume and cost."""

    months: tuple[Observation, ...]
    split: CostSplit
    high_low: HighLow | None
    stores: tuple[UnitCost, ...]
    breakeven: Breakeven | None

    @property
    def empty(self) -> bool:
        """Whether there is no month with both a volume and a cost."""
        return not self.months


def behaviour(extent: Extent, driver: Driver, last: int) -> Behaviour:
    """Cost against a driver's volume until the last month that is over."""
    span = Span(first=last - MONTHS + 1, last=last)
    sums, volumes = monthly_with_past(extent, span), volumes_by_month(driver, span, extent.store_id)
    first = first_known(extent)
    known = {
        place: (volumes[place], sums.get(place, (0, 0))[1])
        for place in span
        if place in volumes and first is not None and place >= first
    }
    amounts, costs = [one for one, _cost in known.values()], [cost for _one, cost in known.values()]
    split = split_cost(amounts, costs)
    fit = split.fit
    return Behaviour(
        months=tuple(
            Observation(
                place=place,
                volume=volume,
                cost_fen=cost,
                expected_fen=None if fit is None else round(fit.cost_at(float(volume)).cost),
            )
            for place, (volume, cost) in known.items()
        ),
        split=split,
        high_low=high_low(amounts, costs) if fit is not None else None,
        stores=_units(extent, driver, Span(first=last - UNIT_MONTHS + 1, last=last)),
        breakeven=_breakeven(extent, driver, split, known) if extent.category_id is None else None,
    )


def _units(extent: Extent, driver: Driver, span: Span) -> tuple[UnitCost, ...]:
    volumes, names = volumes_by_store(driver, [span]), store_names()
    found = [
        (one.key, volumes[one.key][0], one.actual_fen[0])
        for one in sums_with_past(Dimension.STORE, extent, [span])
        if one.key in volumes and volumes[one.key][0] and one.actual_fen[0]
    ]
    units = {key: cost / float(volume) for key, volume, cost in found}
    best = min(units.values(), default=0.0)
    return tuple(
        UnitCost(
            store_id=key,
            store=names.get(key, "—"),
            volume=volume,
            cost_fen=cost,
            unit_fen=units[key],
            over_best=units[key] / best - 1,
        )
        for key, volume, cost in sorted(found, key=lambda one: units[one[0]])
    )


def _breakeven(
    extent: Extent, driver: Driver, split: CostSplit, known: Mapping[int, tuple[Decimal, int]]
) -> Breakeven | None:
    """Of a line through visits that holds, with a year of revenue, where a visit brings more than it costs."""
    if (
        driver is not Driver.VISITS
        or extent.department_id is not None
        or split.reason is not SplitReason.FITTED
    ):
        return None
    if split.fixed is None or split.variable is None or not known:
        return None
    revenue = revenue_by_month(Span(first=min(known), last=max(known)), extent.store_id)
    both = [place for place in known if revenue.get(place) and known[place][0]]
    if len(both) < LEAST_REVENUE:
        return None
    visits = float(sum(known[place][0] for place in both))
    price = sum(revenue[place] for place in both) / visits
    if price <= split.variable or split.fixed <= 0:
        return None
    return Breakeven(
        visits=split.fixed / (price - split.variable),
        revenue_fen=price,
        variable_fen=split.variable,
        fixed_fen=split.fixed,
        months=len(both),
        usual=visits / len(both),
    )
