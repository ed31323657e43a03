"""Switched off in the middle of the flow: nothing is lost, nothing is reachable, the other group goes on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from plugins.complaints.models import Case
from plugins.complaints.operations import agree_solution, investigate_case
from plugins.complaints.states import CaseState
from plugins.complaints.tests.conftest import Browser, House, _house
from plugins.complaints.tests.flowing import acting, assigned, offered, state_of
from plugins.complaints.work_models import AgreedHow
from plugins.complaints.work_queries import work_of
from saas.core.sla.operations import look_at_clocks
from saas.platform.clock import moved, now
from saas.platform.database import load
from saas.platform.i18n import locale_context
from saas.testing.factories.application import inside
from tests.factories.complaints import switch


@pytest.fixture(scope="module")
def other(app: Flask) -> House:
    """Another group with complaints on."""
    with locale_context("en"):
        return _house()


def test_flow_goes_on_where_it_stood_when_it_is_on_again(app: Flask, house: House, other: House) -> None:
    case_id, option_id = offered(house)
    theirs = assigned(other)
    browser = Browser(app.test_client(), house.handler)
    assert browser.get(f"/{case_id}").status_code == 200
    switch(house.group, on=False)

    for path in (f"/{case_id}", "/board", "/queue", f"/{case_id}/files", "/rules"):
        assert browser.get(path).status_code == 404, path
    assert browser.post(f"/{case_id}/decline", text="不要").status_code == 404
    # Time passes all the same; who is off hears of it when they are on again.
    with moved(now() + timedelta(days=30)), inside(house.group.id):
        look_at_clocks()
    with acting(other.handler):
        assert investigate_case(theirs).state is CaseState.INVESTIGATING

    switch(house.group, on=True)
    assert state_of(house, case_id) == CaseState.OFFERED
    with acting(house.handler):
        assert [one.id for one in work_of(case_id).options] == [option_id]
        agree_solution(case_id, option_id=option_id, how=AgreedHow.PHONE)
        assert load(Case, case_id).state is CaseState.AGREED
