"""What suppliers type on the page of their order, and what other systems see of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from marshmallow import Schema, fields, validate

from plugins.parts.models import PurchaseLine
from plugins.parts.numbers import plain
from plugins.parts.schemas.amounts import amount_field
from saas.plugin_api import _, _l

MOST_WORDS = 500
NOTHING = "nothing"


def _remark() -> fields.String:
    return fields.String(
        load_default="",
        validate=validate.Length(max=MOST_WORDS),
        metadata={"label": _l("Remark"), "widget": "textarea", "rows": 2, "maxlength": MOST_WORDS},
    )


class PartWholeAnswerSchema(Schema):
    """A supplier says that all of an order comes on one day."""

    promised_on = fields.Date(required=True, metadata={"label": _l("Delivery date")})
    remark = _remark()


def lines_answer_schema(lines: Iterable[PurchaseLine]) -> Schema:
    """A form in which a supplier says of each line that is still to come: when, how many, or that none of it comes."""
    asked: dict[str, fields.Field[Any]] = {}
    for line in lines:
        asked[f"promised-{line.id}"] = fields.Date(
            load_default=None, allow_none=True, metadata={"label": _("Delivery date")}
        )
        asked[f"quantity-{line.id}"] = amount_field(
            _("Quantity that comes"),
            load_default=None,
            help_text=_("Empty: all %(n)s that are still to come.", n=plain(line.open_quantity)),
        )
        asked[f"cannot-{line.id}"] = fields.Boolean(
            load_default=False, metadata={"label": _("Cannot be delivered")}
        )
    nothing = fields.Boolean(
        load_default=False, metadata={"label": _("Nothing of this order can be delivered")}
    )
    return Schema.from_dict({**asked, NOTHING: nothing, "remark": _remark()})()


class PartGiveUpSchema(Schema):
    """Whether what will not come is cancelled with it."""

    give_up_rest = fields.Boolean(load_default=False, metadata={"widget": "hidden", "label": ""})


class PartOrderLinkOut(Schema):
    """Where a supplier answers to an order."""

    address = fields.String()


class PartPromiseOut(Schema):
    """What a supplier said of a line. promised_on: none where it cannot be delivered. outcome: none while it waits, and of
    what was said again before anybody decided."""

    id = fields.Integer()
    order_line_id = fields.Integer()
    part_id = fields.Integer()
    number = fields.String()
    quantity = fields.Decimal(as_string=True, places=3)
    of_open = fields.Decimal(as_string=True, places=3)
    promised_on = fields.Date(allow_none=True)
    asked_on = fields.Date(allow_none=True)
    waiting = fields.Boolean()
    outcome = fields.String(allow_none=True)
    cancelled = fields.Decimal(as_string=True, places=3, allow_none=True)
    decided_at = fields.AwareDateTime(allow_none=True)


class PartAnswerOut(Schema):
    """An answer of a supplier to an order. remark: none where it was forgotten in time."""

    id = fields.Integer()
    answered_at = fields.AwareDateTime()
    remark = fields.String(allow_none=True)
    promises = fields.List(fields.Nested(PartPromiseOut))
