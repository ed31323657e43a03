"""`saas plugins` against the real database."""

import base64
import itertools

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import insert

from saas.cli import main
from saas.config import Settings
from saas.parts import load_registry
from saas.platform.database import system_session
from saas.platform.tenancy.tenant import Tenant

_numbers = itertools.count(1)


@pytest.fixture
def group(app: Flask) -> str:
    code = f"cli-plugins-{next(_numbers)}"
    with app.app_context(), system_session("a test's group") as work:
        work.execute(insert(Tenant).values(code=code, name="Group"))
    return code


def run(settings: Settings, *words: str) -> Result:
    environ = {
        "DATABASE_URL": settings.database_url,
        "SYSTEM_DATABASE_URL": settings.system_database_url,
        "OWNER_DATABASE_URL": settings.owner_database_url,
        "REDIS_URL": settings.redis_url,
        "SAAS_VAR": str(settings.var),
        "SAAS_SECRET_KEY": settings.secret_key,
        "SAAS_PLATFORM_KEY": base64.b64encode(settings.platform_key).decode(),
    }
    return CliRunner().invoke(main, ["plugins", *words], env=environ)


def test_list_names_every_installed_plugin(settings: Settings) -> None:
    answer = run(settings, "list")

    assert answer.exit_code == 0, answer.output
    assert all(name in answer.output for name in load_registry().records)


def test_list_for_a_group_gives_the_reason(settings: Settings, group: str) -> None:
    answer = run(settings, "list", "--tenant", group)

    assert answer.exit_code == 0, answer.output
    assert all(name in answer.output for name in load_registry().records)


def test_enabling_and_disabling_tell_how_the_plugin_stands(settings: Settings, group: str) -> None:
    for info in load_registry().loaded():
        on = run(settings, "enable", info.name, "--tenant", group)
        off = run(settings, "disable", info.name, "--tenant", group)

        assert (on.exit_code, off.exit_code) == (0, 0), on.output
        assert "effective" in on.output
        assert "not_enabled" in off.output


@pytest.mark.parametrize("words", [["enable", "nothing"], ["disable", "nothing"]])
def test_unknown_plugin_is_refused(settings: Settings, group: str, words: list[str]) -> None:
    answer = run(settings, *words, "--tenant", group)

    assert answer.exit_code == 1
    assert "Error: " in answer.output


def test_unknown_group_is_refused(settings: Settings) -> None:
    answer = run(settings, "list", "--tenant", "nowhere")

    assert answer.exit_code == 1
    assert "nowhere" in answer.output
