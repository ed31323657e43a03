"""What expenses were for: repair orders, campaigns and vehicles, on pages, in the list and in what is taken out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from plugins.budget.exporting import object_lines
from plugins.budget.models import ClaimLine, CostObject
from plugins.budget.operations.claim_objects import ObjectDetails
from plugins.budget.operations.claim_submitting import submit_claim
from plugins.budget.queries.claims import ClaimFilter, claims_page, line_rows
from plugins.budget.tests.claiming import Desk, acting, desk, did
from plugins.budget.tests.conftest import Browser
from plugins.budget.views.claim_objects import objects_of
from saas.platform.clock import today
from saas.platform.database import session
from saas.platform.errors import Invalid
from saas.platform.i18n import locale_context
from saas.testing.factories.application import inside
from saas.testing.factories.groups import store
from saas.testing.factories.vehicles import vehicle
from tests.factories.claims import claim, claim_line

RO, ACT, CAR = CostObject.REPAIR_ORDER, CostObject.CAMPAIGN, CostObject.VEHICLE


@pytest.fixture(scope="module")
def at(app: Flask) -> Desk:
    with locale_context("en"):
        return desk()


def car(at: Desk, plate: str, store_id: int) -> int:
    with inside(at.group.id):
        return vehicle(plate=plate, store_id=store_id).id


@pytest.mark.req("B-10")
def test_expense_says_what_it_was_for_and_keeps_only_what_its_kind_has(at: Desk) -> None:
    mine, theirs = car(at, "沪A12345", at.store_id), car(at, "沪A54321", store(at.group))
    told = {
        "ro": ObjectDetails(kind=RO, code=" RO-7 ", name="left out", vehicle_id=mine),
        "campaign": ObjectDetails(kind=ACT, code="HD-1", name="Winter check"),
        "vehicle": ObjectDetails(kind=CAR, code="left out", vehicle_id=mine),
        "store": ObjectDetails(code="left out", name="left out", vehicle_id=mine),
    }
    with acting(at.claimant):
        made = claim(at.store_id)
        ids = {name: claim_line(made.id, was_for=one).id for name, one in told.items()}
        lines = [row.ClaimLine for row in line_rows(made.id)]
        assert [(one.object_code, one.object_name, one.vehicle_id) for one in lines] == [
            ("RO-7", "", None), ("HD-1", "Winter check", None), ("", "", mine), ("", "", None),
        ]  # fmt: skip
        shown = objects_of(lines)
        assert {name: shown.get(key, "")[:27] for name, key in ids.items()} == {
            "ro": "A repair order: RO-7",
            "campaign": "A campaign: HD-1 · Winter c",
            "vehicle": shown[ids["vehicle"]][:27],
            "store": "",
        }
        assert "沪A12345" in shown[ids["vehicle"]]
        wrong = {
            "object_code": ObjectDetails(kind=RO),
            "object_name": ObjectDetails(kind=ACT, code="HD-1"),
            "vehicle_id": ObjectDetails(kind=CAR, vehicle_id=theirs),
        }
        for field, one in wrong.items():
            with pytest.raises(Invalid) as refused:
                claim_line(made.id, was_for=one)
            assert field in refused.value.fields
        found = claims_page(ClaimFilter(number="RO-7"), limit=5).rows
        assert [row.ExpenseClaim.id for row in found] == [made.id]
    # Who may not see the vehicle is not told its plate.
    with acting(at.payer):
        lines = [session().get_one(ClaimLine, (at.group.id, ids["vehicle"]))]
        assert objects_of(lines)[ids["vehicle"]] == "A vehicle: one out of your reach"


@pytest.mark.req("B-10")
def test_form_offers_vehicles_within_reach_and_table_adds_up_by_object(
    at: Desk, browser: Callable[..., Browser]
) -> None:
    number = car(at, "沪B66666", at.store_id)
    made = did(at.claimant, lambda: claim(at.store_id).id)
    page = browser(at.claimant)
    form = page.get(f"/claims/{made}/lines/new").get_data(as_text=True)
    assert "/vehicles/pick" in form
    with acting(at.claimant):
        for _twice in range(2):
            claim_line(made, amount_fen=100_00, was_for=ObjectDetails(kind=CAR, vehicle_id=number))
        claim_line(made, amount_fen=50_00, was_for=ObjectDetails(kind=ACT, name="Open day"))
        line = claim_line(made, amount_fen=30_00).id
    fields = {"category_id": _category(at, made), "spent_on": "2026-11-01", "amount": "30", "_version": 1}
    assert page.post(f"/claims/{made}/lines/{line}", **fields, object_kind="campaign").status_code == 422
    done = page.post(f"/claims/{made}/lines/{line}", **fields, object_kind="campaign", object_name="Open day")
    assert done.status_code == 303
    shown = page.get(f"/claims/{made}").get_data(as_text=True)
    assert "沪B66666" in shown
    assert "A campaign: Open day" in shown
    did(at.claimant, lambda: submit_claim(made))
    day = today("Asia/Shanghai")
    with acting(at.finance):
        filters: dict[str, Any] = {
            "store_id": at.store_id, "department_id": None, "category_id": None,
            "year": day.year, "first": 1, "until": 12,
        }  # fmt: skip
        rows = {line[2]: line for line in object_lines(filters, 100)}
    assert rows[f"#{number}"][4:] == [2, "200.00"]
    assert rows[f"#{number}"][1] == "A vehicle"


def _category(at: Desk, claim_id: int) -> int:
    with acting(at.claimant):
        return int(line_rows(claim_id)[0].ClaimLine.category_id)
