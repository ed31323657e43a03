"""What the figures of the stock are narrowed to, and what other systems see of them."""

from __future__ import annotations

from marshmallow import Schema, fields

from plugins.parts.models import StockClass


class PartFiguresSchema(Schema):
    """What the figures are narrowed to, in their address."""

    store_id = fields.Integer(load_default=None)
    stock_class = fields.Enum(StockClass, by_value=True, load_default=None)


class PartMeasuredOut(Schema):
    """Figures. turnover: times a year; fill: the share of the units asked for that was met. Money in fen."""

    value_fen = fields.Integer()
    mean_fen = fields.Integer()
    used_fen = fields.Integer()
    turnover = fields.Float(allow_none=True)
    supply_days = fields.Float(allow_none=True)
    asked = fields.Decimal(as_string=True, places=3)
    met = fields.Decimal(as_string=True, places=3)
    fill = fields.Float(allow_none=True)
    ran_out = fields.Integer()
    obsolete_fen = fields.Integer()
    obsolete_share = fields.Float(allow_none=True)
    stocked = fields.Integer()
    empty = fields.Integer()


class PartFigureRowOut(Schema):
    """The figures of a store (its id), a class (its code, empty for none yet) or a month (`2026-11`)."""

    key = fields.String()
    measured = fields.Nested(PartMeasuredOut)


class PartFiguresOut(Schema):
    """The figures of the stock from a day to a day. dead_days: so long without a movement is obsolete."""

    first = fields.Date()
    last = fields.Date()
    dead_days = fields.Integer()
    whole = fields.Nested(PartMeasuredOut)
    months = fields.List(fields.Nested(PartFigureRowOut))
    stores = fields.List(fields.Nested(PartFigureRowOut))
    classes = fields.List(fields.Nested(PartFigureRowOut))
