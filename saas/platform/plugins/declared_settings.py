"""What a plugin declares of its settings, and who may set a value how narrowly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from marshmallow import Schema


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
