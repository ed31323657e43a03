"""Every fault in every hook of a plugin's own life: switching, settings, upgrade, purge and health go on without it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from marshmallow import Schema, fields
from sqlalchemy import select, text

from saas.platform.clock import now
from saas.platform.database import global_session, session
from saas.platform.errors import Unavailable
from saas.platform.i18n import locale_context
from saas.platform.plugin_life import purge_due
from saas.platform.plugins import (
    Candidate,
    PluginSettings,
    Reason,
    change_settings,
    disable_plugin,
    enable_plugin,
    explain,
    set_up_groups,
    stored_settings,
)
from saas.platform.plugins.decisions import locked_decision
from saas.platform.plugins.health import checks_of
from saas.platform.plugins.models import PluginFailure, PluginSetting
from saas.testing.plugin_modules import manifest, plugin
from tests.integration.plugins.conftest import Build, House
from tests.integration.plugins.faults import FAULTS

pytestmark = pytest.mark.usefixtures("quiet")


class Fault:
    """Which hook does what now; all others do as they should."""

    def __init__(self) -> None:
        self.at = ""
        self.act: Callable[[], Any] = object

    def hook(self, name: str) -> Callable[[], Any]:
        def do() -> Any:
            return self.act() if self.at == name else None

        return do


FAULT = Fault()


class Days(Schema):
    """What can be set."""

    days = fields.Integer(load_default=30)


def late(version: str = "1.0.0") -> Candidate:
    return plugin(
        "late",
        info=manifest("late", version=version),
        register_settings=lambda: [PluginSettings(schema=Days)],
        **{name: FAULT.hook(name) for name in ACTS},
    )


def with_others(home: House, group: int, act: Callable[[], object]) -> None:
    """An act between two rows of somebody else, all in one transaction."""
    with home.work(group) as work:
        work.add(PluginSetting(plugin="before", values={}))
        act()
        work.add(PluginSetting(plugin="after", values={}))
        usual = work.execute(text("SHOW statement_timeout")).scalar_one()
    with home.work(group) as work:
        kept = set(work.scalars(select(PluginSetting.plugin)))
    assert {"before", "after"} <= kept
    assert usual == "30s"


def refused(act: Callable[[], object]) -> None:
    with pytest.raises(Unavailable), session().begin_nested():
        act()


def reason(home: House, group: int) -> Reason:
    with home.work(group):
        return explain(group, "late").reason


def enabling(home: House, group: int, _build: Build) -> None:
    with home.work(group):
        disable_plugin("late")
    with_others(home, group, lambda: refused(lambda: enable_plugin("late")))
    assert reason(home, group) is Reason.NOT_ENABLED


def disabling(home: House, group: int, _build: Build) -> None:
    with_others(home, group, lambda: disable_plugin("late"))
    assert reason(home, group) is Reason.NOT_ENABLED


def setting(home: House, group: int, _build: Build) -> None:
    with_others(home, group, lambda: refused(lambda: change_settings("late", {"days": 41})))
    with home.work(group):
        assert stored_settings("late").values == {"days": 30}


def upgrading(_home: House, group: int, build: Build) -> None:
    newer = build(late("2.0.0"))
    with newer.app.app_context():
        assert list(set_up_groups({"late": "1.0.0"})) == [f"late/{group}"]
    assert reason(newer, group) is Reason.UPGRADE_FAILED
    FAULT.at = ""
    with newer.app.app_context():
        assert set_up_groups({"late": "1.0.0"}) == {}
    assert reason(newer, group) is Reason.EFFECTIVE


def purging(home: House, group: int, _build: Build) -> None:
    with home.work(group):
        disable_plugin("late")
        locked_decision("late").purge_at = now()
    told: dict[str, int] = {}
    with_others(home, group, lambda: told.update(purge_due()))
    assert told == {"purged": 0, "failed": 1}
    with home.work(group):
        decision = locked_decision("late")
        assert (decision.purge_at is not None, decision.data_purged_at) == (True, None)


def looking(home: House, _group: int, _build: Build) -> None:
    with home.app.app_context():
        (found,) = checks_of("late")
        assert (found.name, found.well) == ("check_health", False)
        assert found.line


ACTS: dict[str, Callable[[House, int, Build], None]] = {
    "tenant_enabled": enabling,
    "tenant_disabled": disabling,
    "before_plugin_disable": disabling,
    "tenant_settings_changed": setting,
    "plugin_upgraded": upgrading,
    "purge_tenant": purging,
    "check_health": looking,
}


def failed_at(home: House) -> set[str]:
    with home.app.app_context(), global_session() as work:
        return set(work.scalars(select(PluginFailure.place).where(PluginFailure.plugin == "late")))


@pytest.fixture
def home(house: Build) -> House:
    FAULT.at = ""
    built = house(late())
    # An upgrade is of all groups: those of the tests before have nothing to do with this one.
    for table in ("plugin_failure", "tenant_plugin"):
        built.system(f"DELETE FROM {table} WHERE plugin = 'late'")
    return built


@pytest.fixture
def group(home: House) -> int:
    tenant = home.group()
    with home.work(tenant):
        enable_plugin("late")
    return tenant


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("hook", ACTS)
def test_fault_in_a_hook_of_its_life_costs_what_its_page_says_and_no_more(
    house: Build, home: House, group: int, hook: str, fault: str
) -> None:
    FAULT.at, FAULT.act = hook, FAULTS[fault]

    ACTS[hook](home, group, house)

    assert failed_at(home) == {f"hook.{hook}"}


def test_health_of_a_plugin_that_ends_the_transaction_is_a_line_of_it(home: House) -> None:
    FAULT.at = "check_health"
    FAULT.act = lambda: session().execute(text("COMMIT"))

    with home.app.app_context(), locale_context("en"):
        (found,) = checks_of("late")

    assert (found.well, "ended the transaction" in str(found.line)) == (False, True)
    assert failed_at(home) == {"hook.check_health"}
