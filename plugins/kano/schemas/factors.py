"""What is typed and told of factors."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from plugins.kano.models.factors import Dimension
from plugins.kano.words.study import DIMENSIONS
from saas.plugin_api import _l

_NAME = validate.Length(max=100)
_TEXT = validate.Length(max=500)


class KanoFactorSchema(Schema):
    """A factor of the library."""

    name_zh = fields.String(
        load_default="", validate=_NAME, metadata={"label": _l("Name in Chinese"), "maxlength": 100}
    )
    name_en = fields.String(
        load_default="", validate=_NAME, metadata={"label": _l("Name in English"), "maxlength": 100}
    )
    definition_zh = fields.String(
        load_default="",
        validate=_TEXT,
        metadata={"label": _l("Meaning in Chinese"), "widget": "textarea", "rows": 2, "maxlength": 500},
    )
    definition_en = fields.String(
        load_default="",
        validate=_TEXT,
        metadata={"label": _l("Meaning in English"), "widget": "textarea", "rows": 2, "maxlength": 500},
    )
    dimension = fields.Enum(
        Dimension,
        by_value=True,
        required=True,
        metadata={
            "label": _l("Dimension"),
            "help": _l("Which side of the service surveys ask about with it."),
            "widget": "select",
            "choices": list(DIMENSIONS.items()),
        },
    )
    process_step = fields.String(
        load_default="", validate=_NAME, metadata={"label": _l("Step of the service"), "maxlength": 100}
    )
    metric = fields.String(
        load_default="",
        validate=_NAME,
        metadata={
            "label": _l("Measured by"),
            "help": _l("A figure that shows how well it is done when nobody is asked."),
            "maxlength": 100,
        },
    )
    position = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(min=1, max=10_000),
        metadata={"label": _l("Place in the list"), "help": _l("Empty: at the end.")},
    )
    active = fields.Boolean(
        load_default=True, metadata={"label": _l("In use"), "help": _l("New studies may take it in.")}
    )


class KanoFactorOut(Schema):
    """A factor as the API tells it."""

    id = fields.Integer()
    code = fields.String()
    names = fields.Dict(keys=fields.String(), values=fields.String())
    definitions = fields.Dict(keys=fields.String(), values=fields.String())
    dimension = fields.Enum(Dimension, by_value=True)
    process_step = fields.String()
    metric = fields.String()
    position = fields.Integer()
    active = fields.Boolean()
    version = fields.Integer()
    row_version = fields.Integer()
