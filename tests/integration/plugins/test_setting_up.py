"""Groups brought to a plugin's new version: once each, recorded, and inert where it fails."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields

from saas.platform.plugins import (
    PluginSettings,
    Reason,
    change_settings,
    disable_plugin,
    enable_plugin,
    explain,
    set_up_groups,
    settings,
)
from saas.platform.plugins.decisions import locked_decision
from saas.platform.plugins.settings import change_platform_settings
from saas.testing.plugin_modules import manifest, plugin
from tests.integration.plugins.conftest import Build, House


def set_up(home: House, before: Mapping[str, str] | None = None) -> dict[str, str]:
    with home.app.app_context():
        return set_up_groups(before or {})


class Old(Schema):
    """Before."""

    days = fields.Integer(load_default=1, metadata={"level": "store"})
    code = fields.String(load_default="", metadata={"secret": True})


class New(Schema):
    """After: hours, and the code by another name."""

    hours = fields.Integer(load_default=24, metadata={"level": "store"})
    token = fields.String(load_default="", metadata={"secret": True})


def to_hours(values: Mapping[str, Any], from_version: int) -> Mapping[str, Any]:
    assert from_version == 1
    new = {"token": values["code"]} if "code" in values else {}
    return {**new, "hours": values["days"] * 24}


def test_hook_plugin_upgraded_is_called_once_for_each_group_that_ever_had_it(house: Build) -> None:
    heard: list[tuple[int, str]] = []

    def plugin_upgraded(tenant_id: int, from_version: str) -> None:
        heard.append((tenant_id, from_version))

    first = house(plugin("rise"))
    on, off, never = first.group(), first.group(), first.group()
    for tenant in (on, off):
        with first.work(tenant):
            enable_plugin("rise")
    with first.work(off):
        disable_plugin("rise")
    newer = house(plugin("rise", info=manifest("rise", version="1.1.0"), plugin_upgraded=plugin_upgraded))

    assert (set_up(newer), set_up(newer)) == ({}, {})

    assert heard == [(on, "1.0.0"), (off, "1.0.0")]
    with newer.work(on):
        assert locked_decision("rise").version == "1.1.0"
    with newer.work(never):
        assert explain(never, "rise").reason is Reason.NOT_ENABLED


def test_group_where_it_fails_stays_inert_with_the_reason_and_is_tried_again(house: Build) -> None:
    broken: set[int] = set()

    def plugin_upgraded(tenant_id: int) -> None:
        if tenant_id in broken:
            raise RuntimeError("the data are not as expected")

    first = house(plugin("trip"))
    bad, good = first.group(), first.group()
    for tenant in (bad, good):
        with first.work(tenant):
            enable_plugin("trip")
    broken.add(bad)
    newer = house(plugin("trip", info=manifest("trip", version="2.0.0"), plugin_upgraded=plugin_upgraded))

    failed = set_up(newer)

    assert list(failed) == [f"trip/{bad}"]
    with newer.work(bad):
        standing = explain(bad, "trip")
        assert standing.reason is Reason.UPGRADE_FAILED
        assert "plugin_upgraded failed" in standing.detail
        assert locked_decision("trip").version == "1.0.0"
    with newer.work(good):
        assert explain(good, "trip").effective
    broken.clear()
    assert set_up(newer) == {}
    with newer.work(bad):
        assert explain(bad, "trip").effective


def test_settings_of_all_levels_are_migrated_and_nothing_is_lost(house: Build) -> None:
    first = house(plugin("drift", register_settings=lambda: [PluginSettings(schema=Old)]))
    tenant = first.group()
    store = first.store(tenant)
    with first.app.app_context():
        change_platform_settings("drift", {"days": 3})
    with first.work(tenant):
        enable_plugin("drift")
        change_settings("drift", {"days": 5, "code": "hush"})
        change_settings("drift", {"days": 7}, store_id=store)
    newer = house(
        plugin(
            "drift",
            info=manifest("drift", version="1.1.0"),
            register_settings=lambda: [PluginSettings(schema=New, version=2, migrate=to_hours)],
        )
    )
    other = newer.group()

    assert set_up(newer) == {}

    with newer.work(tenant):
        assert (settings("drift")["hours"], settings("drift")["token"]) == (120, "hush")
        assert settings("drift", store_id=store)["hours"] == 168
    with newer.work(other):
        enable_plugin("drift")
        assert settings("drift")["hours"] == 72


def test_migration_of_settings_that_fails_leaves_what_was_stored(house: Build) -> None:
    def fails(values: Mapping[str, Any], from_version: int) -> Mapping[str, Any]:
        raise KeyError("days")

    first = house(plugin("stuck", register_settings=lambda: [PluginSettings(schema=Old)]))
    tenant = first.group()
    with first.work(tenant):
        enable_plugin("stuck")
        change_settings("stuck", {"days": 5})
    newer = house(
        plugin("stuck", register_settings=lambda: [PluginSettings(schema=New, version=2, migrate=fails)])
    )

    assert set_up(newer) == {f"stuck/{tenant}": "KeyError"}

    with newer.work(tenant):
        assert explain(tenant, "stuck").reason is Reason.MIGRATIONS_PENDING
    with first.work(tenant):
        locked_decision("stuck").problem = None
    with first.work(tenant):
        assert settings("stuck")["days"] == 5


def test_migration_of_the_operators_settings_that_fails_is_told_without_what_it_says(house: Build) -> None:
    def fails(values: Mapping[str, Any], from_version: int) -> Mapping[str, Any]:
        raise ValueError(f"cannot take {values['code']}")

    first = house(plugin("wide", register_settings=lambda: [PluginSettings(schema=Old)]))
    with first.app.app_context():
        change_platform_settings("wide", {"code": "hush"})
    newer = house(
        plugin("wide", register_settings=lambda: [PluginSettings(schema=New, version=2, migrate=fails)])
    )

    assert set_up(newer) == {"wide": "ValueError"}


def test_group_of_before_the_versions_were_noted_counts_from_what_was_installed(house: Build) -> None:
    heard: list[str] = []

    def hear(from_version: str) -> None:
        heard.append(from_version)

    first = house(plugin("past"))
    tenant = first.group()
    with first.work(tenant):
        enable_plugin("past")
        locked_decision("past").version = None
    newer = house(
        plugin(
            "past",
            info=manifest("past", version="1.1.0"),
            plugin_upgraded=hear,
        )
    )

    set_up(newer, {"past": "1.0.5"})

    assert heard == ["1.0.5"]
