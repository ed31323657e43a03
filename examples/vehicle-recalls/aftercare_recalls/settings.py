"""What a group may set."""

from __future__ import annotations

from marshmallow import Schema, fields, validate
from saas.plugin_api import PluginSettings, _l, settings


class RecallsSettingsSchema(Schema):
    """One field for each value; its metadata says who may set it and what it is for."""

    remind_days = fields.Integer(
        load_default=14,
        validate=validate.Range(min=1, max=365),
        metadata={
            "title": _l("Days until an owner should have been told"),
            "help": _l("Recalled vehicles whose owners nobody told by then are counted in the navigation."),
            "level": "group",
        },
    )
    by_beginning = fields.Boolean(
        load_default=True,
        metadata={
            "title": _l("Find vehicles by the beginning of a VIN as well"),
            "help": _l(
                "A beginning names a whole model, also vehicles that need no work. What was found by one stays listed."
            ),
            "level": "group",
        },
    )


SETTINGS = PluginSettings(schema=RecallsSettingsSchema, version=1)


def remind_days() -> int:
    """Days after which an owner should have been told, in the current group."""
    return int(settings("recalls")["remind_days"])


def by_beginning() -> bool:
    """Whether a line that holds the beginning of a VIN counts in the current group."""
    return bool(settings("recalls")["by_beginning"])
