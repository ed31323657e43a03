"""The group's plugins over REST: how each stands, switching, settings with their JSON schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema, fields

from saas.core.organisation.models import Store
from saas.core.organisation.permissions import SETTINGS_WRITE
from saas.platform.api import ApiBlueprint, expected_version, tell_version
from saas.platform.database import load
from saas.platform.errors import NotFound
from saas.platform.i18n import _, _l
from saas.platform.permissions import requires
from saas.platform.plugins import (
    SettingLevel,
    Standing,
    change_settings,
    current_registry,
    disable_plugin,
    effective_plugins,
    enable_together,
    explain,
    explain_all,
    loaded_plugin,
)
from saas.platform.plugins.declared_settings import PluginSettings, is_secret
from saas.platform.plugins.settings import MASK, level_schema, own_values
from saas.platform.plugins.settings.asking import by_schema, settings_to_change
from saas.platform.plugins.settings.values import as_json
from saas.platform.tenancy import current_tenant

api = ApiBlueprint("plugins", __name__, description=_l("What the group uses besides the core."))


class PluginOut(Schema):
    """A plugin and how it stands."""

    name = fields.String()
    title = fields.String()
    summary = fields.String()
    version = fields.String()
    category = fields.String()
    reason = fields.String(metadata={"description": "`effective`, or the first reason why it does not run."})
    effective = fields.Boolean()
    requires = fields.List(fields.String())


class EnableIn(Schema):
    """What a plugin is given when it is switched on."""

    settings = fields.Dict(keys=fields.String(), load_default=dict)


class SettingsQuery(Schema):
    """Whose settings."""

    store_id = fields.Integer(
        load_default=None, allow_none=True, metadata={"description": "Left out: the group's."}
    )


class SettingsIn(Schema):
    """Settings to change; `null` inherits from the level above, the mask leaves a secret as it is."""

    values = fields.Dict(keys=fields.String(), required=True)


class SettingsOut(Schema):
    """What counts, where each value comes from, and what this level itself sets; secrets are masked."""

    values = fields.Dict(keys=fields.String())
    sources = fields.Dict(keys=fields.String(), values=fields.String())
    own = fields.Dict(keys=fields.String())
    row_version = fields.Integer(metadata={"description": "Send it as `If-Match`."})


class JsonSchemaOut(Schema):
    """A JSON schema of what can be set, in `schema`."""

    schema = fields.Dict(keys=fields.String())


@api.get("")
@requires(SETTINGS_WRITE)
@api.response(200, PluginOut(many=True))
def list_plugins() -> list[dict[str, Any]]:
    """List the installed plugins and how they stand for the group."""
    return [_shown(one) for one in explain_all(current_tenant()) if current_registry().info(one.plugin)]


@api.get("/<plugin>")
@requires(SETTINGS_WRITE)
@api.response(200, PluginOut)
def show_plugin(plugin: str) -> dict[str, Any]:
    """Show one plugin and how it stands."""
    return _shown(explain(current_tenant(), plugin))


@api.post("/<plugin>/enable")
@requires(SETTINGS_WRITE)
@api.arguments(EnableIn)
@api.response(200, PluginOut)
def enable(values: dict[str, Any], plugin: str) -> dict[str, Any]:
    """Switch a plugin on with everything that it requires."""
    enable_together(plugin, settings=values["settings"])
    return _shown(explain(current_tenant(), plugin))


@api.post("/<plugin>/disable")
@requires(SETTINGS_WRITE)
@api.response(200, PluginOut)
def disable(plugin: str) -> dict[str, Any]:
    """Switch a plugin off; its data stay."""
    loaded_plugin(plugin)
    return _shown(disable_plugin(plugin))


@api.get("/<plugin>/settings")
@requires(SETTINGS_WRITE)
@api.arguments(SettingsQuery, location="query")
@api.response(200, SettingsOut)
def show_settings(query: dict[str, Any], plugin: str) -> dict[str, Any]:
    """Show the settings of the group or of one store."""
    return _settings(plugin, _shown_settings(plugin), _store(query))


@api.patch("/<plugin>/settings")
@requires(SETTINGS_WRITE)
@api.arguments(SettingsQuery, location="query")
@api.arguments(SettingsIn)
@api.response(200, SettingsOut)
def edit_settings(query: dict[str, Any], values: dict[str, Any], plugin: str) -> dict[str, Any]:
    """Change settings of the group or of one store; what is not named stays."""
    declared, store_id = _shown_settings(plugin), _store(query)
    change_settings(plugin, values["values"], store_id=store_id, version=expected_version())
    return _settings(plugin, declared, store_id)


@api.get("/<plugin>/settings/schema")
@requires(SETTINGS_WRITE)
@api.arguments(SettingsQuery, location="query")
@api.response(200, JsonSchemaOut)
def show_schema(query: dict[str, Any], plugin: str) -> dict[str, Any]:
    """Show what can be set for the group or for one store, as a JSON schema."""
    level = SettingLevel.GROUP if query["store_id"] is None else SettingLevel.STORE
    declared = _shown_settings(plugin)
    return {"schema": by_schema(plugin, lambda: json_schema(level_schema(declared, level)))}


def json_schema(schema: Schema) -> dict[str, Any]:
    """The JSON schema of a schema of settings, with title and help of each."""
    plugin = MarshmallowPlugin()
    APISpec(title="", version="", openapi_version="3.1.0", plugins=[plugin])
    if plugin.converter is None:
        raise RuntimeError("apispec gave no converter")
    told: dict[str, Any] = plugin.converter.schema2jsonschema(schema)  # type: ignore[no-untyped-call]  # apispec has no types here
    for name, field in schema.fields.items():
        about = {"title": field.metadata.get("title", name), "description": field.metadata.get("help", "")}
        told["properties"][name] |= {key: str(text) for key, text in about.items() if text}
        if is_secret(field):
            told["properties"][name]["writeOnly"] = True
    return {**told, "additionalProperties": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Version:
    row_version: int


def _shown(standing: Standing) -> dict[str, Any]:
    info = loaded_plugin(standing.plugin)
    return {
        "name": info.name,
        "title": str(info.title),
        "summary": str(info.summary),
        "version": info.version,
        "category": info.category.value,
        "reason": standing.reason.value,
        "effective": standing.effective,
        "requires": sorted(info.requires),
    }


def _shown_settings(plugin: str) -> PluginSettings:
    declared = settings_to_change(plugin)
    if plugin not in effective_plugins():
        # The settings of what is off are kept and shown to nobody.
        raise NotFound(_("There is no such plugin, or it has nothing to set."))
    return declared


def _store(query: dict[str, Any]) -> int | None:
    return None if query["store_id"] is None else load(Store, query["store_id"]).id


def _settings(plugin: str, declared: PluginSettings, store_id: int | None) -> dict[str, Any]:
    found = own_values(plugin, store_id=store_id)
    tell_version(_Version(row_version=found.version))
    secret, values = by_schema(plugin, lambda: _in_json(declared.schema(), found.counting.values))
    masked = {name: MASK if name in secret and value else value for name, value in values.items()}
    return {
        "values": masked,
        "sources": {name: source.value for name, source in found.counting.sources.items()},
        "own": {**found.own, **dict.fromkeys(found.secret, MASK)},
        "row_version": found.version,
    }


def _in_json(schema: Schema, values: Mapping[str, Any]) -> tuple[set[str], dict[str, Any]]:
    """The names of the secrets, and all values as JSON has them."""
    return {name for name, field in schema.fields.items() if is_secret(field)}, as_json(schema, values)
