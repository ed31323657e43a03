"""Settings as values: levels laid over each other, typed, with where each comes from; no database."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import structlog
from marshmallow import EXCLUDE, Schema, ValidationError, missing

from saas.platform.plugins.declared_settings import PluginSettings, SettingLevel, level_of
from saas.platform.plugins.settings.schemas import reaches

log = structlog.get_logger(__name__)


class Source(StrEnum):
    """Where a value comes from."""

    DEFAULT = "default"
    """The plugin's own default."""
    PLATFORM = "platform"
    """The operator set it for all groups."""
    GROUP = "group"
    """The group set it."""
    STORE = "store"
    """It was set for this store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """What one level sets, as in JSON, secrets among it. sealed: names of those that are stored sealed."""

    level: SettingLevel
    values: Mapping[str, Any]
    sealed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedSettings:
    """The settings of a plugin that count, by name: `settings("recalls")["days"]`."""

    plugin: str
    """Name of the plugin."""
    values: Mapping[str, Any]
    """Every value, typed as the schema's field types it; None where nothing is set and there is no default."""
    sources: Mapping[str, Source]
    """Where each comes from."""
    missing: tuple[str, ...] = ()
    """Required values that nobody has given."""
    active: bool = True
    """Whether the plugin runs for the group; else all values are the plugin's defaults."""

    def __getitem__(self, name: str) -> Any:
        """The value of this name; raises KeyError for one that the schema lacks."""
        return self.values[name]


def resolved(
    plugin: str, declared: PluginSettings, layers: Sequence[Layer], *, active: bool = True
) -> ResolvedSettings:
    """Lay the levels over each other, wide ones first; what the schema cannot take counts as not set."""
    schema = declared.schema()
    raw, origin = _laid(schema, layers)
    typed = _typed(plugin, schema, raw)
    values, lacking = dict[str, Any](), []
    for name, field in schema.load_fields.items():
        if name in typed:
            values[name] = typed[name]
        else:
            default = field.load_default() if callable(field.load_default) else field.load_default
            values[name] = None if default is missing else default
            if field.required:
                lacking.append(name)
    sources = {name: origin[name] if name in typed else Source.DEFAULT for name in values}
    return ResolvedSettings(
        plugin=plugin, values=values, sources=sources, missing=tuple(lacking), active=active
    )


def faults(declared: PluginSettings, layers: Sequence[Layer]) -> Mapping[str, Any]:
    """What the plugin's validators say of the levels together, by field; empty when they take it."""
    schema = declared.schema()
    raw, _origin = _laid(schema, layers)
    return schema.validate(raw, partial=True)


def as_json(schema: Schema, values: Mapping[str, Any]) -> dict[str, Any]:
    """Typed values as they are stored."""
    # Decimals, dates and codes that a field leaves as they are become text, which the same field reads again.
    dumped: dict[str, Any] = json.loads(json.dumps(schema.dump(values), default=str))
    return {name: value for name, value in dumped.items() if name in values}


def _laid(schema: Schema, layers: Sequence[Layer]) -> tuple[dict[str, Any], dict[str, Source]]:
    raw, origin = dict[str, Any](), dict[str, Source]()
    for layer in layers:
        for name, value in layer.values.items():
            field = schema.load_fields.get(name)
            # What an older or newer version knew stays stored and does not count.
            if field is not None and reaches(level_of(field), layer.level):
                raw[name], origin[name] = value, Source(layer.level.value)
    return raw, origin


def _typed(plugin: str, schema: Schema, raw: dict[str, Any]) -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = schema.load(raw, partial=True, unknown=EXCLUDE)
    except ValidationError as error:
        log.warning("plugin_setting_unreadable", plugin=plugin, names=sorted(map(str, error.messages_dict)))
        return _one_by_one(schema, raw)
    return loaded


def _one_by_one(schema: Schema, raw: Mapping[str, Any]) -> dict[str, Any]:
    found = {}
    for name, value in raw.items():
        try:
            found[name] = schema.load_fields[name].deserialize(value)
        except ValidationError:
            continue
    return found
