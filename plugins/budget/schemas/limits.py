"""Inputs and answers about limits of expenses."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from plugins.budget.schemas.sheets import yuan_field
from saas.plugin_api import _l

_SHORT = validate.Length(max=50)


class BudgetLimitSchema(Schema):
    """A limit from a day on."""

    category_id = fields.Integer(
        required=True,
        metadata={
            "label": _l("Category"),
            "widget": "select",
            "help": _l("What belongs to it has the same limit, unless it has one of its own."),
        },
    )
    position = fields.String(
        load_default="",
        validate=_SHORT,
        metadata={"label": _l("Position"), "widget": "select", "placeholder": _l("Everybody")},
    )
    city = fields.String(
        load_default="",
        validate=_SHORT,
        metadata={"label": _l("City of the store"), "widget": "select", "placeholder": _l("Every city")},
    )
    amount_yuan = yuan_field(
        _l("Limit for one night, day or person"),
        help=_l("With the tax in it. Empty: from that day on nothing is limited any more."),
    )
    valid_from = fields.Date(required=True, metadata={"label": _l("Valid from")})
    hard = fields.Boolean(
        load_default=False,
        metadata={
            "label": _l("Refuse a claim above it"),
            "help": _l("Else it can be handed in, and those who review it are told."),
        },
    )
    note = fields.String(
        load_default="", validate=validate.Length(max=200), metadata={"label": _l("Note"), "maxlength": 200}
    )


class BudgetLimitOut(Schema):
    """A limit of expenses; amount_fen: for one night, day or person, none where nothing is limited any more."""

    id = fields.Integer()
    category_id = fields.Integer()
    position = fields.String()
    city = fields.String()
    amount_fen = fields.Integer(allow_none=True)
    valid_from = fields.Date()
    hard = fields.Boolean()
    note = fields.String()
    row_version = fields.Integer()
