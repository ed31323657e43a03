"""What is typed of suppliers and their terms, and what other systems see of them."""

from __future__ import annotations

from decimal import Decimal

from marshmallow import Schema, fields, validate

from plugins.parts.models import QualityClass
from plugins.parts.offer import DiscountKind
from plugins.parts.schemas.amounts import (
    MOST_FEN,
    YuanPerUnit,
    amount_field,
    fen_field,
    yuan_field,
)
from plugins.parts.words import DISCOUNTS, QUALITIES
from saas.plugin_api import PageQuery, _l

MOST_DAYS = 365
MOST_BREAKS = 10


class _Supplier(Schema):
    """What is said of a supplier, but for its money."""

    code = fields.String(
        required=True,
        validate=validate.Length(min=1, max=30),
        metadata={"label": _l("Supplier code"), "maxlength": 30, "autocomplete": "off"},
    )
    name = fields.String(
        required=True,
        validate=validate.Length(min=1, max=120),
        metadata={"label": _l("Name of the supplier"), "maxlength": 120},
    )
    contact = fields.String(
        load_default="",
        validate=validate.Length(max=120),
        metadata={
            "label": _l("Whom to call"),
            "maxlength": 120,
            "help": _l("Name and number; kept sealed."),
            "autocomplete": "off",
        },
    )
    lead_days = fields.Integer(
        required=True,
        validate=validate.Range(min=0, max=MOST_DAYS),
        metadata={"label": _l("Days from the order to the goods")},
    )
    active = fields.Boolean(load_default=True, metadata={"label": _l("May be ordered from")})


class PartSupplierSchema(_Supplier):
    """A supplier as other systems send it; money is in fen."""

    minimum_order_fen = fen_field(_l("Least worth of an order"))
    order_cost_fen = fen_field(_l("Cost of an order"))


class PartSupplierFormSchema(_Supplier):
    """The form of a supplier; money is in yuan."""

    minimum_order_fen = yuan_field(_l("Least worth of an order"))
    order_cost_fen = yuan_field(_l("Cost of an order"), _l("Freight and work, whatever is in it."))


class _Terms(Schema):
    """On which terms a part is delivered, but for its price."""

    part_id = fields.Integer(required=True, metadata={"label": _l("Part"), "widget": "picker"})
    valid_from = fields.Date(required=True, metadata={"label": _l("Valid from")})
    pack = amount_field(
        _l("Units in a pack"),
        above_zero=True,
        load_default=Decimal(1),
        help_text=_l("Orders come in whole packs."),
    )
    minimum = amount_field(_l("Least quantity"), load_default=None)
    quality = fields.Enum(
        QualityClass,
        by_value=True,
        load_default=QualityClass.OEM,
        metadata={"label": _l("Quality"), "choices": [(key.value, word) for key, word in QUALITIES.items()]},
    )
    lead_days = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(min=0, max=MOST_DAYS),
        metadata={"label": _l("Days from the order to the goods"), "help": _l("Empty: as the supplier's.")},
    )
    approved = fields.Boolean(
        load_default=False,
        metadata={
            "label": _l("Approved"),
            "help": _l("Only approved suppliers of a part may be ordered from."),
        },
    )
    discount = fields.Enum(
        DiscountKind,
        by_value=True,
        load_default=DiscountKind.ALL_UNITS,
        metadata={
            "label": _l("A lower price is for"),
            "choices": [(key.value, word) for key, word in DISCOUNTS.items()],
        },
    )


def _from_field() -> fields.Decimal:
    return amount_field(_l("From how many"), above_zero=True, required=True)


def _price_field() -> YuanPerUnit:
    about = {"label": _l("Price of a unit"), "unit": _l("yuan"), "widget": "number", "min": "0"}
    return YuanPerUnit(required=True, metadata=about)


class PartPriceBreakSchema(Schema):
    """From which quantity on a lower price holds, as other systems send it; in fen."""

    quantity = _from_field()
    unit_price = fields.Decimal(required=True, allow_nan=False, validate=validate.Range(min=0, max=MOST_FEN))


class PartTermsSchema(_Terms):
    """Terms as other systems send them; prices are in fen."""

    unit_price = fields.Decimal(required=True, allow_nan=False, validate=validate.Range(min=0, max=MOST_FEN))
    breaks = fields.List(
        fields.Nested(PartPriceBreakSchema),
        load_default=list,
        validate=validate.Length(max=MOST_BREAKS),
        metadata={"label": _l("Lower prices")},
    )


class PartPriceBreakFormSchema(Schema):
    """A row of lower prices in a form; in yuan."""

    quantity = _from_field()
    unit_price = _price_field()


class PartTermsFormSchema(_Terms):
    """The form of terms; prices are in yuan."""

    unit_price = _price_field()
    breaks = fields.List(
        fields.Nested(PartPriceBreakFormSchema),
        load_default=list,
        validate=validate.Length(max=MOST_BREAKS),
        metadata={
            "label": _l("Lower prices"),
            "help": _l("From each quantity on; below the first one the price above holds."),
        },
    )


class PartSupplierQuery(PageQuery):
    """The filters of the suppliers."""

    q = fields.String(load_default="")


class PartSupplierOut(Schema):
    """A supplier as other systems see it; whom to call there is for people."""

    id = fields.Integer()
    code = fields.String()
    name = fields.String()
    lead_days = fields.Integer()
    minimum_order_fen = fields.Integer(allow_none=True)
    order_cost_fen = fields.Integer()
    active = fields.Boolean()
    row_version = fields.Integer()


class PartPriceBreakOut(Schema):
    """From which quantity on which price holds. unit_price: in fen."""

    quantity = fields.Decimal(as_string=True, places=3)
    unit_price = fields.Decimal(as_string=True, places=6)


class PartTermsOut(Schema):
    """Terms as other systems see them. Prices are in fen; discount: what the lower ones are for."""

    id = fields.Integer()
    supplier_id = fields.Integer()
    part_id = fields.Integer()
    valid_from = fields.Date()
    unit_price = fields.Decimal(as_string=True, places=6)
    pack = fields.Decimal(as_string=True, places=3)
    minimum = fields.Decimal(as_string=True, places=3)
    quality = fields.String()
    approved = fields.Boolean()
    lead_days = fields.Integer(allow_none=True)
    discount = fields.String()
    breaks = fields.List(fields.Nested(PartPriceBreakOut))
    row_version = fields.Integer()
