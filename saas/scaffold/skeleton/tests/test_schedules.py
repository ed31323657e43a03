# file: job
"""What is done by the clock: every night, for groups that have the plugin on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from saas.plugin_api import load, now, session
from saas.testing.factories.groups import Group, Person
from sqlalchemy import update

from aftercare_plugname.models import Note
from aftercare_plugname.operations import add_note
from aftercare_plugname.queries import group_day

from .conftest import Transaction


def test_night_closes_what_was_forgotten_where_the_plugin_is_on(
    db: Transaction,
    tenant: Group,
    other_tenant: Group,
    manager: Person,
    customer_id: int,
    run_schedules: Callable[[int, datetime], list[str]],
    run_jobs: Callable[[int], int],
) -> None:
    with db(manager):
        forgotten = add_note(customer_id, "old", due_on=group_day()).id
        session().execute(update(Note).values(due_on=group_day() - timedelta(days=400)))

    assert "plugname.nightly" in run_schedules(tenant.id, now() + timedelta(days=1))
    assert "plugname.nightly" not in run_schedules(other_tenant.id, now() + timedelta(days=1))
    run_jobs(tenant.id)

    with db():
        assert load(Note, forgotten).done_at is not None
