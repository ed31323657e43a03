"""What is typed of purchase orders, and what other systems see of them."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from plugins.parts.models import OrderState
from plugins.parts.schemas.amounts import fen_per_unit_field, yuan_per_unit_field
from plugins.parts.schemas.goods import quantity_field
from plugins.parts.words import ORDER_TABS
from saas.plugin_api import PageQuery, _l


class PartOrderSchema(Schema):
    """Of whom something is ordered for which store."""

    supplier_id = fields.Integer(required=True, metadata={"label": _l("Supplier"), "widget": "select"})
    store_id = fields.Integer(required=True, metadata={"label": _l("For which store"), "widget": "select"})
    expected_on = fields.Date(
        load_default=None,
        allow_none=True,
        metadata={"label": _l("Expected on"), "help": _l("Empty: as the supplier's days say.")},
    )
    note = fields.String(
        load_default="", validate=validate.Length(max=200), metadata={"label": _l("Note"), "maxlength": 200}
    )


class _Line(Schema):
    """How many of a part, but for the price."""

    part_id = fields.Integer(required=True, metadata={"label": _l("Part"), "widget": "picker"})
    quantity = quantity_field()


class PartOrderLineSchema(_Line):
    """How many of a part, told by another system; the price in fen, none for the supplier's."""

    unit_price = fen_per_unit_field(_l("Price of a unit"))


class PartOrderLineFormSchema(_Line):
    """The form of a line; the price in yuan."""

    unit_price = yuan_per_unit_field(_l("Price of a unit"), _l("Empty: the supplier's price for so many."))


class PartOrderReasonSchema(Schema):
    """Why an order is sent back."""

    reason = fields.String(
        required=True,
        validate=validate.Length(min=1, max=200),
        metadata={"label": _l("What is to be changed"), "maxlength": 200},
    )


class PartArrivedSchema(Schema):
    """How many came of a line."""

    line_id = fields.Integer(required=True)
    quantity = quantity_field()
    lot_no = fields.String(load_default="", validate=validate.Length(max=60))
    expires_on = fields.Date(load_default=None, allow_none=True)


class PartDeliverySchema(Schema):
    """What came for an order. surplus: more than was ordered may be taken in. key: twice the same takes it in once."""

    arrived = fields.List(
        fields.Nested(PartArrivedSchema), required=True, validate=validate.Length(min=1, max=200)
    )
    surplus = fields.Boolean(load_default=False)
    key = fields.String(load_default="", validate=validate.Length(max=100))


class PartOrderFilterSchema(Schema):
    """What the list of orders is narrowed to."""

    state = fields.String(load_default="open", validate=validate.OneOf([*ORDER_TABS, *OrderState]))
    store_id = fields.Integer(load_default=None)
    supplier_id = fields.Integer(load_default=None)
    part_id = fields.Integer(load_default=None)
    text = fields.String(data_key="q", load_default="")


class PartOrderQuery(PageQuery):
    """The filters of the list for other systems."""

    state = fields.String(load_default="all", validate=validate.OneOf([*ORDER_TABS, *OrderState]))
    store_id = fields.Integer(load_default=None)
    supplier_id = fields.Integer(load_default=None)
    part_id = fields.Integer(load_default=None)
    text = fields.String(data_key="q", load_default="")


class PartOrderOut(Schema):
    """An order."""

    id = fields.Integer()
    document_no = fields.String()
    supplier_id = fields.Integer()
    store_id = fields.Integer()
    state = fields.String()
    expected_on = fields.Date(allow_none=True)
    submitted_at = fields.AwareDateTime(allow_none=True)
    decided_at = fields.AwareDateTime(allow_none=True)
    placed_at = fields.AwareDateTime(allow_none=True)
    ended_at = fields.AwareDateTime(allow_none=True)
    spent_fen = fields.Integer()
    row_version = fields.Integer()


class PartOrderLineOut(Schema):
    """A line of an order. unit_price: in fen. open_quantity: what is still to come. expected_on: when its supplier says that
    it comes, as far as that was accepted; none for when the order should."""

    id = fields.Integer()
    part_id = fields.Integer()
    number = fields.String()
    name = fields.String()
    quantity = fields.Decimal(as_string=True, places=3)
    unit_price = fields.Decimal(as_string=True, places=6)
    received = fields.Decimal(as_string=True, places=3)
    cancelled = fields.Decimal(as_string=True, places=3)
    open_quantity = fields.Decimal(as_string=True, places=3)
    expected_on = fields.Date(allow_none=True)


class PartOrderWholeOut(PartOrderOut):
    """An order with its lines."""

    total_fen = fields.Integer()
    lines = fields.List(fields.Nested(PartOrderLineOut))
