"""What authors of plugins are given for their tests."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plugins.complaints.models import Category
from saas.platform.i18n import _l
from saas.platform.plugins import Reason, explain, settings
from saas.testing.factories.application import inside
from saas.testing.factories.groups import Group, Person, store
from tests.factories.complaints import complaint

READ = "complaints.case:read"


def test_person_may_do_what_was_asked_for_and_nothing_else(
    tenant: Group,
    user_with: Callable[..., Person],
    login: Callable[[Person], FlaskClient],
    enable: Callable[..., None],
) -> None:
    enable("complaints")
    reader, nobody = login(user_with(READ)), login(user_with())
    pages = [one.get(f"/t/{tenant.code}/x/complaints/").status_code for one in (reader, nobody)]
    assert pages == [200, 403]


def test_plugin_is_switched_for_one_group(
    tenant: Group, other_tenant: Group, enable: Callable[..., None], disable: Callable[..., None]
) -> None:
    def reasons() -> list[Reason]:
        found = []
        for of in (tenant, other_tenant):
            with inside(of.id):
                found.append(explain(of.id, "complaints").reason)
        return found

    enable("complaints")
    on = reasons()
    disable("complaints")
    assert on == [Reason.EFFECTIVE, Reason.NOT_ENABLED]
    assert reasons() == [Reason.NOT_ENABLED, Reason.NOT_ENABLED]


def test_database_is_that_of_the_group(
    db: Callable[..., AbstractContextManager[Session]], other_tenant: Group, enable: Callable[..., None]
) -> None:
    enable("complaints")
    with db() as work:
        mine = work.scalar(select(func.count()).select_from(Category))
    with db(other_tenant) as work:
        theirs = work.scalar(select(func.count()).select_from(Category))
    assert mine
    assert theirs == 0


def test_outbox_holds_what_was_published(
    tenant: Group,
    db: Callable[..., AbstractContextManager[Session]],
    enable: Callable[..., None],
    user_with: Callable[..., Person],
    outbox: Callable[..., list[object]],
) -> None:
    enable("complaints")
    place = store(tenant)
    with db(user_with("complaints.case:create", READ)):
        complaint(place)
    assert len(outbox("complaints.received")) == 1
    assert len(outbox()) >= 1


def test_settings_are_those_of_the_group_or_a_store(
    tenant: Group,
    other_tenant: Group,
    db: Callable[..., AbstractContextManager[Session]],
    enable: Callable[..., None],
    set_settings: Callable[..., None],
) -> None:
    enable("complaints")
    enable("complaints", of=other_tenant)
    here, there = store(tenant), store(tenant)
    set_settings("complaints", {"acknowledge_minutes": 45})
    set_settings("complaints", {"acknowledge_minutes": 90}, store_id=there)

    def minutes(of: Group, store_id: int | None = None) -> int:
        with db(of):
            return int(settings("complaints", store_id=store_id)["acknowledge_minutes"])

    assert [minutes(tenant), minutes(tenant, here), minutes(tenant, there)] == [45, 45, 90]
    assert minutes(other_tenant) == 30


@pytest.mark.usefixtures("english")
def test_words_are_english_where_a_test_wants_them() -> None:
    assert str(_l("Settings")) == "Settings"


def test_words_are_chinese_else() -> None:
    assert str(_l("Settings")) == "设置"


def test_messages_are_those_of_the_group(sent_messages: Callable[..., list[object]]) -> None:
    assert sent_messages() == []


_GUARDED = """
import smtplib, socket
import pytest

def test_network():
    with pytest.raises(AssertionError, match="connects to 192.0.2.1"):
        socket.create_connection(("192.0.2.1", 80), timeout=0.1)

def test_mail():
    with pytest.raises(AssertionError, match="sends mail"):
        smtplib.SMTP("localhost")

def test_this_machine():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
"""


@pytest.mark.parametrize(("ini", "passed"), [("saas_plugins = complaints\n", 3), ("", 1)])
def test_network_and_mail_are_refused_only_where_a_plugin_is_under_test(
    tmp_path: Path, ini: str, passed: int
) -> None:
    (tmp_path / "pytest.ini").write_text(f"[pytest]\n{ini}")
    (tmp_path / "test_guarded.py").write_text(_GUARDED)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert f"{passed} passed" in done.stdout, done.stdout


def test_schedules_are_met_by_the_clock_and_their_jobs_run(
    tenant: Group,
    enable: Callable[..., None],
    run_schedules: Callable[[int, datetime], list[str]],
    run_jobs: Callable[[int], int],
) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert "complaints.nightly" not in run_schedules(tenant.id, tomorrow)
    enable("complaints")
    assert "complaints.nightly" in run_schedules(tenant.id, tomorrow + timedelta(days=1))
    assert run_jobs(tenant.id) >= 1
    assert run_schedules(tenant.id, tomorrow + timedelta(days=1)) == []
