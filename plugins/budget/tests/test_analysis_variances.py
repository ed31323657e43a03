"""What made costs differ from their budget, and how they move with volumes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from flask import Flask

from plugins.budget.analysis.behaviour import behaviour
from plugins.budget.analysis.causes import inputs, mix
from plugins.budget.analysis.variances import Threshold, variances
from plugins.budget.models import Driver
from plugins.budget.months import Span
from plugins.budget.operations import (
    write_volumes,
)
from plugins.budget.queries.analysis import Extent
from plugins.budget.queries.variances import Rows
from plugins.budget.tests.analysing import LAST, NOVEMBER, balance, driven_budget, place_of, spend_in
from plugins.budget.tests.conftest import House, furnished
from saas.platform.clock import moved
from saas.platform.i18n import locale_context
from saas.testing.factories.application import inside
from saas.testing.factories.members import as_member
from tests.factories.budget import YEAR


@pytest.fixture
def house(app: Flask) -> Iterator[House]:
    """A group of its own for each test, in November 2027."""
    with locale_context("en"), moved(NOVEMBER):
        yield furnished()


@pytest.mark.req("B-07")
def test_flexible_budget_tells_volume_from_spending(house: House) -> None:
    driven_budget(
        house.group, house.store_id, house.manager, house.finance, {Driver.VISITS: ("parts", 10, 100)}
    )
    with inside(house.group.id, as_member(house.manager)):
        write_volumes(house.store_id, Driver.VISITS, YEAR, [Decimal(120)] + [None] * 11)
        spend_in(house.store_id, "parts", {1: 1300, 2: 900})
        found = variances(Rows.LINE, Extent(), Span.of_year(YEAR, 1, 2))
    (row,) = found.rows
    assert (row.planned_fen, row.flexible_fen, row.actual_fen) == (2000_00, 2200_00, 2200_00)
    assert (row.volume_fen, row.spending_fen, row.total_fen) == (-200_00, 0, -200_00)
    assert found.missing == 1
    assert row.place


@pytest.mark.req("B-07")
def test_signal_points_at_what_is_large_and_unusual(house: House) -> None:
    with inside(house.group.id, as_member(house.finance)):
        steady = {month: (1000, 1000 + month % 2) for month in range(1, 10)}
        balance(place_of("parts", house.store_id), 2027, steady | {10: (1000, 1500)})
        balance(place_of("training", house.store_id), 2027, {10: (1000, 1500)})
        balance(place_of("travel", house.store_id), 2027, {10: (1000, 1001)})
        always = {month: (1000, 1400 + 10 * month) for month in range(1, 10)}
        balance(place_of("rent", house.store_id), 2027, always | {10: (1000, 1450)})
        found = variances(
            Rows.CATEGORY, Extent(), Span.of_year(2027, 1, 10), Threshold(least_fen=100_00, least_percent=10)
        )
    said = {one.name: one.signal and one.signal.verdict.value for one in found.rows}
    assert said == {
        "Parts purchases": "signal",
        "Training": "unjudged",
        "Travel": "immaterial",
        "Rent": "usual",
    }


@pytest.mark.req("B-07")
def test_price_volume_and_mix_add_up_to_the_fen(house: House) -> None:
    with inside(house.group.id, as_member(house.finance)):
        for store_id, then, now in (
            (house.store_id, (100, 7), (333, 13)),
            (house.other_store_id, (77, 3), (500, 11)),
        ):
            place = place_of("parts", store_id)
            balance(place, 2026, {1: (0, then[0])})
            balance(place, 2027, {1: (0, now[0])})
            for year, units in ((2026, then[1]), (2027, now[1])):
                write_volumes(store_id, Driver.VISITS, year, [Decimal(units)] + [None] * 11)
        span = Span.of_year(2027, 1, 1)
        rows = mix(Extent(), Driver.VISITS, span, span.a_year_before())
        assert len(rows) == 2
        for row in rows:
            assert row.price_fen + row.volume_fen + row.mix_fen + row.new_fen + row.lost_fen == row.total_fen
        assert sum(one.total_fen for one in rows) == (177 - 833) * 100
        # Q1/Q0 = 24/10: at the old unit costs 1.4 times the old cost.
        assert sum(one.volume_fen for one in rows) == -round(177_00 * 1.4)
        write_volumes(house.other_store_id, Driver.VISITS, 2026, [None] * 12)
        kinds = {
            one.kind.value: (one.new_fen, one.total_fen)
            for one in mix(Extent(), Driver.VISITS, span, span.a_year_before())
        }
        assert kinds["new"] == (-500_00, -500_00)


@pytest.mark.req("B-07")
def test_hours_are_split_into_price_and_efficiency(house: House) -> None:
    driven_budget(
        house.group,
        house.store_id,
        house.manager,
        house.finance,
        {Driver.VISITS: ("parts", 10, 100), Driver.LABOUR_HOURS: ("wages", 50, 200)},
    )
    with inside(house.group.id, as_member(house.manager)):
        span = Span.of_year(YEAR, 1, 1)
        assert inputs(Extent(), span) == []
        write_volumes(house.store_id, Driver.VISITS, YEAR, [Decimal(110)] + [None] * 11)
        write_volumes(house.store_id, Driver.LABOUR_HOURS, YEAR, [Decimal(230)] + [None] * 11)
        spend_in(house.store_id, "wages", {1: 12_650})
        (row,) = inputs(Extent(), span)
    # 2 hours a visit × 110 visits; 230 hours at 55 instead of 50.
    assert (row.standard_quantity, row.actual_price) == (Decimal(220), Decimal(5500))
    assert (row.price_fen, row.efficiency_fen) == (-1150_00, -500_00)
    assert row.total_fen == (220 * 50 - 12_650) * 100


@pytest.mark.req("B-18")
def test_line_through_the_months_has_a_fixed_and_a_variable_part(house: House) -> None:
    units = [40, 55, 70, 45, 90, 60, 80, 100, 65, 75]
    with inside(house.group.id, as_member(house.finance)):
        place = place_of("parts", house.store_id)
        for year, count in ((2026, 12), (2027, 10)):
            volumes = [Decimal(units[month % 10]) for month in range(count)]
            write_volumes(house.store_id, Driver.VISITS, year, [*volumes, *[None] * (12 - count)])
            costs = {
                month + 1: (0, 500 + 20 * int(volumes[month]) + (1 if month % 2 else -1))
                for month in range(count)
            }
            balance(place, year, costs)
        found = behaviour(Extent(), Driver.VISITS, LAST)
        assert found.split.reason.value == "fitted"
        assert found.split.fit is not None
        low, high = found.split.fit.intercept.low, found.split.fit.intercept.high
        assert low is not None
        assert high is not None
        assert low < 500_00 < high
        assert found.split.fit.slope.value == pytest.approx(20_00, rel=0.01)
        assert found.high_low is not None
        assert found.high_low.variable == pytest.approx(20_00, rel=0.05)
        (unit,) = found.stores
        assert unit.unit_fen == pytest.approx(unit.cost_fen / float(unit.volume))
        # Nobody counted what customers were charged.
        assert found.breakeven is None
        assert behaviour(Extent(), Driver.STAFF, LAST).empty


@pytest.mark.req("B-18")
def test_few_months_make_no_line_to_budget_with(house: House) -> None:
    with inside(house.group.id, as_member(house.finance)):
        write_volumes(house.store_id, Driver.VISITS, 2027, [Decimal(10), Decimal(20), *[None] * 10])
        balance(place_of("parts", house.store_id), 2027, {1: (0, 100), 2: (0, 150)})
        found = behaviour(Extent(), Driver.VISITS, LAST)
    assert found.split.reason.value == "too_few"
    assert found.split.fixed is None
