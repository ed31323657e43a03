"""How plugins are, for the operator: the page, the command, what plugins say themselves."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, text

from saas.platform.database import session, system_session
from saas.platform.plugin_life.jobs import forget_failures
from saas.platform.plugins import Check, ask, enable_plugin
from saas.platform.plugins.attempts import TOO_SLOW_SECONDS
from saas.platform.plugins.breaker import FAILURES
from saas.platform.plugins.failures import Failure, note_failure
from saas.platform.plugins.health import checks_of, plugin_health
from saas.platform.plugins.markers import HookKind
from saas.platform.plugins.models import FailureKind, PluginFailure, PluginSetting
from saas.testing.plugin_modules import plugin
from tests.integration.plugins import call_hooks
from tests.integration.plugins.call_hooks import facts
from tests.integration.plugins.conftest import Build


def raise_error() -> Any:
    raise ZeroDivisionError


def test_health_tells_what_fails_in_all_groups_together(house: Build) -> None:
    home = house(plugin("weak", facts=raise_error), specs=(call_hooks,))
    groups = [home.group(), home.group()]
    for group in groups:
        with home.work(group):
            enable_plugin("weak")
        with home.work(group):
            for _ in range(FAILURES + 1):
                ask(facts, tenant_id=group, customer_id=1)

    with home.app.app_context():
        found = {one.name: one for one in plugin_health()}["weak"]

    (cause,) = [one for one in found.causes if one.first_at >= found.causes[0].first_at and one.groups >= 2]
    assert (found.state, cause.place, cause.kind) == ("running", "hook.facts", FailureKind.RAISED)
    assert cause.count >= 2 * FAILURES
    assert found.resting == [cause]
    assert "raise_error" in cause.trace


def test_cause_that_was_not_seen_for_long_is_forgotten(house: Build) -> None:
    home = house(plugin("frail"))
    with home.app.app_context():
        for place in ("hook.old", "hook.new"):
            note_failure(Failure(plugin="frail", place=place, error=RuntimeError()))
    home.system("UPDATE plugin_failure SET last_at = now() - interval '91 days' WHERE place = 'hook.old'")

    with home.app.app_context():
        assert forget_failures("")["forgotten"] >= 1
        with system_session("a test") as work:
            left = work.scalars(select(PluginFailure.place).where(PluginFailure.plugin == "frail")).all()
    assert left == ["hook.new"]


def test_health_names_why_a_plugin_runs_for_nobody(house: Build) -> None:
    home = house(plugin("broken", register_permissions=raise_error), plugin("held"))
    home.system("UPDATE plugin_installation SET platform_state = 'suspended' WHERE name = 'held'")

    with home.app.app_context():
        found = {one.name: one for one in plugin_health()}

    assert found["broken"].state == "broken"
    assert "ZeroDivisionError" in found["broken"].trace
    assert found["held"].state == "suspended"


def test_checks_are_what_the_plugin_says(house: Build) -> None:
    home = house(
        plugin(
            "well",
            check_health=lambda: [Check(name="folder", title="The folder", well=True, line="is there")],
        )
    )

    with home.app.app_context():
        assert [(one.name, one.well) for one in checks_of("well")] == [("folder", True)]


def write() -> Any:
    session().add(PluginSetting(plugin="x", values={}))
    session().flush()


@pytest.mark.parametrize(
    "bad",
    [raise_error, lambda: "fine", lambda: [1], write, lambda: session().execute(text("SELECT nothing"))],
)
def test_check_that_fails_is_one_that_is_not_well(house: Build, bad: Callable[[], Any]) -> None:
    home = house(plugin("bad", check_health=bad))

    with home.app.app_context():
        (check,) = checks_of("bad")

    assert not check.well
    assert "Error" in str(check.line) or "错误" in str(check.line)


def test_slow_page_hook_counts_as_failed_after_two_seconds(
    house: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[float] = []

    def sleep() -> list[str]:
        calls.append(time.monotonic())
        time.sleep(0.05)
        return ["late"]

    monkeypatch.setitem(TOO_SLOW_SECONDS, HookKind.UI, 0.04)
    home = house(plugin("slow", facts=sleep), specs=(call_hooks,))
    group = home.group()
    with home.work(group):
        enable_plugin("slow")

    with home.work(group):
        answers = [ask(facts, tenant_id=group, customer_id=1)[0] for _ in range(FAILURES + 1)]

    assert [answer.value for answer in answers] == [("late",)] * FAILURES + [None]
    assert len(calls) == FAILURES
    with home.app.app_context():
        causes = {one.name: one for one in plugin_health()}["slow"].causes
    assert FailureKind.SLOW in {cause.kind for cause in causes}
