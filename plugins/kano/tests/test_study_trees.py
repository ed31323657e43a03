"""A tree that is made of a published study: gates, linear and bonus indicators, weighted by what the analysis found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from plugins.kano.kpi_kinds import KpiKind
from plugins.kano.models import Indicator, SourceKind, TreeState
from plugins.kano.operations import Decision, decide_factors, publish_study
from plugins.kano.operations.study_drafts import shared_out
from plugins.kano.operations.trees import approve_tree, revise_tree, start_tree_of_study
from plugins.kano.permissions import TREE_WRITE
from plugins.kano.queries import chosen_run, results
from plugins.kano.queries.trees import dimensions_of, indicators_of
from plugins.kano.tests.conftest import Browser, House
from saas.platform.database import session
from saas.platform.errors import Conflict, Forbidden, Invalid
from saas.testing.factories.groups import Person
from saas.testing.factories.members import api_token
from tests.factories.kano import (
    ATTRACTIVE,
    INDIFFERENT,
    MUST_BE,
    ONE_DIMENSIONAL,
    Made,
    analysed,
    asked_ids,
    open_for_answers,
)

Open = Callable[[Person], Browser]
SAID = (MUST_BE, ONE_DIMENSIONAL, ONE_DIMENSIONAL, ATTRACTIVE, INDIFFERENT)


def published(house: House, *, kept: int = 4) -> Made:
    """A study with one factor of each kind, of which the first ones were kept."""
    with house.acting(house.analyst):
        made = analysed("需求", said=SAID)
        decide_factors(
            made.id,
            [
                Decision(study_factor_id=one, kept=place < kept, reason="评审决定")
                for place, one in enumerate(asked_ids(made))
            ],
        )
    with house.acting(house.head):
        publish_study(made.id)
    return made


@pytest.mark.req("K-07", "K-08")
def test_kept_factors_become_gates_linear_indicators_and_bonuses(house: House) -> None:
    study = published(house)
    with house.acting(house.analyst):
        tree = start_tree_of_study(study.id)
        names = [one.names["zh_CN"] for one in dimensions_of(tree.id)]
        found = [(one.kind, one.ceiling, one.weight, one.points) for one in indicators_of(tree.id)]
        kept = [row.StudyFactor.names for row in _results(study) if row.StudyFactor.kept]
        assert [one.names for one in indicators_of(tree.id)] == kept
        assert (tree.title, tree.state, tree.bonus_limit) == ("需求", TreeState.DRAFT, Decimal(10))
    assert names == ["必备需求", "单向需求", "吸引需求"]
    assert found == [
        (KpiKind.GATE, "pass", Decimal(0), None),
        (KpiKind.LINEAR, "", Decimal(50), None),
        (KpiKind.LINEAR, "", Decimal(50), None),
        (KpiKind.BONUS, "", Decimal(0), Decimal(10)),
    ]


def _results(study: Made) -> Sequence[Any]:
    run = chosen_run(study.id)
    assert run is not None
    return results(run.id)


@pytest.mark.req("K-08")
def test_factor_that_was_kept_against_the_proposal_scores(house: House) -> None:
    study = published(house, kept=5)
    with house.acting(house.analyst):
        kinds = [one.kind for one in indicators_of(start_tree_of_study(study.id).id)]
    assert kinds.count(KpiKind.LINEAR) == 3


@pytest.mark.req("K-08", "K-19")
def test_tree_of_a_study_is_approved_when_its_sources_are_told(house: House) -> None:
    study = published(house)
    with house.acting(house.analyst):
        tree_id = start_tree_of_study(study.id, title="客户期望").id
    with house.acting(house.head), pytest.raises(Invalid, match="No indicator without a source"):
        approve_tree(tree_id)
    with house.acting(house.analyst):
        mine = update(Indicator).where(Indicator.tree_id == tree_id)
        session().execute(mine.values(source_kind=SourceKind.RATING))
    with house.acting(house.head):
        assert approve_tree(tree_id).state is TreeState.APPROVED
    with house.acting(house.analyst):
        assert revise_tree(tree_id).study_id == study.id


def test_tree_is_made_of_published_studies_alone_and_by_who_builds_trees(house: House) -> None:
    with house.acting(house.analyst):
        running = open_for_answers()
        with pytest.raises(Conflict, match="Publish"):
            start_tree_of_study(running.id)
    with house.acting(house.manager), pytest.raises(Forbidden):
        start_tree_of_study(running.id)


@pytest.mark.parametrize(
    ("distances", "shares"),
    [
        ([], []),
        ([1.0], ["100.00"]),
        ([0.9, 0.3], ["75.00", "25.00"]),
        # A third each: what rounding left goes to the first of them.
        ([0.5, 0.5, 0.5], ["33.34", "33.33", "33.33"]),
        # Without a figure it counts as much as the mean of the others.
        ([0.2, None, 0.4], ["22.22", "33.33", "44.45"]),
        ([None, None], ["50.00", "50.00"]),
        ([0.0, 0.0], ["50.00", "50.00"]),
        ([0.0, 0.5], ["0.00", "100.00"]),
    ],
)
def test_shares_follow_the_distances_and_come_to_the_whole(
    distances: list[float | None], shares: list[str]
) -> None:
    found = shared_out(distances, Decimal(100))
    assert [str(one) for one in found] == shares
    assert sum(found, Decimal(0)) == (100 if distances else 0)


def test_button_on_the_page_of_a_published_study_makes_the_draft(house: House, browser: Open) -> None:
    study = published(house)
    page = browser(house.analyst)
    assert "Make a KPI tree" in page.get(f"/studies/{study.id}").text
    answer = page.post(f"/studies/{study.id}/tree")
    assert answer.status_code == 303
    drafted = page.get(answer.location.partition("/x/kano")[2])
    assert "Must-be needs" in drafted.text
    assert "No indicator without a source" in drafted.text
    assert f'/x/kano/studies/{study.id}"' in drafted.text.partition("Made of the study:")[2]


def test_study_that_is_not_published_says_so_on_its_page(house: House, browser: Open) -> None:
    with house.acting(house.analyst):
        running = open_for_answers()
    page = browser(house.analyst)
    assert "Make a KPI tree" not in page.get(f"/studies/{running.id}").text
    refused = page.post(f"/studies/{running.id}/tree")
    assert refused.status_code == 409
    assert "Publish the study first" in refused.text


def test_program_makes_a_tree_of_a_study(house: House, client: FlaskClient) -> None:
    study = published(house)
    headers = {"Authorization": f"Bearer {api_token(house.group, TREE_WRITE)}"}
    address = f"/api/v1/t/{house.group.code}/x/kano/studies/{study.id}/tree"
    answer = client.post(address, headers=headers, json={"title": "由调查生成"})
    assert answer.status_code == 201
    assert answer.json is not None
    assert (answer.json["title"], answer.json["study_id"]) == ("由调查生成", study.id)
