"""Settings of plugins: three levels, strict, sealed secrets, versions, and the guard where the plugin is off."""

import json
import zipfile
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from marshmallow import Schema, ValidationError, fields, validate, validates_schema
from sqlalchemy import select, text

from saas.platform.audit import AuditEntry
from saas.platform.database import system_session
from saas.platform.errors import Conflict, Invalid, NotFound, VersionConflict
from saas.platform.plugin_life import export_group
from saas.platform.plugins import (
    PluginSettings,
    Reason,
    SettingLevel,
    SettingsMissing,
    Source,
    change_settings,
    disable_plugin,
    enable_plugin,
    explain,
    settings,
    settings_of_stores,
    stored_settings,
)
from saas.platform.plugins.settings import MASK, change_platform_settings, own_values
from saas.platform.plugins.settings.migrating import migrate_group_settings, migrate_platform_settings
from saas.platform.plugins.settings.values import Layer, resolved
from saas.testing.plugin_modules import plugin
from tests.integration.plugins.conftest import Build, House


class Wanted(Schema):
    """Settings of a test."""

    server = fields.String(
        load_default="https://example.test", metadata={"level": "platform", "title": "Server"}
    )
    key = fields.String(load_default="", metadata={"secret": True, "title": "Key"})
    days = fields.Integer(
        load_default=30, validate=validate.Range(min=1, max=90), metadata={"level": "store", "title": "Days"}
    )
    price = fields.Decimal(load_default=None, allow_none=True, metadata={"title": "Price"})
    since = fields.Date(load_default=None, allow_none=True)
    least = fields.Integer(load_default=1)

    @validates_schema
    def check(self, values: Mapping[str, Any], **_more: object) -> None:
        """The least is below the days."""
        if values.get("least", 1) > values.get("days", 30):
            raise ValidationError("least above days", "least")


def declared(**more: Any) -> PluginSettings:
    return PluginSettings(schema=Wanted, **more)


def home_with(house: Build, *, schema: type[Schema] = Wanted, **hooks: Any) -> tuple[House, int]:
    made = PluginSettings(schema=schema)
    home = house(plugin("kano", register_settings=lambda: [made], **hooks))
    tenant = home.group()
    return home, tenant


def platform(home: House, values: Mapping[str, Any]) -> None:
    with home.app.app_context():
        change_platform_settings("kano", values)


def test_each_level_overrides_the_one_above_and_says_where_a_value_comes_from(house: Build) -> None:
    home, tenant = home_with(house)
    store, other = home.store(tenant), home.store(tenant)
    platform(home, {"server": "https://platform.test", "days": 40, "least": 2})
    with home.work(tenant):
        enable_plugin("kano")
        change_settings("kano", {"days": 50, "price": "9.90", "since": "2026-01-31"})
        change_settings("kano", {"days": 60}, store_id=store)

    with home.work(tenant):
        group, narrow, wide = (
            settings("kano"),
            settings("kano", store_id=store),
            settings("kano", store_id=other),
        )
        assert (group["days"], narrow["days"], wide["days"]) == (50, 60, 50)
        assert (group["server"], group["least"], group["key"]) == ("https://platform.test", 2, "")
        assert (group["price"], group["since"]) == (Decimal("9.90"), date(2026, 1, 31))
        assert narrow.sources["days"] is Source.STORE
        assert settings_of_stores("kano", [store, other]) == {store: narrow, other: wide}
        assert {group.sources[name] for name in ("days", "price")} == {Source.GROUP}
        assert (group.sources["server"], group.sources["key"]) == (Source.PLATFORM, Source.DEFAULT)
        change_settings("kano", {"days": None}, store_id=store)
        assert settings("kano", store_id=store).sources["days"] is Source.GROUP
    platform(home, {"server": None, "days": None, "least": None})


def test_what_one_store_sets_stays_its_own_where_the_group_sets_nothing(house: Build) -> None:
    home, tenant = home_with(house)
    store, other = home.store(tenant), home.store(tenant)
    with home.work(tenant):
        enable_plugin("kano")
        change_settings("kano", {"days": 60}, store_id=store)

    with home.work(tenant):
        narrow, wide = settings("kano", store_id=store), settings("kano", store_id=other)
        assert narrow["days"] == 60
        assert wide.sources["days"] is Source.DEFAULT
        assert settings_of_stores("kano", [other, store]) == {store: narrow, other: wide}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"nothing": 1}, "nothing"),
        ({"days": 91}, "days"),
        ({"days": "many"}, "days"),
        ({"server": "https://mine.test"}, "server"),
        ({"least": 60}, "least"),
    ],
)
def test_what_the_level_does_not_take_is_an_error_at_its_field(
    house: Build, values: Mapping[str, Any], field: str
) -> None:
    home, tenant = home_with(house)
    with home.work(tenant), pytest.raises(Invalid) as refused:
        change_settings("kano", values)
    assert list(refused.value.fields) == [field]


