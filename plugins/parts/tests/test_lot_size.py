"""Lots: published numbers, limits of what is defined, and agreement with trying every lot there is."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from math import floor, inf, nan, sqrt

import numpy as np
import pytest

from plugins.parts.classify import StockClass, stock_classes
from plugins.parts.lot_size import (
    DiscountedLot,
    DiscountKind,
    MultipleRounding,
    PackLimits,
    cost_curve,
    economic_order_quantities,
    economic_order_quantity,
    economic_order_quantity_with_all_units_discounts,
    economic_order_quantity_with_backorders,
    economic_order_quantity_with_incremental_discounts,
    economic_production_quantity,
    eoq_validity,
    joint_replenishment,
    packed_order_quantities,
    packed_order_quantity,
    variability_coefficient,
)

# Snyder and Shen, Fundamentals of Supply Chain Theory, 2nd edition 2019; the digits are those of stockpyl's tests.
SNYDER_SHEN = {"fixed_cost": 8, "holding_cost": 0.225, "demand_rate": 1300}


@pytest.mark.parametrize(
    ("costs", "quantity", "cost"),
    [
        (SNYDER_SHEN, 304.0467800264368, 68.41052550594827),  # example 3.1
        (
            {"fixed_cost": 2250, "holding_cost": 275, "demand_rate": 182500},
            1728.109844993551,
            475230.2073732266,
        ),
        # Heizer and Render, Operations Management, the example of Sharp, Inc.: 1,000 needles, $10 an order, $.50 to keep
        ({"fixed_cost": 10, "holding_cost": 0.5, "demand_rate": 1000}, 200, 100),
    ],
)
def test_economic_order_quantity_published(costs: dict[str, float], quantity: float, cost: float) -> None:
    lot = economic_order_quantity(**costs)

    assert lot.order_quantity == pytest.approx(quantity, rel=1e-12)
    assert lot.cost == pytest.approx(cost, rel=1e-12)
    assert lot.ordering_cost == pytest.approx(lot.holding_cost, rel=1e-12)
    assert lot.cycle_time == pytest.approx(quantity / costs["demand_rate"])


def test_economic_order_quantity_judges_another_lot() -> None:
    assert economic_order_quantity(**SNYDER_SHEN, order_quantity=250).cost == pytest.approx(69.725)


@pytest.mark.parametrize(
    ("costs", "quantity", "fraction", "cost"),
    [
        ((8, 0.225, 5, 1300), 310.8125551589646, 0.043062200956938, 66.92136355097325),  # example 3.8
        ((40, 40.05, 60, 2080), 83.235448128898042, 0.400299850074962, 1999.148244415212),  # problem 3.2(b)
    ],
)
def test_backorders_published(
    costs: tuple[float, float, float, float], quantity: float, fraction: float, cost: float
) -> None:
    lot = economic_order_quantity_with_backorders(*costs)

    assert lot.order_quantity == pytest.approx(quantity, rel=1e-12)
    assert lot.stockout_fraction == pytest.approx(fraction, rel=1e-12)
    assert lot.cost == pytest.approx(cost, rel=1e-12)
    assert lot.maximum_backorder + lot.maximum_inventory == pytest.approx(quantity)


@pytest.mark.parametrize(
    ("costs", "quantity", "cost"),
    [
        ((8, 0.225, 1300, 2000), 513.9328595516969, 40.472212689696120),  # example 3.1 with P = 2000
        ((8, 0.225, 1300, 1700), 626.8084945889684, 33.183979125298336),
        ((4, 0.08, 80, 110), 171.2697677155351, 3.736794931975310),  # problem 3.22
    ],
)
def test_production_published(costs: tuple[float, float, float, float], quantity: float, cost: float) -> None:
    lot = economic_production_quantity(*costs)

    assert lot.order_quantity == pytest.approx(quantity, rel=1e-12)
    assert lot.cost == pytest.approx(cost, rel=1e-12)
    assert lot.maximum_inventory == pytest.approx(quantity * (1 - costs[2] / costs[3]))


def test_every_lot_model_is_at_its_least_on_random_costs() -> None:
    """No lot of a fine grid, from a twentieth to twenty times the best, costs less."""
    rng = np.random.default_rng(1)
    around = np.geomspace(0.05, 20, 401)
    for _ in range(1000):
        fixed, holding, demand, waiting = (float(number) for number in rng.lognormal(2, 2, size=4))
        rate = demand * (1 + float(rng.uniform(0.01, 3)))
        plain = economic_order_quantity(fixed, holding, demand)
        lots = plain.order_quantity * around
        assert plain.cost <= (fixed * demand / lots + holding * lots / 2).min() * (1 + 1e-12)
        made = economic_production_quantity(fixed, holding, demand, rate)
        lots = made.order_quantity * around
        peak = lots * (1 - demand / rate)
        assert made.cost <= (fixed * demand / lots + holding * peak / 2).min() * (1 + 1e-12)
        late = economic_order_quantity_with_backorders(fixed, holding, waiting, demand)
        waited = late.order_quantity * around[:, np.newaxis] * np.linspace(0, 1, 21)
        lots = late.order_quantity * around[:, np.newaxis]
        costs = fixed * demand / lots + (holding * (lots - waited) ** 2 + waiting * waited**2) / (2 * lots)
        assert late.cost <= costs.min() * (1 + 1e-12)


def test_cost_curve_shows_the_least_at_the_economic_order_quantity() -> None:
    best = economic_order_quantity(**SNYDER_SHEN)
    curve = cost_curve(8, 0.225, 1300, [100, best.order_quantity, 900])

    assert curve.total_cost[1] == pytest.approx(best.cost)
    assert curve.total_cost.argmin() == 1
    assert np.allclose(curve.total_cost, curve.ordering_cost + curve.holding_cost)


@pytest.mark.parametrize("demand_rate", [0, 0.0])
def test_nothing_is_ordered_without_demand(demand_rate: float) -> None:
    plain = economic_order_quantity(8, 1, demand_rate)
    assert (plain.order_quantity, plain.cost, plain.cycle_time) == (0, 0, None)
    assert economic_production_quantity(8, 1, demand_rate, 5).order_quantity == 0
    assert economic_order_quantity_with_backorders(8, 1, 3, demand_rate).maximum_backorder == 0
    assert packed_order_quantity(8, 1, demand_rate, pack_size=12, minimum_quantity=24).packs == 0
    none = economic_order_quantity_with_all_units_discounts(8, 0.3, demand_rate, [0, 5], [2, 1])
    assert (none.order_quantity, none.cost, none.region, none.candidates) == (0, 0, None, ())


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (
            lambda: economic_order_quantity(0, 1, 5),
            "fixed_cost must be above 0: where an order costs nothing",
        ),
        (lambda: economic_order_quantity(8, 0, 5), "holding_cost must be above 0: where stock costs nothing"),
        (lambda: economic_order_quantity(8, 1, -5), "demand_rate must not be negative, got -5"),
        (lambda: economic_order_quantity(8, nan, 5), "holding_cost must be a finite number, got nan"),
        (lambda: economic_order_quantity(inf, 1, 5), "fixed_cost must be a finite number"),
        (lambda: economic_order_quantity(8, 1, 5, 0), "order_quantity must be above 0"),
        (lambda: economic_order_quantities([1, 0], 1, 5), "fixed_cost[1] must be above 0"),
        (
            lambda: economic_production_quantity(8, 1, 5, 5),
            "production_rate must be above the demand_rate, 5.0",
        ),
        (lambda: economic_order_quantity_with_backorders(8, 1, 0, 5), "stockout_cost must be above 0"),
        (
            lambda: economic_order_quantity_with_backorders(8, 1, 2, 5, stockout_fraction=1.5),
            "stockout_fraction must lie from 0 to 1",
        ),
        (lambda: cost_curve(8, 1, 5, [3, 0]), "order_quantities[1] must be above 0"),
        (lambda: packed_order_quantity(8, 1, 5, pack_size=0), "pack_size must be above 0"),
        (
            lambda: packed_order_quantity(8, 1, 5, pack_size=10, minimum_quantity=11, maximum_quantity=19),
            "maximum_quantity must leave a whole pack",
        ),
        (lambda: packed_order_quantities(8, 1, [5], pack_size=[0]), "pack_size[0] must be above 0"),
        (
            lambda: packed_order_quantities(8, 1, [5, 6], pack_size=[1, 2, 3]),
            "economic_order_quantities has 2, pack_size has 3",
        ),
        (
            lambda: packed_order_quantities(
                8, 1, [5, 6], pack_size=10, minimum_quantity=11, maximum_quantity=[30, 19]
            ),
            "maximum_quantity[1] must leave a whole pack",
        ),
        (lambda: discounted([0], []), "breakpoints has 1, unit_costs has 0"),
        (lambda: discounted([], []), "breakpoints must begin with 0"),
        (lambda: discounted([5, 6], [2, 1]), "breakpoints must begin with 0"),
        (lambda: discounted([0, 6, 4], [3, 2, 1]), "breakpoints[2] is below breakpoints[1]"),
        (lambda: discounted([0, 6, 6], [3, 2, 1]), "breakpoints[2] repeats breakpoints[1]"),
        (lambda: discounted([0, 6], [1, 2]), "unit_costs[1] is above unit_costs[0]"),
        (
            lambda: discounted([0, 6], [1, 0]),
            "holding_cost_rate · unit_costs[1] + holding_cost must be above 0",
        ),
        (lambda: PackLimits(maximum_quantity=0).checked(), "maximum_quantity must be above 0"),
        (lambda: eoq_validity([[1, 2]] * 2, stock_classes([1, 2])), "demand has 2, classes has 1"),
        (lambda: joint_replenishment(1, [], [], []), "must name a part at least"),
        (lambda: joint_replenishment(1, [1, 2], [1, 1], [1, 0]), "demand_rates[1] must be above 0"),
        (lambda: joint_replenishment(1, [1, 2], [1], [1, 1]), "these must be of one length"),
        (lambda: joint_replenishment(0, [1, 0], [1, 1], [1, 1]), "individual_fixed_costs[1] are 0"),
    ],
)
def test_lots_without_a_best_are_refused_in_words(call: Callable[[], object], sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        call()


def discounted(breakpoints: list[float], unit_costs: list[float]) -> DiscountedLot:
    return economic_order_quantity_with_all_units_discounts(8, 0.3, 1300, breakpoints, unit_costs)


def test_huge_and_tiny_costs_stay_numbers() -> None:
    lot = economic_order_quantity(1e60, 1e-60, 1e60)
    assert lot.order_quantity == pytest.approx(sqrt(2) * 1e90)
    assert economic_order_quantities(1e60, 1e-60, 1e60)[0] == pytest.approx(lot.order_quantity)
    assert joint_replenishment(1, [1e60, 1], [1, 1], [1e-9, 1]).order_multiples[1] == 1
    offer = economic_order_quantity_with_incremental_discounts(1e60, 1e-60, 1e60, [0, 1e60], [1e60, 1])
    assert np.isfinite(offer.cost)


@pytest.mark.parametrize("size", [1e-61, 1e61, 1e308])
def test_costs_that_cannot_be_calculated_with_are_refused(size: float) -> None:
    sentence = "must be 0, or from 1e-60 to 1e+60 in size: count in another unit"
    with pytest.raises(ValueError, match=re.escape(f"demand_rate {sentence}, got {size}")):
        economic_order_quantity(1, 1, size)
    with pytest.raises(ValueError, match=re.escape(f"holding_cost[1] {sentence}")):
        economic_order_quantities(1, [1, size], 1)


def test_many_lots_agree_with_one() -> None:
    rng = np.random.default_rng(2)
    fixed, holding, demand = rng.lognormal(1, 2, size=(3, 1000))
    pack, minimum = rng.integers(1, 30, size=1000), rng.integers(0, 90, size=1000)
    demand[::7] = 0
    lots = economic_order_quantities(fixed, holding, demand)
    maximum = np.where(rng.random(1000) < 0.5, nan, minimum + pack + rng.integers(0, 40, size=1000))
    packed = packed_order_quantities(
        fixed, holding, demand, pack_size=pack, minimum_quantity=minimum, maximum_quantity=maximum
    )
    for place in range(1000):
        costs = fixed[place], holding[place], demand[place]
        assert lots[place] == pytest.approx(economic_order_quantity(*costs).order_quantity, rel=1e-12)
        alone = packed_order_quantity(
            *costs,
            pack_size=pack[place],
            minimum_quantity=minimum[place],
            maximum_quantity=None if np.isnan(maximum[place]) else maximum[place],
        )
        assert packed[place] == alone.order_quantity


def test_whole_packs_agree_with_trying_each() -> None:
    rng = np.random.default_rng(3)
    for _ in range(1000):
        fixed, holding = float(rng.uniform(1, 100)), float(rng.uniform(0.5, 9))
        demand, pack = float(rng.uniform(1, 200)), int(rng.integers(1, 40))
        low = int(rng.integers(0, 150))
        high = None if rng.random() < 0.5 else low + pack + int(rng.integers(0, 60))
        found = packed_order_quantity(
            fixed, holding, demand, pack_size=pack, minimum_quantity=low, maximum_quantity=high
        )
        tried = [lot for lot in range(pack, 2000, pack) if low <= lot <= (high or inf)]
        best = min(tried, key=lambda lot: (fixed * demand / lot + holding * lot / 2, lot))
        assert found.order_quantity == best
        assert found.packs == best // pack


def test_the_smaller_of_two_packs_that_cost_the_same_is_ordered() -> None:
    """Lots of 2 and 3 pieces cost the same where the best is sqrt(6)."""
    found = packed_order_quantity(3, 1, 1)

    assert found.candidates == ((2.0, 2.5), (3.0, 2.5))
    assert found.order_quantity == 2


@pytest.mark.parametrize(("low", "packs"), [(1.1, 11), (0.3, 3), (0.7, 7), (0.71, 8)])
def test_a_minimum_of_tenths_is_not_missed_by_rounding(low: float, packs: int) -> None:
    assert packed_order_quantity(1, 1e6, 1, pack_size=0.1, minimum_quantity=low).packs == packs


ALL_UNITS = economic_order_quantity_with_all_units_discounts
INCREMENTAL = economic_order_quantity_with_incremental_discounts


@pytest.mark.parametrize(
    ("solve", "offer", "quantity", "region", "cost"),
    [
        # Snyder and Shen, examples 3.6 and 3.7, problem 3.12
        (ALL_UNITS, (8, 0.3, 1300, [0, 400, 800], [0.75, 0.72, 0.68]), 800, 2, 978.6),
        (INCREMENTAL, (8, 0.3, 1300, [0, 400, 800], [0.75, 0.72, 0.68]), 304.04678003, 0, 1043.41052551),
        (ALL_UNITS, (2250, 0.25, 182500, [0, 1200, 2400], [1490, 1220, 1100]), 2400, 2, 201251093.75),
        (
            INCREMENTAL,
            (2250, 0.25, 182500, [0, 1200, 2400], [1490, 1220, 1100]),
            28553.06065428,
            2,
            208678591.67992835,
        ),
        # the examples in stockpyl's documentation
        (ALL_UNITS, (200, 0.2, 1000, [0, 200, 500], [500, 475, 450]), 500, 2, 472900),
        (
            INCREMENTAL,
            (150, 0.25, 2400, [0, 300, 600], [100, 90, 80]),
            1481.8906842274164,
            2,
            222762.8136845483,
        ),
        # Nahmias, Production and Operations Analysis, examples 4.4 and 4.5: bags of 600 a year, $8 an order
        (ALL_UNITS, (8, 0.2, 600, [0, 500, 1000], [0.30, 0.29, 0.28]), 500, 1, 198.1),
        (INCREMENTAL, (8, 0.2, 600, [0, 500, 1000], [0.30, 0.29, 0.28]), 400, 0, 204.0),
    ],
)
def test_discounts_published(
    solve: Callable[..., DiscountedLot],
    offer: tuple[float, float, float, list[float], list[float]],
    quantity: float,
    region: int,
    cost: float,
) -> None:
    found = solve(*offer)

    assert found.order_quantity == pytest.approx(quantity, rel=1e-9)
    assert found.region == region
    assert found.cost == pytest.approx(cost, rel=1e-9)
    assert found.cost == pytest.approx(found.purchase_cost + found.ordering_cost + found.holding_cost)


def test_a_lower_price_is_not_always_the_best() -> None:
    found = ALL_UNITS(8, 0.3, 100, [0, 90, 5000], [0.75, 0.72, 0.5])

    assert found.kind is DiscountKind.ALL_UNITS
    assert found.region == 1
    last = found.candidates[2].cost
    assert last is not None
    assert last > found.cost


def test_a_lot_beyond_the_next_break_is_no_candidate() -> None:
    found = ALL_UNITS(8, 0.3, 1300, [0, 100, 200], [0.75, 0.75, 0.75])

    assert [one.order_quantity is None for one in found.candidates] == [True, True, False]
    assert found.order_quantity == pytest.approx(304.0467800264368)


def test_keeping_costs_may_not_depend_on_the_price() -> None:
    """Taylor, Introduction to Management Science, university bookstore: K 2500, a flat $190 a year, 200 sets a year."""
    found = ALL_UNITS(2500, 0, 200, [0, 50, 90], [1400, 1100, 900], holding_cost=190)

    assert found.order_quantity == 90
    assert found.cost == pytest.approx(194105.56, abs=0.005)
    middle = found.candidates[1]
    assert middle.order_quantity == pytest.approx(72.5, abs=0.05)
    assert middle.cost == pytest.approx(233784.04, abs=0.1)


@pytest.mark.parametrize("solve", [ALL_UNITS, INCREMENTAL])
def test_discounts_agree_with_trying_every_piece(solve: Callable[..., DiscountedLot]) -> None:
    """The price of each lot is summed up piece by piece, and every lot in whole packs within the limits is tried."""
    rng = np.random.default_rng(4)
    pieces = np.arange(1, 1501)
    for _ in range(1000):
        breaks = [0, *sorted(rng.choice(np.arange(2, 300), size=rng.integers(0, 4), replace=False).tolist())]
        prices = sorted(rng.uniform(4, 10, size=len(breaks)).round(2).tolist(), reverse=True)
        fixed, rate = float(rng.uniform(1, 200)), float(rng.uniform(0.3, 0.9))
        demand, flat = float(rng.uniform(1, 500)), float(rng.choice([0, 0.5]))
        pack, low = int(rng.choice([1, 1, 5, 12])), int(rng.choice([0, 7, 100]))
        high = None if rng.random() < 0.5 else int(rng.integers(130, 400))
        region = np.searchsorted(breaks, pieces, side="right") - 1
        price_of_lot = np.array(prices)[region] * pieces
        if solve is INCREMENTAL:
            # A piece at a break itself is still one of those before it.
            price_of_lot = np.cumsum(np.array(prices)[np.searchsorted(breaks, pieces, side="left") - 1])
        price = price_of_lot / pieces
        costs = price * demand + fixed * demand / pieces + (rate * price + flat) * pieces / 2
        allowed = (pieces % pack == 0) & (pieces >= low) & (pieces <= (high or inf))
        packs = PackLimits(pack_size=pack, minimum_quantity=low, maximum_quantity=high)
        found = solve(fixed, rate, demand, breaks, prices, holding_cost=flat, packs=packs)
        best = int(np.argmin(np.where(allowed, costs, inf)))
        assert found.cost == pytest.approx(costs[best], rel=1e-12)
        assert costs[round(found.order_quantity) - 1] == pytest.approx(costs[best], rel=1e-12)
        assert found.average_unit_cost == pytest.approx(price[round(found.order_quantity) - 1])


@pytest.mark.parametrize("solve", [ALL_UNITS, INCREMENTAL])
def test_discounts_in_any_quantity_cost_no_more_than_whole_pieces(
    solve: Callable[..., DiscountedLot],
) -> None:
    """And no more than the best of hundredths of a piece, but hardly less."""
    rng = np.random.default_rng(5)
    for _ in range(1000):
        breaks = [0, *sorted(rng.choice(np.arange(2, 300), size=rng.integers(0, 4), replace=False).tolist())]
        prices = sorted(rng.uniform(1, 10, size=len(breaks)).tolist(), reverse=True)
        offer = (float(rng.uniform(1, 200)), float(rng.uniform(0.1, 0.9)), float(rng.uniform(1, 500)))
        exact = solve(*offer, breaks, prices)
        fine = solve(*offer, breaks, prices, packs=PackLimits(pack_size=0.01))
        assert exact.cost <= fine.cost * (1 + 1e-12)
        assert exact.cost == pytest.approx(fine.cost, rel=1e-4)


def test_joint_replenishment_published() -> None:
    """Snyder's example, as in stockpyl's documentation."""
    found = joint_replenishment(600, [120, 840, 300], [160, 20, 50], [1, 1, 1])

    assert found.order_multiples == (1, 3, 1)
    assert found.base_cycle_time == pytest.approx(3.103164454170876, rel=1e-12)
    assert found.order_quantities == pytest.approx((3.103164454170876, 9.309493362512628, 3.103164454170876))
    assert found.cost == pytest.approx(837.8544026261366, rel=1e-12)


@pytest.mark.parametrize(
    ("rounding", "multiple"), [(MultipleRounding.HALF_UP, 3), (MultipleRounding.HALF_EVEN, 2)]
)
def test_a_multiple_half_way_is_rounded_as_said(rounding: MultipleRounding, multiple: int) -> None:
    found = joint_replenishment(0, [1, 6.25], [1, 1], [1, 1], rounding=rounding)

    assert found.order_multiples == (1, multiple)
    assert found.rounding is rounding


@pytest.mark.parametrize(
    ("shared", "fixed", "demand", "multiple"), [(5, [3, 18], [5, 5], 2), (1, [3, 14], [7, 2], 4)]
)
def test_a_half_that_its_roots_miss_is_a_half(
    shared: float, fixed: list[float], demand: list[float], multiple: int
) -> None:
    found = joint_replenishment(shared, fixed, [1, 1], demand)
    assert found.order_multiples == (1, multiple)


def test_one_part_alone_is_ordered_by_its_economic_order_quantity() -> None:
    found = joint_replenishment(5, [3], [0.225], [1300])

    assert found.order_quantities[0] == pytest.approx(304.0467800264368)
    assert found.cost == pytest.approx(68.41052550594827)


def test_joint_replenishment_agrees_with_its_definition_and_stays_near_the_best() -> None:
    """The definition in plain loops; and the best of all multiples that come into question, which it misses by little."""
    rng = np.random.default_rng(6)
    excess = []
    for _ in range(1000):
        parts = int(rng.integers(1, 4))
        shared = float(rng.uniform(0.5, 50))
        fixed = rng.uniform(1, 30, size=parts).tolist()
        holding, demand = (rng.uniform(3, 10, size=parts).tolist() for _ in range(2))
        found = joint_replenishment(shared, fixed, holding, demand)
        ratios = [fixed[n] / (holding[n] * demand[n]) for n in range(parts)]
        base = ratios.index(min(ratios))
        least = (shared + fixed[base]) / (holding[base] * demand[base])
        multiples = [max(1, floor(sqrt(ratio / least) + 0.5)) for ratio in ratios]
        multiples[base] = 1
        assert list(found.order_multiples) == multiples
        assert found.cost == pytest.approx(joint_cost(multiples, shared, fixed, holding, demand))
        widest = range(1, max(multiples) + 2)
        best = min(
            joint_cost(list(tried), shared, fixed, holding, demand)
            for tried in itertools.product(widest, repeat=parts)
            if 1 in tried
        )
        excess.append(found.cost / best - 1)
    assert min(excess) > -1e-12
    assert np.mean(excess) < 0.01
    assert max(excess) < 0.1


def joint_cost(
    multiples: list[int], shared: float, fixed: list[float], holding: list[float], demand: list[float]
) -> float:
    """With the best cycle for these multiples: twice the root of half of one times the other."""
    orders = shared + sum(one / m for one, m in zip(fixed, multiples, strict=True))
    kept = sum(h * d * m for h, d, m in zip(holding, demand, multiples, strict=True))
    return 2 * sqrt(orders * kept / 2)


def test_the_economic_order_quantity_is_doubted_where_demand_is_uneven() -> None:
    winter = [9, 8, 6, 3, 1, 1, 1, 1, 1, 3, 6, 8] * 4
    demand = [
        [10, 11, 9, 10, 12] * 9 + [10, 9, 11],
        winter,
        [0, 0, 4, 0, 0] * 9 + [0, 0, 4],
        [1, 9, 2, 8, 1] * 9 + [1, 9, 2],
        [0] * 48,
    ]
    found = eoq_validity(demand, stock_classes(demand))

    assert found.doubt.tolist() == ["none", "seasonal", "intermittent", "varying", "no_demand"]
    assert found.valid.tolist() == [True, False, False, False, False]
    decided = stock_classes(demand[:1], overrides=[StockClass.SEASONAL])
    assert eoq_validity(demand[:1], decided).doubt.tolist() == ["seasonal"]


def test_variability_agrees_with_its_definition() -> None:
    rng = np.random.default_rng(7)
    rows = rng.poisson(rng.choice([0.05, 1, 9], size=(1000, 1)), size=(1000, 12)).astype(float)
    rows[::5, :4] = nan
    for row, found in zip(rows, variability_coefficient(rows), strict=True):
        known = row[~np.isnan(row)].tolist()
        total = sum(known)
        exact = len(known) * sum(one**2 for one in known) / total**2 - 1 if total else nan
        assert found == pytest.approx(exact, rel=1e-9, abs=1e-12, nan_ok=True)
    assert variability_coefficient([1e60, 1e60]).tolist() == [0]


def test_lots_of_many_parts_name_the_lengths_that_differ() -> None:
    with pytest.raises(ValueError, match="of one length: fixed_cost has 2, holding_cost has 3"):
        economic_order_quantities([1, 2], [1, 2, 3], 1)
