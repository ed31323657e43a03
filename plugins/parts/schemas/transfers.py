"""What is typed of transfers between stores, and what other systems see of them."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from plugins.parts.models import TransferState
from plugins.parts.schemas.goods import quantity_field
from plugins.parts.words import TRANSFER_TABS
from saas.plugin_api import PageQuery, _l


class PartTransferLineSchema(Schema):
    """How many of a part."""

    part_id = fields.Integer(required=True, metadata={"label": _l("Part"), "widget": "picker"})
    quantity = quantity_field()


class PartTransferSchema(PartTransferLineSchema):
    """What one store wants of another."""

    store_id = fields.Integer(required=True, metadata={"label": _l("For which store"), "widget": "select"})
    from_store_id = fields.Integer(
        required=True, metadata={"label": _l("From which store"), "widget": "select"}
    )
    note = fields.String(
        load_default="", validate=validate.Length(max=200), metadata={"label": _l("Note"), "maxlength": 200}
    )


class PartCameSchema(Schema):
    """How many of a line arrived."""

    line_id = fields.Integer(required=True)
    quantity = quantity_field()


class PartTransferArrivalSchema(Schema):
    """What arrived of a transfer. key: the same key a second time takes in nothing."""

    arrived = fields.List(
        fields.Nested(PartCameSchema), required=True, validate=validate.Length(min=1, max=100)
    )
    key = fields.String(load_default="", validate=validate.Length(max=100))


class PartTransferFilterSchema(Schema):
    """What the list of transfers is narrowed to."""

    state = fields.String(load_default="open", validate=validate.OneOf([*TRANSFER_TABS, *TransferState]))
    store_id = fields.Integer(load_default=None)


class PartTransferQuery(PageQuery):
    """The filters of the list for other systems."""

    state = fields.String(load_default="all", validate=validate.OneOf([*TRANSFER_TABS, *TransferState]))
    store_id = fields.Integer(load_default=None)


class PartTransferOut(Schema):
    """A transfer."""

    id = fields.Integer()
    document_no = fields.String()
    from_store_id = fields.Integer()
    store_id = fields.Integer()
    state = fields.String()
    approved_at = fields.AwareDateTime(allow_none=True)
    sent_at = fields.AwareDateTime(allow_none=True)
    ended_at = fields.AwareDateTime(allow_none=True)
    row_version = fields.Integer()


class PartTransferLineOut(Schema):
    """A line of a transfer. under_way: what left and has not arrived."""

    id = fields.Integer()
    part_id = fields.Integer()
    number = fields.String()
    name = fields.String()
    quantity = fields.Decimal(as_string=True, places=3)
    sent = fields.Decimal(as_string=True, places=3)
    received = fields.Decimal(as_string=True, places=3)
    missing = fields.Decimal(as_string=True, places=3)
    under_way = fields.Decimal(as_string=True, places=3)


class PartTransferWholeOut(PartTransferOut):
    """A transfer with its lines."""

    lines = fields.List(fields.Nested(PartTransferLineOut))


class PartProposalQuery(PageQuery):
    """Which proposals are listed."""

    store_id = fields.Integer(load_default=None)


class PartProposalOut(Schema):
    """One way of mending a shortage. cost: of this way as a whole, in yuan."""

    id = fields.Integer()
    alert_id = fields.Integer()
    part_id = fields.Integer()
    store_id = fields.Integer()
    kind = fields.String()
    from_store_id = fields.Integer(allow_none=True)
    supplier_id = fields.Integer(allow_none=True)
    quantity = fields.Decimal(as_string=True, places=3)
    cost = fields.Decimal(as_string=True, places=2)
    expected_on = fields.Date()
    recommended = fields.Boolean()
