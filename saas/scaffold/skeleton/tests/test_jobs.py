# file: job
"""Work at night: what was forgotten is closed, and twice closes it once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from saas.plugin_api import enqueue, load, session
from saas.testing.factories.groups import Group, Person
from sqlalchemy import update

from aftercare_plugname.jobs import CLOSE, close
from aftercare_plugname.models import Note
from aftercare_plugname.operations import FORGOTTEN_DAYS, add_note
from aftercare_plugname.queries import group_day

from .conftest import Transaction


def test_job_closes_what_was_forgotten(
    db: Transaction, tenant: Group, manager: Person, customer_id: int, run_jobs: Callable[[int], int]
) -> None:
    with db(manager):
        old, new = (add_note(customer_id, text, due_on=group_day()).id for text in ("old", "new"))
        long_ago = group_day() - timedelta(days=FORGOTTEN_DAYS + 1)
        session().execute(update(Note).where(Note.id == old).values(due_on=long_ago))
        enqueue(CLOSE, {})

    run_jobs(tenant.id)

    with db():
        assert load(Note, old).done_at is not None
        assert load(Note, new).done_at is None
        assert close()["closed"] == 0
