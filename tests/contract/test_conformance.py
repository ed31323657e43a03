"""Every first-party plugin passes the kit, as a third party's must."""

from __future__ import annotations

from importlib.metadata import entry_points

import pytest

from saas.testing.kit.report import CHECKS
from saas.testing.kit.running import in_order, run_check, settle
from saas.testing.kit.stage import Stage

OURS = sorted(
    point.name for point in entry_points(group="saas.plugins") if point.value.startswith("plugins.")
)


@pytest.mark.parametrize("check_id", [one.id for one in in_order()])
@pytest.mark.parametrize("kit_plugin", OURS, scope="session")
def test_plugin_passes_the_kit(kit_stage: Stage, check_id: str) -> None:
    settle(run_check(kit_stage, CHECKS[check_id]))
