"""When clocks are looked at: every five minutes for what is due, at night for calendars that were changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from saas.core.organisation.models import ExceptionKind
from saas.core.organisation.operations import set_exception
from saas.core.organisation.queries import default_calendar
from saas.core.sla.models import SlaClock
from saas.core.sla.operations import ClockTarget, start_clock
from saas.platform.database import session
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, group, store

MONDAY = datetime(2026, 11, 16, 16, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
NIGHT = datetime(2026, 11, 17, 1, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
ANSWER = ClockTarget(code="answer", wanted=timedelta(hours=2))
pytestmark = pytest.mark.req("Q-11")


@pytest.fixture
def there(app: Flask, clock: Callable[[datetime], None]) -> Group:
    """A group with a clock of two working hours that runs from half past four on Monday."""
    clock(MONDAY)
    made = group()
    at = store(made)
    with inside(made.id):
        start_clock("thing", 1, ANSWER, store_id=at, since=MONDAY)
    return made


def test_sla_minutely_tells_what_has_passed(
    there: Group,
    run_schedules: Callable[[int, datetime], list[str]],
    run_jobs: Callable[[int], int],
) -> None:
    assert "sla.minutely" in run_schedules(there.id, MONDAY + timedelta(minutes=62))
    run_jobs(there.id)
    with inside(there.id):
        assert session().scalars(select(SlaClock.reached)).one() == 50


def test_sla_nightly_reckons_anew_what_a_holiday_moves(
    there: Group,
    run_schedules: Callable[[int, datetime], list[str]],
    run_jobs: Callable[[int], int],
) -> None:
    with inside(there.id):
        before = session().scalars(select(SlaClock.due_at)).one()
        set_exception(default_calendar().id, NIGHT.date(), kind=ExceptionKind.OFF)
    assert "sla.nightly" in run_schedules(there.id, NIGHT)
    run_jobs(there.id)
    with inside(there.id):
        assert session().scalars(select(SlaClock.due_at)).one() == before + timedelta(days=1)
