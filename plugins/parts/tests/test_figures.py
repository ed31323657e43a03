"""The figures of the stock: counted by hand once and by the page, narrowed, within reach, and the same for programs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import update

from plugins.parts.exporting_figures import FIGURES_EXPORTER, figure_lines
from plugins.parts.models import DemandKind, MovementKind, PartStore, StockClass
from plugins.parts.operations import Asked, Movement, note_history, post
from plugins.parts.permissions import STOCK_READ
from plugins.parts.queries.figures import StockFigureFilter, stock_figures
from plugins.parts.tests.conftest import Browser, Depot
from saas.platform.clock import moved
from saas.platform.database import session
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Person
from saas.testing.factories.members import api_token, as_member
from tests.factories.parts import part

pytestmark = [pytest.mark.usefixtures("english"), pytest.mark.req("P-02")]

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)


def moves(store_id: int, part_id: int, *lines: tuple[date, MovementKind, int, int]) -> None:
    """So many came or went at a cost on days."""
    for number, (day, kind, quantity, cost) in enumerate(lines):
        movement = Movement(
            part_id=part_id,
            store_id=store_id,
            kind=kind,
            quantity=Decimal(quantity),
            unit_cost=Decimal(cost) if quantity > 0 else None,
            key=f"figures:{store_id}:{part_id}:{number}",
        )
        post([movement], moment=datetime(day.year, day.month, day.day, 4, tzinfo=UTC))


@pytest.fixture(scope="module")
def lived(depot: Depot) -> Depot:
    """One part that came in October, went out to nothing and came again; one that rests since January; one elsewhere."""
    with moved(NOON), inside(depot.group.id, as_member(depot.manager)) as work:
        sold, rests, far = part().id, part().id, part().id
        moves(
            depot.store_id,
            sold,
            (date(2026, 10, 1), MovementKind.OPENING, 10, 1000),
            (date(2026, 10, 15), MovementKind.ISSUE, -4, 0),
            (date(2026, 11, 10), MovementKind.ISSUE, -6, 0),
            (date(2026, 11, 12), MovementKind.RECEIPT, 8, 1000),
        )
        moves(depot.store_id, rests, (date(2026, 1, 5), MovementKind.RECEIPT, 5, 200))
        moves(depot.other_id, far, (date(2026, 11, 2), MovementKind.RECEIPT, 3, 100))
        work.execute(
            update(PartStore).where(PartStore.part_id == rests).values(own_class=StockClass.UNCOMMON)
        )
        for kind, quantity, month in (
            (DemandKind.SALE, 4, 10),
            (DemandKind.SALE, 6, 11),
            (DemandKind.LOST, 2, 11),
            (DemandKind.TRANSFER_REQUEST, 9, 11),
        ):
            asked = Asked(
                part_id=sold,
                store_id=depot.store_id,
                kind=kind,
                quantity=Decimal(quantity),
                day=date(2026, month, 10),
                key=f"figures:{kind}:{month}",
            )
            note_history([asked])
        session().flush()
    return depot


def test_figures_are_those_counted_by_hand(lived: Depot) -> None:
    with moved(NOON), inside(lived.group.id, as_member(lived.clerk)):
        found = stock_figures(StockFigureFilter())
        assert (found.first, found.last) == (date(2025, 12, 1), date(2026, 11, 20))
        assert [row.key for row in found.stores] == [lived.store_id]
        assert [row.key for row in found.classes] == ["uncommon", ""]
        rests, sold = (row.measured for row in found.classes)

        # 10 went out in 51 days, over the mean of 6 and 8 at the ends of the months.
        assert (sold.value_fen, sold.mean_fen, sold.used_fen) == (8000, 7000, 10000)
        assert sold.turnover == pytest.approx(10000 * 365 / (7000 * 51))
        assert sold.supply_days == pytest.approx(8000 * 51 / 10000)
        assert (sold.asked, sold.met, sold.ran_out, sold.obsolete_share) == (Decimal(12), Decimal(10), 1, 0.0)
        assert sold.fill == pytest.approx(10 / 12)
        assert (rests.obsolete_fen, rests.obsolete_share, rests.turnover) == (1000, 1.0, 0)
        assert (rests.fill, rests.supply_days, rests.stocked, rests.empty) == (None, None, 1, 0)

        # Together since January 5: nine months with 1,000, then 7,000 and 9,000.
        whole = found.whole
        assert whole.mean_fen == round(25000 / 11)
        assert whole.turnover == pytest.approx(10000 * 365 * 11 / (25000 * 320))
        assert whole.obsolete_share == pytest.approx(1 / 9)
        months = {row.key: row.measured for row in found.months}
        assert len(months) == 12
        october, november = months["2026-10"], months["2026-11"]
        assert (october.value_fen, november.value_fen, months["2025-12"].value_fen) == (7000, 9000, 0)
        assert october.turnover == pytest.approx(4000 * 365 / (4000 * 31))
        assert november.turnover == pytest.approx(6000 * 365 / (8000 * 20))
        assert (october.fill, november.fill, november.ran_out) == (1, 0.75, 1)
        assert months["2026-09"].turnover == 0
        assert months["2025-12"].turnover is None

        uncommon = stock_figures(StockFigureFilter(stock_class=StockClass.UNCOMMON)).whole
        assert uncommon == rests
        assert stock_figures(StockFigureFilter(store_id=lived.other_id)).whole.value_fen == 0
    with moved(NOON), inside(lived.group.id, as_member(lived.manager)):
        assert stock_figures(StockFigureFilter()).whole.value_fen == 9300
        assert stock_figures(StockFigureFilter(store_id=lived.other_id)).whole.value_fen == 300


def test_page_and_program_show_the_figures_within_reach(
    app: Flask, lived: Depot, browser: Callable[[Person], Browser]
) -> None:
    page = browser(lived.clerk).get("/figures")
    assert page.status_code == 200
    assert "¥90.00" in page.text
    assert "¥93.00" not in page.text
    narrowed = browser(lived.manager).get(f"/figures?store_id={lived.other_id}&stock_class=seasonal")
    assert "No figures for this period yet" in narrowed.text

    token = api_token(lived.group, STOCK_READ)
    told = app.test_client().get(
        f"/api/v1/t/{lived.group.code}/x/parts/figures?stock_class=uncommon",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert told.status_code == 200
    assert told.json is not None
    assert told.json["whole"]["value_fen"] == 1000
    assert [row["key"] for row in told.json["classes"]] == ["uncommon"]


def test_figures_go_out_as_a_table_of_what_is_within_reach(
    lived: Depot, browser: Callable[[Person], Browser]
) -> None:
    with moved(NOON), inside(lived.group.id, as_member(lived.manager)):
        lines = list(figure_lines({"store_id": lived.store_id}, 100))
        columns = [str(column) for column in FIGURES_EXPORTER.columns]
    assert [line[0] for line in lines] == ["All", *["Month"] * 12, "Store", "Class", "Class"]
    assert {len(line) for line in lines} == {len(columns)}
    whole, november, sold = (dict(zip(columns, lines[place], strict=True)) for place in (0, 12, -1))
    assert (whole["Value in yuan"], whole["Times run out"], whole["Obsolete value in yuan"]) == (
        90.0,
        1,
        10.0,
    )
    assert (november["Name"], november["Served from stock"], november["Empty now"]) == ("2026-11", 0.75, None)
    assert (sold["Name"], sold["Units asked for"], sold["Parts that are kept"]) == ("No class yet", "12", 1)
    assert (
        "/exports/parts.figures?store_id="
        in browser(lived.manager).get(f"/figures?store_id={lived.store_id}").text
    )
    assert "/exports/parts.figures" not in browser(lived.advisor).get("/figures").text
