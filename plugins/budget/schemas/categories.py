"""Inputs and answers about cost categories."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from plugins.budget.models import CostKind, OverAction
from plugins.budget.words import COST_KINDS, OVER_ACTIONS
from saas.plugin_api import _l

_NAME = validate.Length(max=60)


class BudgetCategorySchema(Schema):
    """A category that is added or changed."""

    name_zh = fields.String(
        load_default="", validate=_NAME, metadata={"label": _l("Name in Chinese"), "maxlength": 60}
    )
    name_en = fields.String(
        load_default="", validate=_NAME, metadata={"label": _l("Name in English"), "maxlength": 60}
    )
    kind = fields.Enum(
        CostKind,
        by_value=True,
        required=True,
        metadata={
            "label": _l("Kind of cost"),
            "choices": [(key.value, label) for key, label in COST_KINDS.items()],
            "help": _l(
                "Direct costs arise with each piece of service, indirect ones from keeping the house running."
            ),
        },
    )
    parent_id = fields.Integer(
        load_default=None,
        allow_none=True,
        metadata={
            "label": _l("Belongs to"),
            "widget": "select",
            "help": _l("Where it has no budget of its own, that of this category counts."),
        },
    )
    over_action = fields.Enum(
        OverAction,
        by_value=True,
        load_default=None,
        allow_none=True,
        metadata={
            "label": _l("Beyond its budget"),
            "choices": [(key.value, label) for key, label in OVER_ACTIONS.items()],
            "help": _l("Empty: as the group's settings say."),
        },
    )
    position = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(min=0, max=10_000),
        metadata={"label": _l("Place in the list"), "help": _l("Empty: at the end.")},
    )
    active = fields.Boolean(
        load_default=False,
        metadata={
            "label": _l("May be chosen"),
            "help": _l("A retired category stays on the budgets and bookings that have it."),
        },
    )


class BudgetCategoryOut(Schema):
    """A category with its names by locale."""

    id = fields.Integer()
    code = fields.String()
    names = fields.Dict(keys=fields.String(), values=fields.String())
    kind = fields.Enum(CostKind, by_value=True)
    parent_id = fields.Integer(allow_none=True)
    over_action = fields.Enum(OverAction, by_value=True, allow_none=True)
    position = fields.Integer()
    active = fields.Boolean()
    row_version = fields.Integer()
