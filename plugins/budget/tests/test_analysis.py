"""Structure, trend, variances and behaviour of costs: the figures, and who sees which."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from plugins.budget.analysis.behaviour import behaviour
from plugins.budget.analysis.causes import inputs, mix
from plugins.budget.analysis.structure import structure
from plugins.budget.analysis.trend import trend
from plugins.budget.analysis.variances import Threshold, variances
from plugins.budget.models import Cell, Driver, Pot
from plugins.budget.months import Span
from plugins.budget.operations import (
    Assumptions,
    Place,
    RateDetails,
    SeriesDetails,
    activate_budget,
    approve_budget,
    create_budget,
    set_rate,
    start_review,
    submit_budget,
    write_series,
    write_volumes,
)
from plugins.budget.operations.pots import own_pot
from plugins.budget.queries.analysis import Dimension, Extent
from plugins.budget.queries.pots import category_of
from plugins.budget.queries.variances import Rows
from plugins.budget.tests.conftest import Browser, House, furnished
from saas.platform.clock import moved
from saas.platform.database import session
from saas.platform.i18n import locale_context
from saas.platform.permissions import allowed
from saas.platform.plugins import change_settings
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, Person
from saas.testing.factories.members import api_token, as_member
from tests.factories.budget import YEAR

NOVEMBER = datetime(2027, 11, 10, 4, 0, tzinfo=UTC)
LAST = 2027 * 12 + 9
"""October 2027: the last month that is over in November."""


@pytest.fixture
def house(app: Flask) -> Iterator[House]:
    """A group of its own for each test, in November 2027."""
    with locale_context("en"), moved(NOVEMBER):
        yield furnished()


def balance(place: Place, year: int, months: dict[int, tuple[int, int]]) -> None:
    """Planned and spent yuan of some months of a line, as its balances have them."""
    pot = own_pot(place, year, None)
    for cell in session().scalars(select(Cell).where(Cell.pot_id == pot)):
        if cell.month in months:
            planned, actual = months[cell.month]
            cell.planned_fen, cell.actual_fen = planned * 100, actual * 100
    session().flush()


def place_of(code: str, store_id: int | None) -> Place:
    category = category_of(code)
    assert category is not None
    return Place(category_id=category, store_id=store_id)


def driven_budget(
    of: Group, store_id: int, writer: Person, finance: Person, rates: dict[Driver, tuple[str, int, int]]
) -> None:
    """A budget in force whose lines grow with drivers: category, yuan for a unit, and units a month."""
    with inside(of.id, as_member(finance)):
        for driver, (code, rate, _units) in rates.items():
            place = place_of(code, store_id)
            set_rate(
                RateDetails(
                    category_id=place.category_id,
                    driver=driver,
                    rate_fen=Decimal(rate * 100),
                    valid_from=date(2020, 1, 1),
                )
            )
    with inside(of.id, as_member(writer)):
        made = create_budget(
            title="x", year=YEAR, store_id=store_id, target_fen=None, assumptions=Assumptions()
        )
        for driver, (code, _rate, units) in rates.items():
            months = [Decimal(units)] * 12
            write_series(made.id, SeriesDetails(place=place_of(code, store_id), months=months, driver=driver))
        budget_id = made.id
        submit_budget(budget_id)
    with inside(of.id, as_member(finance)):
        for step in (start_review, approve_budget, activate_budget):
            step(budget_id)


def spend_in(store_id: int, code: str, yuan: dict[int, int]) -> None:
    """So much spent in months of the year, beside what is planned."""
    place = place_of(code, store_id)
    pot = (
        session()
        .scalars(
            select(Pot.id).where(
                Pot.category_id == place.category_id, Pot.store_id == store_id, Pot.year == YEAR
            )
        )
        .one()
    )
    for cell in session().scalars(select(Cell).where(Cell.pot_id == pot)):
        cell.actual_fen = yuan.get(cell.month, 0) * 100
    session().flush()


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


PAGES = ("structure", "trend", "variances", "volume")


@pytest.mark.req("B-07", "B-16", "B-17", "B-18")
def test_pages_of_a_new_group_lead_to_its_first_result(house: House, app: Flask) -> None:
    reader = Browser(app.test_client(), house.finance)
    texts = {name: reader.get(f"/analysis/{name}").get_data(as_text=True) for name in PAGES}
    assert "Put a budget into force" in texts["structure"]
    assert "The trend begins with the first month that is over" in texts["trend"]
    assert "With a budget in force and the first month over" in texts["variances"]
    assert "have the visits counted" in texts["volume"]
    stranger = Browser(app.test_client(), house.group.admin)
    assert stranger.get("/analysis/structure").status_code == 200


@pytest.mark.req("B-07", "B-16", "B-17", "B-18")
def test_pages_show_the_figures_to_whom_they_belong(house: House, app: Flask) -> None:
    driven_budget(
        house.group, house.store_id, house.manager, house.finance, {Driver.VISITS: ("parts", 10, 100)}
    )
    with inside(house.group.id, as_member(house.manager)):
        for year in (2026, 2027):
            months = [Decimal(100 + number) for number in range(12)]
            write_volumes(
                house.store_id, Driver.VISITS, year, months if year == 2026 else [*months[:10], None, None]
            )
        balance(place_of("parts", house.store_id), 2026, {month: (0, 1000 + month) for month in range(1, 13)})
        spend_in(house.store_id, "parts", dict.fromkeys(range(1, 11), 1234))
    mine, other = Browser(app.test_client(), house.manager), Browser(app.test_client(), house.other_manager)
    for name, shown in (
        ("structure", "¥12,340.00"),
        ("trend", "¥1,234.00"),
        ("variances", "¥12,340.00"),
        ("volume", "Fixed cost of a month"),
    ):
        page = mine.get(f"/analysis/{name}?driver=visits&store_id={house.store_id}&against=year&by=store")
        assert page.status_code == 200
        assert shown in page.get_data(as_text=True), name
        assert shown not in other.get(f"/analysis/{name}?store_id={house.store_id}").get_data(as_text=True)
    nonsense = mine.get("/analysis/structure?year=99999999999999&by=x&until=77&store_id=-1")
    assert "¥12,340.00" in nonsense.get_data(as_text=True)


@pytest.mark.req("B-07")
def test_thresholds_of_the_group_count(house: House, app: Flask) -> None:
    with inside(house.group.id, as_member(house.admin)):
        change_settings("budget", {"signal_yuan": 0, "signal_percent": 0})
    with inside(house.group.id, as_member(house.finance)):
        steady = {month: (1000, 1000 + month % 2) for month in range(1, 10)}
        balance(place_of("parts", house.store_id), 2027, steady | {10: (1000, 1020)})
    reader = Browser(app.test_client(), house.finance)
    assert "Look at it" in reader.get("/analysis/variances").get_data(as_text=True)
    with inside(house.group.id, as_member(house.admin)):
        change_settings("budget", {"signal_yuan": 1000, "signal_percent": 10})
    assert "Look at it" not in reader.get("/analysis/variances").get_data(as_text=True)


@pytest.mark.req("B-07", "B-16", "B-17", "B-18")
def test_programs_get_the_same_figures(house: House, app: Flask) -> None:
    with inside(house.group.id, as_member(house.finance)):
        place = place_of("parts", house.store_id)
        balance(place, 2027, dict.fromkeys(range(1, 11), (1000, 1100)))
        balance(place, 2026, dict.fromkeys(range(1, 13), (1000, 1000)))
    token = api_token(house.group, "budget.sheet:read", "budget.volume:write")
    base, headers = f"/api/v1/t/{house.group.code}/x/budget", {"Authorization": f"Bearer {token}"}
    client = app.test_client()

    def get(path: str) -> Any:
        answer = client.get(base + path, headers=headers)
        assert answer.status_code == 200, answer.get_json()
        return answer.get_json()

    assert get("/analysis/structure?year=2027")["actual_fen"] == 11_000_00
    told = get("/analysis/trend")
    assert told["forecast"]["year_end"] == 13_200_00
    assert len(told["months"]) == 12
    assert get("/analysis/variances?until=10")["spending_fen"] == -1000_00
    assert get("/analysis/behaviour")["reason"] == "too_few"
    months = {f"m{number}": 10 * number for number in range(1, 11)}
    body = {"store_id": house.store_id, "driver": "visits", "year": 2027, **months}
    written = client.post(f"{base}/volumes", json=body, headers=headers)
    assert written.status_code == 200, written.get_json()
    told = get(f"/volumes/forecast?store_id={house.store_id}&year=2027")
    assert told["known"] == 10
    assert told["months"][:2] == ["10.000", "20.000"]
    assert client.get(f"{base}/analysis/trend?year=3000", headers=headers).status_code == 422


@pytest.mark.req("B-16")
def test_only_whoever_may_is_led_to_the_export(house: House, app: Flask) -> None:
    with inside(house.group.id, as_member(house.finance)):
        assert allowed("budget.sheet:export")
        balance(place_of("parts", house.store_id), 2027, {1: (100, 300)})
    with inside(house.group.id, as_member(house.head)):
        assert not allowed("budget.sheet:export", store_id=house.store_id)
    for person, led in ((house.finance, True), (house.head, False)):
        page = Browser(app.test_client(), person).get("/analysis/structure").get_data(as_text=True)
        assert ("/exports/budget.structure" in page) is led
