"""Who passes row-level security, and why, stands in the platform's audit."""

import getpass

import click
import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import Row, select, text

from saas.platform.audit import PlatformAudit
from saas.platform.database import global_session, system_session, system_sessions
from saas.platform.tenancy import Actor, ActorKind, tenant_context

COLUMNS = (PlatformAudit.actor_kind, PlatformAudit.actor_id, PlatformAudit.command, PlatformAudit.operator)


def uses(reason: str) -> list[Row[tuple[ActorKind, int | None, str, str]]]:
    mine = (
        PlatformAudit.action == "platform.system_role.used",
        PlatformAudit.detail["reason"].astext == reason,
    )
    with global_session() as work:
        return list(work.execute(select(*COLUMNS).where(*mine)))


def test_each_use_is_told_with_who_and_why(app: Flask) -> None:
    with app.app_context(), tenant_context(1, Actor(kind=ActorKind.SUPPORT, id=7)):
        with system_session("a look at all groups") as work:
            work.execute(text("SELECT 1"))
        with pytest.raises(ZeroDivisionError), system_session("a look at all groups"):
            raise ZeroDivisionError
        assert uses("a look at all groups") == [(ActorKind.SUPPORT, 7, "", "")] * 2


def test_use_at_the_command_line_names_command_and_person(app: Flask) -> None:
    @click.command("mend")
    def command() -> None:
        with app.app_context(), system_session("mending by hand"):
            pass

    answer = CliRunner().invoke(command)
    assert answer.exception is None, answer.exception
    with app.app_context():
        assert uses("mending by hand") == [(ActorKind.SYSTEM, None, "mend", getpass.getuser())]


def test_loop_is_told_once_when_it_begins(app: Flask) -> None:
    with app.app_context():
        sessions = system_sessions("a loop")
        assert uses("a loop") == []
        for _round in range(3):
            with sessions.begin() as work:
                work.execute(text("SELECT 1"))
        with system_sessions("a loop").begin() as work:
            work.execute(text("SELECT 1"))
        assert len(uses("a loop")) == 1
