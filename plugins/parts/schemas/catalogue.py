"""What is typed of parts, and what other systems see of them."""

from __future__ import annotations

from decimal import Decimal

from marshmallow import Schema, fields, validate

from plugins.parts.models import QualityClass, Unit
from plugins.parts.schemas.amounts import (
    amount_field,
    fen_field,
    fen_per_unit_field,
    yuan_field,
    yuan_per_unit_field,
)
from plugins.parts.words import QUALITIES, UNITS
from saas.plugin_api import PageQuery, _l


class PartBase(Schema):
    """What is said of a part, but for its prices."""

    number = fields.String(
        required=True,
        validate=validate.Length(min=1, max=60),
        metadata={"label": _l("Part number"), "maxlength": 60, "autocomplete": "off"},
    )
    name = fields.String(
        required=True,
        validate=validate.Length(min=1, max=120),
        metadata={"label": _l("Name of the part"), "maxlength": 120},
    )
    brand = fields.String(
        load_default="",
        validate=validate.Length(max=60),
        metadata={"label": _l("Brand"), "maxlength": 60},
    )
    quality = fields.Enum(
        QualityClass,
        by_value=True,
        load_default=QualityClass.OEM,
        metadata={"label": _l("Quality"), "choices": [(key.value, word) for key, word in QUALITIES.items()]},
    )
    unit = fields.Enum(
        Unit,
        by_value=True,
        load_default=Unit.PIECE,
        metadata={"label": _l("Unit"), "choices": [(key.value, word) for key, word in UNITS.items()]},
    )
    pack = amount_field(
        _l("Units in a pack"),
        above_zero=True,
        load_default=Decimal(1),
        help_text=_l("Orders come in whole packs."),
    )
    three_guarantees = fields.Boolean(
        load_default=False, metadata={"label": _l("Falls under the three guarantees")}
    )
    wear = fields.Boolean(load_default=False, metadata={"label": _l("Wear part")})
    active = fields.Boolean(
        load_default=True,
        metadata={
            "label": _l("May be ordered"),
            "help": _l("A part that may not be ordered any more stays with its stock and its history."),
        },
    )
    successor_id = fields.Integer(
        load_default=None, allow_none=True, metadata={"label": _l("Replaced by"), "widget": "picker"}
    )
    aliases = fields.List(
        fields.String(validate=validate.Length(max=60)),
        load_default=list,
        validate=validate.Length(max=20),
        metadata={
            "label": _l("Other numbers"),
            "widget": "lines",
            "help": _l("Of the maker, of an earlier catalogue, a bar code."),
            "rows": 3,
        },
    )


class PartDetailsSchema(PartBase):
    """A part as other systems send it; prices are in fen."""

    unit_cost = fen_per_unit_field(_l("Purchase price of a unit"))
    list_price_fen = fen_field(_l("List price of a unit"))


class PartFormSchema(PartBase):
    """The form of a part; prices are in yuan."""

    unit_cost = yuan_per_unit_field(
        _l("Purchase price of a unit"), _l("Counts where nothing that lies there tells what it cost.")
    )
    list_price_fen = yuan_field(_l("List price of a unit"))


class PartQuery(PageQuery):
    """The filters of the catalogue."""

    q = fields.String(load_default="")


class PartOut(Schema):
    """A part as other systems see it. unit_cost: in fen."""

    id = fields.Integer()
    number = fields.String()
    brand = fields.String()
    name = fields.String()
    quality = fields.String()
    unit = fields.String()
    pack = fields.Decimal(as_string=True, places=3)
    unit_cost = fields.Decimal(as_string=True, places=6)
    list_price_fen = fields.Integer(allow_none=True)
    three_guarantees = fields.Boolean()
    wear = fields.Boolean()
    active = fields.Boolean()
    successor_id = fields.Integer(allow_none=True)
    row_version = fields.Integer()
