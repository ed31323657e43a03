"""The `saas` command's frame: groups explain themselves, refusals name the remedy."""

import os
import socket
import stat
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from saas.cli import main
from saas.cli.frame.environment import SECRETS_FILE, completed
from saas.cli.supervision.ports import checked_port
from saas.config import SettingError, Settings


def groups() -> list[str]:
    return main.list_commands(click.Context(main))


@pytest.mark.parametrize("name", groups())
def test_every_group_explains_itself_with_an_example(name: str) -> None:
    answer = CliRunner().invoke(main, [name, "--help"])
    assert answer.exit_code == 0
    assert "Example" in answer.output


def test_unknown_group_is_refused() -> None:
    answer = CliRunner().invoke(main, ["no-such-group"])
    assert answer.exit_code == 2
    assert "No such command" in answer.output


def test_command_without_its_database_says_how_to_start_it(tmp_path: Path) -> None:
    places = ("DATABASE_URL", "SYSTEM_DATABASE_URL", "OWNER_DATABASE_URL", "SAAS_ENV")
    environ = {**dict.fromkeys(places), "SAAS_VAR": str(tmp_path)}
    answer = CliRunner().invoke(main, ["db", "upgrade"], env=environ)
    assert answer.exit_code == 1
    assert "The database cannot be reached" in answer.output
    assert str(tmp_path) in answer.output
    assert "SAAS_VAR=FOLDER" in answer.output


def test_port_taken_is_refused_and_names_a_free_one() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        taken = holder.getsockname()[1]
        with pytest.raises(
            click.ClickException, match=rf"Port {taken} is taken.*PORT=(\d+) make run"
        ) as refusal:
            checked_port(str(taken))
    named = int(refusal.value.message.partition("PORT=")[2].split()[0])
    assert checked_port(str(named)) == named


@pytest.mark.parametrize("text", ["", "http", "0", "70000", "-1"])
def test_port_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(click.ClickException, match="PORT"):
        checked_port(text)


def test_development_secrets_are_made_once_and_private(tmp_path: Path) -> None:
    first = completed({"SAAS_VAR": str(tmp_path)})
    assert completed({"SAAS_VAR": str(tmp_path)}) == first
    assert stat.S_IMODE((tmp_path / SECRETS_FILE).stat().st_mode) == 0o600
    assert os.listdir(tmp_path).count(SECRETS_FILE) == 1
    assert Settings.from_env(first).secret_key == first["SAAS_SECRET_KEY"]


def test_two_copies_have_secrets_and_sockets_of_their_own(tmp_path: Path) -> None:
    one, two = (completed({"SAAS_VAR": str(tmp_path / name)}) for name in ("one", "two"))
    for variable in ("SAAS_SECRET_KEY", "SAAS_PLATFORM_KEY", "DATABASE_URL", "REDIS_URL"):
        assert one[variable] != two[variable]


def test_given_settings_win_over_those_of_development(tmp_path: Path) -> None:
    given = {"SAAS_VAR": str(tmp_path), "DATABASE_URL": "postgresql://db/x", "SAAS_SECRET_KEY": "given"}
    answer = completed(given)
    assert answer["DATABASE_URL"] == "postgresql://db/x"
    assert answer["SAAS_SECRET_KEY"] == "given"
    assert "SYSTEM_DATABASE_URL" not in answer


def test_production_gets_nothing_added(tmp_path: Path) -> None:
    given = {"SAAS_ENV": "production", "SAAS_VAR": str(tmp_path)}
    assert completed(given) == given
    with pytest.raises(SettingError, match="SAAS_SECRET_KEY"):
        Settings.from_env(completed(given))
