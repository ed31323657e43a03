"""What is typed and told of objections to cards, and of talks about them."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from plugins.kano.models.objections import ObjectionState
from plugins.kano.rulings import Outcome
from plugins.kano.words.objections import OUTCOMES, TABS
from saas.plugin_api import PageQuery, _l

_MOST = 10**11
_STATES = validate.OneOf([*TABS, *(state for state in ObjectionState if state not in TABS)])


class KanoObjectionSchema(Schema):
    """Why somebody objects to a value."""

    reason = fields.String(
        required=True,
        validate=validate.Length(min=1, max=1000),
        metadata={
            "label": _l("What is wrong with the value"),
            "help": _l(
                "Name the days or jobs that are missing, counted twice or not yours. Leave customers' names out."
            ),
            "widget": "textarea",
            "rows": 3,
            "maxlength": 1000,
        },
    )


class KanoRulingSchema(Schema):
    """What is decided of an objection."""

    outcome = fields.Enum(
        Outcome,
        by_value=True,
        required=True,
        metadata={
            "label": _l("Decision"),
            "choices": [(key.value, label) for key, label in OUTCOMES.items()],
        },
    )
    value = fields.Decimal(
        load_default=None,
        allow_none=True,
        allow_nan=False,
        validate=validate.Range(min=-_MOST, max=_MOST),
        metadata={
            "label": _l("Value as it should be"),
            "help": _l("Only where you correct it yourself."),
            "widget": "number",
        },
    )
    answer = fields.String(
        required=True,
        validate=validate.Length(min=1, max=1000),
        metadata={
            "label": _l("Why"),
            "help": _l("The employee reads it on the card, and so does everybody who sees the card."),
            "widget": "textarea",
            "rows": 3,
            "maxlength": 1000,
        },
    )


class KanoTalkSchema(Schema):
    """The note of a talk."""

    held_on = fields.Date(required=True, metadata={"label": _l("Day of the talk")})
    said = fields.String(
        required=True,
        validate=validate.Length(min=1, max=2000),
        metadata={
            "label": _l("What was said"),
            "help": _l(
                "By saving you vouch for it; the employee then acknowledges it, and it stays as it is."
            ),
            "widget": "textarea",
            "rows": 4,
            "maxlength": 2000,
        },
    )


class ObjectionFilterSchema(Schema):
    """What the list of objections is narrowed to, in its address."""

    state = fields.String(load_default="open", validate=_STATES)


class KanoObjectionQuery(PageQuery):
    """The filters of the list for other systems."""

    state = fields.String(load_default="all", validate=_STATES)


class KanoObjectionOut(Schema):
    """An objection. value: what stood on the card; corrected: what stands there since it was upheld."""

    id = fields.Integer()
    card_id = fields.Integer()
    indicator_id = fields.Integer()
    state = fields.Enum(ObjectionState, by_value=True)
    value = fields.Decimal(allow_none=True, as_string=True)
    reason = fields.String()
    raised_at = fields.AwareDateTime()
    corrected = fields.Decimal(allow_none=True, as_string=True)
    reread = fields.Boolean()
    answer = fields.String()
    decided_at = fields.AwareDateTime(allow_none=True)
    decided_by_id = fields.Integer(allow_none=True)
    read_at = fields.AwareDateTime(allow_none=True)
    row_version = fields.Integer()


class KanoCardVersionOut(Schema):
    """What a card said until an objection was upheld."""

    objection_id = fields.Integer()
    until = fields.AwareDateTime()
    score = fields.Decimal(allow_none=True, as_string=True)
    base = fields.Decimal(allow_none=True, as_string=True)
    bonus = fields.Decimal(allow_none=True, as_string=True)
    grade = fields.String()
    grade_before = fields.String()
    coverage = fields.Decimal(allow_none=True, as_string=True)
    digest = fields.String()


class KanoTalkOut(Schema):
    """The note of a talk. agreed_at: when the employee acknowledged it."""

    id = fields.Integer()
    held_on = fields.Date()
    said = fields.String()
    noted_by_id = fields.Integer()
    noted_at = fields.AwareDateTime()
    agreed_at = fields.AwareDateTime(allow_none=True)
