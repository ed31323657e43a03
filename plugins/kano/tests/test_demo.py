"""The demo: appraisals of two months, made by whoever may do all of it."""

from __future__ import annotations

from random import Random

from sqlalchemy import select

from plugins.kano.demo import cards
from plugins.kano.models import Card, Cycle, CycleState
from plugins.kano.tests.conftest import House
from saas.platform.database import session
from saas.platform.permissions import assign_role
from saas.testing.factories.application import inside
from tests.factories.kano_cards import new_subject


def test_last_month_is_published_and_this_one_is_under_way(house: House) -> None:
    with inside(house.group.id):
        for name in ("甲", "乙"):
            new_subject(name, house.store_id)
        assign_role(house.head.member_id, "appraisal_admin")
    with house.acting(house.head):
        cards.seed(Random(7), 1.0)
    with house.acting(house.head):
        states = session().scalars(select(Cycle.state).order_by(Cycle.first)).all()
        scored = session().scalars(select(Card.score).where(Card.tenant_id == house.group.id)).all()
    assert states == [CycleState.PUBLISHED, CycleState.OPEN]
    assert len(scored) >= 4
    assert None not in scored
