"""Past costs from files: what is taken, what is refused and why, and where they count."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from marshmallow import ValidationError
from sqlalchemy import func, select

from plugins.budget.analysis.behaviour import behaviour
from plugins.budget.analysis.structure import structure
from plugins.budget.analysis.trend import trend
from plugins.budget.importing_costs import PAST_COSTS, write
from plugins.budget.models import Cell, Driver, PastCost, Pot
from plugins.budget.months import Span
from plugins.budget.operations import MonthVolume, keep_volumes
from plugins.budget.queries.analysis import Dimension, Extent, monthly
from plugins.budget.queries.past_costs import first_known, last_past
from plugins.budget.tests.analysing import balance, driven_budget, place_of
from plugins.budget.tests.conftest import Browser, House
from saas.core.organisation.models import Department
from saas.platform.database import session
from saas.plugin_api import ImportContext, ImportedRow, ImportResult
from saas.testing.factories.application import inside
from saas.testing.factories.members import as_member
from tests.factories.budget import YEAR

TODAY = date(2027, 11, 10)


def brought(house: House, lines: Iterable[tuple[str, ...]], import_id: int = 1) -> ImportResult:
    """What becomes of rows of month, store, department, category and amount that finance brings in."""
    names = ("month", "store", "department", "category", "amount")
    rows = [
        ImportedRow(
            number=at,
            values=PAST_COSTS.schema().load(
                {name: value for name, value in zip(names, line, strict=True) if value}
            ),
        )
        for at, line in enumerate(lines, start=2)
    ]
    with inside(house.group.id, as_member(house.finance)):
        # The first file is a store manager's, who may not write to the second store.
        stores = frozenset({house.store_id}) if import_id < 9 else None
        return write(rows, ImportContext(import_id=import_id, today=TODAY, stores=stores))


def in_force(house: House, store_id: int) -> None:
    """A budget of 2027 in force in a store."""
    writer = house.manager if store_id == house.store_id else house.other_manager
    driven_budget(house.group, store_id, writer, house.finance, {Driver.VISITS: ("materials", 10, 5)})


@pytest.mark.req("B-02")
def test_file_comes_in_once_is_corrected_by_a_later_one_and_says_what_is_wrong(house: House) -> None:
    with inside(house.group.id) as work:
        work.add(Department(name="钣喷车间", store_id=house.store_id))
        work.flush()
        balance(place_of("travel", house.store_id), 2025, {3: (0, 7)})
    in_force(house, house.store_id)
    lines = [
        ("2024-01-31", "sh01", "", "差旅", "¥1,234.50"),
        ("2024-01-01", "SH01", "钣喷车间", "Travel", "10"),
        ("2024-02-01", "SH01", "", "travel", "0"),
        ("2024-02-01", "XX", "", "travel", "1"),
        ("2024-02-01", "SH02", "", "travel", "1"),
        ("2024-02-01", "SH01", "没有的部门", "travel", "1"),
        ("2024-02-01", "SH01", "", "没有的类别", "1"),
        (f"{YEAR}-11-01", "SH01", "", "travel", "1"),
        (f"{YEAR}-01-01", "SH01", "", "travel", "1"),
        ("2025-03-01", "SH01", "", "travel", "1"),
        ("2024-01-15", "SH01", "", "差旅", "99"),
    ]
    first, again = brought(house, lines), brought(house, lines)
    assert (len(first.created), len(first.updated)) == (3, 0)
    assert (len(again.created), len(again.updated), len(again.unchanged)) == (0, 0, 3)
    told = {number: str(text).split(":")[0] for number, text in first.faulty.items()}
    assert told == {
        5: "Store", 6: "Store", 7: "Department", 8: "Category", 9: "Month", 10: "Month", 11: "Month", 12: "Amount",
    }  # fmt: skip
    assert {key: str(one) for key, one in again.faulty.items()} == {
        key: str(one) for key, one in first.faulty.items()
    }
    # Of one file in two pieces a second row for the same is refused, of a later file it is a correction.
    other = [("2024-01-01", "SH01", "", "差旅", "2000")]
    assert list(brought(house, other).faulty) == [2]
    corrected = brought(house, other, import_id=2)
    assert (len(corrected.created), len(corrected.updated), len(corrected.faulty)) == (0, 1, 0)
    with inside(house.group.id):
        total = select(func.count(), func.sum(PastCost.amount_fen)).where(PastCost.store_id == house.store_id)
        assert tuple(session().execute(total).one()) == (3, 2010_00)
    for wrong in ("-1", "1.234", "much"):
        with pytest.raises(ValidationError) as refused:
            PAST_COSTS.schema().load({"month": "2024-01-01", "store": "x", "category": "y", "amount": wrong})
        assert isinstance(refused.value.messages, dict)
        assert list(refused.value.messages) == ["amount"]


@pytest.mark.req("B-02", "B-17", "B-18")
def test_past_costs_count_in_analysis_until_the_first_budget_and_in_no_balance(
    house: House, app: Flask
) -> None:
    lines = [(f"2026-{month:02d}-01", "SH02", "", "rent", f"{100 + month}") for month in range(1, 13)]
    extent = Extent(store_id=house.other_store_id)
    span = Span.of_year(2026)
    with inside(house.group.id, as_member(house.finance)):
        spent = select(func.coalesce(func.sum(Cell.actual_fen), 0))
        before = session().scalar(spent)
        assert first_known(extent) is None
    assert len(brought(house, lines, import_id=9).created) == 12
    with inside(house.group.id, as_member(house.finance)):
        assert session().scalar(spent) == before
        assert monthly(extent, span) == {}
        shown = trend(extent, 2027, 2027 * 12 + 9)
        assert [one.before_fen for one in shown.months] == [(100 + month) * 100 for month in range(1, 13)]
        assert shown.forecast is not None
        assert structure(Dimension.CATEGORY, extent, span, span.a_year_before()).actual_fen == 1278_00
        keep_volumes(
            [
                MonthVolume(
                    store_id=house.other_store_id,
                    driver=Driver.STAFF,
                    month=date(2026, month, 1),
                    volume=Decimal(month),
                )
                for month in range(1, 13)
            ]
        )
        line = behaviour(extent, Driver.STAFF, 2026 * 12 + 11)
        assert len(line.months) == 12
        assert line.split.fit is not None
        assert round(line.split.fit.slope.value) == 100
        assert (first_known(extent), last_past(extent)) == (span.first, date(2026, 12, 1))
    page = Browser(app.test_client(), house.finance)
    assert "Costs until 2026-12 were brought in" in page.get(
        f"/analysis/trend?year=2027&store_id={house.other_store_id}"
    ).get_data(as_text=True)
    in_force(house, house.other_store_id)
    with inside(house.group.id):
        mine = (Pot.store_id == house.other_store_id, Pot.budget_id.is_not(None))
        made = session().scalars(select(Pot.id).where(*mine)).one()
        cell = session().scalars(select(Cell).where(Cell.pot_id == made, Cell.month == 1)).one()
        assert cell.planned_fen > 0
    # A budget of 2027 leaves 2026 as it is; one that planned June 2026 would be told by the ledger from there on.
    with inside(house.group.id, as_member(house.finance)):
        assert last_past(extent) == date(2026, 12, 1)
        place = place_of("rent", house.other_store_id)
        balance(place, 2026, {6: (50, 20)})
        pots = session().scalars(select(Cell.pot_id).where(Cell.actual_fen == 20_00)).all()
        _give_budget(pots[0], made)
        assert last_past(extent) == date(2026, 5, 1)
        assert trend(extent, 2027, 2027 * 12 + 9).months[5].before_fen == 20_00


def _give_budget(pot_id: int, other_pot_id: int) -> None:
    """Have a pot's money come from the budget of another one."""
    budget = session().scalars(select(Pot.budget_id).where(Pot.id == other_pot_id)).one()
    session().scalars(select(Pot).where(Pot.id == pot_id)).one().budget_id = budget
    session().flush()
