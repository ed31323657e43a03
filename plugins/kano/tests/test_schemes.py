"""Weight schemes: experts, pairs, entropy and what combines them, computed in the worker, approved into the tree."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from plugins.kano.jobs import weights as weight_jobs
from plugins.kano.kpi_kinds import KpiKind
from plugins.kano.models import Card, CardItem, Indicator, SchemeState, WeightMethod, WeightScheme
from plugins.kano.operations.schemes import (
    Said,
    approve_scheme,
    ask_for_weights,
    make_scheme,
    note_judgements,
)
from plugins.kano.operations.trees import approve_tree
from plugins.kano.permissions import TREE_APPROVE, TREE_READ, TREE_WRITE
from plugins.kano.queries.trees import indicators_of
from plugins.kano.tests.conftest import Browser, House
from saas.platform.database import load, session
from saas.platform.errors import Conflict, Forbidden, Invalid
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Person
from saas.testing.factories.members import api_token, as_member, member
from tests.factories.kano_cards import approved_tree, computed, new_cycle, new_subject, new_tree

Open = Callable[[Person], Browser]


def drafted(house: House, method: WeightMethod, **settings: Any) -> tuple[int, list[int], int]:
    """A draft, its linear indicators and a scheme."""
    with house.acting(house.analyst):
        tree_id = new_tree()
        ids = [one.id for one in indicators_of(tree_id) if one.kind is KpiKind.LINEAR]
        return tree_id, ids, make_scheme(tree_id, method, title="权重", **settings).id


def judged(house: House, scheme_id: int, expert: str, said: list[Said]) -> None:
    with house.acting(house.analyst):
        note_judgements(scheme_id, expert, said)


def result(house: House, scheme_id: int) -> dict[str, Any]:
    """What a scheme comes to, computed as the worker does."""
    with house.acting(house.analyst):
        run = ask_for_weights(scheme_id).runs_asked
    with inside(house.group.id):
        weight_jobs.compute(scheme_id=scheme_id, run=run)
        scheme = load(WeightScheme, scheme_id)
        return {"state": scheme.state, "problem": scheme.problem, **scheme.result}


def scores(ids: list[int], *values: int) -> list[Said]:
    return [Said(indicator_id=one, value=Decimal(value)) for one, value in zip(ids, values, strict=True)]


def pairs(ids: list[int], weights: list[int]) -> list[Said]:
    """What somebody says who knows the weights exactly."""
    return [
        Said(indicator_id=one, other_id=other, value=Decimal(weights[i]) / weights[j])
        for i, one in enumerate(ids)
        for j, other in enumerate(ids)
        if i < j
    ]


@pytest.mark.req("K-18")
def test_scores_of_experts_become_weights_with_their_agreement(house: House) -> None:
    tree_id, ids, scheme_id = drafted(house, WeightMethod.EXPERT)
    judged(house, scheme_id, "甲", scores(ids, 10, 20, 30, 20, 10, 10))
    judged(house, scheme_id, "乙", scores(ids, 10, 20, 30, 20, 10, 10))
    found = result(house, scheme_id)
    assert found["agreement"]["w"] == pytest.approx(1)
    assert found["state"] is SchemeState.CONSISTENT
    assert [Decimal(found["weights"][str(one)]) for one in ids][:3] == [
        Decimal("0.1"), Decimal("0.2"), Decimal("0.3")]  # fmt: skip
    with house.acting(house.analyst), pytest.raises(Forbidden):
        approve_scheme(scheme_id)
    with house.acting(house.head):
        approve_scheme(scheme_id)
        assert [one.weight for one in indicators_of(tree_id)][2] == Decimal("0.3")
        approve_tree(tree_id)
    with pytest.raises(Conflict):
        judged(house, scheme_id, "甲", scores(ids, 1, 1, 1, 1, 1, 1))


@pytest.mark.req("K-18")
def test_comparisons_that_contradict_each_other_stay_a_draft_with_advice(house: House) -> None:
    _tree, ids, scheme_id = drafted(house, WeightMethod.AHP)
    said = pairs(ids, [1, 2, 3, 2, 1, 1])
    judged(house, scheme_id, "甲", said)
    found = result(house, scheme_id)
    assert found["state"] is SchemeState.CONSISTENT
    assert found["consistency_ratio"] == pytest.approx(0, abs=1e-9)
    assert Decimal(found["weights"][str(ids[2])]) == Decimal("0.3")
    wrong = [Said(indicator_id=ids[0], other_id=ids[2], value=Decimal(9)), *said[:1], *said[2:]]
    judged(house, scheme_id, "甲", wrong)
    found = result(house, scheme_id)
    assert found["state"] is SchemeState.DRAFT
    assert found["consistency_ratio"] > 0.1
    assert (found["advice"][0]["indicator_id"], found["advice"][0]["other_id"]) == (ids[0], ids[2])
    with house.acting(house.head), pytest.raises(Conflict, match="hold together"):
        approve_scheme(scheme_id)


@pytest.mark.req("K-18")
def test_entropy_reads_a_cycle_and_a_combination_both(house: House) -> None:
    hr = member(house.group, role="appraisal_admin")
    tree = approved_tree(house.group, hr)
    with inside(house.group.id):
        people = [new_subject(f"员工{n}", house.store_id) for n in range(3)]
    with inside(house.group.id, as_member(hr)):
        cycle_id = new_cycle(tree, people)
    computed(house.group.id, cycle_id, as_member(hr))
    tree_id, ids, entropy = drafted(house, WeightMethod.ENTROPY, cycle_id=cycle_id)
    assert "fewer than two people" in result(house, entropy)["problem"]
    with house.acting(house.analyst):
        expert = make_scheme(tree_id, WeightMethod.EXPERT, title="专家").id
        both = make_scheme(
            tree_id, WeightMethod.COMBINED, title="组合", subjective=expert, objective=entropy
        ).id
    assert "has no weights" in result(house, both)["problem"]
    judged(house, expert, "甲", scores(ids, 1, 1, 1, 1, 1, 1))
    equal = result(house, expert)["weights"]
    with inside(house.group.id):
        load(WeightScheme, entropy).result = {"weights": {**equal, str(ids[0]): "0.5"}, "consistent": True}
    found = result(house, both)
    assert found["state"] is SchemeState.CONSISTENT
    assert sum(Decimal(one) for one in found["weights"].values()) == pytest.approx(1, abs=Decimal("0.00001"))
    assert Decimal(found["weights"][str(ids[0])]) > Decimal(found["weights"][str(ids[1])])


@pytest.mark.req("K-18")
def test_scheme_says_how_far_weights_move_before_rankings_change(house: House, browser: Open) -> None:
    hr = member(house.group, role="appraisal_admin")
    tree = approved_tree(house.group, hr)
    with inside(house.group.id):
        people = [new_subject(f"员工{n}", house.store_id) for n in range(3)]
    with inside(house.group.id, as_member(hr)):
        cycle_id = new_cycle(tree, people)
    computed(house.group.id, cycle_id, as_member(hr))
    _tree, ids, scheme_id = drafted(house, WeightMethod.EXPERT)
    judged(house, scheme_id, "甲", scores(ids, 60, 50, 40, 30, 20, 10))
    judged(house, scheme_id, "乙", scores(ids, 20, 40, 15, 12, 10, 5))
    assert result(house, scheme_id)["ranking"]["people"] is None  # nobody has all values
    with inside(house.group.id):
        cards = list(session().scalars(select(Card).where(Card.cycle_id == cycle_id).order_by(Card.id)))
        for card, first, second in zip(cards, (10, 4, 0), (2, 8, 0), strict=True):
            points = iter((first, second, 0, 0, 0, 0))
            for item in session().scalars(
                select(CardItem)
                .join(Indicator, Indicator.id == CardItem.indicator_id)
                .where(CardItem.card_id == card.id, Indicator.kind == KpiKind.LINEAR)
                .order_by(Indicator.position)
            ):
                item.points = Decimal(next(points))
    found = result(house, scheme_id)["ranking"]
    # 甲 puts the first indicator ahead by 10, 乙 the second by 20: they are level where 甲 has two thirds.
    assert found["factors"]["ranking"][:2] == [ids[1], ids[0]]
    one, other = found["factors"]["ranges"]
    assert (one["voice"], one["weight"], one["highest"]) == ("甲", 0.5, pytest.approx(2 / 3, abs=1e-5))
    assert (one["above"], one["below"]) == ([ids[1], ids[0]], None)
    assert (other["lowest"], other["below"]) == (pytest.approx(1 / 3, abs=1e-5), [ids[1], ids[0]])
    # Points 10, 2 and 4, 8 are level where both weights are; the second of them leads now, and the first passes it above.
    assert (found["people"]["people"], found["people"]["left_out"]) == (3, 0)
    by_id = {each["indicator_id"]: each for each in found["people"]["ranges"]}
    assert by_id[ids[0]]["above"] == [1, 2]
    assert by_id[ids[0]]["weight"] < by_id[ids[0]]["highest"] < 1
    assert (by_id[ids[5]]["lowest"], by_id[ids[5]]["highest"]) == (0, 1)
    page = browser(house.analyst).get(f"/trees/weights/{scheme_id}").text
    assert "place 2 passes place 1" in page
    assert "Ranking now" in page


@pytest.mark.parametrize(
    ("method", "said"),
    [
        (WeightMethod.EXPERT, lambda ids: [Said(indicator_id=0, value=Decimal(1))]),
        (WeightMethod.EXPERT, lambda ids: [Said(indicator_id=ids[0], other_id=ids[1], value=Decimal(1))]),
        (WeightMethod.EXPERT, lambda ids: [Said(indicator_id=ids[0], value=Decimal(-1))]),
        (WeightMethod.EXPERT, lambda ids: [Said(indicator_id=ids[0], value=Decimal(1))] * 2),
        (WeightMethod.AHP, lambda ids: [Said(indicator_id=ids[0], value=Decimal(1))]),
        (WeightMethod.AHP, lambda ids: [Said(indicator_id=ids[0], other_id=ids[0], value=Decimal(1))]),
        (WeightMethod.AHP, lambda ids: [Said(indicator_id=ids[0], other_id=ids[1], value=Decimal(10))]),
    ],
)
def test_judgement_that_says_nothing_is_refused(
    house: House, method: WeightMethod, said: Callable[[list[int]], list[Said]]
) -> None:
    _tree, ids, scheme_id = drafted(house, method)
    with pytest.raises(Invalid):
        judged(house, scheme_id, "甲", said(ids))
    assert "no expert" in result(house, scheme_id)["problem"]


def test_scheme_needs_what_its_method_reads(house: House) -> None:
    for method in (WeightMethod.ENTROPY, WeightMethod.COMBINED):
        with pytest.raises(Invalid):
            drafted(house, method, cycle_id=0, subjective=0, objective=0)


@pytest.mark.req("K-18")
def test_draft_of_an_approved_tree_says_why_nothing_can_be_done_with_it(house: House, browser: Open) -> None:
    at = browser(house.analyst)
    with house.acting(house.analyst):
        tree_id = new_tree()
    path = at.post(f"/trees/{tree_id}/weights/new", title="专家评分", method="expert").location
    path = path.partition("/x/kano")[2]
    assert "this draft is not used" not in at.get(path).text
    with house.acting(house.head):
        approve_tree(tree_id)
    assert "this draft is not used" in at.get(path).text


@pytest.mark.req("K-18")
def test_pages_take_judgements_and_show_what_came_of_them(
    house: House, browser: Open, run_jobs: Callable[[int], int]
) -> None:
    at, boss = browser(house.analyst), browser(house.head)
    with house.acting(house.analyst):
        tree_id = new_tree()
        ids = [one.id for one in indicators_of(tree_id)]
    assert at.get(f"/trees/{tree_id}/weights/new").status_code == 200
    assert at.post(f"/trees/{tree_id}/weights/new", title="", method="ahp").status_code == 422
    made = at.post(f"/trees/{tree_id}/weights/new", title="层次分析", method="ahp")
    path = made.location.partition("/x/kano")[2]
    fields = {"judgements-0-indicator_id": ids[0], "judgements-0-other_id": ids[1], "judgements-0-value": ""}
    said = {
        f"judgements-{n}-{name}": value
        for n, one in enumerate(pairs(ids, [1, 2, 3, 2, 1, 1]))
        for name, value in (
            ("indicator_id", one.indicator_id),
            ("other_id", one.other_id),
            ("value", f"{one.value:.6f}"),
        )
    }
    assert at.post(f"{path}/judge", expert="甲", **fields).status_code == 303
    assert at.post(f"{path}/judge", expert="", **said).status_code == 422
    assert at.post(f"{path}/judge", expert="甲", _version=99, **said).status_code == 409
    assert at.post(f"{path}/judge", expert="甲", **said).status_code == 303
    assert at.post(f"{path}/compute").status_code == 303
    assert "being computed" in at.get(path).text
    run_jobs(house.group.id)
    assert "Consistency ratio" in at.get(path).text
    assert at.post(f"{path}/approve").status_code == 403
    assert boss.post(f"{path}/approve").status_code == 303
    assert boss.post(f"{path}/approve").status_code == 409
    assert "层次分析" in at.get(f"/trees/{tree_id}").text


@pytest.mark.req("K-18")
def test_api_makes_judges_and_approves_a_scheme(house: House, client: FlaskClient) -> None:
    api: Any = client  # answers are read as they come
    token = api_token(house.group, TREE_READ, TREE_WRITE, TREE_APPROVE)
    base = f"/api/v1/t/{house.group.code}/x/kano"
    sent: dict[str, Any] = {"headers": {"Authorization": f"Bearer {token}"}}
    with house.acting(house.analyst):
        tree_id = new_tree()
        ids = [one.id for one in indicators_of(tree_id)]
    body = {"title": "专家", "method": "expert"}
    made = api.post(f"{base}/trees/{tree_id}/weights", json=body, **sent)
    scheme = f"{base}/weights/{made.json['id']}"
    said = [{"indicator_id": one, "value": str(n)} for n, one in enumerate(ids, start=1)]
    assert api.post(f"{scheme}/judge", json={"expert": "甲", "judgements": said}, **sent).status_code == 200
    assert api.post(f"{scheme}/approve", **sent).status_code == 409
    assert api.post(f"{scheme}/compute", **sent).json["runs_asked"] == 1
    with inside(house.group.id):
        weight_jobs.compute(scheme_id=made.json["id"], run=1)
    assert api.get(scheme, **sent).json["state"] == "consistent"
    ranking = api.get(f"{scheme}/ranking", **sent).json
    assert set(ranking) == {"factors", "people"}
    assert ranking["factors"] is None  # one expert alone is no mean
    assert api.post(f"{scheme}/approve", **sent).json["state"] == "approved"
    assert len(api.get(f"{base}/trees/{tree_id}/weights", **sent).json) == 1
