# file: settings
"""What a group may set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from marshmallow import Schema, fields, validate
from saas.plugin_api import PluginSettings, _l, settings


class PlugclassSettingsSchema(Schema):
    """One field for each value; its metadata says who may set it and what it is for."""

    due_days = fields.Integer(
        load_default=14,
        validate=validate.Range(min=0, max=365),
        metadata={
            "title": _l("Days until a note is to be done"),
            "help": _l("For notes that are written without a day; 0 leaves them without."),
            "level": "group",
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSettings:
    """The settings, typed."""

    due_days: int

    @classmethod
    def of_group(cls) -> Self:
        """What counts for the current group."""
        return cls(due_days=settings("plugname")["due_days"])


SETTINGS = PluginSettings(schema=PlugclassSettingsSchema, version=1)
