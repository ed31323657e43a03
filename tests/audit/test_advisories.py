"""Packages with a known weakness are found, unless pyproject.toml says why one does not touch us.

Both registries are elsewhere: where one does not answer, or does not know what everybody knows, its test is skipped and
says so.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ("dev.txt", "run.txt", "uv.txt", "node.txt")
SECONDS = 90
IGNORED: dict[str, str] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "aftercare"
]["advisories"]


def ran(command: Sequence[str], folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """A tool that asks its service; skips where it cannot be reached in time."""
    certificates = os.environ.get("PIP_CERT")
    more = {"REQUESTS_CA_BUNDLE": certificates} if certificates else {}
    try:
        return subprocess.run(
            command, cwd=folder, env=os.environ | more, capture_output=True, text=True, timeout=SECONDS,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        pytest.skip(f"{command[0]}: the service did not answer in {SECONDS} s")


def python_report(locks: Sequence[Path]) -> dict[str, Any]:
    """What pip-audit tells of locked packages."""
    chosen = [word for path in locks for word in ("-r", str(path))]
    ended = ran(
        [sys.executable, "-m", "pip_audit", *chosen, "--disable-pip", "--no-deps", "--format=json",
         "--progress-spinner=off", "--timeout=10"]
    )  # fmt: skip
    if not ended.stdout.strip():
        pytest.skip(f"the index does not answer: {ended.stderr.strip()[-300:]}")
    told: dict[str, Any] = json.loads(ended.stdout)
    return told


def node_report(folder: Path) -> dict[str, Any]:
    """What npm tells of the packages in a folder's package-lock.json."""
    npm = shutil.which("npm") or str(ROOT / ".venv/bin/npm")
    ended = ran([npm, "audit", "--json", "--package-lock-only"], folder)
    told: dict[str, Any] = json.loads(ended.stdout or "{}")
    if "vulnerabilities" not in told:
        pytest.skip(f"the registry does not answer: {(ended.stderr or ended.stdout).strip()[-300:]}")
    return told


def python_findings(told: dict[str, Any]) -> set[str]:
    return {
        f"{one['id']} {package['name']} {package['version']}"
        for package in told["dependencies"]
        for one in package.get("vulns", ())
    }


def node_findings(told: dict[str, Any]) -> set[str]:
    return {
        f"{one['url'].rpartition('/')[2]} {name}"
        for name, package in told["vulnerabilities"].items()
        for one in package["via"]
        if isinstance(one, dict)
    }


def unexplained(found: set[str]) -> set[str]:
    return {one for one in found if one.partition(" ")[0] not in IGNORED}


@pytest.mark.timeout(3 * SECONDS)
@pytest.mark.req("C-06")
def test_python_packages_have_no_known_weakness(tmp_path: Path) -> None:
    old = tmp_path / "old.txt"
    old.write_text("jinja2==2.11.2\n", encoding="utf-8")
    if not python_findings(python_report([old])):
        pytest.skip("the index tells of no weakness, not even of one that everybody knows")
    told = python_report([ROOT / "requirements" / name for name in LOCKS])
    unknown = [one["name"] for one in told["dependencies"] if "skip_reason" in one]
    assert unexplained(python_findings(told)) == set()
    assert len(told["dependencies"]) > 50
    assert unknown == []


@pytest.mark.timeout(3 * SECONDS)
@pytest.mark.req("C-06")
def test_front_end_packages_have_no_known_weakness(tmp_path: Path) -> None:
    package = {"name": "old", "version": "1.0.0", "dependencies": {"lodash": "4.17.15"}}
    packages = {"": package, "node_modules/lodash": {"version": "4.17.15"}}
    (tmp_path / "package.json").write_text(json.dumps(package), encoding="utf-8")
    lock = {**package, "lockfileVersion": 3, "packages": packages}
    (tmp_path / "package-lock.json").write_text(json.dumps(lock), encoding="utf-8")
    if not node_findings(node_report(tmp_path)):
        pytest.skip("the registry tells of no weakness, not even of one that everybody knows")
    assert unexplained(node_findings(node_report(ROOT / "frontend"))) == set()


def test_findings_are_read_from_what_the_tools_tell() -> None:
    package = {"name": "jinja2", "version": "2.11.2", "vulns": [{"id": "PYSEC-2021-66", "aliases": []}]}
    assert python_findings({"dependencies": [package, {"name": "flask", "version": "3", "vulns": []}]}) == {
        "PYSEC-2021-66 jinja2 2.11.2"
    }
    told = {"lodash": {"via": [{"url": "https://github.com/advisories/GHSA-p6mc-m468-83gw"}, "other"]}}
    assert node_findings({"vulnerabilities": told}) == {"GHSA-p6mc-m468-83gw lodash"}


def test_what_is_ignored_says_why() -> None:
    assert {name: why for name, why in IGNORED.items() if len(why) < 20} == {}
