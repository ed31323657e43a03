"""Every package stands on a floor: one that the import contracts do not name would be free to import anything."""

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def floors() -> set[str]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    lines = next(contract["layers"] for contract in contracts if contract["id"] == "floors")
    return {name.strip("() ") for line in lines for name in line.replace("|", ":").split(":")}


@pytest.mark.parametrize("building", ["platform", "core"])
def test_every_package_stands_on_a_floor(building: str) -> None:
    folder = ROOT / "saas" / building
    packages = {f"saas.{building}.{path.parent.name}" for path in folder.glob("*/__init__.py")}
    modules = {f"saas.{building}.{path.stem}" for path in folder.glob("[!_]*.py")}
    assert packages | modules <= floors()
