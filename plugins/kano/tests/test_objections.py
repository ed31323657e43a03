"""Objections to values on published cards: raised in time by the employee, decided by somebody else, once, for all to see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.exc import ProgrammingError

from plugins.kano.models import Card, CardItem, CardVersion, Objection, ObjectionState, Talk
from plugins.kano.operations.objections import decide_objection
from plugins.kano.operations.own_cards import acknowledge_card, agree_to_talk, object_to
from plugins.kano.operations.talks import note_talk
from plugins.kano.permissions import CARD_READ, OBJECTION_DECIDE
from plugins.kano.queries.objections import news_of_mine, open_objections
from plugins.kano.queries.trees import indicators_of
from plugins.kano.rulings import Outcome, Ruling
from plugins.kano.tests.appraising import NOON, Office, card_of, done, figures, published, rated
from plugins.kano.tests.conftest import Browser
from saas.platform.clock import moved
from saas.platform.database import load, session
from saas.platform.errors import Conflict, Forbidden, Invalid, NotFound, VersionConflict
from saas.platform.events.models import OutboxEvent
from saas.platform.plugins import change_settings
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Person
from saas.testing.factories.members import api_token, as_member, member

Open = Callable[[Person], Browser]
pytestmark = pytest.mark.shows("kano.objection:party-judge")
NO = Ruling(outcome=Outcome.REJECT, answer="两单属于他人")


def indicator(office: Office, name: str = "After-sales work done") -> int:
    with inside(office.group.id):
        return next(one.id for one in indicators_of(office.tree_id) if one.names["en"] == name)


def objected(office: Office, reason: str = "少算两单", name: str = "After-sales work done") -> int:
    with moved(NOON), office.acting(office.one):
        return object_to(card_of(office, office.one), indicator(office, name), reason=reason).id


def decided(office: Office, objection_id: int, ruling: Ruling, *, by: Person | None = None) -> None:
    with moved(NOON), office.acting(by or office.hr):
        decide_objection(objection_id, ruling)


@pytest.mark.req("K-16")
def test_upheld_objection_computes_the_grade_anew_and_keeps_what_the_card_said(office: Office) -> None:
    done(office, office.one, 30)
    rated(office, office.one, 90)
    published(office)
    before = figures(office, office.one)
    mine = objected(office)
    decided(office, mine, Ruling(outcome=Outcome.CORRECT, answer="补录两单", value=Decimal(60)))
    after = figures(office, office.one)
    # Work 60 of 60 where it was 30: 100 points in place of 50, at a seventh of the weights, of which five had a value.
    assert (before["score"], after["score"]) == (Decimal("84.00"), Decimal("94.00"))
    assert (before["grade"], after["grade"]) == ("good", "excellent")
    assert before["digest"] != after["digest"]
    with inside(office.group.id) as work:
        kept = work.scalars(select(CardVersion)).one()
        assert (kept.score, kept.grade, kept.digest) == (before["score"], "good", before["digest"])
        assert Decimal(kept.items[0]["value"]) == 30
        of_mine = (
            CardItem.card_id == card_of(office, office.one),
            CardItem.indicator_id == indicator(office),
        )
        item = work.scalars(select(CardItem).where(*of_mine)).one()
        assert (item.value, item.points, item.objection_id) == (Decimal(60), Decimal(100), mine)
        told = work.execute(
            select(OutboxEvent.name).where(OutboxEvent.name.like("kano.objection%"))
        ).scalars()
        assert set(told) == {"kano.objection_raised", "kano.objection_decided"}
    with inside(office.group.id) as work, pytest.raises(ProgrammingError), work.begin_nested():
        work.execute(text("UPDATE kano_card_version SET score = 0"))
    # The same again changes nothing; another decision of it is refused.
    decided(office, mine, Ruling(outcome=Outcome.CORRECT, answer="补录两单", value=Decimal(60)))
    with pytest.raises(Conflict, match="decided"):
        decided(office, mine, NO)
    assert figures(office, office.one) == after


@pytest.mark.req("K-16")
def test_source_is_read_again_where_rows_came_later(office: Office) -> None:
    done(office, office.one, 3)
    published(office)
    mine = objected(office)
    again = Ruling(outcome=Outcome.REREAD, answer="已补录")
    with pytest.raises(Invalid, match="same value"):
        decided(office, mine, again)
    done(office, office.one, 3)
    decided(office, mine, again)
    with inside(office.group.id):
        found = load(Objection, mine)
        assert (found.value, found.corrected) == (Decimal(3), Decimal(6))
        assert (found.state, found.reread) == (ObjectionState.UPHELD, True)
    assert figures(office, office.one)["score"] > 0


@pytest.mark.req("K-16")
def test_parties_and_programs_decide_nothing(office: Office) -> None:
    done(office, office.one, 3)
    rated(office, office.one, 60, by=office.hr)
    published(office)
    mine = objected(office)
    head = member(office.group, role="group_admin", name="总经理")
    for party in (office.boss, office.hr):
        with pytest.raises(Forbidden, match="somebody other"):
            decided(office, mine, NO, by=party)
        with office.acting(party):
            assert open_objections() is None
    with pytest.raises(Forbidden):
        decided(office, mine, NO, by=office.one)
    with pytest.raises(NotFound):
        decided(office, mine, NO, by=office.stranger)
    with office.acting(head):
        assert open_objections() == 1
        for ruling in (
            Ruling(outcome=Outcome.REJECT, answer="  "),
            Ruling(outcome=Outcome.CORRECT, answer="x"),
            Ruling(outcome=Outcome.CORRECT, answer="x", value=Decimal(3)),
        ):
            with pytest.raises(Invalid):
                decide_objection(mine, ruling)
        with pytest.raises(VersionConflict):
            decide_objection(mine, NO, version=99)
    before = figures(office, office.one)
    decided(office, mine, NO, by=head)
    assert figures(office, office.one) == before
    with office.acting(head):
        assert open_objections() is None


@pytest.mark.req("K-16")
def test_employee_objects_once_to_each_value_of_their_own_card_in_time(office: Office) -> None:
    done(office, office.one, 3)
    card_id, work_done = card_of(office, office.one), indicator(office)
    with office.acting(office.one), pytest.raises(Conflict, match="not published"):
        object_to(card_id, work_done, reason="x")
    published(office)
    with office.acting(office.group.admin):
        change_settings("kano", {"objection_days": 2})
    with office.acting(office.one):
        with moved(NOON + timedelta(days=3)), pytest.raises(Conflict, match="2026-11-22"):
            object_to(card_id, work_done, reason="x")
        with pytest.raises(Invalid):
            object_to(card_id, work_done, reason=" ")
        with pytest.raises(NotFound):
            object_to(card_id, 999999, reason="x")
        with moved(NOON + timedelta(days=2)):
            first = object_to(card_id, work_done, reason="少算两单").id
            assert object_to(card_id, work_done, reason="少算两单").id == first
            with pytest.raises(Conflict, match="already"):
                object_to(card_id, work_done, reason="另一理由")
        assert news_of_mine() == 1
        acknowledge_card(card_id)
        assert news_of_mine() is None
    with office.acting(office.two), pytest.raises(NotFound):
        object_to(card_id, work_done, reason="x")
    decided(office, first, NO)
    with office.acting(office.one):
        assert news_of_mine() == 1
        seen = acknowledge_card(card_id).acknowledged_at
        assert news_of_mine() is None
        assert load(Objection, first).read_at is not None
        assert acknowledge_card(card_id).acknowledged_at == seen


@pytest.mark.req("K-16")
def test_talk_is_noted_by_the_superior_and_acknowledged_by_the_employee(
    office: Office, browser: Open
) -> None:
    card_id, day = card_of(office, office.one), date(2026, 11, 19)
    with office.acting(office.boss), pytest.raises(Conflict):
        note_talk(card_id, held_on=day, said="x")
    published(office)
    with moved(NOON), office.acting(office.boss):
        for wrong in (date(2026, 9, 30), date(2026, 11, 21)):
            with pytest.raises(Invalid):
                note_talk(card_id, held_on=wrong, said="x")
        talk_id = note_talk(card_id, held_on=day, said="沟通结果").id
        assert note_talk(card_id, held_on=day, said="沟通结果与目标").id == talk_id
        session().execute(select(func.count()).select_from(Talk))
    with moved(NOON), office.acting(office.hr), pytest.raises(Conflict):
        note_talk(card_id, held_on=day, said="另一说法")
    with office.acting(office.two), pytest.raises(NotFound):
        agree_to_talk(card_id, talk_id)
    with office.acting(office.one), pytest.raises(Forbidden):
        note_talk(card_id, held_on=day, said="x")
    boss, one = browser(office.boss), browser(office.one)
    with moved(NOON):
        assert "沟通结果与目标" in boss.get(f"/cycles/cards/{card_id}/talk").text
        assert "to be acknowledged" in one.get(f"/cycles/cards/{card_id}").text
        assert one.get(f"/cycles/cards/{card_id}/talk").status_code == 403
        assert one.post(f"/cycles/cards/{card_id}/talks/{talk_id}/agree").status_code == 303
        assert "acknowledged by both" in boss.get(f"/cycles/cards/{card_id}").text
        late = boss.post(f"/cycles/cards/{card_id}/talk", held_on=day, said="改写")
        assert late.status_code == 409
        wrong_day = boss.post(f"/cycles/cards/{card_id}/talk", held_on="2026-09-01", said="x")
        assert wrong_day.status_code == 422
        noted = boss.post(f"/cycles/cards/{card_id}/talk", held_on="2026-11-20", said="再谈")
        assert noted.status_code == 303


@pytest.mark.req("K-16")
def test_pages_and_api_tell_of_objections_beside_the_value(
    office: Office, browser: Open, client: FlaskClient
) -> None:
    done(office, office.one, 3)
    published(office)
    card_id, work_done = card_of(office, office.one), indicator(office)
    one, hr, boss = browser(office.one), browser(office.hr), browser(office.boss)
    item = f"/cycles/cards/{card_id}/items/{work_done}"
    with moved(NOON):
        assert "You may object until" in one.get(item).text
        assert "You may object until" not in boss.get(item).text
        assert one.post(f"{item}/object", reason="").status_code == 422
        assert one.post(f"{item}/object", reason="少算两单").status_code == 303
        assert one.post(f"{item}/object", reason="另一理由").status_code == 409
        with inside(office.group.id):
            mine = session().scalars(select(Objection.id)).one()
        assert "少算两单" in one.get(f"/objections/{mine}").text
        assert "waits for you" in hr.get("/objections/").text
        assert "waits for you" not in boss.get("/objections/?state=all").text
        assert "somebody else decides" in boss.get(f"/objections/{mine}").text
        address = f"/objections/{mine}/decide"
        assert boss.post(address, outcome="reject", answer="x").status_code == 403
        assert hr.post(address, outcome="correct", answer="x").status_code == 422
        assert hr.post(address, outcome="correct", value="5", answer="补录两单").status_code == 303
        assert hr.post(address, outcome="reject", answer="x").status_code == 409
        page = one.get(f"/cycles/cards/{card_id}").text
        for said in ("Objection upheld", "was 3", "3 became 5", "补录两单", "What the card said before"):
            assert said in page
        assert "was corrected since" in one.get(item).text
    api: Any = client  # answers are read as they come
    base = f"/api/v1/t/{office.group.code}/x/kano"
    sent = {"headers": {"Authorization": f"Bearer {api_token(office.group, CARD_READ, OBJECTION_DECIDE)}"}}
    (listed,) = api.get(f"{base}/objections?state=decided", **sent).json["items"]
    assert (listed["state"], Decimal(listed["corrected"])) == ("upheld", Decimal(5))
    assert api.get(f"{base}/objections/{mine}", **sent).json["answer"] == "补录两单"
    assert Decimal(api.get(f"{base}/cards/{card_id}/versions", **sent).json[0]["score"]) == Decimal("52.5")
    assert api.get(f"{base}/cards/{card_id}/talks", **sent).json == []
    items = api.get(f"{base}/cards/{card_id}/items", **sent).json
    assert [one["objection_id"] for one in items].count(mine) == 1
    with inside(office.group.id, as_member(office.hr)):
        assert load(Card, card_id).published_at is not None
