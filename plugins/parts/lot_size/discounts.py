"""Lots where a larger one lowers the price: of all its pieces, or of those beyond the break."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plugins.parts.arguments import ascending, not_negative, positive, same_length
from plugins.parts.lot_size.eoq import least_cost_lot
from plugins.parts.lot_size.packs import PackLimits, orderable_between, quantities_around
from plugins.parts.offer import DiscountKind

_ANY = PackLimits()


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscountCandidate:
    """The best lot at one price: what it costs per unit of time, the price of the parts among it.

    order_quantity and cost are None where no lot of this price can be the best one, or none can be ordered.
    """

    region: int
    unit_cost: float
    order_quantity: float | None
    cost: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscountedLot:
    """The lot of the least cost over all prices. cost: purchase_cost + ordering_cost + holding_cost per unit of time.

    region: the index, from 0, of the price that counts for it. average_unit_cost: what a piece costs on the average.
    candidates: the best lot of each price, so that it can be shown why the lowest price is not always the best.
    """

    kind: DiscountKind
    order_quantity: float
    region: int | None
    average_unit_cost: float | None
    cost: float
    purchase_cost: float
    ordering_cost: float
    holding_cost: float
    candidates: tuple[DiscountCandidate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Offer:
    """The arguments, checked; surcharges: what a lot of each region costs beyond its price for every piece."""

    kind: DiscountKind
    fixed_cost: float
    demand_rate: float
    holding_cost_rate: float
    holding_cost: float
    breakpoints: tuple[float, ...]
    unit_costs: tuple[float, ...]
    surcharges: tuple[float, ...]
    packs: PackLimits

    def holding_rate(self, region: int) -> float:
        """What a piece bought at the price of the region costs to keep per unit of time."""
        return self.holding_cost_rate * self.unit_costs[region] + self.holding_cost

    def parts_of_cost(self, region: int, lot: float) -> tuple[float, float, float]:
        """Purchase, ordering and holding per unit of time. The surcharge is paid for each lot, and money is tied up in it."""
        price, surcharge = self.unit_costs[region], self.surcharges[region]
        purchase = self.demand_rate * (price + surcharge / lot)
        ordering = self.fixed_cost * (self.demand_rate / lot)
        return purchase, ordering, (self.holding_rate(region) * lot + self.holding_cost_rate * surcharge) / 2

    def best(self, region: int) -> float:
        """The lot of the least cost if this price counted for every size of a lot."""
        fixed = self.fixed_cost + self.surcharges[region]
        return least_cost_lot(fixed, self.demand_rate, self.holding_rate(region))


def economic_order_quantity_with_all_units_discounts(
    fixed_cost: float,
    holding_cost_rate: float,
    demand_rate: float,
    breakpoints: Sequence[float],
    unit_costs: Sequence[float],
    *,
    holding_cost: float = 0,
    packs: PackLimits = _ANY,
) -> DiscountedLot:
    """The best lot where the price of the region counts for every piece (Snyder and Shen, 2019, 3.4.1, eq. 3.18, 3.19).

    Each price is tried at its own economic order quantity, or at its break where that is larger. fixed_cost K per order;
    holding_cost_rate i: what keeping costs per unit of time as a share of the price; holding_cost: what it costs besides,
    whatever the price (either may be 0, not both); demand_rate D; breakpoints: from 0 on, ascending, the quantities from
    which (included) each of unit_costs, none above the one before, counts. packs: in what quantities can be ordered.
    Of lots that cost the same the smaller one. Without demand nothing is ordered. Raises ValueError for everything else.
    """
    offer = _offer(
        DiscountKind.ALL_UNITS,
        (fixed_cost, holding_cost_rate, demand_rate, holding_cost),
        (breakpoints, unit_costs),
        packs,
    )
    return _cheapest(offer)


def economic_order_quantity_with_incremental_discounts(
    fixed_cost: float,
    holding_cost_rate: float,
    demand_rate: float,
    breakpoints: Sequence[float],
    unit_costs: Sequence[float],
    *,
    holding_cost: float = 0,
    packs: PackLimits = _ANY,
) -> DiscountedLot:
    """The best lot where a price counts for the pieces beyond its break only (Snyder and Shen, 3.4.2, eq. 3.20 to 3.22).

    A lot Q of region j costs v_j + c_j Q, v_j being what the pieces before the break cost more; the rest, and what is
    refused, as for `economic_order_quantity_with_all_units_discounts`.
    """
    offer = _offer(
        DiscountKind.INCREMENTAL,
        (fixed_cost, holding_cost_rate, demand_rate, holding_cost),
        (breakpoints, unit_costs),
        packs,
    )
    return _cheapest(offer)


def _offer(
    kind: DiscountKind,
    costs: tuple[float, float, float, float],
    prices: tuple[Sequence[float], Sequence[float]],
    packs: PackLimits,
) -> _Offer:
    breaks, unit_costs = _prices(*prices)
    fixed, rate, demand, holding = costs
    checked = _Offer(
        kind=kind,
        fixed_cost=positive("fixed_cost", fixed, why="where an order costs nothing, order one for one"),
        holding_cost_rate=not_negative("holding_cost_rate", rate),
        demand_rate=not_negative("demand_rate", demand),
        holding_cost=not_negative("holding_cost", holding),
        breakpoints=breaks,
        unit_costs=unit_costs,
        surcharges=_surcharges(kind, breaks, unit_costs),
        packs=packs.checked(),
    )
    for region in range(len(breaks)):
        positive(
            f"holding_cost_rate · unit_costs[{region}] + holding_cost",
            checked.holding_rate(region),
            why="where stock costs nothing, no lot is too large",
        )
    return checked


def _prices(
    breakpoints: Sequence[float], unit_costs: Sequence[float]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    breaks = ascending("breakpoints", breakpoints)
    costs = tuple(not_negative(f"unit_costs[{place}]", cost) for place, cost in enumerate(unit_costs))
    if same_length(breakpoints=breaks, unit_costs=costs) == 0 or breaks[0] != 0:
        msg = "breakpoints must begin with 0, from which the first of the unit_costs counts"
        raise ValueError(msg)
    for place in range(1, len(breaks)):
        if breaks[place] == breaks[place - 1]:
            msg = f"breakpoints[{place}] repeats breakpoints[{place - 1}]: keep the lower price only"
            raise ValueError(msg)
        if costs[place] > costs[place - 1]:
            msg = f"unit_costs[{place}] is above unit_costs[{place - 1}]: a discount lowers the price"
            raise ValueError(msg)
    return breaks, costs


def _surcharges(kind: DiscountKind, breaks: tuple[float, ...], costs: tuple[float, ...]) -> tuple[float, ...]:
    surcharges = [0.0]
    for place in range(1, len(breaks)):
        saved = (costs[place - 1] - costs[place]) * breaks[place]
        surcharges.append(surcharges[-1] + saved if kind is DiscountKind.INCREMENTAL else 0.0)
    return tuple(surcharges)


def _cheapest(offer: _Offer) -> DiscountedLot:
    if not offer.demand_rate:
        return _nothing(offer.kind)
    candidates = tuple(_candidate(offer, region) for region in range(len(offer.breakpoints)))
    found = [(one.cost, one.order_quantity, one.region) for one in candidates]
    _, lot, region = min(
        (cost, lot, region) for cost, lot, region in found if cost is not None and lot is not None
    )
    purchase, ordering, kept = offer.parts_of_cost(region, lot)
    return DiscountedLot(
        kind=offer.kind,
        order_quantity=lot,
        region=region,
        average_unit_cost=purchase / offer.demand_rate,
        cost=purchase + ordering + kept,
        purchase_cost=purchase,
        ordering_cost=ordering,
        holding_cost=kept,
        candidates=candidates,
    )


def _candidate(offer: _Offer, region: int) -> DiscountCandidate:
    costs = [(sum(offer.parts_of_cost(region, lot)), lot) for lot in _lots(offer, region)]
    cost, lot = min(costs) if costs else (None, None)
    return DiscountCandidate(region=region, unit_cost=offer.unit_costs[region], order_quantity=lot, cost=cost)


def _lots(offer: _Offer, region: int) -> tuple[float, ...]:
    """The lots that the price of the region counts for and one of which is the best there; the next break has the next."""
    packs, best = offer.packs, offer.best(region)
    low = max(offer.breakpoints[region], packs.minimum_quantity)
    high = packs.limit
    if region + 1 == len(offer.breakpoints):
        return quantities_around(best, low, high, packs.pack_size)
    upper = offer.breakpoints[region + 1]
    if packs.pack_size is not None:
        return quantities_around(best, low, min(high, _below(upper, packs.pack_size)), packs.pack_size)
    # At the break the next price is as good or better, so that nothing just below it can be the best.
    if min(best, high) >= upper or low >= upper:
        return ()
    return quantities_around(best, low, high, None)


def _below(upper: float, pack_size: float) -> float:
    """The largest whole packs below the break, 0 without any."""
    limits = orderable_between(0, upper, pack_size)
    if limits is None:
        return 0.0
    return limits[1] if limits[1] < upper * (1 - 1e-12) else limits[1] - pack_size


def _nothing(kind: DiscountKind) -> DiscountedLot:
    return DiscountedLot(
        kind=kind,
        order_quantity=0.0,
        region=None,
        average_unit_cost=None,
        cost=0.0,
        purchase_cost=0.0,
        ordering_cost=0.0,
        holding_cost=0.0,
        candidates=(),
    )
