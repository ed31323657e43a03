"""Nothing of the demo opens anything in production."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from saas.cli.demo import command
from saas.config import DEMO_SIGN_INS, Environment, SettingError, Settings
from saas.core.accounts.passwords import DEMO_PASSWORD, check_new_password, hash_password, verify_password
from saas.platform.errors import Invalid
from saas.testing.applications import running_application
from tests.unit.test_config import WHOLE


def test_demo_password_opens_nothing_in_production(app: Flask, settings: Settings) -> None:
    with app.app_context():
        stored = hash_password(DEMO_PASSWORD)
        assert verify_password(stored, DEMO_PASSWORD)
        check_new_password(DEMO_PASSWORD)
    with (
        running_application(replace(settings, environment=Environment.PRODUCTION)) as real,
        real.app_context(),
    ):
        assert not verify_password(stored, DEMO_PASSWORD)
        assert verify_password(hash_password("a password of my own"), "a password of my own")
        with pytest.raises(Invalid):
            check_new_password(DEMO_PASSWORD)


def test_production_does_not_start_on_the_demos_folder(tmp_path: Path) -> None:
    here = {**WHOLE, "SAAS_VAR": str(tmp_path)}
    assert Settings.from_env(here).production
    (tmp_path / DEMO_SIGN_INS).write_text("admin@huatong.example")
    with pytest.raises(SettingError, match="SAAS_VAR"):
        Settings.from_env(here)


def test_demo_command_refuses_in_production(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**WHOLE, "SAAS_VAR": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    done = CliRunner().invoke(command, [])
    assert done.exit_code == 1
    assert "not for production" in done.output
