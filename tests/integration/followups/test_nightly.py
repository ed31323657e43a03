"""The night before the calls: the schedule makes the day's tasks, before the stores open where the group is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from saas.core.followups.models import FollowupTask
from saas.platform.database import session
from saas.testing.factories.application import inside
from saas.testing.factories.customers import customer
from saas.testing.factories.followups import rule
from saas.testing.factories.groups import Group, group, store
from saas.testing.factories.vehicles import vehicle

HALF_PAST_FIVE = datetime(2027, 3, 1, 21, 30, tzinfo=UTC)  # Tuesday, 2 March, in Shanghai
DAY = date(2027, 3, 2)


@pytest.fixture
def there(app: Flask, clock: Callable[[datetime], None]) -> Group:
    """A group whose rule wants one follow-up on that day, an hour before the schedule."""
    clock(HALF_PAST_FIVE - timedelta(hours=1))
    made = group()
    at = store(made)
    with inside(made.id):
        rule("delivery_7d", since=date(2027, 2, 1))
        owner = customer(store_id=at)
        vehicle(owner_id=owner.id, delivery_date=DAY - timedelta(days=7), store_id=at)
    return made


def test_followups_nightly_makes_the_tasks_of_the_day_once(
    there: Group,
    run_schedules: Callable[[int, datetime], list[str]],
    run_jobs: Callable[[int], int],
) -> None:
    def tasks_after(moment: datetime) -> tuple[bool, list[date]]:
        due = "followups.nightly" in run_schedules(there.id, moment)
        run_jobs(there.id)
        with inside(there.id):
            mine = select(FollowupTask.due_from).where(FollowupTask.tenant_id == there.id)
            return due, list(session().scalars(mine))

    # The clock runs on while the scheduler looks at all groups of this database.
    minutes = timedelta(minutes=20)
    assert tasks_after(HALF_PAST_FIVE - minutes) == (False, [])
    assert tasks_after(HALF_PAST_FIVE + minutes) == (True, [DAY])
    assert tasks_after(HALF_PAST_FIVE + minutes * 2) == (False, [DAY])
