"""Files: the catalogue and opening stock come in once and again without harm; stock goes out within reach."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from marshmallow import ValidationError
from sqlalchemy import func, select

from plugins.parts.exporting import stock_lines
from plugins.parts.importers.catalogue import CATALOGUE_IMPORTER, PartsCatalogueRow
from plugins.parts.importers.opening import OPENING_IMPORTER, PartsOpeningRow
from plugins.parts.importers.terms import TERMS_IMPORTER, PartsTermsRow
from plugins.parts.models import (
    Balance,
    CountSession,
    CountState,
    DemandEvent,
    LedgerEntry,
    Lot,
    MovementKind,
    Part,
    PartStore,
    QualityClass,
    Reservation,
    SupplierPart,
    Unit,
)
from plugins.parts.offer import PriceBreak
from plugins.parts.tests.conftest import Depot
from saas.platform.clock import today
from saas.platform.database import session
from saas.platform.plugins.calls import tell_plugin
from saas.platform.plugins.hooks import seed_demo
from saas.plugin_api import ImportContext, ImportedRow, ImportResult
from saas.testing.factories.application import inside
from saas.testing.factories.groups import store
from saas.testing.factories.members import as_member, member
from tests.factories.parts import group_with_parts, part, stock_up, supplier, terms

pytestmark = pytest.mark.usefixtures("english")


def rows(schema: Any, *lines: dict[str, Any]) -> list[ImportedRow]:
    return [
        ImportedRow(number=number, values=schema().load(line)) for number, line in enumerate(lines, start=2)
    ]


def context(*stores: int) -> ImportContext:
    return ImportContext(
        import_id=7, today=today("Asia/Shanghai"), stores=frozenset(stores) if stores else None
    )


def catalogue(*lines: dict[str, Any]) -> ImportResult:
    return CATALOGUE_IMPORTER.write(rows(PartsCatalogueRow, *lines), context())


def opening(*lines: dict[str, Any], stores: tuple[int, ...] = ()) -> ImportResult:
    return OPENING_IMPORTER.write(rows(PartsOpeningRow, *lines), context(*stores))


def price_list(*lines: dict[str, Any]) -> ImportResult:
    return TERMS_IMPORTER.write(rows(PartsTermsRow, *[dict(line) for line in lines]), context())


def test_same_catalogue_again_changes_nothing_and_empty_cells_take_nothing_away(depot: Depot) -> None:
    line: dict[str, Any] = {"number": "cat-1", "name": "机油滤清器", "brand": "曼牌", "quality": "同质件"}
    line |= {"unit": "个", "pack": "1,000.5", "unit_cost": 3250}
    with inside(depot.group.id, as_member(depot.manager)):
        first, again = catalogue(line, {"number": "CAT-2", "name": "火花塞"}), catalogue(line)
        other = catalogue({"number": "CAT-1", "brand": "曼牌", "list_price_fen": 4900})
        made = session().scalars(select(Part).where(Part.number == "CAT-1")).one()

        assert (len(first.created), len(again.unchanged), len(other.updated)) == (2, 1, 1)
        assert (made.name, made.quality, made.unit) == ("机油滤清器", QualityClass.SAME_QUALITY, Unit.PIECE)
        assert (made.pack, made.unit_cost, made.list_price_fen) == (Decimal("1000.5"), Decimal(3250), 4900)


@pytest.mark.parametrize(
    "wrong", [{"quality": "不知道"}, {"unit": "箱子"}, {"pack": "0"}, {"pack": "many"}, {"unit_cost": -1}]
)
def test_row_of_a_catalogue_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        PartsCatalogueRow().load({"number": "X", **wrong})


def test_opening_stock_comes_in_once_through_the_ledger(depot: Depot) -> None:
    with inside(depot.group.id, as_member(depot.manager)):
        one = part(number="OPEN-1").id
        lines = (
            {"store": "sh01", "number": "open-1", "quantity": "12.5", "unit_cost": 2000, "bin": "A-1"},
            {
                "store": "SH01",
                "number": "OPEN-1",
                "quantity": "3",
                "lot_no": "L9",
                "expires_on": "2031-01-31",
            },
        )
        first, again = opening(*lines), opening(*lines)
        changed = opening({**lines[0], "quantity": "13"})
        balance = session().scalars(select(Balance).where(Balance.part_id == one)).one()
        moves = session().scalars(select(LedgerEntry).where(LedgerEntry.part_id == one)).all()

        assert (len(first.created), len(again.created), len(again.unchanged)) == (2, 0, 2)
        assert list(changed.faulty) == [2]
        assert (balance.on_hand, balance.average_cost) == (Decimal("15.5"), Decimal(2000))
        assert {(move.kind, move.document) for move in moves} == {(MovementKind.OPENING, "import:7")}
        assert session().scalars(select(PartStore.bin).where(PartStore.part_id == one)).one() == "A-1"
        assert session().scalars(select(Lot.lot_no).where(Lot.part_id == one)).all() == ["L9"]


@pytest.mark.req("P-06")
def test_price_list_comes_in_once_and_never_contradicts_lower_prices(depot: Depot) -> None:
    with inside(depot.group.id, as_member(depot.manager)):
        seller, twin = supplier("甲供应商", code="LIST-1"), supplier("甲供应商", code="LIST-2")
        one, two = part(number="LIST-A").id, part(number="LIST-B").id
        lower = [PriceBreak(quantity=Decimal(10), unit_price=Decimal(800))]
        terms(seller.id, two, 1000, valid_from=date(2026, 3, 1), breaks=lower)
        line: dict[str, Any] = {"supplier": "list-1", "number": "list-a", "unit_price": 1250, "pack": "2"}
        line |= {"valid_from": "2026-03-01", "approved": "是", "lead_days": 4, "quality": "原厂"}
        first, again = price_list(line), price_list(line)
        less = price_list(
            {"supplier": "LIST-1", "number": "LIST-A", "valid_from": "2026-03-01", "minimum": "6"}
        )
        wrong = price_list(
            {**line, "number": "LIST-B", "unit_price": 700, "pack": "1", "lead_days": None},
            {**line, "supplier": "甲供应商"},
            {**line, "supplier": "nobody"},
            {**line, "number": "NOWHERE"},
            {**line, "valid_from": None, "unit_price": None},
            line,
            {**line, "unit_price": 1},
        )
        mine = select(SupplierPart).where(SupplierPart.part_id == one)
        kept = session().scalars(mine).one()
        other = session().scalars(select(SupplierPart).where(SupplierPart.part_id == two)).one()

        assert (len(first.created), len(again.unchanged), len(less.updated)) == (1, 1, 1)
        assert sorted(wrong.faulty) == [2, 3, 4, 5, 6, 8]
        assert (wrong.created, wrong.updated, len(wrong.unchanged)) == (set(), set(), 1)
        assert kept.supplier_id == seller.id
        assert [kept.unit_price, kept.pack, kept.minimum] == [1250, 2, 6]
        assert (kept.approved, kept.lead_days, twin.id == kept.supplier_id) == (True, 4, False)
        assert [other.unit_price, len(other.breaks)] == [1000, 1]


def test_opening_stock_names_what_keeps_a_row_out(depot: Depot) -> None:
    with inside(depot.group.id, as_member(depot.manager)):
        part(number="TWIN", brand="甲")
        part(number="TWIN", brand="乙")
        at = {"store": "SH01", "quantity": "1"}
        found = opening(
            {**at, "number": "TWIN"},
            {**at, "number": "TWIN", "brand": "甲"},
            {**at, "number": "NOWHERE"},
            {**at, "number": "TWIN", "brand": "甲", "store": "X99"},
            {**at, "number": "TWIN", "brand": "甲", "store": "SH02"},
            {**at, "number": "TWIN", "brand": "甲", "quantity": "2"},
            stores=(depot.store_id,),
        )
        told = {row: str(why) for row, why in found.faulty.items()}
        assert len(found.created) == 1
        assert [told[row][:12] for row in (2, 4, 5, 6, 7)] == [
            "Several bran",
            "This part is",
            "There is no ",
            "You may not ",
            "Opening stoc",
        ]


def test_export_holds_the_stores_within_reach_only(depot: Depot) -> None:
    with inside(depot.group.id, as_member(depot.manager)):
        one = part(number="OUT-1").id
        stock_up(one, depot.store_id, 3, 2350)
        stock_up(one, depot.other_id, 9)
    with inside(depot.group.id, as_member(depot.head)):
        (line,) = stock_lines({"text": "OUT-1"}, 10)
        assert (line[0], line[6], line[8], line[-1]) == ("OUT-1", "3", "3", "70.50")


def test_demo_tells_a_history_whose_books_are_right() -> None:
    made = group_with_parts()
    at = store(made, code="D01")
    with inside(made.id, as_member(member(made, role="parts_manager"))) as work:
        (answer,) = tell_plugin("parts", seed_demo, tenant_id=made.id, rng=Random(3), size=0.2)
        assert not answer.failed
        books = dict(
            work.execute(select(LedgerEntry.part_id, func.sum(LedgerEntry.quantity)).group_by(LedgerEntry.part_id)).all()
        )  # fmt: skip
        balances = {
            row.part_id: row.on_hand for row in work.scalars(select(Balance).where(Balance.store_id == at))
        }
        span = work.execute(select(func.min(DemandEvent.day), func.max(DemandEvent.day))).one()

        assert books == balances
        assert (span[1] - span[0]).days > 400
        assert work.scalar(select(func.count()).select_from(Reservation)) == 2
        assert work.scalars(select(CountSession.state)).one() is CountState.REVIEW
