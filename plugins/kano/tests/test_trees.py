"""KPI trees: the starters, no indicator without a source, approval, versions, the pages and the API."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient

from plugins.kano.kpi_kinds import KpiKind
from plugins.kano.models import Cadence, SourceKind, Tree, TreeState
from plugins.kano.operations.indicators import (
    IndicatorDetails,
    add_indicator,
    change_indicator,
    remove_indicator,
)
from plugins.kano.operations.trees import (
    GradeCut,
    TreeDetails,
    approve_tree,
    change_tree,
    retire_tree,
    revise_tree,
    start_tree,
)
from plugins.kano.permissions import TREE_APPROVE, TREE_READ, TREE_WRITE
from plugins.kano.queries.trees import dimensions_of, indicators_of
from plugins.kano.starter_trees import STARTER_TREES
from plugins.kano.tests.conftest import Browser, House
from saas.platform.database import load
from saas.platform.errors import Conflict, Forbidden, Invalid
from saas.testing.factories.groups import Person
from saas.testing.factories.members import api_token
from tests.factories.complaints import switch
from tests.factories.kano_cards import new_tree

Open = Callable[[Person], Browser]

DETAILS = IndicatorDetails(
    dimension_id=0,
    name_zh="回访及时率",
    name_en="In time",
    source_kind=SourceKind.METRIC,
    metric_key="followups.in_time",
    kind=KpiKind.LINEAR,
    worst=Decimal("0.5"),
    target=Decimal("0.95"),
)


def drafted(house: House, template: str = "individual") -> int:
    with house.acting(house.analyst):
        return new_tree(template)


def details_for(tree_id: int, **changes: Any) -> IndicatorDetails:
    return replace(DETAILS, dimension_id=dimensions_of(tree_id)[0].id, **changes)


@pytest.mark.req("K-09")
def test_five_groups_have_fifteen_indicators_the_last_two_groups_by_quarter(house: House) -> None:
    tree_id = drafted(house, "five_groups")
    with house.acting(house.analyst):
        cadences = [one.cadence for one in dimensions_of(tree_id)]
        indicators = indicators_of(tree_id)
        whole = [
            one.has_source and set(one.definitions) == {"zh_CN", "en"} and one.worst != one.target
            for one in indicators
        ]
    assert cadences == [Cadence.MONTH] * 3 + [Cadence.QUARTER] * 2
    assert whole == [True] * 15


@pytest.mark.req("K-10")
def test_six_indicators_of_a_person_have_values_of_their_own_where_they_are_measured(house: House) -> None:
    tree_id = drafted(house)
    with house.acting(house.analyst):
        sources = [one.source_kind for one in indicators_of(tree_id)]
    assert len(sources) == 6
    assert sources.count(SourceKind.RATING) == 3


@pytest.mark.req("K-10")
def test_what_complaints_tell_is_not_rated_in_a_group_that_has_them(house: House) -> None:
    switch(house.group, on=True)
    for template, key in (("individual", "resolved_in_time"), ("five_groups", "received")):
        tree_id = drafted(house, template)
        with house.acting(house.analyst):
            (solved,) = [one for one in indicators_of(tree_id) if "complaints" in one.metric_key]
            assert (solved.metric_key, solved.source_kind) == (f"complaints.{key}", SourceKind.METRIC)


@pytest.mark.req("K-20")
def test_satisfaction_weighs_most_where_it_comes_first(house: House) -> None:
    tree_id = drafted(house, "satisfaction")
    with house.acting(house.analyst):
        heaviest = max(indicators_of(tree_id), key=lambda one: one.weight)
        assert heaviest.source_kind is SourceKind.SURVEY


def test_every_starter_can_be_approved_as_it_is(house: House) -> None:
    for code in STARTER_TREES:
        tree_id = drafted(house, code)
        with house.acting(house.head):
            assert approve_tree(tree_id).state is TreeState.APPROVED


def test_unknown_starter_is_refused(house: House) -> None:
    with house.acting(house.analyst), pytest.raises(Invalid, match="starters"):
        start_tree("unknown")


@pytest.mark.req("K-19")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"metric_key": ""}, "metric_key"),
        ({"metric_key": "followups.unknown"}, "metric_key"),
        ({"source_kind": SourceKind.SURVEY}, "metric_key"),
        ({"name_zh": "", "name_en": ""}, "name_zh"),
        ({"worst": None}, "worst"),
        ({"worst": Decimal("0.95")}, "worst"),
        ({"weight": Decimal(-1)}, "weight"),
        ({"kind": KpiKind.BONUS, "points": None}, "points"),
        ({"kind": KpiKind.GATE, "ceiling": "unknown"}, "ceiling"),
    ],
)
def test_indicator_without_source_or_scale_is_refused(
    house: House, changes: dict[str, object], field: str
) -> None:
    tree_id = drafted(house)
    with house.acting(house.analyst), pytest.raises(Invalid) as refused:
        add_indicator(tree_id, details_for(tree_id, **changes))
    assert list(refused.value.fields) == [field]


@pytest.mark.req("K-19")
def test_tree_with_an_indicator_that_lost_its_source_is_not_approved(house: House) -> None:
    tree_id = drafted(house)
    with house.acting(house.analyst):
        indicators_of(tree_id)[0].source_kind = None
    with house.acting(house.head), pytest.raises(Invalid, match="No indicator without a source"):
        approve_tree(tree_id)


def test_tree_needs_a_linear_indicator_with_a_weight(house: House) -> None:
    tree_id = drafted(house)
    with house.acting(house.analyst):
        for one in indicators_of(tree_id):
            one.weight = Decimal(0)
    with house.acting(house.head), pytest.raises(Invalid, match="linear"):
        approve_tree(tree_id)


def test_dimension_of_another_tree_is_refused(house: House) -> None:
    tree_id, other = drafted(house), drafted(house)
    with house.acting(house.analyst), pytest.raises(Invalid, match="dimension"):
        add_indicator(tree_id, details_for(other))


@pytest.mark.req("K-08")
def test_indicators_of_a_draft_are_added_changed_and_taken_out(house: House) -> None:
    tree_id = drafted(house)
    with house.acting(house.analyst):
        added = add_indicator(tree_id, details_for(tree_id))
        gate = details_for(tree_id, kind=KpiKind.GATE, ceiling="pass", target=Decimal("0.8"))
        changed = change_indicator(added.id, gate, version=added.row_version)
        # What another kind of indicator has is not kept.
        assert (changed.position, changed.worst, changed.weight, changed.ceiling) == (
            7,
            None,
            Decimal(0),
            "pass",
        )
        remove_indicator(added.id)
        assert len(indicators_of(tree_id)) == 6


def test_grades_are_the_trees_own_and_have_to_fall(house: House) -> None:
    tree_id = drafted(house)
    cuts = [GradeCut(code=code, minimum=Decimal(at)) for code, at in zip(
        ("excellent", "good", "pass", "fail"), (95, 85, 70, 0), strict=True)]  # fmt: skip
    with house.acting(house.analyst):
        tree = change_tree(tree_id, TreeDetails(title="新", cuts=cuts, bonus_limit=Decimal(5)))
        assert [band["minimum"] for band in tree.bands] == ["95", "85", "70", "0"]
        for wrong in (list(reversed(cuts)), cuts[:3]):
            crossed = [replace(one, code=code.code) for one, code in zip(wrong, cuts, strict=False)]
            with pytest.raises(Invalid):
                change_tree(tree_id, TreeDetails(title="新", cuts=crossed))
        with pytest.raises(Invalid):
            change_tree(tree_id, TreeDetails(title="新", bonus_limit=Decimal(-1)))


@pytest.mark.req("K-08")
def test_approved_tree_stays_as_it_is_and_a_new_version_takes_its_place(house: House) -> None:
    tree_id = drafted(house)
    with house.acting(house.head):
        approve_tree(tree_id)
    with house.acting(house.analyst):
        with pytest.raises(Conflict, match="new version"):
            add_indicator(tree_id, details_for(tree_id))
        with pytest.raises(Conflict, match="new version"):
            change_indicator(indicators_of(tree_id)[0].id, details_for(tree_id))
        revised = revise_tree(tree_id)
        with pytest.raises(Conflict, match="draft"):
            revise_tree(revised.id)
        kept = [(one.names, one.weight) for one in indicators_of(revised.id)]
        assert kept == [(one.names, one.weight) for one in indicators_of(tree_id)]
        assert revised.version == 2
        next_id = revised.id
    with house.acting(house.head):
        approve_tree(next_id)
        assert load(Tree, tree_id).state is TreeState.RETIRED
        retire_tree(next_id)
        with pytest.raises(Conflict):
            retire_tree(next_id)


def test_whoever_builds_a_tree_does_not_approve_it(house: House) -> None:
    tree_id = drafted(house)
    with house.acting(house.analyst), pytest.raises(Forbidden):
        approve_tree(tree_id)
    with house.acting(house.manager), pytest.raises(Forbidden):
        start_tree("individual")


def test_pages_build_and_approve_a_tree(house: House, browser: Open) -> None:
    at, boss = browser(house.analyst), browser(house.head)
    assert "Make a draft" in at.get("/trees/new").text
    made = at.post("/trees/new", template="satisfaction", title="满意度")
    path = made.location.partition("/x/kano")[2]
    page = at.get(path).text
    assert "客户评价" in page or "Marks by customers" in page
    tree_id = int(path.rpartition("/")[2])
    with house.acting(house.analyst):
        dimension, indicator = dimensions_of(tree_id)[0].id, indicators_of(tree_id)[0].id
        version = load(Tree, tree_id).row_version
    form = {
        "name_zh": "新指标",
        "source_kind": "rating",
        "kind": "linear",
        "worst": "0",
        "target": "100",
        "weight": "2",
    }
    assert at.post(f"{path}/indicators/new", dimension_id=dimension, **form).status_code == 303
    refused = at.post(f"{path}/indicators/new", dimension_id=dimension, **{**form, "source_kind": ""})
    assert refused.status_code == 422
    assert at.get(f"/trees/indicators/{indicator}").status_code == 200
    assert (
        at.post(f"/trees/indicators/{indicator}", dimension_id=dimension, **form, _version=9).status_code
        == 409
    )
    assert at.post(f"/trees/indicators/{indicator}/remove", _version=9).status_code == 409
    assert at.post(f"/trees/indicators/{indicator}/remove").status_code == 303
    cuts = {f"cuts-{n}-{name}": value for n, (code, cut) in enumerate(
        (("excellent", 92), ("good", 82), ("pass", 62), ("fail", 0))
    ) for name, value in (("code", code), ("minimum", cut))}  # fmt: skip
    assert at.post(path, title="满意度优先", bonus_limit="", _version=version, **cuts).status_code == 303
    assert "92" in at.get(path).text
    assert at.post(f"{path}/approve").status_code == 403
    assert boss.post(f"{path}/approve", _version=99).status_code == 409
    assert boss.post(f"{path}/approve").status_code == 303
    assert at.post(path, title="x", **cuts).status_code == 409
    assert at.post(f"{path}/indicators/new", dimension_id=dimension, **form).status_code == 409
    assert at.post(f"{path}/revise").status_code == 303
    assert boss.post(f"{path}/retire").status_code == 303
    assert "满意度优先" in at.get("/trees/?state=retired").text


@pytest.mark.req("K-08")
def test_api_builds_and_approves_a_tree(house: House, client: FlaskClient) -> None:
    api: Any = client  # answers are read as they come
    token = api_token(house.group, TREE_READ, TREE_WRITE, TREE_APPROVE)
    base = f"/api/v1/t/{house.group.code}/x/kano"
    sent: dict[str, Any] = {"headers": {"Authorization": f"Bearer {token}"}}
    made = api.post(f"{base}/trees", json={"template": "individual"}, **sent)
    assert made.status_code == 201
    tree = f"{base}/trees/{made.json['id']}"
    indicators = api.get(f"{tree}/indicators", **sent).json
    body: dict[str, Any] = {"dimension_id": indicators[0]["dimension_id"], "name_en": "x", "source_kind": "metric",
            "metric_key": "", "kind": "linear", "worst": "0", "target": "1"}  # fmt: skip
    assert api.post(f"{tree}/indicators", json=body, **sent).status_code == 422
    body["metric_key"] = "followups.coverage"
    added = api.post(f"{tree}/indicators", json=body, **sent)
    one = f"{base}/indicators/{added.json['id']}"
    versioned: dict[str, Any] = {"headers": {**sent["headers"], "If-Match": added.headers["ETag"]}}
    changed = api.put(one, json={**body, "weight": "3"}, **versioned)
    assert Decimal(changed.json["weight"]) == 3
    versioned["headers"]["If-Match"] = changed.headers["ETag"]
    assert api.delete(one, **versioned).status_code == 204
    versioned["headers"]["If-Match"] = api.get(tree, **sent).headers["ETag"]
    assert api.put(tree, json={"title": "新"}, **versioned).json["title"] == "新"
    versioned["headers"]["If-Match"] = api.get(tree, **sent).headers["ETag"]
    cuts = [
        {"code": band["code"], "minimum": band["minimum"]} for band in api.get(tree, **sent).json["bands"]
    ]
    shared = [{**cuts[0], "most": "20"}, *cuts[1:]]
    told = api.put(tree, json={"title": "新", "cuts": shared}, **versioned).json["bands"]
    assert [band["most"] for band in told] == ["20", None, None, None]
    versioned["headers"]["If-Match"] = api.get(tree, **sent).headers["ETag"]
    last = [*cuts[:3], {**cuts[3], "most": "20"}]
    assert api.put(tree, json={"title": "新", "cuts": last}, **versioned).status_code == 422
    assert api.post(f"{tree}/approve", **sent).json["state"] == "approved"
    assert api.post(f"{tree}/revise", **sent).json["version"] == 2
    assert api.post(f"{tree}/retire", **sent).json["state"] == "retired"
    assert made.json["id"] in [row["id"] for row in api.get(f"{base}/trees", **sent).json["items"]]
