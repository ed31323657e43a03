"""What is typed and told of cycles, cards and ratings."""

from __future__ import annotations

from collections.abc import Sequence

from marshmallow import Schema, ValidationError, fields, validate

from plugins.kano.models.cards import CycleState
from saas.plugin_api import PageQuery, _, _l


def _somebody(chosen: Sequence[int]) -> None:
    if not chosen:
        raise ValidationError(_("Choose one person at least."))


class KanoCycleSchema(Schema):
    """A cycle that is begun."""

    tree_id = fields.Integer(required=True, metadata={"label": _l("KPI tree"), "widget": "select"})
    month = fields.Date(
        required=True,
        metadata={
            "label": _l("Month"),
            "help": _l("Any day of the month that is appraised: this one, the next, or one that is over."),
        },
    )
    title = fields.String(
        load_default="",
        validate=validate.Length(max=100),
        metadata={"label": _l("Title"), "help": _l("Empty: that of the tree."), "maxlength": 100},
    )
    member_ids = fields.List(
        fields.Integer(),
        required=True,
        validate=[_somebody, validate.Length(max=2000)],
        metadata={"label": _l("Who is appraised"), "widget": "choices"},
    )


class KanoRatingSchema(Schema):
    """A mark for a person."""

    mark = fields.Decimal(
        required=True,
        places=2,
        validate=validate.Range(min=0, max=100),
        metadata={"label": _l("Mark, 0 to 100"), "widget": "number", "min": 0, "max": 100},
    )
    comment = fields.String(
        load_default="",
        validate=validate.Length(max=500),
        metadata={"label": _l("Why"), "widget": "textarea", "rows": 2, "maxlength": 500},
    )


class KanoCycleOut(Schema):
    """A cycle."""

    id = fields.Integer()
    tree_id = fields.Integer()
    title = fields.String()
    first = fields.Date()
    last = fields.Date()
    state = fields.Enum(CycleState, by_value=True)
    runs_asked = fields.Integer()
    runs_done = fields.Integer()
    computed_at = fields.AwareDateTime(allow_none=True)
    published_at = fields.AwareDateTime(allow_none=True)
    row_version = fields.Integer()


class KanoCardOut(Schema):
    """A card."""

    id = fields.Integer()
    cycle_id = fields.Integer()
    member_id = fields.Integer()
    store_id = fields.Integer(allow_none=True)
    score = fields.Decimal(allow_none=True, as_string=True)
    base = fields.Decimal(allow_none=True, as_string=True)
    bonus = fields.Decimal(allow_none=True, as_string=True)
    grade = fields.String()
    grade_before = fields.String()
    failed_gates = fields.List(fields.Integer())
    coverage = fields.Decimal(allow_none=True, as_string=True)
    digest = fields.String()
    published_at = fields.AwareDateTime(allow_none=True)
    acknowledged_at = fields.AwareDateTime(allow_none=True)
    goals_seen_at = fields.AwareDateTime(allow_none=True)


class KanoCardItemOut(Schema):
    """One indicator on a card. objection_id: the upheld objection that its value comes from."""

    indicator_id = fields.Integer()
    value = fields.Decimal(allow_none=True, as_string=True)
    n = fields.Integer()
    low = fields.Decimal(allow_none=True, as_string=True)
    high = fields.Decimal(allow_none=True, as_string=True)
    points = fields.Decimal(allow_none=True, as_string=True)
    share = fields.Decimal(allow_none=True, as_string=True)
    contribution = fields.Decimal(allow_none=True, as_string=True)
    passed = fields.Boolean(allow_none=True)
    digest = fields.String()
    objection_id = fields.Integer(allow_none=True)


class KanoCardQuery(PageQuery):
    """A page of cards."""
