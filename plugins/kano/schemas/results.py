"""What is typed and told of results and decisions."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from plugins.kano.categories import Category
from plugins.kano.kpi_kinds import KpiKind
from saas.plugin_api import _l

_REASON = validate.Length(max=500)


class DecisionRowSchema(Schema):
    """What becomes of one factor, in the table of the page."""

    study_factor_id = fields.Integer(required=True, metadata={"widget": "hidden"})
    kept = fields.String(
        required=True,
        validate=validate.OneOf(["keep", "drop"]),
        metadata={
            "label": _l("Decision"),
            "widget": "select",
            "choices": [("keep", _l("Keep")), ("drop", _l("Drop"))],
        },
    )
    reason = fields.String(
        load_default="", validate=_REASON, metadata={"label": _l("Reason"), "maxlength": 500}
    )


class DecisionsSchema(Schema):
    """The decisions about all factors of a study."""

    decisions = fields.List(
        fields.Nested(DecisionRowSchema), required=True, metadata={"label": _l("Decisions")}
    )


class KanoDecisionSchema(Schema):
    """What becomes of one factor."""

    study_factor_id = fields.Integer(required=True)
    kept = fields.Boolean(required=True)
    reason = fields.String(load_default="", validate=_REASON)


class KanoDecisionsSchema(Schema):
    """Decisions as a program sends them."""

    decisions = fields.List(
        fields.Nested(KanoDecisionSchema), required=True, validate=validate.Length(min=1, max=60)
    )


class ResultFilterSchema(Schema):
    """Which study's results a table holds, and of which run; of all studies and of the newest where none is named."""

    study_id = fields.Integer(load_default=None)
    run = fields.Integer(load_default=None)


class KanoResultsQuery(Schema):
    """Which run is asked for; the newest where none is named."""

    run = fields.Integer(load_default=None, allow_none=True)


class KanoFactorResultOut(Schema):
    """What a run found of one factor."""

    study_factor_id = fields.Integer()
    names = fields.Dict(keys=fields.String(), values=fields.String())
    must_be = fields.Integer()
    one_dimensional = fields.Integer()
    attractive = fields.Integer()
    indifferent = fields.Integer()
    reverse = fields.Integer()
    questionable = fields.Integer()
    missing = fields.Integer()
    category = fields.Enum(Category, by_value=True, allow_none=True)
    better = fields.Float(allow_none=True)
    better_low = fields.Float(allow_none=True)
    better_high = fields.Float(allow_none=True)
    worse = fields.Float(allow_none=True)
    worse_low = fields.Float(allow_none=True)
    worse_high = fields.Float(allow_none=True)
    distance = fields.Float(allow_none=True)
    distance_low = fields.Float(allow_none=True)
    distance_high = fields.Float(allow_none=True)
    probability = fields.Float(allow_none=True)
    keep = fields.Boolean()
    kind = fields.Enum(KpiKind, by_value=True, allow_none=True)
    figures = fields.Dict(keys=fields.String())


class KanoResultOut(Schema):
    """One analysis of a study with its conventions and factors."""

    number = fields.Integer()
    code_version = fields.String()
    settings = fields.Dict(keys=fields.String())
    respondents = fields.Integer()
    left_out = fields.Integer()
    straight = fields.Integer()
    pairs = fields.Integer()
    x_line = fields.Float(allow_none=True)
    y_line = fields.Float(allow_none=True)
    finished_at = fields.AwareDateTime()
    factors = fields.List(fields.Nested(KanoFactorResultOut))
