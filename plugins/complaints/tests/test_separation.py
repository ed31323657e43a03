"""Whoever a complaint is about neither handles nor decides it, also not by way of somebody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask

from plugins.complaints.models import Case
from plugins.complaints.operations import (
    CaseDetails,
    acknowledge_case,
    assign_case,
    close_case,
    edit_case,
)
from plugins.complaints.operations.routing import route_case
from plugins.complaints.states import ResultKind
from plugins.complaints.tests.conftest import Browser, House
from saas.core.accounts.operations import RoleChoice, name_stand_in
from saas.platform.clock import today
from saas.platform.database import load
from saas.platform.errors import Forbidden, Invalid
from saas.platform.permissions import Period
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Person
from saas.testing.factories.members import api_token, as_member, member
from tests.factories.complaints import complaint

SEPARATION = "complaints.case:subject-investigator"
TODAY = today("Asia/Shanghai")
RULE = "Whoever a complaint is about neither handles nor decides it."
pytestmark = pytest.mark.shows(SEPARATION)


@contextmanager
def acting(person: Person) -> Iterator[None]:
    with inside(person.tenant_id, as_member(person)):
        yield


def about(house: House, person: Person, **fields: object) -> int:
    with acting(house.head):
        return complaint(house.store_id, concerned_id=person.member_id, **fields).id


def close(case_id: int) -> None:
    close_case(case_id, result=ResultKind.WITHDRAWN, text="客户撤回")


@pytest.mark.parametrize(
    "act",
    [
        close,
        lambda case_id: acknowledge_case(case_id, text="听到了"),
        lambda case_id: edit_case(case_id, CaseDetails(description="没事"), version=1),
        lambda case_id: assign_case(case_id, 1),
    ],
    ids=["close", "acknowledge", "edit", "assign"],
)
def test_whom_it_is_about_is_refused_every_decision(house: House, act: Callable[[int], object]) -> None:
    case_id = about(house, house.manager)
    with pytest.raises(Forbidden, match=RULE), acting(house.manager):
        act(case_id)


def test_another_manager_decides_it(house: House) -> None:
    case_id = about(house, house.manager)
    with acting(house.head):
        close(case_id)
        assert load(Case, case_id).closed_at


def test_who_stands_in_for_them_is_refused_unless_their_own_roles_suffice(house: House) -> None:
    deputy = member(house.group, role="followup_specialist", stores=[house.store_id])
    for person, other in ((deputy, house.manager), (house.head, house.manager)):
        with inside(house.group.id):
            name_stand_in(
                other.member_id,
                deputy_id=person.member_id,
                roles=[RoleChoice(role="complaint_manager", store_id=house.store_id)],
                period=Period(valid_from=TODAY, valid_until=TODAY + timedelta(days=1)),
            )
    case_id = about(house, house.manager)
    with pytest.raises(Forbidden, match=RULE), acting(deputy):
        close(case_id)
    with acting(house.head):
        close(case_id)


def test_nobody_gives_it_to_them(house: House) -> None:
    case_id = about(house, house.handler)
    with pytest.raises(Invalid) as refused, acting(house.manager):
        assign_case(case_id, house.handler.member_id)
    assert refused.value.fields == {"member_id": [RULE]}


def test_whoever_has_it_is_not_named_afterwards(house: House) -> None:
    with acting(house.manager):
        case_id = complaint(house.store_id).id
        assign_case(case_id, house.handler.member_id)
        version = load(Case, case_id).row_version
    details = CaseDetails(description="态度", concerned_id=house.handler.member_id, complainant_name="赵先生")
    with pytest.raises(Invalid) as refused, acting(house.manager):
        edit_case(case_id, details, version=version)
    assert refused.value.fields == {"concerned_id": [RULE]}


def test_what_concerns_safety_finds_another_handler(house: House) -> None:
    with acting(house.head):
        first = route_case(complaint(house.store_id, safety=True).id)
        other = route_case(complaint(house.store_id, safety=True, concerned_id=first).id)
    assert other not in (None, first)


def test_program_decides_nothing_that_is_about_somebody(app: Flask, house: House) -> None:
    case_id = about(house, house.manager)
    token = api_token(house.group, "complaints.case:read", "complaints.case:close")
    answer = app.test_client().post(
        f"/api/v1/t/{house.group.code}/x/complaints/cases/{case_id}/close",
        json={"result": "withdrawn", "text": "客户撤回"},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 403, answer.text


def test_page_offers_them_nothing_to_decide(house: House, browser: Callable[[Person], Browser]) -> None:
    case_id = about(house, house.manager)
    page = browser(house.manager).get(f"/{case_id}").text
    assert "About whose work" in page
    assert "?step=" not in page
    assert f"/x/complaints/{case_id}?step=close" in browser(house.head).get(f"/{case_id}").text
