"""Complaints from before there were clocks: each gets its own, once, as if they had been kept from the beginning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import insert

from plugins.complaints.figures.cohort import FigureFilter
from plugins.complaints.figures.queries import figures
from plugins.complaints.jobs import flag
from plugins.complaints.models import Case, Channel
from plugins.complaints.operations import acknowledge_case, keep_older_times
from plugins.complaints.operations.times import KIND
from plugins.complaints.settings import ACKNOWLEDGE, RESOLVE
from plugins.complaints.states import CaseState
from plugins.complaints.tests.conftest import House
from plugins.complaints.tests.flowing import acting
from saas.platform.clock import moved
from saas.platform.database import load, session
from saas.plugin_api import ClockReading, ClockState, clock_readings, current_tenant
from saas.testing.factories.application import inside

TUESDAY = datetime(2026, 11, 17, 2, tzinfo=UTC)
"""Ten in the morning at the store, in working time."""
NIGHT = TUESDAY + timedelta(hours=17)
_numbers = count(1)


@pytest.fixture(scope="module", autouse=True)
def night() -> Iterator[None]:
    with moved(NIGHT):
        yield


def older(house: House, state: CaseState, **fields: Any) -> int:
    """A complaint of Tuesday at ten as it was written before there were clocks."""
    row = {
        "tenant_id": current_tenant(),
        "document_no": f"TS-OLD-{next(_numbers):06}",
        "state": state,
        "channel": Channel.PHONE,
        "store_id": house.store_id,
        "description": "异响",
        "demand": "修好",
        "model_text": "朗逸",
        "complainant_name": "赵先生",
        "complainant_tail": "1234",
        "received_at": TUESDAY,
        "acknowledge_by": TUESDAY + timedelta(minutes=30),
        "acknowledged_at": None,
        "closed_at": None,
        "created_at": TUESDAY,
        "updated_at": TUESDAY,
        **fields,
    }
    return session().scalars(insert(Case).returning(Case.id), [row]).one()


def clocks(case_id: int) -> dict[str, ClockReading]:
    return {one.target: one for one in clock_readings(KIND, [case_id])[case_id]}


@pytest.mark.req("Q-11")
def test_older_complaints_get_the_clocks_that_they_would_have_had(house: House) -> None:
    with inside(house.group.id):
        heard = {"acknowledged_at": TUESDAY + timedelta(minutes=20)}
        late = {"acknowledged_at": TUESDAY + timedelta(minutes=45)}
        hours = TUESDAY + timedelta(hours=3)
        closed = older(house, CaseState.CLOSED, **heard, closed_at=hours)
        taken = older(house, CaseState.ASSIGNED, **late)
        fresh = older(house, CaseState.RECEIVED)
        back = older(house, CaseState.WITHDRAWN, closed_at=hours)

        assert keep_older_times() == 4
        assert keep_older_times() == 0

        done = clocks(closed)
        assert [done[one].state for one in (ACKNOWLEDGE, RESOLVE)] == [ClockState.MET, ClockState.MET]
        assert done[ACKNOWLEDGE].counted == timedelta(minutes=20)
        assert not done[RESOLVE].breached
        assert load(Case, closed).resolved_at == hours

        going = clocks(taken)
        assert (going[ACKNOWLEDGE].breached, going[ACKNOWLEDGE].state) == (True, ClockState.MET)
        assert going[RESOLVE].running
        assert load(Case, taken).resolve_by == going[RESOLVE].due_at

        assert clocks(fresh)[ACKNOWLEDGE].running
        assert {one.state for one in clocks(back).values()} == {ClockState.STOPPED}


@pytest.mark.req("Q-11", "Q-10")
def test_figures_count_older_complaints_once_the_night_has_passed(house: House) -> None:
    days = FigureFilter(first=TUESDAY.date(), last=TUESDAY.date())
    with inside(house.group.id):
        older(house, CaseState.CLOSED, acknowledged_at=TUESDAY + timedelta(minutes=5), closed_at=NIGHT)
    with acting(house.manager):
        before = figures(days).whole.heard.n
    with inside(house.group.id):
        assert flag(period="2026-11-17")["clocked"] == 1
        assert flag(period="2026-11-18")["clocked"] == 0
    with acting(house.manager):
        assert figures(days).whole.heard.n == before + 1


def test_clock_of_an_older_complaint_ends_as_any_other(house: House) -> None:
    with inside(house.group.id):
        case_id = older(house, CaseState.RECEIVED, handler_id=house.handler.member_id)
        keep_older_times()
    with acting(house.handler):
        acknowledge_case(case_id, text="已致电确认")
    with inside(house.group.id):
        assert clocks(case_id)[ACKNOWLEDGE].state is ClockState.MET
