"""Limits of expenses: which one holds, what a claim above it is told, and that a hard one refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from plugins.budget.claim_limits import LimitRow, Whose, limit_that_holds
from plugins.budget.claim_words import check_text
from plugins.budget.models import ClaimLine, CostKind, ExpenseLimit
from plugins.budget.operations import CategoryDetails, LimitDetails, add_category, set_limit
from plugins.budget.operations.claim_lines import LineDetails, edit_line
from plugins.budget.operations.claim_submitting import submit_claim
from plugins.budget.tests.claiming import Desk, acting, desk, did, stored
from plugins.budget.tests.conftest import Browser
from saas.core.accounts.models import Member
from saas.core.organisation.models import Employee, Store
from saas.platform.clock import today
from saas.platform.database import session
from saas.platform.errors import Conflict, Forbidden, Invalid
from saas.platform.i18n import locale_context
from saas.platform.plugins import change_settings
from saas.testing.factories.application import inside
from saas.testing.factories.members import as_member
from tests.factories.claims import claim, claim_line

SINCE = date(2024, 1, 1)


@pytest.fixture(scope="module")
def at(app: Flask) -> Desk:
    """A desk whose store is in Shanghai and whose claimant is an adviser by the staff list."""
    with locale_context("en"):
        made = desk()
    with inside(made.group.id) as work:
        work.get_one(Store, (made.group.id, made.store_id)).city = "上海"
        adviser = Employee(employee_no="A1", name="顾问", store_id=made.store_id, position="服务顾问")
        work.add(adviser)
        work.flush()
        work.get_one(Member, (made.group.id, made.claimant.member_id)).employee_id = adviser.id
    return made


def category(at: Desk, name: str, parent_id: int | None = None) -> int:
    details = CategoryDetails(name_zh=name, name_en=name, kind=CostKind.INDIRECT, parent_id=parent_id)
    with acting(at.finance):
        return add_category(details).id


def limit(at: Desk, category_id: int, fen: int | None, **fields: Any) -> int:
    with acting(at.finance):
        details = LimitDetails(
            **{"category_id": category_id, "amount_fen": fen, "valid_from": SINCE, **fields}
        )
        return set_limit(details).id


def drafted(at: Desk, **fields: Any) -> int:
    with acting(at.claimant):
        made = claim(at.store_id)
        claim_line(made.id, **fields)
        return made.id


def found(at: Desk, **fields: Any) -> dict[str, Any]:
    """What the machine says of the limits of a claim of one line that is handed in."""
    claim_id = drafted(at, **fields)
    did(at.claimant, lambda: submit_claim(claim_id))
    return next(one for one in stored(at, claim_id).checks if one["check"] == "limit")


@pytest.mark.req("B-14")
def test_most_specific_row_holds_on_the_day() -> None:
    def row(category_id: int, position: str, city: str, fen: int | None, since: date = SINCE) -> LimitRow:
        return LimitRow(
            category_id=category_id,
            position=position,
            city=city,
            valid_from=since,
            amount_fen=fen,
            hard=False,
        )

    rows = [
        row(1, "", "", 10), row(1, "顾问", "上海", 11), row(2, "", "", 20), row(2, "", "上海", 21),
        row(2, "顾问", "", 22), row(2, "顾问", "上海", 23), row(2, "顾问", "上海", None, date(2026, 1, 1)),
    ]  # fmt: skip
    both, day = Whose(position="顾问", city="上海"), date(2025, 6, 1)

    def fen(categories: list[int], whose: Whose, on: date = day) -> int | None:
        held = limit_that_holds(rows, categories, whose, on)
        return held.amount_fen if held else -1

    assert fen([2, 1], both) == 23
    assert fen([2, 1], Whose(position="顾问", city="苏州")) == 22
    assert fen([2, 1], Whose(position="经理", city="上海")) == 21
    # The nearest category comes before all else, also where it says less of whom and where.
    assert fen([2, 1], Whose(position="", city="")) == 20
    assert fen([3, 1], both) == 11
    assert fen([3, 1], Whose(position="", city="")) == 10
    assert fen([2, 1], both, date(2026, 1, 1)) is None
    assert fen([2, 1], both, date(2023, 12, 31)) == -1
    assert fen([3], both) == -1


@pytest.mark.req("B-14")
def test_claim_above_a_limit_names_it_with_what_was_claimed_and_how_to_mend_it(at: Desk) -> None:
    travel = category(at, "Trips")
    lodging = category(at, "Nights", travel)
    limit(at, travel, 900_00)
    assert found(at, category_id=lodging, amount_fen=900_00)["level"] == "green"
    above = found(at, category_id=lodging, amount_fen=900_01)
    assert (above["level"], above["lines"]) == ("amber", [1])
    limit(at, lodging, 400_00, position="服务顾问", city="上海")
    above = found(at, category_id=lodging, amount_fen=896_00, quantity=2)
    told = check_text(above)
    for piece in (
        "Line 1",
        "¥896.00",
        "¥800.00",
        "Nights · 服务顾问 · 上海",
        "2 times ¥400.00",
        "note of the line",
    ):
        assert piece in told
    assert found(at, category_id=lodging, amount_fen=896_00, quantity=3)["level"] == "green"
    # A row comes before the store's own amount, one that limits nothing too.
    with inside(at.group.id, as_member(at.group.admin)):
        change_settings("budget", {"claim_line_limit": 100}, store_id=at.store_id)
    assert found(at, category_id=lodging, amount_fen=300_00)["level"] == "green"
    other = category(at, "Other things")
    assert "any expense" in check_text(found(at, category_id=other, amount_fen=300_00))
    limit(at, other, None, valid_from=SINCE + timedelta(days=1))
    assert found(at, category_id=other, amount_fen=300_00)["level"] == "green"
    with inside(at.group.id, as_member(at.group.admin)):
        change_settings("budget", {"claim_line_limit": None}, store_id=at.store_id)


@pytest.mark.req("B-14")
def test_hard_limit_refuses_until_the_claim_is_mended(at: Desk) -> None:
    kind = category(at, "Meals")
    limit(at, kind, 200_00, hard=True)
    made = drafted(at, category_id=kind, amount_fen=500_00)
    with (
        acting(at.claimant),
        pytest.raises(Conflict, match=r"Line 1: ¥500\.00 claimed, the limit of Meals is ¥200\.00"),
    ):
        submit_claim(made)
    assert (stored(at, made).round, stored(at, made).checks) == (0, [])
    with acting(at.claimant):
        line = session().scalars(select(ClaimLine).where(ClaimLine.claim_id == made)).one()
        details = LineDetails(
            category_id=kind,
            spent_on=today("Asia/Shanghai"),
            amount_fen=500_00,
            quantity=3,
            invoice_no="7788",
        )
        edit_line(made, line.id, details, version=line.row_version)
        assert submit_claim(made).round == 1


@pytest.mark.req("B-14")
def test_limit_is_set_once_for_a_day_by_whoever_may(at: Desk, browser: Callable[..., Browser]) -> None:
    kind = category(at, "Rides")
    first, again = limit(at, kind, 50_00), limit(at, kind, 60_00, hard=True)
    assert first == again
    with inside(at.group.id) as work:
        mine = select(func.count(), func.min(ExpenseLimit.amount_fen), func.max(ExpenseLimit.row_version))
        assert tuple(work.execute(mine.where(ExpenseLimit.category_id == kind)).one()) == (1, 60_00, 2)
    for wrong in ({"position": "船长"}, {"city": "北京"}, {}):
        with pytest.raises(Invalid):
            limit(at, kind if wrong else 10**9, 1, **wrong)
    with acting(at.head), pytest.raises(Forbidden):
        set_limit(LimitDetails(category_id=kind, amount_fen=1, valid_from=SINCE))
    page = browser(at.finance)
    fields = {"category_id": kind, "amount_yuan": "75", "valid_from": "2025-01-01", "position": "服务顾问"}
    assert page.post("/limits", **fields, city="上海").status_code == 303
    assert page.post("/limits", **fields, city="北京").status_code == 422
    shown = page.get("/limits").get_data(as_text=True)
    assert "¥75.00" in shown
    assert "上海" in shown
    assert browser(at.claimant).get("/limits").status_code == 403
