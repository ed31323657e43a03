"""Switching off and on in the middle of a study, and what the demo shows."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from plugins.kano.demo import seed
from plugins.kano.models import Answers, Result, Study, StudyState
from plugins.kano.operations import ask_for_analysis, close_study
from plugins.kano.queries import answer_counts, chosen_run
from plugins.kano.tests.conftest import Browser, House
from saas.platform.database import load, session
from saas.platform.permissions import assign_role
from saas.platform.tenancy import current_tenant
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Person
from saas.testing.factories.members import as_member, member
from tests.factories.complaints import switch
from tests.factories.kano import KANO, answer, group_with_kano, open_for_answers

Jobs = Callable[[int], int]


def test_switched_off_in_the_middle_nothing_is_lost_and_nothing_reachable(
    house: House, client: FlaskClient, browser: Callable[[Person], Browser], run_jobs: Jobs
) -> None:
    made = group_with_kano()
    analyst = member(made, role="data_analyst")
    with inside(made.id, as_member(analyst)):
        asked, closed = open_for_answers(), open_for_answers()
        answer(asked)
        answer(closed)
        close_study(closed.id)
        ask_for_analysis(closed.id)
    with house.acting(house.analyst):
        neighbour = open_for_answers()
    seen, link = browser(analyst), f"/p/{made.code}/x/kano/{asked.link_token}"
    switch(made, on=False, name=KANO)

    run_jobs(made.id)
    assert [
        seen.get(path).status_code for path in ("/", f"/studies/{asked.id}", f"/studies/{closed.id}/results")
    ] == [404] * 3
    assert client.get(link).status_code == 404
    assert client.get(f"/p/{house.group.code}/x/kano/{neighbour.link_token}").status_code == 200
    with inside(made.id, as_member(analyst)):
        assert chosen_run(closed.id) is None

    switch(made, on=True, name=KANO)
    run_jobs(made.id)
    assert client.get(link).status_code == 200
    with inside(made.id, as_member(analyst)):
        run = chosen_run(closed.id)
        assert run is not None
        assert run.respondents == 1
        assert load(Study, closed.id).state is StudyState.ANALYSED
        assert sum(answer_counts(asked.id).values()) == 1


@pytest.mark.parametrize("size", [0.05, 0.5])
def test_demo_shows_a_study_at_each_stage(size: float) -> None:
    made = group_with_kano()
    # The demo is seeded by an administrator who may do everything that its members do.
    for role in ("data_analyst", "group_admin"):
        with inside(made.id):
            assign_role(made.admin.member_id, role)
    with inside(made.id, as_member(made.admin)):
        seed(Random(7), size)
        states = session().scalars(
            select(Study.state).where(Study.tenant_id == current_tenant()).order_by(Study.id)
        )
        assert list(states) == [
            StudyState.PUBLISHED,
            StudyState.ANALYSED,
            StudyState.COLLECTING,
            StudyState.DRAFT,
        ]
        assert (
            session().scalar(select(func.count(Answers.id)).where(Answers.tenant_id == current_tenant())) or 0
        ) > 100
        kinds = session().scalars(
            select(Result.category).where(Result.tenant_id == current_tenant()).distinct()
        )
        assert len(set(kinds)) >= 3