def test_secret_is_sealed_kept_by_its_mask_and_told_to_nobody(house: Build) -> None:
    home, tenant = home_with(house)
    with home.work(tenant):
        enable_plugin("kano")
        change_settings("kano", {"key": "hush-hush", "days": 20})
        change_settings("kano", {"key": MASK, "days": 25})

    with home.work(tenant) as session:
        shown = own_values("kano")
        row = session.execute(text("SELECT values, secrets FROM plugin_setting WHERE plugin = 'kano'")).one()
        entries = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "plugins.settings.changed")
        ).all()
        assert settings("kano")["key"] == "hush-hush"
        assert (shown.own, shown.secret, shown.version) == ({"days": 25}, {"key"}, 2)
        assert row.values == {"days": 25}
        assert b"hush" not in bytes(row.secrets)
        assert [entry.changes for entry in entries] == [
            {"days": [None, 20], "key": [None, None], "plugin": "kano"},
            {"days": [20, 25], "plugin": "kano"},
        ]
        change_settings("kano", {"key": None})
        assert settings("kano")["key"] == ""


class Successor(Schema):
    """Settings of the next version, without the key."""

    days = fields.Integer(load_default=30)


@pytest.mark.parametrize("version", [1, 2])
def test_secret_whose_field_is_gone_stays_sealed_and_is_told_to_nobody(house: Build, version: int) -> None:
    home = house(plugin("former", register_settings=lambda: [declared()]))
    tenant = home.group()
    with home.app.app_context():
        change_platform_settings("former", {"key": "wide-hush"})
    with home.work(tenant):
        enable_plugin("former")
        change_settings("former", {"key": "hush-hush", "days": 20})
    newer = house(
        plugin("former", register_settings=lambda: [PluginSettings(schema=Successor, version=version)])
    )
    with newer.app.app_context():
        with system_session("a test") as work:
            migrate_platform_settings(work, "former")
        change_platform_settings("former", {"days": 7})
    with newer.work(tenant):
        migrate_group_settings("former")
        change_settings("former", {"days": 25, "key": MASK})

    with newer.work(tenant) as session:
        shown = own_values("former")
        row = session.execute(
            text("SELECT values, secrets FROM plugin_setting WHERE plugin = 'former'")
        ).one()
        wide = session.scalar(text("SELECT values FROM plugin_installation WHERE name = 'former'"))
        with export_group("former", "a look") as file, zipfile.ZipFile(file) as archive:
            taken_out = json.loads(archive.read("settings.json"))
        assert (shown.own, shown.secret, taken_out) == ({"days": 25}, {"key"}, {"days": 25})
        assert row.values == {"days": 25}
        assert b"hush" not in bytes(row.secrets)
        assert wide == {"days": 7}


def test_a_stale_version_is_refused_and_nothing_new_changes_nothing(house: Build) -> None:
    home, tenant = home_with(house)
    with home.work(tenant):
        change_settings("kano", {"days": 20}, version=0)
        with pytest.raises(VersionConflict):
            change_settings("kano", {"days": 21}, version=0)
        change_settings("kano", {"days": 20}, version=1)
        assert own_values("kano").version == 1


def test_plugin_that_is_off_reads_defaults_and_what_was_set_is_kept(house: Build) -> None:
    home, tenant = home_with(house)
    with home.work(tenant):
        enable_plugin("kano")
        change_settings("kano", {"days": 20})
        disable_plugin("kano")

        off, kept = settings("kano"), stored_settings("kano")
        enable_plugin("kano")

        assert (off["days"], off.active, off.sources["days"]) == (30, False, Source.DEFAULT)
        assert (kept["days"], settings("kano")["days"]) == (20, 20)


def test_hook_tenant_settings_changed_hears_what_was_and_what_is_while_the_plugin_is_on(house: Build) -> None:
    heard = []

    def tenant_settings_changed(old: Mapping[str, Any], new: Mapping[str, Any], store_id: int | None) -> None:
        heard.append((old["days"], new["days"], store_id))

    home, tenant = home_with(house, tenant_settings_changed=tenant_settings_changed)
    with home.work(tenant):
        change_settings("kano", {"days": 20})
        enable_plugin("kano")
        change_settings("kano", {"days": 21})
        change_settings("kano", {"days": 21})

    assert heard == [(20, 21, None)]


