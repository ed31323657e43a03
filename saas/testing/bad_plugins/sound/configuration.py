"""What can be set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields

from saas.plugin_api import PluginSettings, _l


class NoteSettings(Schema):
    """The settings of notes."""

    shown = fields.Integer(
        load_default=50, metadata={"title": _l("Notes on a page"), "help": _l("At most as many.")}
    )


def migrate(values: Mapping[str, Any], from_version: int) -> Mapping[str, Any]:
    """Version 1 called it otherwise."""
    changed = dict(values)
    if from_version < 2 and "count" in changed:
        changed["shown"] = changed.pop("count")
    return changed


SETTINGS = [PluginSettings(schema=NoteSettings, version=2, migrate=migrate)]
