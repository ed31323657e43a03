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
            "help": _l(
                "Working time of the store, counted from when it was received; complaints received before keep theirs."
            ),
            "section": _l("Times"),
            "level": "store",
        },
    )
    needed_up_to_rating = fields.Integer(
        load_default=0,
        validate=validate.Range(min=0, max=10),
        metadata={
            "title": _l("Mark up to which a call needs a complaint"),
            "help": _l(
                "A call whose customer gives this mark or a lower one ends only with a complaint; 0: never."
            ),
            "section": _l("Calls"),
            "level": "store",
        },
    )
    call_first = fields.Boolean(
        load_default=False,
        metadata={
            "title": _l("Call customers with an open complaint first"),
            "help": _l("Counts for the tasks that the rules make from then on."),
            "section": _l("Calls"),
        },
    )


SETTINGS = PluginSettings(schema=ComplaintSettings)


def acknowledge_within(store_id: int) -> timedelta:
    """How much working time after a complaint was received the customer must know that it was heard."""
    return timedelta(minutes=settings("complaints", store_id=store_id)["acknowledge_minutes"])
