"""Stock alerts as people deal with them: taken up and dismissed once, listed, counted in the menu, and read by programs."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from plugins.parts.models import AlertKind, AlertState, StockAlert
from plugins.parts.operations import acknowledge_alert, dismiss_alert
from plugins.parts.permissions import ALERT_WRITE, STOCK_READ
from plugins.parts.queries.alerts import new_alerts
from plugins.parts.tests.conftest import Browser, Depot
from saas.platform.database import session
from saas.platform.errors import Conflict, Forbidden, Invalid, NotFound, VersionConflict
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Person
from saas.testing.factories.members import api_token, as_member
from tests.factories.parts import alert_of, part, proposal_of, stock_up, supplier, terms

pytestmark = pytest.mark.usefixtures("english")

Open = Callable[[Person], Browser]


def raised(depot: Depot, kind: AlertKind = AlertKind.LOW, *, far: bool = False, number: str = "") -> int:
    """An alert of a part of its own, in the clerk's store or in the other one."""
    place = depot.other_id if far else depot.store_id
    with inside(depot.group.id, as_member(depot.manager)):
        made = part(**({"number": number} if number else {})).id
        stock_up(made, place)
        return alert_of(made, place, kind).id


def alert_now(depot: Depot, alert_id: int) -> StockAlert:
    found = session().get_one(StockAlert, (depot.group.id, alert_id))
    session().refresh(found)
    return found


@pytest.mark.req("P-05")
def test_alert_is_taken_up_once_and_dismissed_with_a_reason(depot: Depot) -> None:
    one = raised(depot)
    with inside(depot.group.id, as_member(depot.clerk)):
        before = new_alerts() or 0
        version = alert_now(depot, one).row_version
        taken = acknowledge_alert(one, version=version)
        assert (taken.state, taken.owner_id) == (AlertState.ACKNOWLEDGED, depot.clerk.member_id)
        assert acknowledge_alert(one, version=version).row_version == taken.row_version
        assert (new_alerts() or 0) == before - 1
    with inside(depot.group.id, as_member(depot.second)):
        with pytest.raises(VersionConflict):
            acknowledge_alert(one, version=version)
        with pytest.raises(Conflict, match="as it stands now"):
            acknowledge_alert(one)
        with pytest.raises(Invalid, match="Say why"):
            dismiss_alert(one, "  ")
        gone = dismiss_alert(one, " runs out of the range ")
        assert (gone.state, gone.lasts, gone.reason) == (
            AlertState.DISMISSED,
            True,
            "runs out of the range",
        )
        was = gone.row_version
        assert dismiss_alert(one, "runs out of the range", version=1).row_version == was
    with inside(depot.group.id, as_member(depot.clerk)):
        with pytest.raises(Conflict):
            dismiss_alert(one, "another reason")
        again = acknowledge_alert(one)
        assert (again.state, again.reason, again.closed_at) == (AlertState.ACKNOWLEDGED, "", None)


def test_alert_that_is_acted_on_or_whose_cause_is_gone_is_left_alone(depot: Depot) -> None:
    acting, over = raised(depot), raised(depot)
    with inside(depot.group.id, as_member(depot.clerk)):
        alert_now(depot, acting).state = AlertState.ACTING
        ended = alert_now(depot, over)
        ended.state, ended.lasts = AlertState.RESOLVED, False
        session().flush()
        for one in (acting, over):
            with pytest.raises(Conflict):
                acknowledge_alert(one)
            with pytest.raises(Conflict):
                dismiss_alert(one, "why not")


def test_alerts_of_other_stores_are_out_of_reach_and_readers_decide_nothing(depot: Depot) -> None:
    """parts.alert:write."""
    assert ALERT_WRITE == "parts.alert:write"
    near, far = raised(depot), raised(depot, far=True)
    with inside(depot.group.id, as_member(depot.clerk)), pytest.raises(NotFound):
        acknowledge_alert(far)
    with inside(depot.group.id, as_member(depot.advisor)):
        with pytest.raises(Forbidden):
            acknowledge_alert(near)
        assert new_alerts() is None


