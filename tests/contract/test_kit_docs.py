"""The page about testing tells of every check and every fixture, in the words of the code."""

from __future__ import annotations

from pathlib import Path

import pytest

from saas.testing.kit.report import Check
from saas.testing.kit.running import in_order

PAGE = (Path(__file__).parents[2] / "docs" / "plugins" / "testing.md").read_text()
FIXTURES = (
    "app", "client", "db", "tenant", "other_tenant", "user_with", "login", "enable", "disable", "run_jobs", "outbox",
    "set_settings", "english", "sent_messages", "clock", "count_queries", "no_network", "no_mail",
    "run_schedules",
)  # fmt: skip


@pytest.mark.parametrize("check", in_order(), ids=lambda check: check.id)
def test_check_is_told(check: Check) -> None:
    looks_at = " ".join((check.run.__doc__ or "").split())
    assert f"| {check.id} | {check.title} | {looks_at} |" in PAGE


@pytest.mark.parametrize("name", FIXTURES)
def test_fixture_is_there_and_told(name: str, request: pytest.FixtureRequest) -> None:
    assert request._fixturemanager.getfixturedefs(name, request.node)
    assert f"`{name}" in PAGE


def test_page_tells_of_no_check_that_is_not_there() -> None:
    told = {
        line.split("|")[1].strip() for line in PAGE.splitlines() if line.startswith(("| KIT-", "| GATE-"))
    }
    assert told == {check.id for check in in_order()}
