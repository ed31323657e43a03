"""Lots as they can be ordered: whole packs, at least so many, at most so many."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, inf, isinf

import numpy as np

from plugins.parts.arguments import Floats, Numbers, amounts, not_negative, positive, same_length_or_one
from plugins.parts.lot_size.eoq import economic_order_quantities, economic_order_quantity

# A number of packs this close to a whole one is whole: 1.1 / 0.1 is a little above 11.
_WHOLE = 1e-9
_NO_PACK = "a pack holds something"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackLimits:
    """How a supplier sells: whole packs, from a minimum on. pack_size None: any quantity, parts of a piece too."""

    pack_size: float | None = None
    minimum_quantity: float = 0.0
    maximum_quantity: float | None = None

    @property
    def limit(self) -> float:
        """The maximum_quantity, infinite where there is none."""
        return inf if self.maximum_quantity is None else float(self.maximum_quantity)

    def checked(self) -> PackLimits:
        """These limits; ValueError where they contradict each other or no whole pack lies between them."""
        low = not_negative("minimum_quantity", self.minimum_quantity)
        if self.maximum_quantity is not None:
            positive("maximum_quantity", self.maximum_quantity, why="something is to be ordered")
        if self.pack_size is not None:
            positive("pack_size", self.pack_size, why=_NO_PACK)
        if orderable_between(low, self.limit, self.pack_size) is None:
            told = f"from the minimum_quantity, {low}, on; got {self.limit}"
            msg = f"maximum_quantity must leave a whole pack {told}"
            raise ValueError(msg)
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedLot:
    """The lot to order in whole packs. economic_order_quantity: what would be ordered if any quantity could be.

    candidates: the quantities that were compared, with their costs. cost: per unit of time, without the price.
    """

    order_quantity: float
    packs: int
    cost: float
    economic_order_quantity: float
    candidates: tuple[tuple[float, float], ...]


def packed_order_quantity(
    fixed_cost: float,
    holding_cost: float,
    demand_rate: float,
    *,
    pack_size: float = 1,
    minimum_quantity: float = 0,
    maximum_quantity: float | None = None,
) -> PackedLot:
    """The lot of the least cost in whole packs within the limits; the smaller one of two that cost the same.

    The cost falls up to the economic order quantity and rises behind it, hence the whole packs just below and just above
    it are all that need be compared (Silver, Pyke and Thomas, 2017, 4.3). pack_size above 0; minimum_quantity and
    maximum_quantity in pieces. Without demand nothing is ordered, whatever the minimum. Raises ValueError as
    `economic_order_quantity`, and where no whole pack lies between the limits.
    """
    packs = PackLimits(
        pack_size=pack_size, minimum_quantity=minimum_quantity, maximum_quantity=maximum_quantity
    ).checked()
    best = economic_order_quantity(fixed_cost, holding_cost, demand_rate).order_quantity
    if not best:
        return PackedLot(order_quantity=0.0, packs=0, cost=0.0, economic_order_quantity=0.0, candidates=())
    lots = quantities_around(best, packs.minimum_quantity, packs.limit, pack_size)
    costs = tuple(
        (lot, economic_order_quantity(fixed_cost, holding_cost, demand_rate, lot).cost) for lot in lots
    )
    lot, cost = min(costs, key=lambda candidate: (candidate[1], candidate[0]))
    return PackedLot(
        order_quantity=lot,
        packs=round(lot / pack_size),
        cost=cost,
        economic_order_quantity=best,
        candidates=costs,
    )


def packed_order_quantities(
    fixed_cost: Numbers,
    holding_cost: Numbers,
    demand_rate: Numbers,
    *,
    pack_size: Numbers = 1.0,
    minimum_quantity: Numbers = 0.0,
    maximum_quantity: Numbers = inf,
) -> Floats:
    """`packed_order_quantity` of many parts at once: the lots, 0 where there is no demand.

    Each of one length; a single entry counts for all. maximum_quantity: nan, None or infinite where there is none. Raises
    ValueError as for one, with the place.
    """
    best = economic_order_quantities(fixed_cost, holding_cost, demand_rate)
    pack, least, most = _packs(pack_size, minimum_quantity, maximum_quantity)
    same_length_or_one(
        economic_order_quantities=best, pack_size=pack, minimum_quantity=least, maximum_quantity=most
    )
    lower, upper = (np.clip(packs, least, most) for packs in (np.floor(best / pack), np.ceil(best / pack)))
    # K D / Q + h Q / 2 is h / 2 times Q + EOQ² / Q: that decides, whatever h is.
    scaled = best / pack
    dearer = lower + scaled * (scaled / lower) > upper + scaled * (scaled / upper)
    lots: Floats = np.where(best > 0, np.where(dearer, upper, lower) * pack, 0.0)
    return lots


def _packs(pack_size: Numbers, minimum: Numbers, maximum: Numbers) -> tuple[Floats, Floats, Floats]:
    """What a pack holds, and the least and most packs of an order, infinite where there is no most."""
    pack, low = amounts("pack_size", pack_size), amounts("minimum_quantity", minimum)
    for place in np.flatnonzero(pack == 0)[:1]:
        msg = f"pack_size[{place}] must be above 0: {_NO_PACK}"
        raise ValueError(msg)
    given = np.atleast_1d(np.asarray(maximum, dtype=np.float64))
    high = amounts("maximum_quantity", np.where(np.isposinf(given), np.nan, given), missing=True)
    same_length_or_one(pack_size=pack, minimum_quantity=low, maximum_quantity=high)
    least = np.maximum(np.ceil(low / pack - _WHOLE), 1.0)
    most = np.where(np.isnan(high), np.inf, np.floor(high / pack + _WHOLE))
    for place in np.flatnonzero(least > most)[:1]:
        msg = f"maximum_quantity[{place}] must leave a whole pack from the minimum_quantity on"
        raise ValueError(msg)
    return pack, least, most


def quantities_around(best: float, low: float, high: float, pack_size: float | None) -> tuple[float, ...]:
    """The orderable quantities from low to high that a cost with its least at `best` need be compared at; maybe none."""
    limits = orderable_between(low, high, pack_size)
    if limits is None:
        return ()
    around = (best,) if pack_size is None else _packs_around(best, pack_size)
    return tuple(dict.fromkeys(min(max(lot, limits[0]), limits[1]) for lot in around))


def _packs_around(best: float, pack_size: float) -> tuple[float, float]:
    return floor(best / pack_size) * pack_size, ceil(best / pack_size) * pack_size


def orderable_between(low: float, high: float, pack_size: float | None) -> tuple[float, float] | None:
    """The least and the largest orderable quantity above 0 from low to high, both of them included; None without any."""
    if pack_size is None:
        return (low, high) if low <= high else None
    least = max(ceil(low / pack_size - _WHOLE), 1) * pack_size
    most = inf if isinf(high) else floor(high / pack_size + _WHOLE) * pack_size
    return (least, most) if least <= most else None
