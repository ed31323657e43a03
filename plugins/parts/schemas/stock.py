"""Filters of the stock, and what other systems see of it."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from plugins.parts.models import StockClass
from plugins.parts.words import STOCK_TABS
from saas.plugin_api import PageQuery


class StockFilterSchema(Schema):
    """What the list of stock is narrowed to, in its address and in its export."""

    state = fields.String(load_default="all", validate=validate.OneOf(list(STOCK_TABS)))
    store_id = fields.Integer(load_default=None)
    stock_class = fields.Enum(StockClass, by_value=True, load_default=None)
    text = fields.String(data_key="q", load_default="")


class StockQuery(PageQuery):
    """The filters of the list for other systems."""

    state = fields.String(load_default="all", validate=validate.OneOf(list(STOCK_TABS)))
    store_id = fields.Integer(load_default=None)
    stock_class = fields.Enum(StockClass, by_value=True, load_default=None)
    text = fields.String(data_key="q", load_default="")


class StockOut(Schema):
    """A part in a store. free: neither reserved nor in quarantine. on_order: at suppliers. average_cost: in fen a unit."""

    part_id = fields.Integer()
    store_id = fields.Integer()
    number = fields.String()
    brand = fields.String()
    name = fields.String()
    stock_class = fields.String(allow_none=True)
    bin = fields.String()
    on_hand = fields.Decimal(as_string=True, places=3)
    reserved = fields.Decimal(as_string=True, places=3)
    quarantine = fields.Decimal(as_string=True, places=3)
    in_transit_in = fields.Decimal(as_string=True, places=3)
    on_order = fields.Decimal(as_string=True, places=3)
    free = fields.Decimal(as_string=True, places=3)
    average_cost = fields.Decimal(as_string=True, places=6)
    reorder_point = fields.Decimal(as_string=True, places=3, allow_none=True)
    moved_at = fields.AwareDateTime(allow_none=True)
