"""Structure and trend of costs, and who sees whose."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from plugins.budget.analysis.structure import structure
from plugins.budget.analysis.trend import trend
from plugins.budget.analysis.variances import variances
from plugins.budget.months import Span
from plugins.budget.queries.analysis import Dimension, Extent
from plugins.budget.queries.pots import category_of
from plugins.budget.queries.variances import Rows
from plugins.budget.tests.analysing import LAST, NOVEMBER, balance, place_of
from plugins.budget.tests.conftest import House, furnished
from saas.platform.clock import moved
from saas.platform.i18n import locale_context
from saas.testing.factories.application import inside
from saas.testing.factories.members import as_member


@pytest.fixture
def house(app: Flask) -> Iterator[House]:
    """A group of its own for each test, in November 2027."""
    with locale_context("en"), moved(NOVEMBER):
        yield furnished()


@pytest.mark.req("B-16")
def test_structure_has_shares_budget_and_the_period_before(house: House) -> None:
    with inside(house.group.id, as_member(house.finance)):
        balance(place_of("parts", house.store_id), 2027, {1: (100, 300), 2: (100, 300)})
        balance(place_of("parts", house.store_id), 2026, {1: (0, 200), 2: (0, 100)})
        balance(place_of("training", house.other_store_id), 2027, {1: (300, 150), 2: (0, 50)})
        span = Span.of_year(2027, 1, 2)
        found = structure(Dimension.CATEGORY, Extent(), span, span.a_year_before())
        assert [(one.name, one.actual_fen, one.planned_fen, one.before_fen) for one in found.parts] == [
            ("Parts purchases", 600_00, 200_00, 300_00),
            ("Training", 200_00, 300_00, 0),
        ]
        assert [(one.share, one.upto, one.growth) for one in found.parts] == [
            (0.75, 0.75, 1.0),
            (0.25, 1.0, None),
        ]
        assert found.parts[0].over_fen == 400_00
        by_store = structure(Dimension.STORE, Extent(), span, span.just_before())
        assert [one.actual_fen for one in by_store.parts] == [600_00, 200_00]
        kinds = structure(Dimension.KIND, Extent(), span, span.just_before())
        assert [str(one.name) for one in kinds.parts] == ["Direct cost", "Indirect cost"]
        assert [one.name for one in structure(Dimension.DEPARTMENT, Extent(), span, span).parts] == [
            "Of no department"
        ]


@pytest.mark.req("B-16")
def test_structure_goes_down_the_tree_and_adds_up(house: House) -> None:
    with inside(house.group.id, as_member(house.finance)):
        for code, yuan in (("premises", 10), ("energy", 30), ("rent", 60), ("parts", 100)):
            balance(place_of(code, house.store_id), 2027, {3: (0, yuan)})
        span = Span.of_year(2027, 3, 3)
        top = structure(Dimension.CATEGORY, Extent(), span, span.just_before())
        assert {one.name: (one.actual_fen, one.below) for one in top.parts} == {
            "Parts purchases": (100_00, False),
            "Premises and energy": (100_00, True),
        }
        below = structure(
            Dimension.CATEGORY, Extent(category_id=category_of("premises")), span, span.just_before()
        )
        assert [(one.name, one.actual_fen) for one in below.parts] == [
            ("Rent", 60_00),
            ("Water and power", 30_00),
            ("Premises and energy itself", 10_00),
        ]
        assert below.actual_fen == 100_00


@pytest.mark.req("B-16", "B-17")
def test_store_manager_sees_their_own_store_alone(house: House) -> None:
    with inside(house.group.id, as_member(house.finance)):
        balance(place_of("parts", house.store_id), 2027, {1: (100, 300)})
        balance(place_of("parts", house.other_store_id), 2027, {1: (100, 50)})
    with inside(house.group.id, as_member(house.other_manager)):
        span = Span.of_year(2027)
        assert structure(Dimension.STORE, Extent(), span, span.a_year_before()).actual_fen == 50_00
        assert trend(Extent(store_id=house.store_id), 2027, LAST).empty
        assert variances(Rows.LINE, Extent(), span).actual_fen == 50_00


@pytest.mark.req("B-17")
def test_trend_forecasts_the_year_by_its_season(house: House) -> None:
    season = [50, 50, 100, 100, 100, 100, 100, 100, 100, 100, 150, 150]
    with inside(house.group.id, as_member(house.finance)):
        place = place_of("parts", house.store_id)
        for year, level in ((2024, 1), (2025, 1), (2026, 1), (2027, 2)):
            until = 12 if year < 2027 else 10
            balance(place, year, {month: (100, level * season[month - 1]) for month in range(1, until + 1)})
        balance(
            place, 2027, {month: (100, 2 * season[month - 1]) for month in range(1, 11)} | {11: (100, 77)}
        )
        found = trend(Extent(), 2027, LAST)
    assert found.last == 10
    assert found.forecast is not None
    assert found.forecast.method.value == "seasonal"
    assert int(found.forecast.year_end) == 2 * sum(season) * 100
    assert [one.expected_fen for one in found.months[10:]] == [300_00, 300_00]
    # November is not over: what is booked of it is no month yet.
    assert found.months[10].actual_fen is None
    assert found.months[0].growth == 1.0
    assert found.months[2].moving_fen == round((100 + 100 + 200) * 100 / 3)
    assert dict(found.methods)[found.forecast.method] == pytest.approx(0, abs=1)
    assert found.forecasts > 0


@pytest.mark.req("B-17")
def test_first_year_that_began_in_the_middle_is_carried_on(house: House) -> None:
    with inside(house.group.id, as_member(house.finance)):
        balance(place_of("parts", house.store_id), 2027, {9: (0, 100), 10: (0, 200)})
        found = trend(Extent(), 2027, LAST)
        assert found.forecast is not None
        assert int(found.forecast.year_end) == 600_00
        assert found.months[0].actual_fen is None
        assert trend(Extent(), 2030, LAST).forecast is None
