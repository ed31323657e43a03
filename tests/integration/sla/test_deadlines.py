"""Deadlines of a store: by its own calendar or the group's, with the days that differ."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from saas.core.organisation.models import ExceptionKind, Store
from saas.core.organisation.operations import clear_exception, copy_calendar, set_exception
from saas.core.organisation.queries import default_calendar
from saas.core.sla.deadlines import working_deadline, working_time_of
from saas.platform.database import load
from saas.platform.errors import NotFound
from saas.testing.factories.application import inside
from saas.testing.factories.groups import group, store

HALF = timedelta(minutes=30)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_store_follows_the_groups_calendar_until_it_has_its_own(app: Flask) -> None:
    there = group()
    place = store(there)
    friday = at(20, 17, 20)
    with inside(there.id):
        assert working_deadline(place, friday, HALF) == at(23, 8, 50)
        own = copy_calendar(default_calendar().id, name="Saturdays too")
        set_exception(own.id, date(2026, 11, 21), kind=ExceptionKind.WORK, ranges=[["10:00", "16:00"]])
        set_exception(own.id, date(2026, 11, 23), kind=ExceptionKind.OFF)
        load(Store, place).calendar_id = own.id
        assert working_deadline(place, friday, HALF) == at(21, 10, 20)
        assert working_deadline(place, at(21, 15, 50), HALF) == at(24, 8, 50)
        assert working_time_of(place, friday, at(24, 9)) == timedelta(minutes=10 + 6 * 60 + 30)
        clear_exception(own.id, date(2026, 11, 21))
        # A make-up workday without hours of its own has those of a Monday.
        set_exception(own.id, date(2026, 11, 22), kind=ExceptionKind.WORK)
        assert working_deadline(place, friday, HALF) == at(22, 8, 50)


def test_store_that_does_not_exist_has_no_deadline(app: Flask) -> None:
    with inside(group().id), pytest.raises(NotFound):
        working_deadline(-1, at(20, 9), HALF)
