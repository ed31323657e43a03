"""The demo at a small scale: founded, interrupted, gone on with, and looked through for the impossible."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from plugins.budget.claim_states import ClaimState
from saas.core.accounts.operations import sign_in
from saas.core.accounts.passwords import DEMO_PASSWORD
from saas.demo.cast import CASTS, HUATONG, YUANHANG, Cast
from saas.demo.consistency import impossible
from saas.demo.filling import Filling, fill, is_strange
from saas.demo.founding import ZONE, find_group
from saas.demo.sign_ins import sign_ins_text
from saas.platform.clock import moved
from saas.testing.factories.application import inside

DAYS = 12
COUNTED = (
    *("tenant", "account", "store", "member", "employee", "customer", "vehicle", "service_record"),
    *("followup_task", "contact_attempt", "followup_answer", "followup_run", "consent_event", "audit_entry"),
)
OF_PLUGINS = {
    "studies": "SELECT state FROM kano_study ORDER BY state",
    "cycles": "SELECT month || ' ' || state FROM kano_cycle ORDER BY month",
    "marks": "SELECT c.member_id = r.rater_id FROM kano_rating r JOIN kano_card c ON c.id = r.card_id",
    "budgets": "SELECT state FROM budget_version ORDER BY state",
    "claims": "SELECT DISTINCT state FROM budget_expense_claim ORDER BY state",
    "requests": "SELECT DISTINCT state FROM budget_overbudget_request",
    "parts": "SELECT 1 FROM parts_ledger LIMIT 1",
}


class Interrupted(Exception):
    """The run ends here, as if somebody had pressed Ctrl-C."""


def told_until(word: str) -> None:
    if "ten years are there" in word:
        raise Interrupted


@contextmanager
def looking_at(code: str) -> Iterator[Session]:
    known = find_group(code)
    assert known is not None
    with inside(known[0]) as work:
        yield work


@contextmanager
def undone(code: str) -> Iterator[Session]:
    with looking_at(code) as work:
        yield work
        work.rollback()


def counts(code: str) -> dict[str, int]:
    with looking_at(code) as work:
        return {name: work.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in COUNTED}


@pytest.fixture(scope="module", autouse=True)
def _one_evening() -> Iterator[None]:
    """The people and their days are drawn by the day on which all ends; here it is always the same one."""
    with moved(datetime(2026, 11, 22, 22, tzinfo=ZONE)):
        yield


@pytest.fixture(scope="module")
def filling(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Filling:
    var = tmp_path_factory.mktemp("demo")
    with app.app_context():
        with pytest.raises(Interrupted):
            fill(Filling(var=var, tell=told_until, days=DAYS, scale=0.04))
        filling = Filling(var=var, tell=lambda _line: None, days=DAYS, scale=0.04)
        fill(filling)
    return filling


def test_demo_lets_plugins_make_a_history_once(app: Flask, filling: Filling) -> None:
    statement = text("SELECT count(*) FROM complaints_case WHERE channel <> 'followup_call'")
    with app.app_context():
        fill(filling)
        for code in (HUATONG.code, YUANHANG.code):
            with looking_at(code) as work:
                assert work.execute(statement).scalar_one() == 2


@pytest.mark.parametrize("code", [HUATONG.code, YUANHANG.code])
def test_demo_has_something_of_every_plugin_that_a_group_has_on(
    app: Flask, filling: Filling, code: str
) -> None:
    with app.app_context(), looking_at(code) as work:
        made = {name: work.execute(text(statement)).scalars().all() for name, statement in OF_PLUGINS.items()}
        stores = work.execute(text("SELECT count(*) FROM store")).scalar_one()
    assert made["studies"] == ["analysed", "collecting", "draft", "published"]
    assert made["cycles"] == ["2026-10 published", "2026-11 open"]
    assert made["marks"]
    assert not any(made["marks"])
    assert made["budgets"] == [*["active"] * 2 * stores, "finance_review"]
    assert made["claims"] == sorted(state.value for state in ClaimState if state is not ClaimState.CANCELLED)
    assert made["requests"] == ["requested"]
    assert made["parts"]


@pytest.mark.parametrize("cast", CASTS)
def test_demo_has_somebody_of_every_role_that_its_plugins_work_with(cast: Cast) -> None:
    roles = {role for person in (*cast.people, *cast.guests) for role in person.roles}
    assert roles >= {"appraisal_admin", "complaint_manager", "department_head", "finance_reviewer", "payer"}
    assert cast.with_role("parts_manager")


def test_demo_shows_requests_about_own_data_on_their_way_and_answered(app: Flask, filling: Filling) -> None:
    statement = text("SELECT state, count(*) AS number FROM subject_request GROUP BY state")
    with app.app_context(), looking_at(HUATONG.code) as work:
        found = {row.state: row.number for row in work.execute(statement)}
    assert set(found) >= {"received", "proposed", "done", "refused"}
    assert sum(found.values()) == 8


@pytest.mark.parametrize(("code", "calls"), [(HUATONG.code, 8), (YUANHANG.code, 0)])
def test_demo_shows_work_and_nothing_impossible(app: Flask, filling: Filling, code: str, calls: int) -> None:
    with app.app_context():
        found = counts(code)
        assert found["customer"] > 8
        assert found["service_record"] > found["vehicle"]
        assert found["contact_attempt"] >= max(found["followup_answer"] / 3, calls)
        assert found["followup_run"] >= DAYS - 1
        with looking_at(code):
            assert impossible() == []


def test_fill_again_adds_nothing(app: Flask, filling: Filling) -> None:
    with app.app_context():
        before = [counts(cast.code) for cast in CASTS]
        fill(filling)
        # Also one that does not see at once that all is there, at an hour at which the next day has hardly begun.
        with moved(datetime(2026, 11, 23, 0, 30, tzinfo=ZONE)):
            fill(replace(filling, days=DAYS + 1))
        assert [counts(cast.code) for cast in CASTS] == before
        assert not is_strange()


@pytest.mark.parametrize(("hour", "first"), [(0, date(2026, 11, 11)), (6, date(2026, 11, 12))])
def test_demo_begun_after_midnight_ends_with_the_day_before(
    app: Flask, filling: Filling, hour: int, first: date
) -> None:
    with app.app_context(), moved(datetime(2026, 11, 23, hour, 30, tzinfo=ZONE)):
        assert replace(filling, casts=(replace(YUANHANG, code="nobody"),)).first_day() == first


def test_sign_ins_open_the_groups_they_are_printed_for(app: Flask, filling: Filling) -> None:
    printed = (filling.var / "demo-sign-ins.txt").read_text()
    assert printed == sign_ins_text(CASTS)
    with app.app_context():
        for cast in CASTS:
            for person in (*cast.people, *cast.guests):
                assert f"{person.login} " in printed
        signed = sign_in(login="analyst@huatong.example", password=DEMO_PASSWORD, address="", agent="")
        with looking_at(HUATONG.code) as work:
            groups = work.execute(
                text("SELECT code FROM account_group WHERE account_id = :account ORDER BY code"),
                {"account": signed.account_id},
            )
            assert groups.scalars().all() == [HUATONG.code, YUANHANG.code]


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        (
            "UPDATE contact_attempt SET started_at = date_trunc('day', started_at) + interval '15 hours'",
            "outside the store's working hours",
        ),
        ("UPDATE contact_attempt SET ended_at = started_at - interval '1 minute'", "before it began"),
        ("UPDATE contact_attempt SET result = NULL", "a result and no end"),
        ("UPDATE followup_task SET status = 'completed', is_open = false", "no connected call"),
        ("UPDATE followup_task SET attempt_count = attempt_count + 1", "count of tries"),
        ("UPDATE contact_attempt SET result = 'busy'", "did not connect"),
        ("UPDATE vehicle SET delivery_date = current_date", "before the delivery"),
        ("UPDATE odometer_reading SET km = -km", "backwards"),
        ("UPDATE customer_vehicle SET is_current = false", "exactly one owner"),
        ("UPDATE customer SET birth_date = current_date", "was a child"),
        ("UPDATE followup_rule SET enabled_on = current_date + 1", "before its rule was switched on"),
        ("UPDATE vehicle SET plate = '沪A12345'", "new-energy plate"),
        (
            "UPDATE service_record SET completed_at = completed_at - interval '1 day' * "
            "extract(isodow FROM completed_at)::int",
            "on a day off",
        ),
    ],
)  # fmt: skip
def test_check_finds_what_is_planted(app: Flask, filling: Filling, planted: str, found: str) -> None:
    with app.app_context(), undone(HUATONG.code) as work:
        work.execute(text(planted))
        assert any(found in finding.what for finding in impossible())


def test_demo_leaves_a_database_with_other_groups_alone(app: Flask, filling: Filling) -> None:
    with app.app_context():
        assert is_strange((replace(YUANHANG, code="nobody"),))