def test_hook_tenant_settings_changed_that_fails_takes_the_change_back(house: Build) -> None:
    def tenant_settings_changed() -> None:
        raise RuntimeError("no")

    home, tenant = home_with(house, tenant_settings_changed=tenant_settings_changed)
    with home.work(tenant):
        enable_plugin("kano")
    with pytest.raises(Exception, match="nothing was saved"), home.work(tenant):
        change_settings("kano", {"days": 21})
    with home.work(tenant):
        assert settings("kano")["days"] == 30


class Needy(Schema):
    """Settings without which nothing works."""

    key = fields.String(required=True, metadata={"secret": True, "title": "Key of the service"})


def test_plugin_is_switched_on_only_with_what_it_needs(house: Build) -> None:
    home, tenant = home_with(house, schema=Needy)
    with home.work(tenant):
        with pytest.raises(SettingsMissing, match="Key of the service") as refused:
            enable_plugin("kano")
        assert refused.value.missing == ("key",)
        assert explain(tenant, "kano").reason is Reason.NOT_ENABLED
        assert enable_plugin("kano", settings={"key": "abc"}).effective
        with pytest.raises(Invalid, match="needed while"):
            change_settings("kano", {"key": None})


def test_what_the_schema_cannot_take_any_longer_counts_as_not_set_and_stays_stored(house: Build) -> None:
    home, tenant = home_with(house)
    with home.work(tenant) as session:
        enable_plugin("kano")
        change_settings("kano", {"days": 20, "least": 3})
        session.execute(
            text(
                'UPDATE plugin_setting SET values = \'{"days": 999, "least": 3, "later": 1}\' WHERE plugin = \'kano\''
            )
        )
    with home.work(tenant) as session:
        assert (settings("kano")["days"], settings("kano")["least"]) == (30, 3)
        change_settings("kano", {"days": 22})
        row = session.execute(text("SELECT values FROM plugin_setting WHERE plugin = 'kano'")).one()
        assert row.values == {"days": 22, "least": 3, "later": 1}


def test_settings_of_an_older_version_keep_the_plugin_inert_until_they_are_migrated(house: Build) -> None:
    home, tenant = home_with(house)
    with home.work(tenant):
        enable_plugin("kano")
        change_settings("kano", {"days": 20})
    newer = house(plugin("kano", register_settings=lambda: [declared(version=2)]))
    with newer.work(tenant):
        standing = explain(tenant, "kano")
        assert (standing.reason, standing.detail) == (
            Reason.MIGRATIONS_PENDING,
            "its settings are those of an older version",
        )
        with pytest.raises(Conflict, match="brought up to date"):
            change_settings("kano", {"days": 21})


def test_levels_of_a_newer_code_are_left_alone_by_an_older_one(house: Build) -> None:
    home = house(plugin("novel", register_settings=lambda: [declared(version=3)]))
    tenant = home.group()
    with home.work(tenant):
        enable_plugin("novel")
        change_settings("novel", {"days": 20})
    older = house(plugin("novel", register_settings=lambda: [declared()]))
    with older.work(tenant):
        assert settings("novel")["days"] == 20


def test_plugin_without_settings_has_nothing_to_set(house: Build) -> None:
    home = house(plugin("kano"))
    with home.work(home.group()):
        with pytest.raises(NotFound):
            change_settings("kano", {})
        with pytest.raises(LookupError):
            settings("kano")


def test_settings_declared_twice_or_at_an_unknown_level_are_refused_at_start(house: Build) -> None:
    class Wrong(Schema):
        days = fields.Integer(metadata={"level": "planet"})
        code = fields.Integer(metadata={"secret": True})

    home = house(
        plugin("twice", register_settings=lambda: [declared(), declared()]),
        plugin("wrong", register_settings=lambda: [PluginSettings(schema=Wrong, version=0)]),
    )
    tenant = home.group()
    with home.work(tenant):
        assert "more than once" in explain(tenant, "twice").detail
        detail = explain(tenant, "wrong").detail
        assert all(words in detail for words in ("'planet'", "below 1", "is no text"))


def test_resolving_needs_no_database() -> None:
    layers = (
        Layer(level=SettingLevel.PLATFORM, values={"days": 5}),
        Layer(level=SettingLevel.GROUP, values={}),
    )
    found = resolved("kano", declared(), layers)
    assert (found["days"], found.sources["days"], found.missing) == (5, Source.PLATFORM, ())
