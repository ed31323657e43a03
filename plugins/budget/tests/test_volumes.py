"""Volumes: entered, counted from visits, brought in from files, and expected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from marshmallow import ValidationError
from sqlalchemy import select

from plugins.budget.analysis.volume_forecast import forecast_volumes
from plugins.budget.importing import IMPORTERS, KEY, write
from plugins.budget.models import Driver, DriverVolume, VolumeSource
from plugins.budget.months import Span
from plugins.budget.operations import count_visits, write_volumes
from plugins.budget.queries.volumes import revenue_by_month, volumes_by_month
from plugins.budget.tests.conftest import Browser, House, furnished
from saas.core.contracts.importers import ImportContext, ImportedRow
from saas.platform.clock import moved
from saas.platform.database import session
from saas.platform.errors import Forbidden, Invalid, NotFound
from saas.platform.i18n import locale_context
from saas.platform.jobs.models import JobRow
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.members import as_member, member
from saas.testing.factories.vehicles import service_record, vehicle
from tests.factories.budget import new_budget

NOVEMBER = datetime(2027, 11, 10, 4, 0, tzinfo=UTC)
EMPTY: list[Decimal | None] = [None] * 12


@pytest.fixture
def house(app: Flask) -> Iterator[House]:
    """A group of its own for each test, in November 2027."""
    with locale_context("en"), moved(NOVEMBER):
        yield furnished()


def stored(house: House) -> dict[tuple[int, date], tuple[Decimal, VolumeSource]]:
    with inside(house.group.id):
        return {
            (one.store_id, one.month): (one.volume, one.source)
            for one in session().scalars(select(DriverVolume))
        }


def row(house: House, month: date) -> tuple[Decimal, VolumeSource] | None:
    return stored(house).get((house.store_id, month))


@pytest.mark.req("B-03")
def test_visits_are_counted_by_month_in_the_stores_zone(house: House) -> None:
    with inside(house.group.id, as_member(house.manager)):
        car = vehicle(owner_id=customer().id).id
        # Midnight in Shanghai on the first is 16:00 of the day before in Greenwich.
        for moment in (datetime(2027, 9, 30, 15, 59, tzinfo=UTC), datetime(2027, 9, 30, 16, 0, tzinfo=UTC)):
            service_record(car, house.store_id, completed_at=moment, amount_fen=100_00)
        last = service_record(car, house.store_id, completed_at=datetime(2027, 10, 5, 2, 0, tzinfo=UTC))
        service_record(car, house.store_id, completed_at=datetime(2027, 6, 5, 2, 0, tzinfo=UTC))
        assert count_visits(3) == 2
        assert count_visits(3) == 0
        span = Span.of_year(2027)
        assert volumes_by_month(Driver.VISITS, span) == {2027 * 12 + 8: 1, 2027 * 12 + 9: 2}
        assert revenue_by_month(span, house.store_id) == {
            2027 * 12 + 8: 100_00,
            2027 * 12 + 9: 100_00 + 680_00,
        }
        write_volumes(house.store_id, Driver.VISITS, 2027, [*EMPTY[:9], Decimal(7), None, None])
        session().delete(session().merge(last))
        session().flush()
        assert count_visits(3) == 0
    # What was counted stays though its month was left empty; what was entered is not counted over.
    assert row(house, date(2027, 9, 1)) == (Decimal(1), VolumeSource.COUNTED)
    assert row(house, date(2027, 10, 1)) == (Decimal(7), VolumeSource.ENTERED)


@pytest.mark.req("B-03")
def test_month_without_a_visit_any_more_loses_its_count(house: House) -> None:
    with inside(house.group.id, as_member(house.manager)):
        car = vehicle(owner_id=customer().id).id
        made = service_record(car, house.store_id, completed_at=datetime(2027, 10, 5, 2, 0, tzinfo=UTC))
        count_visits(2)
        session().delete(made)
        session().flush()
        assert count_visits(2) == 1
    assert row(house, date(2027, 10, 1)) is None


def test_volumes_are_entered_by_whoever_may_and_taken_out_again(house: House) -> None:
    with inside(house.group.id, as_member(house.manager)):
        assert write_volumes(house.store_id, Driver.STAFF, 2027, [Decimal(9)] * 12) == {
            "changed": 12,
            "removed": 0,
        }
        assert write_volumes(house.store_id, Driver.STAFF, 2027, [Decimal(9)] * 12) == {
            "changed": 0,
            "removed": 0,
        }
        assert write_volumes(house.store_id, Driver.STAFF, 2027, [Decimal(8), *EMPTY[1:]]) == {
            "changed": 1,
            "removed": 11,
        }
        with pytest.raises(Invalid):
            write_volumes(house.store_id, Driver.FIXED, 2027, EMPTY)
        with pytest.raises(NotFound):
            write_volumes(house.other_store_id, Driver.STAFF, 2027, EMPTY)
    auditor = member(house.group, role="auditor", name="审计")
    with inside(house.group.id, as_member(auditor)), pytest.raises(Forbidden):
        write_volumes(house.store_id, Driver.STAFF, 2027, EMPTY)


@pytest.mark.req("B-02", "B-03")
def test_file_of_volumes_comes_in_once_and_again_without_harm(house: House) -> None:
    importer = next(one for one in IMPORTERS if one.key == KEY)
    with inside(house.group.id, as_member(house.finance)):
        lines = [
            {"store": "sh01", "driver": "进厂台次", "month": "2027-03-09", "volume": "1,234.5"},
            {"store": "SH01", "driver": "hours", "month": "2027-03-01", "volume": "800"},
            {"store": "SH01", "driver": "工时", "month": "2027-03-31", "volume": "801"},
            {"store": "X9", "driver": "工时", "month": "2027-03-31", "volume": "1"},
            {"store": "SH02", "driver": "工时", "month": "2027-03-31", "volume": "1"},
        ]
        rows = [
            ImportedRow(number=at, values=importer.schema().load(one))
            for at, one in enumerate(lines, start=2)
        ]
        context = ImportContext(import_id=7, today=date(2027, 11, 10), stores=frozenset({house.store_id}))
        first, again = write(rows, context), write(rows, context)
        assert (len(first.created), len(again.created), len(again.unchanged)) == (2, 0, 2)
        assert sorted(first.faulty) == [4, 5, 6]
        with pytest.raises(ValidationError):
            importer.schema().load({**lines[0], "driver": "unheard of"})
    assert row(house, date(2027, 3, 1)) is not None


@pytest.mark.req("B-03")
def test_forecast_keeps_the_season_and_completes_the_year_before() -> None:
    season = [80, 60, 100, 100, 100, 110, 110, 100, 100, 100, 120, 120]
    known = {
        year * 12 + at: Decimal(one * level // 2)
        for year, level in ((2024, 2), (2025, 3), (2026, 4))
        for at, one in enumerate(season)
    }
    last = 2026 * 12 + 9
    here = forecast_volumes(known, 2026, last, Driver.VISITS)
    assert here is not None
    assert here.known == 10
    assert here.months[10:] == (Decimal(240), Decimal(240))
    following = forecast_volumes(known, 2027, last, Driver.VISITS)
    assert following is not None
    assert following.months == tuple(Decimal(2 * one) for one in season)
    assert (following.known, following.years) == (0, 2)
    assert following.grown(Decimal(10), Decimal(0), Driver.VISITS)[0] == 176


@pytest.mark.req("B-03")
def test_forecast_of_half_a_year_is_its_mean_and_of_nothing_none() -> None:
    known = {2026 * 12 + at: Decimal(30) for at in range(4, 10)}
    found = forecast_volumes(known, 2027, 2026 * 12 + 9, Driver.VISITS)
    assert found is not None
    assert set(found.months) == {30}
    assert found.low is None
    assert forecast_volumes({}, 2027, 2026 * 12 + 9, Driver.VISITS) is None
    assert forecast_volumes(known, 2027, 2026 * 12, Driver.VISITS) is None


@pytest.mark.req("B-03")
def test_page_enters_volumes_and_has_visits_counted(house: House, app: Flask) -> None:
    page = Browser(app.test_client(), house.manager)
    assert "Nothing is known of this volume yet" in page.get("/analysis/volumes").get_data(as_text=True)
    fields = {"store_id": house.store_id, "driver": "labour_hours", "year": 2027}
    wrong = page.post("/analysis/volumes", **fields, m1="-1")
    assert wrong.status_code == 422
    written = page.post("/analysis/volumes", **fields, m1="120.5", m2="100")
    assert written.status_code == 303
    shown = page.get(f"/analysis/volumes?store_id={house.store_id}&driver=labour_hours&year=2027").get_data(
        as_text=True
    )
    at = shown.find('name="m1"')
    assert at > 0, shown[shown.find("<main") :][:3000]
    assert "120.5" in shown[at - 300 : at + 300], shown[at - 300 : at + 300]
    assert page.post("/analysis/volumes/count").status_code == 303
    assert page.post("/analysis/volumes/count").status_code == 303
    with inside(house.group.id):
        asked = session().scalars(select(JobRow.payload).where(JobRow.key == "budget.count_visits")).all()
    assert list(asked) == [{"months": 48}]
    reader = Browser(app.test_client(), member(house.group, role="auditor", name="审计"))
    assert reader.post("/analysis/volumes", **fields, m1="1").status_code == 403
    assert reader.post("/analysis/volumes/count").status_code == 403


@pytest.mark.req("B-03")
def test_sheet_is_offered_volumes_that_history_expects(house: House, app: Flask) -> None:
    with inside(house.group.id, as_member(house.manager)):
        made = new_budget(house.store_id, year=2028)
        write_volumes(house.store_id, Driver.VISITS, 2026, [Decimal(100)] * 12)
        write_volumes(house.store_id, Driver.VISITS, 2027, [*[Decimal(100)] * 10, None, None])
    writer = Browser(app.test_client(), house.manager)
    form = writer.get(f"/{made}/line?store_id={house.store_id}&propose=visits").get_data(as_text=True)
    assert "a proposal and not saved yet" in form
    assert form.count('value="100"') == 12
    nothing = writer.get(f"/{made}/line?store_id={house.store_id}&propose=staff").get_data(as_text=True)
    assert "Nothing is known of this volume at the store yet" in nothing
    assert "proposal" not in writer.get(f"/{made}/line?propose=unheard").get_data(as_text=True)
