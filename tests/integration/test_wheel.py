"""The wheel, installed into an empty environment, is whole."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from saas.embedded.roles import DatabaseUrls

ROOT = Path(__file__).parents[2]


def run(*command: str | Path, cwd: Path = ROOT) -> None:
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"


def uv() -> str:
    found = shutil.which("uv", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    assert found, "uv comes with `make setup`"
    return found


def examined(python: Path, settings: dict[str, str], cwd: Path) -> list[str]:
    """The lines of `saas doctor`: a mark, the component, what was seen."""
    done = subprocess.run(
        [str(python), "-m", "saas.cli", "doctor"],
        cwd=cwd,
        env=settings,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line for line in done.stdout.splitlines() if line.lstrip().startswith(("✓", "✗"))]
    assert lines, done.stderr
    return lines


def test_wheel_in_an_empty_environment_is_as_healthy_as_this_checkout(
    tmp_path: Path, fresh_database: DatabaseUrls, fresh_redis_url: str
) -> None:
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path)
    (wheel,) = tmp_path.glob("aftercare-*.whl")
    run(sys.executable, "-m", "venv", "--without-pip", tmp_path / "env")
    python = tmp_path / "env" / "bin" / "python"
    requirements = ROOT / "requirements" / "run.txt"
    run(uv(), "pip", "install", "-q", "--python", python, "--require-hashes", "-r", requirements)
    run(uv(), "pip", "install", "-q", "--python", python, "--no-deps", wheel)

    settings = {
        "DATABASE_URL": fresh_database.app,
        "SYSTEM_DATABASE_URL": fresh_database.system,
        "REDIS_URL": fresh_redis_url,
        "SAAS_VAR": str(tmp_path),
        "PATH": os.environ["PATH"],
    }
    found = examined(python, settings, tmp_path)
    assert [line for line in found if "folder" not in line] == [
        line for line in examined(Path(sys.executable), settings, tmp_path) if "folder" not in line
    ]
    for component in ("settings", "as the application", "as the system", "tables", "queue server"):
        assert any("✓" in line and component in line for line in found), found
    run(python, "-m", "saas.cli", "plugins", "new", "reminders", "--into", tmp_path / "there", cwd=tmp_path)
    run(sys.executable, "-m", "saas.cli", "plugins", "new", "reminders", "--into", tmp_path / "here")
    run("diff", "-r", tmp_path / "there", tmp_path / "here")
