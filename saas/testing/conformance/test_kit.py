"""One test for each check and plugin; its id is the check's."""

from __future__ import annotations

import pytest

from saas.testing.kit.report import CHECKS
from saas.testing.kit.running import in_order, run_check, settle
from saas.testing.kit.stage import Stage


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "check_id" in metafunc.fixturenames:
        metafunc.parametrize("check_id", [one.id for one in in_order()])


def test_conformance(check_id: str, kit_stage: Stage) -> None:
    settle(run_check(kit_stage, CHECKS[check_id]))
