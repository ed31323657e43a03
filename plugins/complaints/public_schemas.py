"""What customers type themselves, on pages without a sign-in."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from plugins.complaints.models import Channel
from plugins.complaints.operations import BY_CUSTOMERS
from plugins.complaints.schemas import text_field
from saas.plugin_api import _l

TRAP = "website"
"""A field that no person sees: what fills it in is a program."""


class ComplaintIntakeSchema(Schema):
    """A complaint as a customer files it."""

    description = text_field(
        _l("What happened?"),
        rows=6,
        required=True,
        help=_l("Where, when, and what has been tried already. Your own words are fine."),
    )
    demand = text_field(_l("What would you like us to do?"), rows=2)
    safety = fields.Boolean(
        load_default=False,
        metadata={"label": _l("The car is not safe to drive, or somebody could come to harm")},
    )
    model_text = fields.String(
        load_default="",
        validate=validate.Length(max=100),
        metadata={
            "label": _l("Your car"),
            "help": _l("Model and number plate, if it is about a car."),
            "maxlength": 100,
            "autocomplete": "off",
        },
    )
    occurred_on = fields.Date(
        load_default=None, allow_none=True, metadata={"label": _l("When did it happen?")}
    )
    complainant_name = fields.String(
        required=True,
        validate=validate.Length(min=1, max=100),
        metadata={"label": _l("Your name"), "maxlength": 100, "autocomplete": "name"},
    )
    complainant_phone = fields.String(
        required=True,
        validate=validate.Length(min=1, max=40),
        metadata={
            "label": _l("Your telephone number"),
            "help": _l("We call you on this number about your complaint, and for nothing else."),
            "widget": "tel",
            "maxlength": 40,
            "autocomplete": "tel",
        },
    )
    by = fields.Enum(
        Channel,
        by_value=True,
        load_default=Channel.WEB,
        validate=validate.OneOf(BY_CUSTOMERS),
        metadata={"widget": "hidden", "label": ""},
    )
    website = fields.String(
        load_default="",
        validate=validate.Length(max=400),
        metadata={"label": _l("Leave this field empty"), "autocomplete": "off"},
    )


class ComplaintSheetSchema(Schema):
    """For which store a sheet is printed; none for the whole group."""

    store_id = fields.Integer(load_default=None)


class ComplaintOwnAgreementSchema(Schema):
    """To which of the solutions a customer agrees."""

    option_id = fields.Integer(required=True, metadata={"widget": "hidden", "label": ""})


class ComplaintOwnRefusalSchema(Schema):
    """Why a customer wants none of the solutions."""

    text = text_field(_l("Why not, and what would be right?"), rows=3, required=True)
