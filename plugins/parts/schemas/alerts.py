"""What the list of stock alerts is narrowed to, why one is dismissed, and what other systems see."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from plugins.parts.models import AlertKind, AlertState
from plugins.parts.words.planning import ALERT_TABS
from saas.plugin_api import PageQuery, _l

_STATES = validate.OneOf([*ALERT_TABS, *(state for state in AlertState if state not in ALERT_TABS)])


class PartAlertFilterSchema(Schema):
    """What the list of stock alerts is narrowed to, in its address."""

    state = fields.String(load_default="running", validate=_STATES)
    kind = fields.Enum(AlertKind, by_value=True, load_default=None)
    store_id = fields.Integer(load_default=None)


class PartAlertQuery(PageQuery):
    """The filters of the list for other systems."""

    state = fields.String(load_default="all", validate=_STATES)
    kind = fields.Enum(AlertKind, by_value=True, load_default=None)
    store_id = fields.Integer(load_default=None)


class PartAlertDismissSchema(Schema):
    """Why nothing is done about a stock alert."""

    reason = fields.String(
        required=True,
        validate=validate.Length(min=1, max=500),
        metadata={
            "label": _l("Why nothing is done"),
            "help": _l(
                "No other alert of this kind is raised while the cause lasts. Names of customers have no place here."
            ),
            "widget": "textarea",
            "rows": 2,
            "maxlength": 500,
        },
    )


class PartAlertOut(Schema):
    """A stock alert. quantity: how many units it is about; value_fen: what they are worth. lasts: the cause is still there."""

    id = fields.Integer()
    part_id = fields.Integer()
    store_id = fields.Integer()
    kind = fields.String()
    state = fields.String()
    lasts = fields.Boolean()
    quantity = fields.Decimal(as_string=True, places=3)
    value_fen = fields.Integer()
    facts = fields.Dict(keys=fields.String(), values=fields.String(allow_none=True))
    raised_at = fields.AwareDateTime()
    seen_at = fields.AwareDateTime()
    owner_id = fields.Integer(allow_none=True)
    acknowledged_at = fields.AwareDateTime(allow_none=True)
    closed_at = fields.AwareDateTime(allow_none=True)
    reason = fields.String()
    row_version = fields.Integer()
