"""What is typed when goods move, are held or are missing."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from plugins.parts.models import DemandKind, LotState, ReservationPurpose, ReservationState, StockClass
from plugins.parts.numbers import MOST
from plugins.parts.operations import LostReason, WriteOff
from plugins.parts.schemas.amounts import amount_field, fen_per_unit_field, yuan_per_unit_field
from plugins.parts.words import DEMANDS, LOST_REASONS, PURPOSES, STOCK_CLASSES, WRITE_OFFS
from saas.plugin_api import PageQuery, _l


def quantity_field() -> fields.Decimal:
    """How many."""
    return amount_field(_l("Quantity"), above_zero=True, required=True)


def reference_field(label: object) -> fields.String:
    """The number of a document of another system."""
    check = validate.Length(max=60)
    return fields.String(load_default="", validate=check, metadata={"label": label, "maxlength": 60})


class _Receipt(Schema):
    """What came without an order, but for its price."""

    quantity = quantity_field()
    lot_no = fields.String(
        load_default="",
        validate=validate.Length(max=60),
        metadata={"label": _l("Lot number"), "maxlength": 60, "autocomplete": "off"},
    )
    expires_on = fields.Date(load_default=None, allow_none=True, metadata={"label": _l("Expires on")})
    document = reference_field(_l("Delivery note"))


class PartReceiptFormSchema(_Receipt):
    """The form of what came."""

    unit_cost = yuan_per_unit_field(
        _l("Purchase price of a unit"), _l("Empty: as much as those that lie there.")
    )


class PartReceiptSchema(_Receipt):
    """What came, told by another system. key: the same key a second time takes in nothing."""

    unit_cost = fen_per_unit_field(_l("Purchase price of a unit"))
    key = fields.String(load_default="", validate=validate.Length(max=100))


class PartIssueFormSchema(Schema):
    """What goes out."""

    quantity = quantity_field()
    kind = fields.Enum(
        DemandKind,
        by_value=True,
        load_default=DemandKind.SALE,
        validate=validate.OneOf([DemandKind.SALE, DemandKind.ORDER]),
        metadata={
            "label": _l("For"),
            "widget": "select",
            "choices": [(key.value, DEMANDS[key]) for key in (DemandKind.SALE, DemandKind.ORDER)],
        },
    )
    reference = reference_field(_l("Order or receipt number"))
    reservation_id = fields.Integer(
        load_default=None, allow_none=True, metadata={"label": _l("From a reservation"), "widget": "select"}
    )
    lot_id = fields.Integer(
        load_default=None,
        allow_none=True,
        metadata={"label": _l("Lot"), "widget": "select", "placeholder": _l("What expires first")},
    )


class PartIssueSchema(PartIssueFormSchema):
    """What goes out, told by another system. key: the same key a second time gives out nothing."""

    key = fields.String(load_default="", validate=validate.Length(max=100))


class PartTakeBackFormSchema(Schema):
    """What comes back."""

    quantity = quantity_field()
    reference = reference_field(_l("Order or receipt number"))


class PartTakeBackSchema(PartTakeBackFormSchema):
    """What comes back, told by another system. key: the same key a second time takes back nothing."""

    key = fields.String(load_default="", validate=validate.Length(max=100))


class PartScrapSchema(Schema):
    """What is written off."""

    quantity = quantity_field()
    reason = fields.Enum(
        WriteOff,
        by_value=True,
        required=True,
        metadata={"label": _l("Reason"), "choices": [(key.value, word) for key, word in WRITE_OFFS.items()]},
    )
    lot_id = fields.Integer(
        load_default=None, allow_none=True, metadata={"label": _l("Lot"), "widget": "select"}
    )


class PartCorrectSchema(Schema):
    """By how much the books are wrong."""

    difference = fields.Decimal(
        required=True,
        allow_nan=False,
        validate=validate.Range(min=-MOST, max=MOST),
        metadata={
            "label": _l("More (or fewer, with a minus) than in the books"),
            "help": _l("A count is better: it is blind, and somebody else approves it."),
            "step": "any",
        },
    )
    reason = fields.Enum(
        WriteOff,
        by_value=True,
        required=True,
        metadata={"label": _l("Reason"), "choices": [(key.value, word) for key, word in WRITE_OFFS.items()]},
    )


class PartReserveFormSchema(Schema):
    """What is to be held."""

    quantity = quantity_field()
    purpose = fields.Enum(
        ReservationPurpose,
        by_value=True,
        load_default=ReservationPurpose.SALE,
        validate=validate.OneOf([ReservationPurpose.SALE, ReservationPurpose.ORDER]),
        metadata={
            "label": _l("For"),
            "widget": "select",
            "choices": [
                (key.value, PURPOSES[key]) for key in (ReservationPurpose.SALE, ReservationPurpose.ORDER)
            ],
        },
    )
    reference = reference_field(_l("Order or receipt number"))


class PartReserveSchema(PartReserveFormSchema):
    """What is to be held for another system. key: the same key a second time holds nothing more."""

    part_id = fields.Integer(required=True)
    store_id = fields.Integer(required=True)
    expires_at = fields.AwareDateTime(load_default=None, allow_none=True)
    key = fields.String(load_default="", validate=validate.Length(max=100))


class PartUnmetFormSchema(Schema):
    """What was asked for and not there."""

    quantity = quantity_field()
    kind = fields.Enum(
        DemandKind,
        by_value=True,
        load_default=DemandKind.LOST,
        validate=validate.OneOf([DemandKind.LOST, DemandKind.EMERGENCY]),
        metadata={
            "label": _l("What became of it"),
            "widget": "select",
            "choices": [(key.value, DEMANDS[key]) for key in (DemandKind.LOST, DemandKind.EMERGENCY)],
        },
    )
    reason = fields.Enum(
        LostReason,
        by_value=True,
        load_default=LostReason.SOLD_OUT,
        metadata={
            "label": _l("Reason"),
            "choices": [(key.value, word) for key, word in LOST_REASONS.items()],
        },
    )
    reference = reference_field(_l("Order or receipt number"))


class PartUnmetSchema(PartUnmetFormSchema):
    """What was asked for and not there, told by another system. key: the same key a second time counts nothing."""

    key = fields.String(load_default="", validate=validate.Length(max=100))


class PartLotStateSchema(Schema):
    """Whether a lot may go out."""

    state = fields.Enum(LotState, by_value=True, required=True)


class PartPolicySchema(Schema):
    """How a part is kept in a store."""

    bin = fields.String(
        load_default="", validate=validate.Length(max=30), metadata={"label": _l("Bin"), "maxlength": 30}
    )
    stocked = fields.Boolean(load_default=True, metadata={"label": _l("The store means to have it")})
    own_class = fields.Enum(
        StockClass,
        by_value=True,
        load_default=None,
        allow_none=True,
        metadata={
            "label": _l("Class instead of the one worked out"),
            "widget": "select",
            "placeholder": _l("As worked out"),
            "choices": [(key.value, word) for key, word in STOCK_CLASSES.items()],
        },
    )
    class_reason = fields.String(
        load_default="",
        validate=validate.Length(max=200),
        metadata={"label": _l("Why the class is another one"), "maxlength": 200},
    )
    reorder_point = amount_field(
        _l("Reorder point"),
        load_default=None,
        help_text=_l("At this quantity, with what is on its way, the part is ordered."),
    )
    safety_stock = amount_field(_l("Safety stock"), load_default=None)
    order_quantity = amount_field(_l("Order quantity"), load_default=None)
    minimum = amount_field(_l("Least stock"), load_default=None)
    maximum = amount_field(_l("Most stock"), load_default=None)
    pinned = fields.Boolean(
        load_default=False,
        metadata={
            "label": _l("Keep these numbers"),
            "help": _l("The nightly planning then leaves them as they are."),
        },
    )


class PartPolicyOut(PartPolicySchema):
    """How a part is kept in a store, as other systems see it."""

    part_id = fields.Integer()
    store_id = fields.Integer()
    stock_class = fields.String(allow_none=True)
    computed_class = fields.String(allow_none=True)
    abc = fields.String(allow_none=True)
    xyz = fields.String()
    fsn = fields.String()
    pattern = fields.String()
    row_version = fields.Integer()


class PartMovementOut(Schema):
    """A line of the ledger. unit_cost: in fen."""

    id = fields.Integer()
    part_id = fields.Integer()
    store_id = fields.Integer()
    lot_id = fields.Integer(allow_none=True)
    kind = fields.String()
    quantity = fields.Decimal(as_string=True, places=3)
    unit_cost = fields.Decimal(as_string=True, places=6)
    balance_after = fields.Decimal(as_string=True, places=3)
    document = fields.String()
    reason = fields.String()
    moved_at = fields.AwareDateTime()


class PartReservationOut(Schema):
    """A reservation. open_quantity: what is still held."""

    id = fields.Integer()
    part_id = fields.Integer()
    store_id = fields.Integer()
    purpose = fields.String()
    reference = fields.String()
    quantity = fields.Decimal(as_string=True, places=3)
    taken = fields.Decimal(as_string=True, places=3)
    open_quantity = fields.Decimal(as_string=True, places=3)
    state = fields.String()
    expires_at = fields.AwareDateTime(allow_none=True)
    row_version = fields.Integer()


class PlacesQuery(PageQuery):
    """Lists of what happened, narrowed to a part and a store."""

    part_id = fields.Integer(load_default=None)
    store_id = fields.Integer(load_default=None)


class ReservationQuery(PlacesQuery):
    """Reservations, narrowed also to a state."""

    state = fields.Enum(ReservationState, by_value=True, load_default=None)


class PartUnmetOut(Schema):
    """Whether what was asked for was written down now; false where the key was known."""

    recorded = fields.Boolean()


class PartFreeInStore(Schema):
    """What is free of a part in one store."""

    store_id = fields.Integer()
    free = fields.Decimal(as_string=True, places=3)


class PartMapOut(Schema):
    """A part with what is free of it in each store that knows it."""

    part_id = fields.Integer()
    number = fields.String()
    brand = fields.String()
    name = fields.String()
    total = fields.Decimal(as_string=True, places=3)
    stores = fields.List(fields.Nested(PartFreeInStore))


class MapQuery(PageQuery):
    """Which parts the map shows."""

    q = fields.String(load_default="")
