"""Goals: set before the month begins, seen by whoever is appraised, acknowledged by nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select

from plugins.kano.models import Card, Cycle
from plugins.kano.operations.cycles import ask_for_cards, begin_cycle, rate
from plugins.kano.operations.own_cards import acknowledge_goals
from plugins.kano.queries.objections import news_of_mine
from plugins.kano.tests.appraising import NOON, Office, card_of, published, rated
from plugins.kano.tests.conftest import Browser
from plugins.kano.tests.test_objections import indicator
from saas.platform.clock import moved
from saas.platform.database import load, session
from saas.platform.errors import Conflict, Invalid, NotFound
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Person

Open = Callable[[Person], Browser]
pytestmark = pytest.mark.req("K-16")
DECEMBER = date(2026, 12, 10)


def december(office: Office) -> int:
    """The first employee's card of a cycle that was begun for the next month."""
    with moved(NOON), office.acting(office.hr):
        cycle = begin_cycle(office.tree_id, DECEMBER, [office.one.member_id])
        return session().scalars(select(Card.id).where(Card.cycle_id == cycle.id)).one()


def test_goals_are_set_for_the_next_month_and_no_later(office: Office) -> None:
    card_id = december(office)
    with moved(NOON), office.acting(office.hr):
        cycle_id = load(Card, card_id).cycle_id
        with pytest.raises(Conflict, match="has not begun"):
            ask_for_cards(cycle_id)
        with pytest.raises(Invalid, match="the next"):
            begin_cycle(office.tree_id, date(2027, 1, 1), [office.one.member_id])
    with moved(NOON), office.acting(office.boss), pytest.raises(Conflict, match="nothing to rate"):
        rate(card_id, indicator(office), mark=Decimal(80))
    with moved(datetime(2026, 12, 1, 1, tzinfo=UTC)), office.acting(office.hr):
        assert ask_for_cards(cycle_id).runs_asked == 1


def test_employee_acknowledges_their_own_goals_once(office: Office) -> None:
    card_id = december(office)
    with office.acting(office.one):
        before = news_of_mine()
        seen = acknowledge_goals(card_id).goals_seen_at
        assert seen is not None
        assert acknowledge_goals(card_id).goals_seen_at == seen
        assert (before, news_of_mine()) == (2, 1), "those of October are still to be acknowledged"
    for other in (office.two, office.boss, office.hr):
        with office.acting(other), pytest.raises(NotFound):
            acknowledge_goals(card_id)


def test_goals_come_before_results(office: Office) -> None:
    rated(office, office.one, 90)
    published(office)
    with office.acting(office.one), pytest.raises(Conflict, match="published"):
        acknowledge_goals(card_of(office, office.one))


def test_pages_show_goals_and_who_knows_them(office: Office, browser: Open) -> None:
    card_id = december(office)
    with inside(office.group.id):
        cycle_id = load(Cycle, load(Card, card_id).cycle_id).id
    one, boss = browser(office.one), browser(office.boss)
    page = one.get(f"/cycles/cards/{card_id}").text
    assert "These are your goals for 2026-12" in page
    assert "I know my goals" in page
    assert "After-sales work done" in page
    assert "Goals to acknowledge" in one.get("/my-cards/").text
    assert "not acknowledged yet" in boss.get(f"/cycles/{cycle_id}").text
    assert "I know my goals" not in boss.get(f"/cycles/cards/{card_id}").text
    assert boss.post(f"/cycles/cards/{card_id}/goals").status_code == 404
    assert one.post(f"/cycles/cards/{card_id}/goals").status_code == 303
    page = one.get(f"/cycles/cards/{card_id}").text
    assert "I know my goals" not in page
    assert "Goals acknowledged at" in page
    assert "not acknowledged yet" not in boss.get(f"/cycles/{cycle_id}").text
