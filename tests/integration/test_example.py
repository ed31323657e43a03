"""The example of a third party: two wheels in an empty environment, brought up, used, held against the kit, removed."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, text

from saas.embedded.roles import DatabaseUrls
from tests.integration.scaffold.test_projects import tried_as_its_workflow_does
from tests.integration.test_wheel import ROOT, run, uv

EXAMPLE = ROOT / "examples" / "vehicle-recalls"
OURS = dict.fromkeys(("budget", "complaints", "kano", "parts"), "loaded")
# The chain of the example's tables, and what the operator did.
OWN = {"alembic_version_recalls", "platform_audit"}
TABLES = ["recalls_campaign", "recalls_entry", "recalls_match", "recalls_notice"]
SCOPES = ("vehicles.vehicle:write", "imports.run:write", "recalls.campaign:write")
_COMMANDS = """
import json, shlex, sys
from click.testing import CliRunner
from saas.cli import main
told = []
for line in sys.argv[1:]:
    answer = CliRunner().invoke(main, shlex.split(line))
    if answer.exit_code:
        sys.exit(f"{line}: {answer.output} {answer.exception!r}")
    told.append(answer.output)
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel of the product and that of the example."""
    folder = tmp_path_factory.mktemp("wheels")
    for project in (ROOT, EXAMPLE):
        run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=project)
    return folder


@pytest.fixture(scope="module")
def python(wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with both wheels and what their metadata ask for, and nothing of this checkout."""
    place = tmp_path_factory.mktemp("clean") / "env"
    run(sys.executable, "-m", "venv", "--without-pip", place)
    found = place / "bin" / "python"
    (product,) = wheels.glob("aftercare-*.whl")
    locked = ("-c", ROOT / "requirements" / "dev.txt")
    install(
        found, *locked, f"aftercare[testing] @ {product.as_uri()}", *wheels.glob("aftercare_recalls-*.whl")
    )
    return found


