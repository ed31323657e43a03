"""The example of a third party: two wheels in an empty environment, installed, brought up, held against the kit, removed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from saas.embedded.roles import DatabaseUrls
from tests.integration.test_wheel import ROOT, run, uv

EXAMPLE = ROOT / "examples" / "vehicle-recalls"


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel of the product and that of the example."""
    folder = tmp_path_factory.mktemp("wheels")
    for project in (ROOT, EXAMPLE):
        run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=project)
    return folder


@pytest.fixture(scope="module")
def python(wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment that has both wheels and what tests need, and nothing of this checkout."""
    place = tmp_path_factory.mktemp("clean") / "env"
    run(sys.executable, "-m", "venv", "--without-pip", place)
    found = place / "bin" / "python"
    install(found, "--require-hashes", "-r", ROOT / "requirements" / "dev.txt")
    install(found, "--no-deps", *sorted(wheels.glob("*.whl")))
    return found


def install(python: Path, *what: str | Path) -> None:
    # Compiled, or each of the many processes below would do it for itself.
    run(uv(), "pip", "install", "-q", "--compile-bytecode", "--python", python, *what)


def said(python: Path, cwd: Path, settings: dict[str, str], *command: str) -> str:
    """What a command prints; it has to succeed."""
    done = subprocess.run(
        [str(python), "-m", *command], cwd=cwd, env=settings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture
def settings(tmp_path: Path, fresh_database: DatabaseUrls, fresh_redis_url: str) -> dict[str, str]:
    return {
        "DATABASE_URL": fresh_database.app,
        "SYSTEM_DATABASE_URL": fresh_database.system,
        "OWNER_DATABASE_URL": fresh_database.owner,
        "REDIS_URL": fresh_redis_url,
        "SAAS_VAR": str(tmp_path),
        "PATH": os.environ["PATH"],
    }


def rows(url: str, *, of_recalls: bool) -> dict[str, int]:
    """How many rows each table has: those of the example, or all others but the audit of the operator's commands."""
    engine = create_engine(url)
    with engine.connect() as connection:
        names = connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
        mine = [one for one in names if one.startswith("recalls_") is of_recalls and one != "platform_audit"]
        found = {one: connection.scalar(text(f'SELECT count(*) FROM "{one}"')) or 0 for one in sorted(mine)}
    engine.dispose()
    return found


def bound_to(url: str) -> dict[str, str]:
    """The revision of each chain of migrations."""
    engine = create_engine(url)
    with engine.connect() as connection:
        tables = connection.scalars(
            text("SELECT tablename FROM pg_tables WHERE tablename LIKE 'alembic_version%'")
        ).all()
        found = {one: connection.scalar(text(f'SELECT version_num FROM "{one}"')) or "" for one in tables}
    engine.dispose()
    return found


@pytest.mark.timeout(600)
def test_example_is_installed_brought_up_and_removed_without_a_trace_on_others(
    python: Path, wheels: Path, tmp_path: Path, settings: dict[str, str]
) -> None:
    owner = settings["OWNER_DATABASE_URL"]
    assert str(ROOT) not in said(python, tmp_path, settings, "saas.cli", "doctor")
    said(python, tmp_path, settings, "saas.cli", "db", "upgrade")
    assert "recalls" in said(python, tmp_path, settings, "saas.cli", "plugins", "list")
    assert rows(owner, of_recalls=True) == dict.fromkeys(
        ["recalls_campaign", "recalls_entry", "recalls_match", "recalls_notice"], 0
    )
    before, revisions = rows(owner, of_recalls=False), bound_to(owner)
    assert revisions["alembic_version_recalls"] == "0001"

    run(uv(), "pip", "uninstall", "-q", "--python", python, "aftercare-recalls")
    said(python, tmp_path, settings, "saas.cli", "db", "upgrade")
    listed = said(python, tmp_path, settings, "saas.cli", "plugins", "list")
    assert "complaints" in listed
    said(python, tmp_path, settings, "saas.cli", "doctor")
    assert rows(owner, of_recalls=False) == before
    assert bound_to(owner) == revisions
    assert len(rows(owner, of_recalls=True)) == 4

    install(python, "--no-deps", *wheels.glob("aftercare_recalls-*.whl"))
    said(python, tmp_path, settings, "saas.cli", "db", "upgrade")
    assert "recalls" in said(python, tmp_path, settings, "saas.cli", "plugins", "list")
    assert bound_to(owner) == revisions


@pytest.mark.timeout(900)
def test_example_passes_its_own_tests_and_the_kit_from_its_wheel(python: Path, tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n")
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    options = ("pytest", "-q", "-p", "no:cacheprovider", "-c", str(tmp_path / "pytest.ini"))
    own = said(python, tmp_path, environment, *options, "--rootdir", str(EXAMPLE), str(EXAMPLE / "tests"))
    kit = said(
        python,
        tmp_path,
        environment,
        *options,
        "--pyargs",
        "saas.testing.conformance",
        "--saas-plugin=recalls",
    )
    assert " passed" in own
    assert " passed" in kit
