"""What is typed and told of studies and their questions."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from plugins.kano.categories import CategoryRule, CutLines
from plugins.kano.models import StudyState
from plugins.kano.operations.studies import RADIUS, TOLERANCE
from plugins.kano.words.study import CUTS, RULES, TABLE_NAMES, TABS
from saas.plugin_api import LazyStr, PageQuery, _l

_QUESTION = validate.Length(max=300)


class KanoStudySchema(Schema):
    """What a study is about and how it is analysed."""

    title = fields.String(
        required=True,
        validate=validate.Length(min=1, max=100),
        metadata={"label": _l("Title"), "maxlength": 100},
    )
    purpose = fields.String(
        load_default="",
        validate=validate.Length(max=1000),
        metadata={
            "label": _l("What it is for"),
            "help": _l("Customers read it above the questions."),
            "widget": "textarea",
            "rows": 2,
            "maxlength": 1000,
        },
    )
    factor_ids = fields.List(
        fields.Integer(),
        required=True,
        validate=validate.Length(min=1, max=60),
        metadata={"label": _l("Improvement factors"), "widget": "choices"},
    )
    by_link = fields.Boolean(
        load_default=True,
        metadata={
            "label": _l("Whoever has the link may answer"),
            "help": _l("Without a name. Staff and files bring answers in either way."),
        },
    )
    named = fields.Boolean(
        load_default=False,
        metadata={
            "label": _l("Keep who answered by a personal link"),
            "help": _l(
                "Customers are told so above the questions. Otherwise nobody learns who answered what."
            ),
        },
    )
    table_name = fields.String(
        load_default="standard",
        validate=validate.OneOf(list(TABLE_NAMES)),
        metadata={
            "label": _l("Evaluation table"),
            "help": _l("Which category a pair of answers means."),
            "widget": "select",
            "choices": list(TABLE_NAMES.items()),
        },
    )
    cells = fields.List(
        fields.String(validate=validate.Length(max=30)),
        load_default=list,
        validate=validate.Length(max=5),
        metadata={
            "label": _l("Cells of a table of our own"),
            "help": _l(
                "A line for each answer when the factor is there, a cell for each answer when it is missing, such as Q A A A O."
            ),
            "widget": "lines",
            "rows": 5,
        },
    )
    category_rule = fields.Enum(
        CategoryRule,
        by_value=True,
        load_default=CategoryRule.MODAL,
        metadata={
            "label": _l("A factor's category"),
            "widget": "select",
            "choices": list(RULES.items()),
        },
    )
    tolerance = fields.Float(
        load_default=TOLERANCE,
        validate=validate.Range(min=0, max=1),
        metadata={"label": _l("Nearly equal up to"), "help": _l("A share of the answers."), "step": 0.01},
    )
    radius = fields.Float(
        load_default=RADIUS,
        validate=validate.Range(min=0, max=1.42),
        metadata={
            "label": _l("Kept from a sensitivity of"),
            "help": _l("The distance from the corner of the better–worse map, from 0 to 1.42."),
            "step": 0.05,
        },
    )
    cut_lines = fields.Enum(
        CutLines,
        by_value=True,
        load_default=CutLines.FIXED,
        metadata={"label": _l("Lines of the map"), "widget": "select", "choices": list(CUTS.items())},
    )
    most_questionable = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(min=0, max=60),
        metadata={
            "label": _l("Contradictions a respondent may have"),
            "help": _l("Who has more is left out, and counted. Empty: nobody is left out."),
        },
    )


def _question(label: LazyStr) -> fields.String:
    about = {"label": label, "widget": "textarea", "rows": 2, "maxlength": 300}
    return fields.String(load_default="", validate=_QUESTION, metadata=about)


class KanoQuestionsSchema(Schema):
    """The pair of questions about a factor."""

    functional_zh = _question(_l("If it is there, in Chinese"))
    dysfunctional_zh = _question(_l("If it is missing, in Chinese"))
    functional_en = _question(_l("If it is there, in English"))
    dysfunctional_en = _question(_l("If it is missing, in English"))


class StudyFilterSchema(Schema):
    """What the list of studies is narrowed to, in its address."""

    state = fields.String(load_default="running", validate=validate.OneOf(list(TABS)))
    text = fields.String(data_key="q", load_default="")


class KanoStudyQuery(PageQuery):
    """How a program narrows and pages through studies."""

    state = fields.String(load_default="all", validate=validate.OneOf(list(TABS)))
    text = fields.String(data_key="q", load_default="")


class KanoStudyFactorOut(Schema):
    """A factor of a study with its questions and the decision."""

    id = fields.Integer()
    factor_id = fields.Integer()
    factor_version = fields.Integer()
    names = fields.Dict(keys=fields.String(), values=fields.String())
    functional = fields.Dict(keys=fields.String(), values=fields.String())
    dysfunctional = fields.Dict(keys=fields.String(), values=fields.String())
    kept = fields.Boolean(allow_none=True)
    reason = fields.String()
    row_version = fields.Integer()


class KanoStudyOut(Schema):
    """A study as the API tells it."""

    id = fields.Integer()
    document_no = fields.String()
    title = fields.String()
    purpose = fields.String()
    state = fields.Enum(StudyState, by_value=True)
    table_name = fields.String()
    table_cells = fields.List(fields.List(fields.String()))
    category_rule = fields.Enum(CategoryRule, by_value=True)
    tolerance = fields.Float()
    radius = fields.Float()
    cut_lines = fields.Enum(CutLines, by_value=True)
    most_questionable = fields.Integer(allow_none=True)
    samples = fields.Integer()
    seed = fields.Integer()
    by_link = fields.Boolean()
    named = fields.Boolean()
    opened_at = fields.AwareDateTime(allow_none=True)
    closed_at = fields.AwareDateTime(allow_none=True)
    analysed_at = fields.AwareDateTime(allow_none=True)
    published_at = fields.AwareDateTime(allow_none=True)
    row_version = fields.Integer()


class KanoWholeStudyOut(KanoStudyOut):
    """A study with its factors."""

    factors = fields.List(fields.Nested(KanoStudyFactorOut))