def install(python: Path, *what: str | Path) -> None:
    # Compiled, or each of the processes below would do it for itself.
    run(uv(), "pip", "install", "-q", "--compile-bytecode", "--python", python, *what)


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """An installation of the wheels."""

    python: Path
    folder: Path
    settings: dict[str, str]

    def said(self, *command: str | Path) -> str:
        """What a process of it prints; it has to succeed."""
        done = subprocess.run(
            [str(self.python), *map(str, command)],
            cwd=self.folder, env=self.settings, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout

    def saas(self, *lines: str) -> list[str]:
        """What `saas …` prints, command after command in one process, whose plugins are those of its start."""
        told: list[str] = json.loads(self.said("-c", _COMMANDS, *lines).splitlines()[-1])
        return told

    def package(self, *command: str | Path) -> None:
        """Install or remove a package."""
        run(uv(), "pip", *command, "-q", "--python", self.python)


@pytest.fixture
def machine(python: Path, tmp_path: Path, fresh_database: DatabaseUrls, fresh_redis_url: str) -> Machine:
    settings = {
        "DATABASE_URL": fresh_database.app,
        "SYSTEM_DATABASE_URL": fresh_database.system,
        "OWNER_DATABASE_URL": fresh_database.owner,
        "REDIS_URL": fresh_redis_url,
        "SAAS_SECRET_KEY": "a key that only this test knows, long enough",
        "SAAS_PLATFORM_KEY": base64.b64encode(bytes(32)).decode(),
        "SAAS_VAR": str(tmp_path),
        "PATH": os.environ["PATH"],
    }
    return Machine(python=python, folder=tmp_path, settings=settings)


def rows(machine: Machine) -> dict[str, int]:
    """How many rows each table of the example has, of all groups."""
    with database(machine) as connection:
        return {
            name: connection.scalar(text(f'SELECT count(*) FROM "{name}"')) or 0
            for name in tables(connection)
            if name.startswith("recalls_")
        }


def others(machine: Machine) -> dict[str, str]:
    """A fingerprint of each other table, but for the rows that name the example: its jobs, its switch, what was noted."""
    with database(machine) as connection:
        return {
            name: connection.scalar(text(_PRINT.format(name)), {"own": "%recalls%"}) or ""
            for name in tables(connection)
            if not name.startswith("recalls_") and name not in OWN
        }


# When a plugin was last seen is noted by each upgrade.
_PRINT = """
SELECT count(*) || md5(string_agg(said, ',' ORDER BY said))
FROM (SELECT (to_jsonb(one) - 'last_seen_at')::text AS said FROM "{}" AS one) AS line WHERE said NOT LIKE :own
"""


@contextmanager
def database(machine: Machine) -> Iterator[Connection]:
    """A connection as the system: the owner of the tables is held to a group as well and would see no rows."""
    engine = create_engine(machine.settings["SYSTEM_DATABASE_URL"])
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def tables(connection: Connection) -> Sequence[str]:
    named = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    return connection.scalars(text(named)).all()


def differing(before: Mapping[str, str], after: Mapping[str, str]) -> set[str]:
    """The tables that are not what they were."""
    return {name for name, _print in set(before.items()) ^ set(after.items())}


def states(told: str) -> dict[str, str]:
    """How `saas plugins list` says that each plugin was loaded."""
    return {line.split()[0]: line.split(maxsplit=2)[2] for line in told.splitlines()}


def asked(told: str) -> set[str]:
    """The states that `saas jobs status` tells of the example's job."""
    return {line.split()[2] for line in told.splitlines() if "recalls.match_vehicles" in line}


USE = Path(__file__).with_name("example_in_use.py")


def in_use(machine: Machine) -> None:
    """Bring the product up, found a group that has the example on, and let its people work with it."""
    scopes = " ".join(f"--scope {one}" for one in SCOPES)
    doctor, _upgraded, plugins, founded, *_told, token = machine.saas(
        "doctor",
        "db upgrade",
        "plugins list",
        "tenants create huatong 华通 --admin 王总",
        "plugins enable recalls --tenant huatong",
        "jobs ask recalls.match_vehicles --tenant huatong",
        f"tokens create --tenant huatong ERP {scopes}",
    )
    assert str(ROOT) not in doctor
    assert states(plugins) == OURS | {"recalls": "loaded"}
    machine.said(USE, "huatong", founded.split()[-1], token.strip())


@pytest.mark.timeout(600)
def test_example_is_used_and_removed_without_a_trace_on_others(machine: Machine, wheels: Path) -> None:
    in_use(machine)
    jobs, off, _told = machine.saas(
        "jobs status --tenant huatong",
        "plugins disable recalls --tenant huatong",
        "plugins list --tenant huatong",
    )
    assert asked(jobs) == {"done"}
    assert "not_enabled" in off
    used, before = rows(machine), others(machine)
    assert used == {**dict.fromkeys(TABLES, 1), "recalls_notice": 0}

    machine.package("uninstall", "aftercare-recalls")
    _upgraded, plugins, _well = machine.saas("db upgrade", "plugins list", "doctor")
    assert states(plugins) == OURS
    assert rows(machine) == used
    assert differing(before, others(machine)) == set()

    machine.package("install", "--no-deps", *wheels.glob("aftercare_recalls-*.whl"))
    plugins, purged, after, removed = machine.saas(
        "plugins list",
        "plugins purge recalls --tenant huatong --force",
        "plugins purge recalls --tenant huatong --dry-run",
        "plugins purge recalls",
    )
    assert states(plugins) == OURS | {"recalls": "loaded"}
    assert [f"1 {table} removed" in purged for table in TABLES] == [True, True, True, False]
    assert "Nothing would be removed" in after
    assert "recalls is uninstalled" in removed
    assert rows(machine) == {}
    assert differing(before, others(machine)) == set()

    machine.package("uninstall", "aftercare-recalls")
    _upgraded, plugins, _well = machine.saas("db upgrade", "plugins list", "doctor")
    assert states(plugins) == OURS
    assert rows(machine) == {}
    assert differing(before, others(machine)) == set()

    machine.package("install", "--no-deps", *wheels.glob("aftercare_recalls-*.whl"))
    _upgraded, plugins, on = machine.saas(
        "db upgrade", "plugins list", "plugins enable recalls --tenant huatong"
    )
    assert states(plugins) == OURS | {"recalls": "loaded"}
    assert "effective" in on
    assert rows(machine) == dict.fromkeys(TABLES, 0)
    assert differing(before, others(machine)) == set()


@pytest.mark.timeout(900)
def test_example_passes_its_own_tests_and_the_kit_from_its_wheel(python: Path, tmp_path: Path) -> None:
    assert tried_as_its_workflow_does(EXAMPLE, tmp_path / "away", commands=python.parent) == ""
