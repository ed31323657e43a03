"""What is typed of counts, and what other systems see of them: while one is being counted, not what should be there."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from plugins.parts.models import CountState
from plugins.parts.numbers import MOST
from saas.plugin_api import PageQuery, _l


class CountOpenSchema(Schema):
    """What is to be counted. part_ids: none for what is due."""

    store_id = fields.Integer(required=True, metadata={"label": _l("Store"), "widget": "select"})
    limit = fields.Integer(
        load_default=30,
        validate=validate.Range(min=1, max=200),
        metadata={"label": _l("Lines"), "help": _l("The most overdue first.")},
    )
    part_ids = fields.List(
        fields.Integer(),
        load_default=list,
        validate=validate.Length(max=200),
        metadata={"label": "", "widget": "hidden"},
    )


class CountFoundSchema(Schema):
    """What was found of one line."""

    line_id = fields.Integer(required=True)
    quantity = fields.Decimal(required=True, allow_nan=False, validate=validate.Range(min=0, max=MOST))


class CountEnterSchema(Schema):
    """What was found of some lines."""

    found = fields.List(
        fields.Nested(CountFoundSchema), required=True, validate=validate.Length(min=1, max=200)
    )


class CountQuery(PageQuery):
    """Which counts are listed."""

    state = fields.Enum(CountState, by_value=True, load_default=None)
    store_id = fields.Integer(load_default=None)


class CountOut(Schema):
    """A count."""

    id = fields.Integer()
    document_no = fields.String()
    store_id = fields.Integer()
    state = fields.String()
    snapshot_at = fields.AwareDateTime()
    submitted_at = fields.AwareDateTime(allow_none=True)
    decided_at = fields.AwareDateTime(allow_none=True)
    row_version = fields.Integer()


class CountLineOut(Schema):
    """A line of a count. expected, difference, value_fen: only once it is handed in."""

    id = fields.Integer()
    part_id = fields.Integer()
    number = fields.String()
    name = fields.String()
    bin = fields.String()
    state = fields.String()
    counted = fields.Decimal(as_string=True, places=3, allow_none=True)
    counts_made = fields.Integer()
    expected = fields.Decimal(as_string=True, places=3, allow_none=True)
    difference = fields.Decimal(as_string=True, places=3, allow_none=True)
    value_fen = fields.Integer(allow_none=True)


class CountWholeOut(CountOut):
    """A count with its lines."""

    lines = fields.List(fields.Nested(CountLineOut))
