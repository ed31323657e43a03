"""The pages and the API of budgets: the whole way through them, and what they refuse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from plugins.budget.models import Budget, BudgetComment, BudgetVersion, Pot, Transfer, VersionState
from plugins.budget.operations import set_aside
from plugins.budget.queries.pots import category_of
from plugins.budget.tests.conftest import Browser, House, furnished
from saas.platform.database import session
from saas.platform.i18n import locale_context
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Person
from saas.testing.factories.members import api_token, as_member
from saas.testing.factories.plugins import switch
from tests.factories.budget import YEAR, budget_in_force, new_budget, spend

Open = Callable[[Person], Browser]


@pytest.fixture
def house(app: Flask) -> Iterator[House]:
    """A group of its own for each test."""
    with locale_context("en"):
        yield furnished()


def text_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.get_data(as_text=True))


def latest(house: House) -> VersionState:
    with inside(house.group.id):
        statement = select(BudgetVersion.state).order_by(BudgetVersion.id.desc()).limit(1)
        return session().scalars(statement).one()


@pytest.mark.req("B-01", "B-04", "B-05", "B-06")
def test_budget_is_written_reviewed_and_put_into_force_on_pages(house: House, browser: Open) -> None:
    writer, finance = browser(house.manager), browser(house.finance)
    begun = writer.post(
        "/new", title="2027 after-sales", year=YEAR, store_id=house.store_id, target_yuan="9000"
    )
    assert begun.status_code == 303
    path = "/" + begun.headers["Location"].rsplit("/", 1)[1]
    with inside(house.group.id):
        parts = category_of("parts")
    months = {f"m{number}": "1000.50" for number in range(1, 13)}
    written = writer.post(f"{path}/line", category_id=parts, store_id=house.store_id, **months)
    assert written.status_code == 303
    page = text_of(writer.get(path))
    assert "¥12,006.00" in page
    assert "¥3,006.00 more than the target" in page
    assert writer.post(f"{path}/write", step="submit", text="").status_code == 303
    assert writer.post(f"{path}/line", category_id=parts, store_id=house.store_id).status_code == 409
    assert finance.post(f"{path}/review", step="start_review", text="").status_code == 303
    assert finance.post(f"{path}/review", step="return", text="").status_code == 422
    assert finance.post(f"{path}/approve", step="approve", text="fine").status_code == 303
    assert finance.post(f"{path}/approve", step="activate", text="").status_code == 303
    assert latest(house) is VersionState.ACTIVE
    board = text_of(writer.get(f"/board?year={YEAR}&until=3"))
    assert "¥3,001.50" in board


def test_step_of_another_right_is_refused(house: House, browser: Open) -> None:
    with inside(house.group.id, as_member(house.manager)):
        made = new_budget(house.store_id)
    assert browser(house.manager).post(f"/{made}/write", step="approve", text="").status_code == 422
    assert browser(house.manager).post(f"/{made}/approve", step="approve", text="").status_code == 403
    assert browser(house.other_manager).get(f"/{made}").status_code == 404


def test_assumptions_are_changed_and_two_people_see_each_other(house: House, browser: Open) -> None:
    with inside(house.group.id, as_member(house.manager)):
        made = new_budget(house.store_id)
    writer = browser(house.manager)
    assert "Growth of demand" in text_of(writer.get(f"/{made}/edit"))
    with inside(house.group.id):
        version = session().get_one(Budget, (house.group.id, made)).row_version
    typed = {"title": "T", "market_percent": "4.5", "demand_percent": "-2", "_version": version}
    assert writer.post(f"/{made}/edit", strategy="Keep", **typed).status_code == 303
    late = writer.post(f"/{made}/edit", strategy="Win", **typed)
    assert late.status_code == 409
    assert "Somebody else changed this" in late.get_data(as_text=True)
    assert "Keep" in text_of(writer.get(f"/{made}"))


def test_line_is_shown_again_and_taken_out(house: House, browser: Open) -> None:
    with inside(house.group.id, as_member(house.manager)):
        made = new_budget(house.store_id)
        parts = category_of("parts")
    writer = browser(house.manager)
    form = text_of(writer.get(f"/{made}/line?category_id={parts}&store_id={house.store_id}"))
    assert 'value="1000' in form
    gone = writer.post(f"/{made}/line/remove", category_id=parts, store_id=house.store_id)
    assert gone.status_code == 303
    assert "No line yet" in text_of(writer.get(f"/{made}"))


@pytest.mark.req("B-05")
def test_comments_are_made_and_settled(house: House, browser: Open) -> None:
    with inside(house.group.id, as_member(house.manager)):
        made = new_budget(house.store_id)
        version = session().scalars(select(BudgetVersion.id)).one()
    finance = browser(house.finance)
    assert finance.post(f"/versions/{version}/comments", text="Too much").status_code == 303
    assert "Too much" in text_of(browser(house.manager).get(f"/{made}"))
    with inside(house.group.id):
        said = session().scalars(select(BudgetComment.id)).one()
    assert browser(house.manager).post(f"/comments/{said}/settle").status_code == 303
    assert finance.post(f"/versions/{version}/comments", text="").status_code == 422
    assert browser(house.other_manager).post(f"/comments/{said}/settle").status_code == 404


@pytest.mark.req("B-06", "B-07")
def test_line_shows_its_bookings_and_asks_for_a_transfer(house: House, browser: Open) -> None:
    budget_in_force(house.group, house.store_id, writer=house.manager, finance=house.finance)
    with inside(house.group.id, as_member(house.manager)):
        set_aside({"order:1": spend(house.store_id, 250)})
        pot = session().scalars(select(Pot.id)).one()
    writer = browser(house.manager)
    page = text_of(writer.get(f"/board/{pot}"))
    assert "PO-1" in page
    assert "¥250.00" in page
    asked = {"from_month": 12, "to_pot_id": pot, "to_month": 3, "amount_yuan": "300", "reason": "Spring"}
    assert writer.post(f"/board/{pot}/transfers", **asked | {"amount_yuan": "1001"}).status_code == 409
    assert writer.post(f"/board/{pot}/transfers", **asked).status_code == 303
    with inside(house.group.id):
        transfer = session().scalars(select(Transfer.id)).one()
    assert "somebody else decides" in text_of(writer.get(f"/transfers/{transfer}"))
    finance = browser(house.finance)
    assert "Decide" in text_of(finance.get(f"/transfers/{transfer}"))
    assert finance.post(f"/transfers/{transfer}/decide", approve="true").status_code == 303
    assert "Approved" in text_of(finance.get("/transfers"))
    assert browser(house.other_manager).get(f"/board/{pot}").status_code == 404


@pytest.mark.req("B-02")
def test_standard_rates_are_set_on_their_page(house: House, browser: Open) -> None:
    with inside(house.group.id):
        parts = category_of("parts")
    finance = browser(house.finance)
    typed = {"category_id": parts, "driver": "visits", "rate_yuan": "12.505", "valid_from": "2027-01-01"}
    assert finance.post("/rates", **typed).status_code == 303
    assert finance.post("/rates", **typed | {"rate_yuan": "13"}).status_code == 303
    page = text_of(finance.get("/rates"))
    assert "¥13.0000" in page
    assert "¥12.5050" not in page
    assert browser(house.manager).get("/rates").status_code == 403


@pytest.mark.req("B-05", "B-06")
def test_programs_go_the_same_way(app: Flask, house: House) -> None:
    rights = ("budget.sheet:read", "budget.sheet:write", "budget.sheet:review", "budget.sheet:approve")
    token = api_token(house.group, *rights, "budget.standard:write", "budget.transfer:request")
    base, client = f"/api/v1/t/{house.group.code}/x/budget", app.test_client()
    headers = {"Authorization": f"Bearer {token}"}

    def send(path: str, **body: Any) -> Any:
        answer = client.post(base + path, json=body, headers=headers)
        assert answer.status_code < 300, answer.get_json()
        return answer.get_json(silent=True)

    with inside(house.group.id):
        parts = category_of("parts")
    made = send("/budgets", title="2027", year=YEAR, store_id=house.store_id)
    path = f"/budgets/{made['id']}"
    send("/rates", category_id=parts, driver="visits", rate_yuan="10", valid_from="2027-01-01")
    volumes = {f"m{number}": 30 for number in range(1, 13)}
    whole = send(f"{path}/lines", category_id=parts, store_id=house.store_id, driver="visits", **volumes)
    assert whole["lines"][0]["total_fen"] == 360_000
    send(f"{path}/write", step="submit")
    send(f"{path}/review", step="start_review")
    send(f"{path}/approve", step="approve")
    assert send(f"{path}/approve", step="activate")["state"] == "active"
    board = client.get(f"{base}/board?year={YEAR}", headers=headers).get_json()
    assert [row["planned_fen"] for row in board["items"]] == [360_000]
    pot = board["items"][0]["id"]
    booked = client.get(f"{base}/board/{pot}/entries", headers=headers).get_json()
    assert {one["kind"] for one in booked["items"]} == {"revise"}
    send(f"/board/{pot}/transfers", from_month=2, to_pot_id=pot, to_month=1, amount_yuan="5", reason="x")
    assert client.get(f"{base}/transfers", headers=headers).get_json()["items"][0]["state"] == "requested"


def test_switched_off_in_the_middle_nothing_is_lost_or_reachable(house: House, browser: Open) -> None:
    other = furnished()
    with inside(house.group.id, as_member(house.manager)):
        made = new_budget(house.store_id)
    with inside(other.group.id, as_member(other.manager)):
        theirs = new_budget(other.store_id)
    writer = browser(house.manager)
    assert writer.post(f"/{made}/write", step="submit", text="").status_code == 303
    switch(house.group, "budget", on=False)
    assert writer.get(f"/{made}").status_code == 404
    assert writer.post(f"/{made}/write", step="withdraw", text="").status_code == 404
    assert browser(other.manager).get(f"/{theirs}").status_code == 200
    switch(house.group, "budget", on=True)
    assert browser(house.finance).post(f"/{made}/review", step="start_review", text="").status_code == 303
    assert latest(house) is VersionState.FINANCE_REVIEW
