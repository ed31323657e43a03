"""What a plugin declares of its settings, and who may set a value how narrowly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from marshmallow import Schema, fields


class SettingLevel(StrEnum):
    """How narrowly a value may be set; each level above may give the default for those below."""

    PLATFORM = "platform"
    """By the operator alone, for all groups."""
    GROUP = "group"
    """By the group, over the operator's."""
    STORE = "store"
    """By the group for one store, over the group's own."""


Migrate = Callable[[Mapping[str, Any], int], Mapping[str, Any]]


def _unchanged(values: Mapping[str, Any], from_version: int) -> Mapping[str, Any]:  # noqa: ARG001  # the signature that authors write
    return values


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginSettings:
    """The settings of a plugin, as `register_settings` declares them."""

    schema: type[Schema]
    """One field for each value. Its `metadata`: `title` and `help` (translated), `section` (heading on the page,
    translated), `level` (`platform`, `group` or `store`; `group` if not said), `secret` (stored sealed, never shown
    again). A `required` field must be given before the plugin can be switched on; every other one has a `load_default`."""
    version: int = 1
    """Raised whenever stored values no longer mean the same; from 1."""
    migrate: Migrate = _unchanged
    """Turns the values of one level as an older version stored them into those of `version`: `migrate(values, from_version)`.
    The values are as in JSON, secrets among them, and only those that this level sets."""


def level_of(field: fields.Field[Any]) -> SettingLevel:
    """How narrowly the value of a field may be set."""
    return SettingLevel(field.metadata.get("level", SettingLevel.GROUP))


def is_secret(field: fields.Field[Any]) -> bool:
    """Whether the value of a field is stored sealed and never shown again."""
    return bool(field.metadata.get("secret", False))


def settings_problems(declared: PluginSettings) -> list[str]:
    """What is wrong with a declaration, in words for the operator."""
    found = [] if declared.version >= 1 else ["the version of its settings is below 1"]
    for name, field in declared.schema().fields.items():
        if field.metadata.get("level", SettingLevel.GROUP) not in tuple(SettingLevel):
            found.append(f"its setting {name!r} has the unknown level {field.metadata['level']!r}")
        if field.data_key or field.attribute or name.startswith("_"):
            found.append(f"its setting {name!r} goes by two names or begins with an underscore")
        if is_secret(field) and not isinstance(field, fields.String):
            found.append(f"its secret {name!r} is no text")
    return found


def is_older(stored: int, declared: PluginSettings | None) -> bool:
    """Whether values of this version must be migrated; 0 is that of nothing stored, a newer one is left alone."""
    return declared is not None and 0 < stored < declared.version
