"""What every process imports at its start: nothing that only calculations and spreadsheets need."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = ("numpy", "scipy", "rjieba", "openpyxl", "xlsxwriter", "python_calamine", "pypinyin")
_SHOWN = """
import json, sys
import saas.cli
from saas.parts import load_registry
registry = load_registry()
assert "complaints" in registry.records
print(json.dumps(sorted(sys.modules)))
"""


@pytest.fixture(scope="module")
def imported() -> set[str]:
    """The modules of a process that has loaded the product with all installed plugins."""
    done = subprocess.run(
        [sys.executable, "-c", _SHOWN], capture_output=True, text=True, check=True, timeout=120
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_pages_and_operations_are_loaded(imported: set[str]) -> None:
    assert {"flask", "sqlalchemy", "plugins.complaints.plugin", "saas.core.followups.room"} <= imported


@pytest.mark.parametrize("package", HEAVY)
def test_heavy_package_waits_until_something_calculates(imported: set[str], package: str) -> None:
    assert package not in imported
