"""What can be set of appraisal, by the operator, the group, or for one store."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from marshmallow import Schema, fields, validate

from saas.plugin_api import PluginSettings, _l, local_day, settings, zone_of


class KanoSettings(Schema):
    """The settings of appraisal."""

    objection_days = fields.Integer(
        load_default=10,
        validate=validate.Range(min=1, max=365),
        metadata={
            "title": _l("Days in which an employee may object to a value on their card"),
            "help": _l("Counted from the day after its publication, by the calendar of the store."),
            "section": _l("Objections"),
            "level": "store",
        },
    )


SETTINGS = PluginSettings(schema=KanoSettings)


def last_day_to_object(published_at: datetime, store_id: int | None) -> date:
    """The last day on which an objection to a card can be raised, by the calendar of its store."""
    days: int = settings("kano", store_id=store_id)["objection_days"]
    return local_day(published_at, zone_of(store_id)) + timedelta(days=days)
