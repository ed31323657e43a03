"""Background work as a group's administrator sees it: what runs, what failed and why, tried again, kept apart."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from saas.core.vehicles.operations.plans import PREDICT
from saas.platform.audit.models import AuditEntry
from saas.platform.jobs import enqueue
from saas.platform.jobs.models import JobRow, JobState
from saas.platform.jobs.reaping import LOST
from saas.platform.tenancy import Actor, ActorKind
from saas.testing.factories import groups, members
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group
from saas.testing.factories.pages import csrf_token


@pytest.fixture
def there() -> Group:
    return groups.group()


@pytest.fixture
def admin(app: Flask, there: Group) -> FlaskClient:
    return members.signed_in(app.test_client(), there.admin)


def job(of: Group, **state: Any) -> int:
    """A job that the administrator asked for, in some state."""
    with inside(of.id, Actor(kind=ActorKind.MEMBER, id=of.admin.member_id)) as work:
        made = enqueue(PREDICT, {})
        if state:
            work.execute(update(JobRow).where(JobRow.tenant_id == of.id, JobRow.id == made).values(**state))
        return made


def listed(browser: FlaskClient, of: Group, view: str = "") -> str:
    answer = browser.get(f"/t/{of.code}/settings/jobs/", query_string={"view": view})
    assert answer.status_code == 200
    return answer.text


def retry(browser: FlaskClient, of: Group, job_id: int) -> int:
    token = csrf_token(browser, f"/t/{of.code}/settings/group")
    return browser.post(f"/t/{of.code}/settings/jobs/{job_id}/retry", data={"_csrf": token}).status_code


def test_running_job_shows_how_far_it_is_and_is_asked_after(admin: FlaskClient, there: Group) -> None:
    job(there, state=JobState.RUNNING, done=1200, total=5000)
    text = listed(admin, there)
    assert "重新预测所有车辆的下次保养" in text
    assert "1,200 / 5,000" in text
    assert "24 %" in text
    assert "data-poll" in text
    assert "/retry" not in text


@pytest.mark.parametrize(
    ("kind", "words"),
    [(LOST, "工作进程中断"), ("JobTimeoutException", "超过上限"), ("KeyError", "系统出现故障")],
)
def test_failed_job_says_why_and_under_which_id(
    admin: FlaskClient, there: Group, kind: str, words: str
) -> None:
    failed = job(there, state=JobState.FAILED, error_kind=kind, error_id="a1b2c3")
    text = listed(admin, there, "failed")
    assert words in text
    assert "a1b2c3" in text
    assert f"/settings/jobs/{failed}/retry" in text
    assert "data-poll" not in text
    assert "/retry" not in listed(admin, there, "unfinished")


def test_failed_job_is_tried_again_once_and_noted(
    admin: FlaskClient, there: Group, run_jobs: Callable[[int], int]
) -> None:
    failed = job(there, state=JobState.FAILED, error_kind="KeyError", error_id="a1b2c3")
    assert retry(admin, there, failed) == 303
    assert retry(admin, there, failed) == 409
    assert run_jobs(there.id) >= 1
    with inside(there.id) as work:
        assert work.scalars(select(JobRow.state).where(JobRow.id == failed)).one() is JobState.DONE
        noted = select(AuditEntry.object_id).where(AuditEntry.action == "accounts.job.tried_again")
        assert work.scalars(noted).all() == [failed]


def test_jobs_are_for_administrators_of_their_group(app: Flask, admin: FlaskClient, there: Group) -> None:
    failed = job(there, state=JobState.FAILED, error_kind="KeyError", error_id="a1b2c3")
    address = f"/t/{there.code}/settings/jobs/"
    assert f'href="{address}"' in admin.get(f"/t/{there.code}/").text
    manager = members.signed_in(
        app.test_client(), members.member(there, role="store_manager", stores=[groups.store(there)])
    )
    assert manager.get(address).status_code == 403
    assert address not in manager.get(f"/t/{there.code}/").text
    other = groups.group()
    stranger = members.signed_in(app.test_client(), other.admin)
    assert "a1b2c3" not in listed(stranger, other)
    assert retry(stranger, other, failed) == 404


def test_jobs_take_a_constant_number_of_queries(
    admin: FlaskClient, there: Group, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    def queries() -> int:
        with count_queries() as sent:
            listed(admin, there)
        return len(sent)

    job(there)
    before = queries()
    for _ in range(8):
        job(there)
    assert queries() == before
