"""What is typed and told of KPI trees and indicators."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from plugins.kano.kpi_kinds import KpiKind
from plugins.kano.models.trees import SourceKind, TreeState
from plugins.kano.starter_trees import STARTER_TREES
from plugins.kano.words.cards import DIRECTIONS, KINDS, SOURCES
from saas.plugin_api import PageQuery, _l

_NAME = validate.Length(max=100)
_TEXT = validate.Length(max=500)
_SIZE = validate.Range(min=-1_000_000_000, max=1_000_000_000)
PLACES = 6


def number(**about: object) -> fields.Decimal:
    """A number that may be left empty; `about` goes into its metadata."""
    return fields.Decimal(
        places=PLACES,
        load_default=None,
        allow_none=True,
        validate=_SIZE,
        metadata={"widget": "number", **about},
    )


class KanoTreeStartSchema(Schema):
    """A tree that is made of a starter."""

    template = fields.String(
        required=True,
        validate=validate.OneOf(list(STARTER_TREES)),
        metadata={
            "label": _l("Starter"),
            "widget": "select",
            "choices": [(code, one.title) for code, one in STARTER_TREES.items()],
        },
    )
    title = fields.String(
        load_default="",
        validate=_NAME,
        metadata={"label": _l("Title"), "help": _l("Empty: that of the starter."), "maxlength": 100},
    )


class KanoStudyTreeSchema(Schema):
    """A tree that is made of a study."""

    title = fields.String(
        load_default="",
        validate=_NAME,
        metadata={"label": _l("Title"), "help": _l("Empty: that of the study."), "maxlength": 100},
    )


class KanoGradeCutSchema(Schema):
    """The score from which a grade is given, and how many of a cycle's cards may have it."""

    code = fields.String(required=True, validate=_NAME, metadata={"label": "", "widget": "hidden"})
    minimum = fields.Decimal(
        required=True,
        places=2,
        validate=validate.Range(min=0, max=1000),
        metadata={"label": _l("From score"), "widget": "number"},
    )
    most = fields.Decimal(
        places=2,
        load_default=None,
        allow_none=True,
        validate=validate.Range(min=0, max=100),
        metadata={"label": _l("At most, % of the cards"), "widget": "number"},
    )


class KanoTreeSchema(Schema):
    """A tree itself."""

    title = fields.String(
        required=True,
        validate=validate.Length(min=1, max=100),
        metadata={"label": _l("Title"), "maxlength": 100},
    )
    bonus_limit = number(
        label=_l("Most bonus points"), help=_l("What all bonus indicators add together; empty for no limit.")
    )
    cuts = fields.List(
        fields.Nested(KanoGradeCutSchema),
        load_default=list,
        metadata={"label": _l("Grades"), "widget": "rows"},
    )


class KanoIndicatorSchema(Schema):
    """An indicator of a draft."""

    dimension_id = fields.Integer(required=True, metadata={"label": _l("Dimension"), "widget": "select"})
    name_zh = fields.String(
        load_default="", validate=_NAME, metadata={"label": _l("Name in Chinese"), "maxlength": 100}
    )
    name_en = fields.String(
        load_default="", validate=_NAME, metadata={"label": _l("Name in English"), "maxlength": 100}
    )
    definition_zh = fields.String(
        load_default="",
        validate=_TEXT,
        metadata={
            "label": _l("Formula or rubric in Chinese"),
            "widget": "textarea",
            "rows": 2,
            "maxlength": 500,
        },
    )
    definition_en = fields.String(
        load_default="",
        validate=_TEXT,
        metadata={
            "label": _l("Formula or rubric in English"),
            "widget": "textarea",
            "rows": 2,
            "maxlength": 500,
        },
    )
    source_kind = fields.Enum(
        SourceKind,
        by_value=True,
        required=True,
        metadata={
            "label": _l("Source"),
            "help": _l("No indicator without a source."),
            "widget": "select",
            "choices": [(key.value, label) for key, label in SOURCES.items()],
        },
    )
    metric_key = fields.String(
        load_default="",
        validate=_NAME,
        metadata={
            "label": _l("Figure"),
            "help": _l("For measured figures and marks by customers."),
            "widget": "select",
        },
    )
    unit = fields.String(
        load_default="", validate=validate.Length(max=20), metadata={"label": _l("Unit"), "maxlength": 20}
    )
    kind = fields.Enum(
        KpiKind,
        by_value=True,
        required=True,
        metadata={
            "label": _l("How it scores"),
            "help": _l("A gate holds the grade down, linear makes the score, a bonus only adds."),
            "widget": "select",
            "choices": [(key.value, label) for key, (label, _tone) in KINDS.items()],
        },
    )
    direction = fields.String(
        load_default="higher",
        validate=validate.OneOf(list(DIRECTIONS)),
        metadata={
            "label": _l("Direction of a gate"),
            "widget": "select",
            "choices": list(DIRECTIONS.items()),
        },
    )
    worst = number(label=_l("Value for no points"), help=_l("Linear and bonus."))
    target = fields.Decimal(
        required=True,
        places=PLACES,
        validate=_SIZE,
        metadata={
            "label": _l("Target"),
            "help": _l("Value for all points; the standard of a gate."),
            "widget": "number",
        },
    )
    points = number(label=_l("Points of a bonus"))
    ceiling = fields.String(
        load_default="",
        validate=_NAME,
        metadata={
            "label": _l("Best grade without the gate"),
            "widget": "select",
        },
    )
    weight = fields.Decimal(
        load_default=1,
        places=PLACES,
        validate=validate.Range(min=0, max=1_000_000),
        metadata={
            "label": _l("Weight"),
            "help": _l("Of a linear indicator, among all linear ones."),
            "widget": "number",
        },
    )


class KanoTreeQuery(PageQuery):
    """What a list of trees is narrowed to."""

    state = fields.Enum(TreeState, by_value=True, load_default=None, allow_none=True)


class KanoNamesOut(Schema):
    """Names by locale."""

    zh_CN = fields.String()  # noqa: N815  # the name of a locale
    en = fields.String()


class KanoTreeOut(Schema):
    """A tree."""

    id = fields.Integer()
    title = fields.String()
    state = fields.Enum(TreeState, by_value=True)
    version = fields.Integer()
    previous_id = fields.Integer(allow_none=True)
    template = fields.String()
    study_id = fields.Integer(allow_none=True)
    bands = fields.List(fields.Dict())
    bonus_limit = fields.Decimal(allow_none=True, as_string=True)
    approved_at = fields.AwareDateTime(allow_none=True)
    row_version = fields.Integer()


class KanoIndicatorOut(Schema):
    """An indicator."""

    id = fields.Integer()
    tree_id = fields.Integer()
    dimension_id = fields.Integer()
    position = fields.Integer()
    names = fields.Nested(KanoNamesOut)
    definitions = fields.Nested(KanoNamesOut)
    source_kind = fields.Enum(SourceKind, by_value=True, allow_none=True)
    metric_key = fields.String()
    unit = fields.String()
    kind = fields.Enum(KpiKind, by_value=True)
    direction = fields.String()
    worst = fields.Decimal(allow_none=True, as_string=True)
    target = fields.Decimal(as_string=True)
    points = fields.Decimal(allow_none=True, as_string=True)
    ceiling = fields.String()
    weight = fields.Decimal(as_string=True)
    row_version = fields.Integer()
