"""What may be typed, sent or stand in a file: pages, API and importer judge with the same."""

from __future__ import annotations

from marshmallow import Schema, fields, validate
from saas.plugin_api import PageQuery, _l

from aftercare_recalls.models import MatchState

LONGEST_NOTE = 500
_YES = {"是", "有", "Y", "y", "YES", "Yes", "yes", "true", "True", "1"}
_NO = {"否", "无", "N", "n", "NO", "No", "no", "false", "False", "0"}


class RecallsRow(Schema):
    """A row of a manufacturer's list: a recall, and one VIN or the beginning of several."""

    number = fields.String(required=True, validate=validate.Length(max=40))
    title = fields.String(load_default="", validate=validate.Length(max=200))
    # The letters I, O and Q are in no VIN; eight characters name a model, fewer would name half a make.
    vin = fields.String(required=True, validate=validate.Regexp(r"[A-HJ-NPR-Z0-9]{8,17}\*?\Z"))
    safety = fields.Boolean(truthy=_YES, falsy=_NO, load_default=False)
    announced_on = fields.Date(load_default=None)


class RecallsToldSchema(Schema):
    """What was agreed with the owner."""

    note = fields.String(
        load_default="",
        validate=validate.Length(max=LONGEST_NOTE),
        metadata={"label": _l("What was agreed"), "widget": "textarea", "maxlength": LONGEST_NOTE},
    )


class RecallsFilterSchema(Schema):
    """What the list is narrowed to, in its address and in its export."""

    state = fields.Enum(MatchState, by_value=True, load_default=MatchState.OPEN)
    number = fields.String(data_key="q", load_default="", validate=validate.Length(max=40))


class RecallsMatchQuery(PageQuery, RecallsFilterSchema):
    """The parameters of the API's list."""


class RecallsMatchOut(Schema):
    """A recalled vehicle as other systems see it."""

    id = fields.Integer(attribute="Match.id")
    number = fields.String()
    title = fields.String()
    safety = fields.Boolean()
    vehicle_id = fields.Integer(attribute="Match.vehicle_id")
    state = fields.Enum(MatchState, by_value=True, attribute="Match.state")
    found_on = fields.Date(attribute="Match.found_on")
    told_on = fields.Date(allow_none=True)
    done_on = fields.Date(attribute="Match.done_on", allow_none=True)
    row_version = fields.Integer(attribute="Match.row_version")
