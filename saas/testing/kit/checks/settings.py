"""Settings of the plugin: values of an older version are understood, and defaults are enough."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, missing

from saas.platform.plugins.declared_settings import PluginSettings
from saas.testing.kit.report import Family, Needs, Report, check
from saas.testing.kit.stage import Stage

_MIGRATE = "write migrate(values, from_version) so that values of every older version load"


@check("KIT-R05", Family.ROBUSTNESS, "Settings of an older version are migrated", Needs.LOADED)
def old_settings_are_migrated(stage: Stage, report: Report) -> None:
    """Defaults load; from each version below, values migrate to some that load; migrating twice changes nothing."""
    for declared in stage.subject.declared(PluginSettings):
        defaults = _defaults(declared)
        fault = _loads(declared, defaults)
        report.expect(not fault, "settings", f"its own defaults do not load: {fault}", "mend load_default")
        if declared.version > 1:
            own = declared.migrate is not PluginSettings.__dataclass_fields__["migrate"].default
            report.expect(own, "settings", f"version {declared.version} without a migrate", _MIGRATE)
        for version in range(1, declared.version):
            _from(declared, defaults, version, report)


def _from(declared: PluginSettings, values: Mapping[str, Any], version: int, report: Report) -> None:
    where = f"settings from version {version}"
    try:
        once = dict(declared.migrate({}, version)), dict(declared.migrate(values, version))
        twice = tuple(dict(declared.migrate(dict(found), version)) for found in once)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a plugin may fail in any way
        report.fault(where, f"migrate raises {error!r}", _MIGRATE)
        return
    report.expect(
        twice == once, where, "migrating twice changes what once gave", "change only what is there still"
    )
    for found in once:
        fault = _loads(declared, {**values, **found})
        report.expect(not fault, where, f"what migrate gives does not load: {fault}", _MIGRATE)


def _defaults(declared: PluginSettings) -> dict[str, Any]:
    schema = declared.schema()
    plain = {name: field for name, field in schema.fields.items() if field.load_default is not missing}
    values = {
        name: field.load_default() if callable(field.load_default) else field.load_default
        for name, field in plain.items()
    }
    dumped: dict[str, Any] = schema.dump(values)
    return {name: value for name, value in dumped.items() if value is not None}


def _loads(declared: PluginSettings, values: Mapping[str, Any]) -> str:
    schema = declared.schema()
    asked = {name for name, field in schema.fields.items() if field.required}
    try:
        schema.load(dict(values), partial=tuple(asked))
    except ValidationError as error:
        return str(error.messages)
    return ""
