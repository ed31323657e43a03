"""What can be set of complaints, by the operator, the group, or for one store."""

from __future__ import annotations

from datetime import timedelta

from marshmallow import Schema, fields, validate

from saas.plugin_api import PluginSettings, _l, settings

_WEEK = 7 * 24 * 60


class ComplaintSettings(Schema):
    """The settings of complaints."""

    acknowledge_minutes = fields.Integer(
        load_default=30,
        validate=validate.Range(min=5, max=_WEEK),
        metadata={
            "title": _l("Minutes until a complaint must be acknowledged"),
            "help": _l("Counted from when it was received; complaints received before keep their time."),
            "section": _l("Times"),
            "level": "store",
        },
    )


SETTINGS = PluginSettings(schema=ComplaintSettings)


def acknowledge_within(store_id: int) -> timedelta:
    """How long after a complaint was received the customer must know that it was heard."""
    return timedelta(minutes=settings("complaints", store_id=store_id)["acknowledge_minutes"])
