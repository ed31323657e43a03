"""What is typed and told of weight schemes."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from plugins.kano.models.weights import SchemeState, WeightMethod
from plugins.kano.words.weights import COMBINATIONS, METHODS
from saas.plugin_api import _l

_SELECT = {"widget": "select"}


class KanoSchemeSchema(Schema):
    """A scheme that is made."""

    title = fields.String(
        required=True,
        validate=validate.Length(min=1, max=100),
        metadata={"label": _l("Title"), "maxlength": 100},
    )
    method = fields.Enum(
        WeightMethod,
        by_value=True,
        required=True,
        metadata={
            "label": _l("Method"),
            "widget": "select",
            "choices": [(key.value, label) for key, label in METHODS.items()],
        },
    )
    cycle_id = fields.Integer(
        load_default=None,
        allow_none=True,
        metadata={"label": _l("Cycle whose values are used"), "help": _l("For entropy."), **_SELECT},
    )
    normalisation = fields.String(
        load_default="sum",
        validate=validate.OneOf(["sum", "min_max"]),
        metadata={
            "label": _l("Normalisation"),
            "help": _l("For entropy."),
            "choices": [("sum", _l("Share of the sum")), ("min_max", _l("From the lowest to the highest"))],
            **_SELECT,
        },
    )
    subjective = fields.Integer(
        load_default=None,
        allow_none=True,
        metadata={"label": _l("Subjective scheme"), "help": _l("For a combination."), **_SELECT},
    )
    objective = fields.Integer(
        load_default=None,
        allow_none=True,
        metadata={"label": _l("Objective scheme"), "help": _l("For a combination."), **_SELECT},
    )
    how = fields.String(
        load_default="linear",
        validate=validate.OneOf(list(COMBINATIONS)),
        metadata={
            "label": _l("How they are combined"),
            "help": _l("For a combination."),
            "choices": list(COMBINATIONS.items()),
            **_SELECT,
        },
    )
    alpha = fields.Decimal(
        load_default=None,
        allow_none=True,
        places=3,
        validate=validate.Range(min=0, max=1),
        metadata={"label": "α", "help": _l("Share of the subjective scheme, 0 to 1."), "widget": "number"},
    )


class KanoSaidSchema(Schema):
    """One judgement."""

    indicator_id = fields.Integer(required=True, metadata={"label": "", "widget": "hidden"})
    other_id = fields.Integer(load_default=None, allow_none=True, metadata={"label": "", "widget": "hidden"})
    value = fields.Decimal(
        load_default=None,
        allow_none=True,
        places=6,
        validate=validate.Range(min=0, max=1000),
        metadata={"label": "", "widget": "number"},
    )


class KanoJudgementsSchema(Schema):
    """What one expert says; a judgement without a value was not given."""

    expert = fields.String(
        required=True,
        validate=validate.Length(min=1, max=100),
        metadata={"label": _l("Expert"), "maxlength": 100, "autocomplete": "off"},
    )
    judgements = fields.List(
        fields.Nested(KanoSaidSchema),
        required=True,
        validate=validate.Length(max=600),
        metadata={"label": _l("Judgements"), "widget": "rows"},
    )


class KanoSchemeOut(Schema):
    """A scheme."""

    id = fields.Integer()
    tree_id = fields.Integer()
    title = fields.String()
    method = fields.Enum(WeightMethod, by_value=True)
    state = fields.Enum(SchemeState, by_value=True)
    settings = fields.Dict()
    result = fields.Dict()
    problem = fields.String()
    runs_asked = fields.Integer()
    runs_done = fields.Integer()
    row_version = fields.Integer()


class KanoWeightRangeOut(Schema):
    """From which to which share a ranking stays, and which two change places below and above it."""

    indicator_id = fields.Integer(metadata={"description": "Whose weight moves, for the ranking of people"})
    voice = fields.String(metadata={"description": "Whose share moves, for the ranking of indicators"})
    weight = fields.Float()
    lowest = fields.Float()
    highest = fields.Float()
    below = fields.List(fields.Integer(), allow_none=True)
    above = fields.List(fields.Integer(), allow_none=True)


class KanoFactorRankingOut(Schema):
    """The indicators from the heaviest down, and how far the share of whoever judged them may move."""

    ranking = fields.List(fields.Integer())
    ranges = fields.List(fields.Nested(KanoWeightRangeOut))


class KanoPeopleRankingOut(Schema):
    """How far each weight may move before two people of a cycle, named by their places, change them."""

    cycle_id = fields.Integer()
    people = fields.Integer()
    left_out = fields.Integer()
    ranges = fields.List(fields.Nested(KanoWeightRangeOut))


class KanoRankingOut(Schema):
    """How firm the rankings are that a scheme's weights make; none where there is nothing to rank yet."""

    factors = fields.Nested(KanoFactorRankingOut, allow_none=True)
    people = fields.Nested(KanoPeopleRankingOut, allow_none=True)