@pytest.mark.req("P-05")
def test_list_is_narrowed_and_the_page_leads_from_the_alert_to_its_order(depot: Depot, browser: Open) -> None:
    low, dead = raised(depot, number="ALR-1"), raised(depot, AlertKind.DEAD, number="ALR-2")
    raised(depot, far=True, number="ALR-3")
    with inside(depot.group.id, as_member(depot.manager)):
        alert = alert_now(depot, low)
        seller = supplier().id
        terms(seller, alert.part_id)
        proposal = proposal_of(alert, supplier_id=seller, reason={"code": "purchase", "pack": "1"}).id
    at = browser(depot.clerk)

    def found(query: str) -> set[str]:
        return set(re.findall(r"ALR-\d", at.get(f"/alerts/?{query}").text))

    assert found("") == {"ALR-1", "ALR-2"}
    assert found("kind=dead") == {"ALR-2"}
    assert found(f"store_id={depot.other_id}") == set()
    assert found("state=dismissed") == set()

    page = at.get(f"/alerts/{low}").text
    assert f"/proposals/{proposal}/order" in page
    version = re.search(r'name="_version" value="(\d+)"', page)
    assert version
    assert at.post(f"/alerts/{low}/acknowledge", _version=version[1]).status_code == 303
    # Somebody else looks at the page as it was.
    other = browser(depot.second)
    late = other.post(f"/alerts/{low}/dismiss", _version=version[1], reason="not needed")
    assert (late.status_code, "not needed" in late.text) == (409, True)
    ordered = at.post(f"/proposals/{proposal}/order")
    assert ordered.status_code == 303
    made = ordered.headers["Location"].split("/x/parts")[1]
    page, listed = at.get(f"/alerts/{low}").text, at.get("/alerts/?state=acting").text
    assert made in page
    assert made in listed
    assert other.post(f"/alerts/{low}/acknowledge", _version=99).status_code == 409

    assert at.post(f"/alerts/{dead}/dismiss", _version=1, reason="").status_code == 422
    assert (
        at.post(f"/alerts/{dead}/dismiss", _version=1, reason="kept for an old customer").status_code == 303
    )
    assert found("state=dismissed") == {"ALR-2"}
    assert "kept for an old customer" in at.get(f"/alerts/{dead}").text
    reader = browser(depot.advisor)
    assert reader.get(f"/alerts/{low}").status_code == 200
    assert reader.post(f"/alerts/{low}/acknowledge", _version=1).status_code == 403


@pytest.mark.req("P-05")
def test_program_lists_takes_up_and_dismisses(app: Flask, depot: Depot) -> None:
    one = raised(depot, AlertKind.OVERSTOCK)
    token = api_token(depot.group, STOCK_READ, ALERT_WRITE)

    def call(method: str, path: str, version: int | None = None, **body: Any) -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        more: dict[str, Any] = {"json": body} if body else {}
        base = f"/api/v1/t/{depot.group.code}/x/parts/alerts"
        return app.test_client().open(base + path, method=method, headers=headers, **more)

    rows = call("GET", f"?kind=overstock&state=open&store_id={depot.store_id}").json["items"]
    (row,) = [row for row in rows if row["id"] == one]
    assert (row["quantity"], row["value_fen"], row["lasts"]) == ("8.000", 8000, True)
    taken = call("POST", f"/{one}/acknowledge", row["row_version"])
    assert (taken.status_code, taken.json["state"]) == (200, "acknowledged")
    assert call("POST", f"/{one}/dismiss", row["row_version"], reason="late").status_code == 412
    gone = call("POST", f"/{one}/dismiss", taken.json["row_version"], reason="sold next week")
    assert (gone.json["state"], gone.json["reason"]) == ("dismissed", "sold next week")
    assert call("GET", f"/{one}").json["closed_at"]
