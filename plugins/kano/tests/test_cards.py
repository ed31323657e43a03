"""Cycles and cards: from figures and marks to a grade, down again to the rows, published for good."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from plugins.kano.jobs import cards as card_jobs
from plugins.kano.models import Card, CardItem, Cycle, CycleState, SourceKind
from plugins.kano.operations import computing
from plugins.kano.operations.cycles import (
    ask_for_cards,
    begin_cycle,
    publish_cards,
    rate,
)
from plugins.kano.operations.own_cards import acknowledge_card
from plugins.kano.permissions import CARD_READ, CYCLE
from plugins.kano.queries.cards import card_row, evidence, items_of, value_now
from plugins.kano.queries.trees import indicators_of
from plugins.kano.tests.appraising import NOON, Office, card_of, done, figures, new_office, rated, run
from plugins.kano.tests.conftest import Browser
from saas.core.followups.models import FollowupTask, TaskStatus
from saas.platform.clock import moved
from saas.platform.database import load, session
from saas.platform.errors import Conflict, Forbidden, Invalid, NotFound
from saas.platform.i18n import locale_context
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, Person
from saas.testing.factories.members import api_token, as_member
from tests.factories.complaints import switch
from tests.factories.kano import KANO, group_with_kano
from tests.factories.kano_cards import OCTOBER, computed

Open = Callable[[Person], Browser]
pytestmark = pytest.mark.shows("kano.card:subject-judge")


@pytest.mark.req("K-10", "K-11")
def test_card_is_the_weighted_mean_of_what_has_a_value(office: Office) -> None:
    done(office, office.one, 30, in_time=29)
    rated(office, office.one, 90)
    run(office)
    found = figures(office, office.one)
    # Work 30 of 60: 50; in time 29/30 on 0.5 … 0.95: 100; three ratings of 90; no marks of customers, whose weight is 2.
    assert found["score"] == Decimal("84.00")
    assert found["grade"] == "good"
    assert found["coverage"] == Decimal("0.714286")


def test_who_has_nothing_has_no_grade_but_a_count_of_nothing(office: Office) -> None:
    run(office)
    found = figures(office, office.two)
    # Nothing done is 0 of 60; all else is missing and counts for nothing.
    assert (found["score"], found["grade"], found["coverage"]) == (0, "fail", Decimal("0.142857"))


@pytest.mark.req("K-11")
def test_failed_gate_holds_the_grade_down(app: Flask) -> None:
    with locale_context("en"), moved(NOON):
        office = new_office("satisfaction")
    done(office, office.one, 4)
    with office.acting(office.boss):
        for one in indicators_of(office.tree_id):
            if one.source_kind is SourceKind.RATING:
                mark = 59 if one.ceiling else 100
                rate(card_of(office, office.one), one.id, mark=Decimal(mark))
    run(office)
    with inside(office.group.id):
        card = load(Card, card_of(office, office.one))
        assert (card.score, card.grade_before, card.grade) == (Decimal(100), "excellent", "pass")
        assert len(card.failed_gates) == 1


def test_quarterly_indicators_count_in_the_month_that_ends_the_quarter(app: Flask) -> None:
    with locale_context("en"), moved(NOON):
        office = new_office("five_groups")
        with office.acting(office.hr):
            ends = begin_cycle(office.tree_id, date(2026, 9, 1), [office.one.member_id]).id
        computed(office.group.id, office.cycle_id, as_member(office.hr))
        computed(office.group.id, ends, as_member(office.hr))
    with inside(office.group.id):
        counts = select(Card.cycle_id, func.count()).join(CardItem, CardItem.card_id == Card.id)
        per_cycle = {row[0]: row[1] for row in session().execute(counts.group_by(Card.cycle_id))}
    assert per_cycle == {office.cycle_id: 18, ends: 15}


def test_computing_twice_gives_the_same_and_a_change_of_rows_shows(office: Office) -> None:
    done(office, office.one, 3)
    seen = []
    for _ in range(2):
        run(office)
        seen.append(figures(office, office.one))
    assert seen[0] == seen[1] | {"run": 1}
    with office.acting(office.hr):
        row = card_row(card_of(office, office.one))
        items = items_of(row.Card.id)
        with moved(NOON):
            now = [value_now(row, one) for one in items]
        assert [one.digest for one in now] == [one.CardItem.digest for one in items]
        assert [one.value for one in now] == [one.CardItem.value for one in items]
        gone = session().scalars(select(FollowupTask).where(FollowupTask.assignee_id == office.one.member_id))
        next(iter(gone)).status = TaskStatus.CANCELLED
        session().flush()
        assert value_now(row, items[0]).digest != items[0].CardItem.digest


@pytest.mark.req("K-11")
def test_grade_leads_down_to_the_rows(office: Office) -> None:
    done(office, office.one, 3)
    rated(office, office.one, 80)
    run(office)
    with moved(NOON), office.acting(office.one):
        row = card_row(card_of(office, office.one))
        behind = {}
        for one in items_of(row.Card.id):
            rows = evidence(row, one)
            assert len(rows) == one.CardItem.n
            behind[one.Indicator.names["en"]] = rows
    assert [one.value for one in behind["After-sales work done"]] == [1, 1, 1]
    assert behind["Team work"][0].about == "店长, 为据"


def test_nobody_rates_themselves_or_out_of_reach(office: Office) -> None:
    with inside(office.group.id):
        rated_one = next(
            one.id for one in indicators_of(office.tree_id) if one.source_kind is SourceKind.RATING
        )
        measured = next(
            one.id for one in indicators_of(office.tree_id) if one.source_kind is SourceKind.METRIC
        )
    card_id = card_of(office, office.one)
    with office.acting(office.stranger), pytest.raises(NotFound):
        rate(card_id, rated_one, mark=Decimal(50))
    with office.acting(office.one), pytest.raises(Forbidden):
        rate(card_id, rated_one, mark=Decimal(100))
    with office.acting(office.boss):
        with pytest.raises(Invalid):
            rate(card_id, measured, mark=Decimal(50))
        with pytest.raises(Invalid):
            rate(card_id, rated_one, mark=Decimal(101))
    with office.acting(office.hr):
        own = begin_cycle(office.tree_id, date(2026, 8, 1), [office.two.member_id])
        mine = session().scalars(select(Card).where(Card.cycle_id == own.id)).one()
        mine.member_id = office.hr.member_id
        session().flush()
        with pytest.raises(Forbidden, match="themselves"):
            rate(mine.id, rated_one, mark=Decimal(100))


@pytest.mark.shows("kano.card:subject")
def test_cycle_begins_once_a_month_with_an_approved_tree_and_able_people(office: Office) -> None:
    who = [office.one.member_id]
    with moved(NOON), office.acting(office.hr):
        for tree, month, members in (
            (office.tree_id, OCTOBER, who),
            (office.tree_id, date(2027, 1, 1), who),
            (office.tree_id, date(2026, 7, 1), [office.hr.member_id]),
            (office.tree_id, date(2026, 7, 1), []),
            (0, date(2026, 7, 1), who),
        ):
            with pytest.raises(Invalid):
                begin_cycle(tree, month, members)
    with office.acting(office.boss), pytest.raises(Forbidden):
        begin_cycle(office.tree_id, date(2026, 7, 1), who)


@pytest.mark.req("K-11")
def test_publishing_locks_cards_within_reach_and_ends_the_cycle(office: Office) -> None:
    with office.acting(office.boss), pytest.raises(Conflict, match="not computed"):
        publish_cards(office.cycle_id)
    run(office)
    with office.acting(office.stranger), pytest.raises(Conflict, match="no card"):
        publish_cards(office.cycle_id)
    rated(office, office.one, 70)
    with office.acting(office.boss), pytest.raises(Conflict, match="1 cards are not computed"):
        publish_cards(office.cycle_id)
    run(office)
    with office.acting(office.one), pytest.raises(Conflict):
        acknowledge_card(card_of(office, office.one))
    with office.acting(office.boss):
        assert publish_cards(office.cycle_id) == 2
        assert load(Cycle, office.cycle_id).state is CycleState.PUBLISHED
    before = figures(office, office.one)
    with pytest.raises(Conflict):
        rated(office, office.one, 100)
    with office.acting(office.hr), pytest.raises(Conflict):
        ask_for_cards(office.cycle_id)
    # A job that was under way finds nothing left to compute.
    with inside(office.group.id):
        assert card_jobs.compute(cycle_id=office.cycle_id, run=9) == {"cards": 0}
    assert figures(office, office.one) == before
    with office.acting(office.one):
        seen = acknowledge_card(card_of(office, office.one)).acknowledged_at
        assert acknowledge_card(card_of(office, office.one)).acknowledged_at == seen
    with office.acting(office.two), pytest.raises(NotFound):
        acknowledge_card(card_of(office, office.one))


def test_job_goes_on_from_the_last_chunk_and_needs_few_statements(
    office: Office, monkeypatch: pytest.MonkeyPatch, run_jobs: Callable[[int], int]
) -> None:
    monkeypatch.setattr(computing, "CHUNK", 1)
    with moved(NOON):
        with office.acting(office.hr):
            ask_for_cards(office.cycle_id)
        run_jobs(office.group.id)
    assert [figures(office, one)["run"] for one in (office.one, office.two)] == [1, 1]
    with inside(office.group.id):
        cycle = load(Cycle, office.cycle_id)
        assert (cycle.runs_asked, cycle.runs_done) == (1, 1)


def test_switched_off_and_on_in_the_middle_nothing_is_lost_or_reached(office: Office, browser: Open) -> None:
    other = _other_group()
    at, there = browser(office.one), browser(other.admin)
    card_id = card_of(office, office.one)
    run(office)
    assert at.get(f"/cycles/cards/{card_id}").status_code == 200
    switch(office.group, on=False, name=KANO)
    assert at.get(f"/cycles/cards/{card_id}").status_code == 404
    assert there.get("/cycles/").status_code == 200
    switch(office.group, on=True, name=KANO)
    assert at.get(f"/cycles/cards/{card_id}").status_code == 200
    run(office)
    assert figures(office, office.one)["run"] == 2


def _other_group() -> Group:
    return group_with_kano()


def test_pages_lead_from_the_cycle_to_the_rows(office: Office, browser: Open) -> None:
    hr, boss, one = browser(office.hr), browser(office.boss), browser(office.one)
    done(office, office.one, 2)
    with moved(NOON):
        assert "甲" in hr.get("/cycles/new").text
        nobody = hr.post("/cycles/new", tree_id=office.tree_id, month="2026-09-01")
        assert "Choose one person at least." in nobody.text
        again = hr.post(
            "/cycles/new", tree_id=office.tree_id, month="2026-10-01", member_ids=[office.one.member_id]
        )
        assert again.status_code == 422
        begun = hr.post(
            "/cycles/new", tree_id=office.tree_id, month="2026-09-01", member_ids=[office.one.member_id]
        )
        assert begun.status_code == 303
        assert hr.post(f"/cycles/{office.cycle_id}/compute").status_code == 303
        assert "being computed" in hr.get(f"/cycles/{office.cycle_id}").text
        run(office)
    assert "2026-10" in boss.get("/cycles/").text
    assert "甲" in boss.get(f"/cycles/{office.cycle_id}").text
    card_id = card_of(office, office.one)
    page = one.get(f"/cycles/cards/{card_id}").text
    assert "What the grade is made of" in page
    assert "Your marks" not in page
    assert "Your marks" in boss.get(f"/cycles/cards/{card_id}").text
    with inside(office.group.id):
        first, *_, last = [one.id for one in indicators_of(office.tree_id)]
    item = one.get(f"/cycles/cards/{card_id}/items/{first}").text
    assert "The rows are the same" in item
    assert item.count("followups/tasks/") == 2
    assert one.get(f"/cycles/cards/{card_id}/items/999999").status_code == 404
    assert one.get(f"/cycles/cards/{card_id}/ratings/{last}").status_code == 403
    assert boss.get(f"/cycles/cards/{card_id}/ratings/{last}").status_code == 200
    assert boss.get(f"/cycles/cards/{card_id}/ratings/{first}").status_code == 404
    assert boss.post(f"/cycles/cards/{card_id}/ratings/{last}", mark="101").status_code == 422
    onward = boss.post(f"/cycles/cards/{card_id}/ratings/{last}", mark="88", comment="好").location
    assert f"/cycles/cards/{card_id}/ratings/" in onward
    assert boss.post(f"/cycles/{office.cycle_id}/publish").status_code == 409
    assert one.post(f"/cycles/cards/{card_id}/acknowledge").status_code == 409
    run(office)
    assert boss.post(f"/cycles/{office.cycle_id}/publish").status_code == 303
    assert one.post(f"/cycles/cards/{card_id}/acknowledge").status_code == 303
    assert "Seen" in one.get("/my-cards/").text
    assert browser(office.two).get(f"/cycles/cards/{card_id}").status_code == 404
    assert browser(office.stranger).get(f"/cycles/{office.cycle_id}").status_code == 404


def test_api_begins_computes_and_tells_cards(office: Office, client: FlaskClient) -> None:
    api: Any = client  # answers are read as they come
    token = api_token(office.group, CYCLE, CARD_READ)
    base = f"/api/v1/t/{office.group.code}/x/kano"
    sent: dict[str, Any] = {"headers": {"Authorization": f"Bearer {token}"}}
    body: dict[str, Any] = {
        "tree_id": office.tree_id,
        "month": "2026-09-10",
        "member_ids": [office.one.member_id],
    }
    made = api.post(f"{base}/cycles", json=body, **sent)
    assert (made.status_code, made.json["first"]) == (201, "2026-09-01")
    assert api.post(f"{base}/cycles", json=body, **sent).status_code == 422
    assert len(api.get(f"{base}/cycles", **sent).json["items"]) == 2
    cycle = f"{base}/cycles/{office.cycle_id}"
    assert api.post(f"{cycle}/compute", **sent).json["runs_asked"] == 1
    run(office)
    cards = api.get(f"{cycle}/cards", **sent).json["items"]
    assert {one["grade"] for one in cards} == {"fail"}
    card = f"{base}/cards/{cards[0]['id']}"
    assert api.get(card, **sent).json["digest"]
    assert len(api.get(f"{card}/items", **sent).json) == 6
