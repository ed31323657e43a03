"""The pages of a study, from the form to the published result, and the same over the API."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from plugins.kano.permissions import ENTER, PUBLISH, READ, WRITE
from plugins.kano.queries import chosen_run, factors, results
from plugins.kano.tests.conftest import Browser, House
from plugins.kano.views.pictures import better_worse_map, class_shares, continuous_map, three_curves
from saas.platform.i18n import locale_context
from saas.testing.factories.groups import Person
from saas.testing.factories.members import api_token
from tests.factories.kano import MUST_BE, analysed, answer, asked_of, study

Open = Callable[[Person], Browser]
Jobs = Callable[[int], int]


@pytest.mark.req("K-02", "K-05", "K-06")
def test_study_is_prepared_answered_analysed_and_published_on_pages(
    house: House, browser: Open, run_jobs: Jobs
) -> None:
    analyst, head = browser(house.analyst), browser(house.head)
    with house.acting(house.analyst):
        chosen = [one.id for one in factors(only_active=True)][:2]
    saved = analyst.post(
        "/studies/new", title="Expectations", factor_ids=chosen, table_name="standard", by_link="true"
    )
    assert saved.status_code == 303
    path = "/studies/" + saved.headers["Location"].rsplit("/", 1)[1]
    number = int(path.rsplit("/", 1)[1])
    assert "KN-" in analyst.get(path).text
    assert analyst.post(f"{path}/open").status_code == 303
    assert "/p/" in analyst.get(path).text
    with house.acting(house.analyst):
        for _ in range(3):
            answer(number, MUST_BE)
    assert analyst.post(f"{path}/close").status_code == 303
    assert analyst.post(f"{path}/analyse").status_code == 303
    waiting = analyst.get(f"{path}/progress")
    assert "HX-Redirect" not in waiting.headers
    run_jobs(house.group.id)
    assert analyst.get(f"{path}/progress").headers["HX-Redirect"].endswith("/results")
    page = analyst.get(f"{path}/results").text
    assert "Must-be" in page
    assert "only indicative" in page
    refused = head.post(f"{path}/publish")
    assert (refused.status_code, "Decide about every factor first" in refused.text) == (409, True)
    with house.acting(house.analyst):
        asked = asked_of(number)
    rows = {
        f"decisions-{n}-{name}": value
        for n, one in enumerate(asked)
        for name, value in (("study_factor_id", one), ("kept", "keep"), ("reason", ""))
    }
    assert analyst.post(f"{path}/decisions", **rows).status_code == 303
    assert head.post(f"{path}/publish").status_code == 303
    done = head.get(f"{path}/results").text
    assert "Published" in done
    assert "kano-decisions" in done


def test_refused_decision_says_where_a_reason_is_missing(house: House, browser: Open) -> None:
    with house.acting(house.analyst):
        made = analysed()
        first, second = asked_of(made.id)
    refused = browser(house.analyst).post(
        f"/studies/{made.id}/decisions",
        **{"decisions-0-study_factor_id": first, "decisions-0-kept": "drop", "decisions-0-reason": "",
           "decisions-1-study_factor_id": second, "decisions-1-kept": "drop", "decisions-1-reason": ""},
    )  # fmt: skip
    assert refused.status_code == 422
    assert "Say why, as the figures propose otherwise." in refused.text


def test_stale_button_says_that_the_study_moved_on(house: House, browser: Open) -> None:
    with house.acting(house.analyst):
        made = study()
    analyst = browser(house.analyst)
    assert analyst.post(f"/studies/{made.id}/open", _version=made.row_version).status_code == 303
    late = analyst.post(f"/studies/{made.id}/archive", _version=made.row_version)
    assert late.status_code == 409


def test_readers_see_a_study_without_its_buttons(house: House, browser: Open) -> None:
    with house.acting(house.analyst):
        made = study("只读的一份")
    seen = browser(house.manager).get(f"/studies/{made.id}")
    assert "只读的一份" in seen.text
    assert "Open the study" not in seen.text
    assert browser(house.manager).post(f"/studies/{made.id}/open").status_code == 403
    assert browser(house.employee).get("/").status_code == 403


def test_form_keeps_what_was_typed_and_opens_the_settings_where_they_are_wrong(
    house: House, browser: Open
) -> None:
    with house.acting(house.analyst):
        chosen = [factors(only_active=True)[0].id]
    refused = browser(house.analyst).post(
        "/studies/new", title="Typed title", factor_ids=chosen, table_name="own", cells="QAAAO"
    )
    assert refused.status_code == 422
    assert 'value="Typed title"' in refused.text
    assert "<details open>" in refused.text


@pytest.mark.req("K-06")
def test_pictures_hold_each_factor_with_its_interval(house: House) -> None:
    with house.acting(house.analyst), locale_context("en"):
        run = chosen_run(analysed(people=40).id)
        assert run is not None
        rows = results(run.id)
        drawn, shares, scores = better_worse_map(run, rows), class_shares(rows), continuous_map(rows)
    first = drawn["points"][0]
    assert (first["x"], first["y"], first["group"]) == (1, 0, "Must-be")
    assert first["xLow"] <= first["x"] <= first["xHigh"]
    assert (drawn["xLine"], drawn["yLine"], drawn["corners"][1]) == (0.5, 0.5, "One-dimensional")
    assert next(one["values"] for one in shares["series"]) == [100, 0]
    assert len(shares["series"]) == 6
    assert (scores["points"][0]["x"], scores["points"][0]["y"]) == (4, 2)


@pytest.mark.req("K-07")
def test_three_curves_say_what_each_category_does(house: House, browser: Open) -> None:
    with locale_context("en"):
        spec = three_curves()
    curves = {one["name"]: one["values"] for one in spec["series"]}
    assert all(
        later >= earlier for values in curves.values() for earlier, later in itertools.pairwise(values)
    )
    assert max(curves["Must-be"]) <= 0 <= min(curves["Attractive"])
    assert (curves["One-dimensional"][0], curves["One-dimensional"][-1]) == (-1, 1)
    page = browser(house.manager).get("/model").text
    assert "How does satisfaction follow" in page
    assert "also called basic" in page


@pytest.mark.req("K-02", "K-06")
def test_api_does_the_same(house: House, client: FlaskClient, run_jobs: Jobs) -> None:
    base = f"/api/v1/t/{house.group.code}/x/kano"
    can = {
        "Authorization": f"Bearer {api_token(house.group, WRITE, READ, PUBLISH, ENTER)}",
        "Accept-Language": "en",
    }

    def send(path: str, body: object = None, method: str = "post") -> dict[str, object]:
        answered = getattr(client, method)(base + path, json=body, headers=can)
        assert answered.status_code < 300, answered.text
        return answered.json  # type: ignore[no-any-return]  # the answer's body is JSON

    with house.acting(house.analyst):
        chosen = [one.id for one in factors(only_active=True)][:2]
    made = send("/studies", {"title": "By program", "factor_ids": chosen})
    path, asked = f"/studies/{made['id']}", [one["id"] for one in made["factors"]]  # type: ignore[attr-defined]  # likewise
    send(f"{path}/open")
    pairs = [{"study_factor_id": one, "functional": 2, "dysfunctional": 5} for one in asked]
    told = {"submission": "program-1", "mode": "email", "pairs": pairs}
    assert send(f"{path}/answers", told) == {"new": True}
    assert send(f"{path}/answers", told) == {"new": False}
    send(f"{path}/close")
    assert client.get(f"{base}{path}/results", headers=can).status_code == 404
    send(f"{path}/analyse")
    run_jobs(house.group.id)
    found = send(f"{path}/results", method="get")
    assert (found["number"], found["respondents"]) == (1, 1)
    assert [one["category"] for one in found["factors"]] == ["M", "M"]  # type: ignore[attr-defined]  # likewise
    decisions = {"decisions": [{"study_factor_id": one, "kept": True} for one in asked]}
    assert [one["kept"] for one in send(f"{path}/decisions", decisions)["factors"]] == [True, True]  # type: ignore[attr-defined]  # likewise
    assert send(f"{path}/publish")["state"] == "published"
    assert client.post(f"{base}{path}/decisions", json=decisions, headers=can).status_code == 409
    listed = client.get(f"{base}/studies?state=done", headers=can).json
    assert made["id"] in [one["id"] for one in listed["items"]]  # type: ignore[index]  # likewise
