"""The pick list: what narrows it, and its lines as other systems read them."""

from __future__ import annotations

from marshmallow import Schema, fields

from saas.plugin_api import PageQuery


class PartPicksFilterSchema(Schema):
    """What the list is narrowed to, in its address. q: the document that the parts are for, whole."""

    store_id = fields.Integer(load_default=None)
    reference = fields.String(data_key="q", load_default="")


class PartPicksQuery(PageQuery):
    """The filters for other systems."""

    store_id = fields.Integer(load_default=None)
    reference = fields.String(load_default="")


class PartPickOut(Schema):
    """A line to pick. quantity: what is still to be taken. lot_no: of the lot to take first, empty where there are none."""

    reservation_id = fields.Integer()
    store_id = fields.Integer()
    bin = fields.String()
    part_id = fields.Integer()
    number = fields.String()
    name = fields.String()
    unit = fields.String()
    quantity = fields.Decimal(as_string=True, places=3)
    lot_no = fields.String()
    purpose = fields.String()
    reference = fields.String()
    expires_at = fields.AwareDateTime(allow_none=True)
