"""Switching with its company: requirements, dependants, guards, purge called off, entitlement, suspension."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from saas.platform.audit import AuditEntry
from saas.platform.clock import now
from saas.platform.errors import Conflict, NotFound
from saas.platform.plugins import (
    Availability,
    PlatformState,
    PluginVeto,
    Reason,
    dependants_on,
    disable_plugin,
    enable_plugin,
    enable_together,
    enabled_for,
    entitle,
    explain,
    requirements_off,
    set_platform_state,
)
from saas.platform.plugins.decisions import locked_decision
from saas.testing.plugin_modules import manifest, plugin
from tests.integration.plugins.conftest import Build, House


def tower(house: Build) -> House:
    return house(
        plugin("base"),
        plugin("middle", info=manifest("middle", requires={"base": ""})),
        plugin("top", info=manifest("top", requires={"middle": "", "side": ""})),
        plugin("side"),
    )


def test_everything_required_is_switched_on_together_or_not_at_all(house: Build) -> None:
    home = tower(house)
    tenant = home.group()
    with home.work(tenant):
        assert requirements_off("top") == ["base", "middle", "side"]
        assert enable_together("top") == ["base", "middle", "side", "top"]
        assert enabled_for(tenant) == {"base", "middle", "side", "top"}
        assert (requirements_off("top"), dependants_on("base")) == ([], ["top", "middle"])


def test_those_that_stopped_with_a_requirement_run_again_with_it(house: Build) -> None:
    home = tower(house)
    tenant = home.group()
    with home.work(tenant):
        enable_together("top")
        disable_plugin("base")
        assert enabled_for(tenant) == {"side"}
        enable_plugin("base")
        assert enabled_for(tenant) == {"base", "middle", "side", "top"}


def test_hook_before_plugin_disable_refuses_with_its_words_and_nothing_changes(house: Build) -> None:
    asked = []

    def before_plugin_disable(plugin: str) -> None:
        asked.append(plugin)
        if plugin == "middle":
            raise PluginVeto("Three orders are open.")

    home = house(
        plugin("base"),
        plugin(
            "middle",
            info=manifest("middle", requires={"base": ""}),
            before_plugin_disable=before_plugin_disable,
        ),
    )
    tenant = home.group()
    with home.work(tenant):
        enable_together("middle")
    with pytest.raises(PluginVeto, match="Three orders"), home.work(tenant):
        disable_plugin("base")

    assert asked == ["middle"]
    with home.work(tenant):
        assert enabled_for(tenant) == {"base", "middle"}


def test_hook_tenant_disabled_is_called_after_the_switch_and_cannot_stop_it(house: Build) -> None:
    heard = []

    def tenant_disabled(tenant_id: int) -> None:
        heard.append(enabled_for(tenant_id))
        raise RuntimeError("cannot leave in order")

    home = house(plugin("kano", tenant_disabled=tenant_disabled))
    tenant = home.group()
    with home.work(tenant):
        enable_plugin("kano")
        assert disable_plugin("kano").reason is Reason.NOT_ENABLED
        disable_plugin("kano")
    with home.work(tenant):
        assert enabled_for(tenant) == frozenset()
    assert heard == [frozenset()]


def test_switching_on_again_calls_a_purge_off(house: Build) -> None:
    home = house(plugin("kano"))
    tenant = home.group()
    with home.work(tenant):
        enable_plugin("kano")
        disable_plugin("kano")
        locked_decision("kano").purge_at = now()
    with home.work(tenant) as session:
        enable_plugin("kano")
        assert locked_decision("kano").purge_at is None
        actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
        assert actions[-2:] == ["plugins.purge.cancelled", "plugins.plugin.enabled"]


def test_entitlement_is_given_and_taken_back(house: Build) -> None:
    home = house(plugin("res", info=manifest("res", availability=Availability.RESTRICTED)))
    tenant, other = home.group(), home.group()
    with home.work(tenant):
        assert entitle("res").reason is Reason.NOT_ENABLED
        assert enable_plugin("res").effective
        assert entitle("res", entitled=False).reason is Reason.NOT_ENTITLED
        assert entitle("res").effective
        with pytest.raises(NotFound):
            entitle("nothing")
    with home.work(other):
        assert explain(other, "res").reason is Reason.NOT_ENTITLED


def test_suspended_plugin_stops_for_all_and_comes_back_as_it_was(house: Build) -> None:
    home = house(plugin("halt"))
    on, off = home.group(), home.group()
    with home.work(on):
        enable_plugin("halt")
    with home.app.app_context():
        set_platform_state("halt", PlatformState.SUSPENDED, "a fault")
    with home.work(on), pytest.raises(Conflict, match="suspended"):
        enable_plugin("halt")
    with home.work(on):
        assert explain(on, "halt").reason is Reason.SUSPENDED
    with home.app.app_context():
        set_platform_state("halt", PlatformState.ACTIVE)
        with pytest.raises(NotFound):
            set_platform_state("nothing", PlatformState.ACTIVE)
    with home.work(on):
        assert explain(on, "halt").effective
    with home.work(off):
        assert explain(off, "halt").reason is Reason.NOT_ENABLED


def test_two_who_switch_off_at_once_ask_the_guards_and_tell_it_once(house: Build) -> None:
    asked = []
    home = house(plugin("kano", before_plugin_disable=lambda: asked.append(1)))
    tenant = home.group()
    with home.work(tenant):
        enable_plugin("kano")
    start = Barrier(2)

    def disable() -> Reason:
        with home.work(tenant):
            start.wait()
            return disable_plugin("kano").reason

    with ThreadPoolExecutor(2) as pool:
        answers = [future.result() for future in [pool.submit(disable), pool.submit(disable)]]

    assert answers == [Reason.NOT_ENABLED, Reason.NOT_ENABLED]
    assert asked == [1]
