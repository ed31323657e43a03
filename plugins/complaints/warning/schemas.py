"""One schema for each input; the pages and the API validate with the same."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from plugins.complaints.warning.prevention import Concerned
from plugins.complaints.warning.states import AlertStep
from plugins.complaints.warning.words import ALERT_TABS, CONCERNED, STEPS
from saas.plugin_api import PageQuery, _l

_STATES = validate.OneOf(list(ALERT_TABS))


class AlertFilterSchema(Schema):
    """What the list of early warnings is narrowed to, in its address."""

    state = fields.String(load_default="running", validate=_STATES)
    store_id = fields.Integer(load_default=None)
    category_id = fields.Integer(load_default=None)


class AlertQuery(PageQuery):
    """The filters of the list."""

    state = fields.String(load_default="all", validate=_STATES)
    store_id = fields.Integer(load_default=None)
    category_id = fields.Integer(load_default=None)


class AlertStepSchema(Schema):
    """A step with an early warning."""

    step = fields.Enum(
        AlertStep,
        by_value=True,
        required=True,
        metadata={
            "label": _l("Next step"),
            "widget": "select",
            "choices": [(key.value, label) for key, label in STEPS.items()],
        },
    )
    text = fields.String(
        load_default="",
        validate=validate.Length(max=4000),
        metadata={
            "label": _l("What was found or done"),
            "widget": "textarea",
            "rows": 3,
            "maxlength": 4000,
        },
    )


class AlertPreventSchema(Schema):
    """Whom to call before they complain, and what about."""

    concerned = fields.Enum(
        Concerned,
        by_value=True,
        required=True,
        metadata={
            "label": _l("Who is called"),
            "widget": "select",
            "choices": [(key.value, label) for key, label in CONCERNED.items()],
        },
    )
    weeks = fields.Integer(
        load_default=8,
        validate=validate.Range(min=1, max=104),
        metadata={"label": _l("Visits of how many weeks"), "step": 1},
    )
    days = fields.Integer(
        load_default=14,
        validate=validate.Range(min=1, max=90),
        metadata={"label": _l("Call within how many days"), "step": 1},
    )
    note = fields.String(
        required=True,
        validate=validate.Length(min=1, max=1000),
        metadata={
            "label": _l("What the caller should know"),
            "help": _l("Is shown with each call; names of customers have no place in it."),
            "widget": "textarea",
            "rows": 3,
            "maxlength": 1000,
        },
    )


class AlertOut(Schema):
    """An early warning as other systems see it."""

    id = fields.Integer()
    number = fields.String()
    state = fields.String()
    store_id = fields.Integer(allow_none=True)
    model = fields.String()
    category_id = fields.Integer(allow_none=True)
    raised_at = fields.AwareDateTime()
    first_week = fields.Date()
    last_week = fields.Date()
    detector = fields.String()
    observed = fields.Integer()
    expected = fields.Float()
    threshold = fields.Float()
    p_value = fields.Float()
    owner_id = fields.Integer(allow_none=True)
    acknowledged_at = fields.AwareDateTime(allow_none=True)
    judged_at = fields.AwareDateTime(allow_none=True)
    ended_at = fields.AwareDateTime(allow_none=True)
    row_version = fields.Integer()


class AlertPreventedOut(Schema):
    """What became of the calls: planned now, planned before, left out because the contact gate denies them."""

    planned = fields.Integer()
    had = fields.Integer()
    withheld = fields.Integer()
